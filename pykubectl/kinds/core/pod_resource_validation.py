"""Resources of a pod as a whole: no less than its containers ask for, and no container above the limit of all.

Upstream: pkg/apis/core/validation (validatePodResources), component-helpers/resource (AggregateContainerRequests).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid
from pykubectl.kinds import rules
from pykubectl.kinds.core.resource_validation import HUGE_PAGES, resource_name, validate_requirements
from pykubectl.machinery import quantity
from pykubectl.machinery.quantity import ZERO, Quantity

_RESOURCES = ("cpu", "hugepages-", "memory")


def validate_pod_resources(path: str, spec: Object) -> list[FieldError]:
    resources = spec["resources"]
    errors = []
    if resources.get("claims") is not None:
        errors.append(forbidden(f"{path}.claims", "claims cannot be set for Resources at pod-level"))
    errors += validate_requirements(path, resources, _resource_name)
    requests, limits = resources.get("requests") or {}, resources.get("limits") or {}
    for name, total in sorted(_aggregated(spec).items()):
        own = requests.get(name, "0")
        if total.nanos > quantity.parse(own).nanos:
            text = f"must be greater than or equal to aggregate container requests of {total}"
            errors.append(invalid(f"{path}.requests[{name}]", quantity.canonical(own), text))
    for index, container in enumerate(spec.get("containers") or ()):
        for name, amount in sorted(_amounts(container, "limits").items()):
            if name in limits and quantity.compare(amount, limits[name]) > 0:
                text = f"must be less than or equal to pod limits of {quantity.canonical(limits[name])}"
                here = f"{path}.containers[{index}][{name}].limits"
                errors.append(invalid(here, quantity.canonical(amount), text))
    return errors


def _resource_name(path: str, name: str) -> list[FieldError]:
    errors = resource_name(path, name)
    if not errors and name not in _RESOURCES and not name.startswith(HUGE_PAGES):
        errors.append(rules.unsupported(path, name, _RESOURCES))
    return errors


def _amounts(container: Object, kind: str) -> dict[str, str]:
    return (container.get("resources") or {}).get(kind) or {}


def _aggregated(spec: Object) -> dict[str, Quantity]:
    """What the containers ask for together: the running ones at once, or a starting one beside the side cars before it."""
    totals: dict[str, Quantity] = {}
    for container in spec.get("containers") or ():
        _add(totals, _amounts(container, "requests"))
    beside: dict[str, Quantity] = {}
    peaks: dict[str, Quantity] = {}
    for container in spec.get("initContainers") or ():
        asked = _amounts(container, "requests")
        if container.get("restartPolicy") == "Always":
            _add(totals, asked)
            _add(beside, asked)
            peak = dict(beside)
        else:
            peak = dict(beside)
            _add(peak, asked)
        peaks |= {name: max(amount, peaks.get(name, ZERO)) for name, amount in peak.items()}
    return totals | {name: max(amount, totals.get(name, ZERO)) for name, amount in peaks.items()}


def _add(totals: dict[str, Quantity], amounts: dict[str, str]) -> None:
    for name, amount in amounts.items():
        totals[name] = totals.get(name, ZERO).plus(quantity.parse(amount))
