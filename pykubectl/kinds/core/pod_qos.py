"""The quality of service class of a pod: who is evicted first when a node runs out of memory.

Guaranteed: every container has limits for cpu and memory, and requests equal to them. BestEffort: none asks for anything.
Burstable: the rest. Resources of the whole pod, where given, decide alone.

Upstream: pkg/apis/core/v1/helper/qos.
"""

from collections.abc import Iterable

from pykubectl import Object
from pykubectl.machinery import quantity

_COUNTED = ("cpu", "memory")


def qos_class(pod: Object) -> str:
    spec = pod["spec"]
    if spec.get("resources"):
        parts: list[Object] = [spec["resources"]]
    else:
        all_containers = [*(spec.get("containers") or ()), *(spec.get("initContainers") or ())]
        parts = [container.get("resources") or {} for container in all_containers]
    requests, limits = _sum(parts, "requests"), _sum(parts, "limits")
    if not requests and not limits:
        return "BestEffort"
    limited = all(all(_amount(part, "limits", name) for name in _COUNTED) for part in parts)
    return "Guaranteed" if limited and requests == limits else "Burstable"


def _amount(part: Object, kind: str, name: str) -> int:
    text = (part.get(kind) or {}).get(name)
    return 0 if text is None else quantity.parse(text).nanos


def _sum(parts: Iterable[Object], kind: str) -> dict[str, int]:
    totals: dict[str, int] = {}
    for part in parts:
        for name in _COUNTED:
            if amount := _amount(part, kind, name):
                totals[name] = totals.get(name, 0) + amount
    return totals
