"""What a pod requests and what it is limited to, all containers together.

Containers and restartable init containers run side by side and add up; an ordinary init container runs beside the restartable
ones before it, and the largest such moment counts if it is larger. Amounts for the pod as a whole replace that sum, the
overhead of its runtime comes on top.

Upstream: staging/src/k8s.io/component-helpers/resource/helpers.go.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pykubectl import Object
from pykubectl.machinery.quantity import Quantity, parse

Amounts = dict[str, Quantity]
REQUESTS, LIMITS = "requests", "limits"


def pod_amounts(pod: Object, section: str, *, running: bool = False) -> Amounts:
    """`section` is requests or limits; `running` also looks at what running containers were given."""
    spec = pod["spec"]
    given = _given(pod, section) if running else {}
    total: Amounts = {}
    for container in spec.get("containers") or ():
        _add(total, _of_container(container, section, given))
    peak: Amounts = {}
    restartable: Amounts = {}
    for container in spec.get("initContainers") or ():
        amounts = _of_container(container, section, given)
        if container.get("restartPolicy") == "Always":
            _add(total, amounts)
            _add(restartable, amounts)
            amounts = dict(restartable)
        else:
            _add(amounts, restartable)
        _raise_to(peak, amounts)
    _raise_to(total, peak)
    for name, amount in _amounts((spec.get("resources") or {}).get(section)).items():
        if name in ("cpu", "memory") or name.startswith("hugepages-"):
            total[name] = amount
    _add_overhead(total, _amounts(spec.get("overhead")), section)
    return total


def add_amounts(total: Amounts, more: Mapping[str, Quantity]) -> None:
    _add(total, more)


def _add_overhead(total: Amounts, overhead: Amounts, section: str) -> None:
    """Overhead raises limits only where there is one."""
    for name, amount in overhead.items():
        if section == REQUESTS or (name in total and total[name].nanos):
            _add(total, {name: amount})


def _amounts(amounts: Mapping[str, Any] | None) -> Amounts:
    return {name: parse(amount) for name, amount in (amounts or {}).items()}


def _add(total: Amounts, more: Mapping[str, Quantity]) -> None:
    for name, amount in more.items():
        total[name] = total[name].plus(amount) if name in total else amount


def _raise_to(total: Amounts, least: Mapping[str, Quantity]) -> None:
    for name, amount in least.items():
        if name not in total or amount.nanos > total[name].nanos:
            total[name] = amount


def _of_container(container: Object, section: str, given: Mapping[str, list[Amounts]]) -> Amounts:
    amounts = _amounts((container.get("resources") or {}).get(section))
    for other in given.get(container["name"], ()):
        _raise_to(amounts, other)
    return amounts


def _given(pod: Object, section: str) -> dict[str, list[Amounts]]:
    """By container, what its status says it has: a resize may not have come through yet."""
    found: dict[str, list[Amounts]] = {}
    for status in _statuses(pod):
        if status.get("resources") is None:
            continue
        amounts = [_amounts(status["resources"].get(section))]
        if section == REQUESTS:
            amounts.append(_amounts(status.get("allocatedResources")))
        found[status["name"]] = amounts
    return found


def _statuses(pod: Object) -> Iterator[Object]:
    status = pod.get("status") or {}
    for field in ("containerStatuses", "initContainerStatuses"):
        yield from status.get(field) or ()
