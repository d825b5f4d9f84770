"""Requests and limits: names of resources, amounts, and that no more is requested than allowed.

Upstream: pkg/apis/core/validation (ValidateContainerResourceRequirements), pkg/apis/core/helper.
"""

from collections.abc import Callable

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, forbidden, invalid, missing, required
from pykubectl.kinds import rules
from pykubectl.machinery import quantity

_CONTAINER_RESOURCES = ("cpu", "memory", "ephemeral-storage")
HUGE_PAGES = "hugepages-"
QUOTA_HUGE_PAGES = (HUGE_PAGES, "requests.hugepages-")
_STANDARD_RESOURCES = (
    *_CONTAINER_RESOURCES,
    "storage",
    "requests.cpu",
    "requests.memory",
    "requests.ephemeral-storage",
    "requests.storage",
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "services.nodeports",
    "services.loadbalancers",
)
_COUNTED = ("pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps")
_COUNTED_TOO = ("persistentvolumeclaims", "services.nodeports", "services.loadbalancers")


Name = Callable[[str, str], list[FieldError]]


def validate_container_resources(path: str, resources: Object, claim_names: frozenset[str]) -> list[FieldError]:
    return validate_requirements(path, resources, container_resource_name) + _claims(
        f"{path}.claims", resources.get("claims") or [], claim_names
    )


def validate_requirements(path: str, resources: Object, check_name: Name) -> list[FieldError]:
    """Limits and requests; who asks says which names there may be."""
    limits, requests = resources.get("limits") or {}, resources.get("requests") or {}
    errors = []
    for name, amount in sorted(limits.items()):
        errors += _resource(f"{path}.limits[{name}]", name, amount, check_name)
    for name, amount in sorted(requests.items()):
        here = f"{path}.requests[{name}]"
        errors += check_name(here, name) + resource_amount(here, name, amount)
        errors += _within_limit(path, name, amount, limits)
        errors += _whole_pages(here, name, amount)
    named = {*limits, *requests}
    if any(name.startswith(HUGE_PAGES) for name in named) and not named & {"cpu", "memory"}:
        errors.append(forbidden(path, "HugePages require cpu or memory"))
    return errors


def _resource(path: str, name: str, amount: str, check_name: Name) -> list[FieldError]:
    return check_name(path, name) + resource_amount(path, name, amount) + _whole_pages(path, name, amount)


def _whole_pages(path: str, name: str, amount: str) -> list[FieldError]:
    if not name.startswith(HUGE_PAGES):
        return []
    try:
        page = quantity.parse(name.removeprefix(HUGE_PAGES)).nanos
    except ValueError:
        page = 0
    if page > 0 and quantity.parse(amount).nanos % page == 0:
        return []
    shown = quantity.canonical(amount)
    return [invalid(path, shown, f"{shown} is not positive integer multiple of {name}")]


def validate_overhead(path: str, overhead: dict[str, str]) -> list[FieldError]:
    return validate_requirements(path, {"limits": overhead}, container_resource_name)


def _within_limit(path: str, name: str, amount: str, limits: dict[str, str]) -> list[FieldError]:
    shown = quantity.canonical(amount)
    if name in limits:
        order, limit = quantity.compare(amount, limits[name]), quantity.canonical(limits[name])
        if order and not is_overcommitted(name):
            return [invalid(f"{path}.requests", shown, f"must be equal to {name} limit of {limit}")]
        if order > 0:
            return [invalid(f"{path}.requests", shown, f"must be less than or equal to {name} limit of {limit}")]
    elif not is_overcommitted(name):
        return [required(f"{path}.limits", "Limit must be set for non overcommitable resources")]
    return []


def is_overcommitted(name: str) -> bool:
    return is_native(name) and not name.startswith("hugepages-")


def is_native(name: str) -> bool:
    return "/" not in name or "kubernetes.io/" in name


def is_extended(name: str) -> bool:
    return not is_native(name) and not name.startswith("requests.") and not rules.qualified_name(f"requests.{name}")


def container_resource_name(path: str, name: str) -> list[FieldError]:
    if name in _CONTAINER_RESOURCES:
        return []
    errors = resource_name(path, name)
    if "/" not in name:
        if not name.startswith(HUGE_PAGES):
            errors.append(invalid(path, name, "must be a standard resource for containers"))
    elif not is_native(name) and not is_extended(name):
        errors.append(invalid(path, name, "doesn't follow extended resource name standard"))
    return errors


def resource_name(path: str, name: str) -> list[FieldError]:
    errors = rules.check(path, name, rules.qualified_name)
    if errors:
        return errors
    if "/" not in name and name not in _STANDARD_RESOURCES and not name.startswith(QUOTA_HUGE_PAGES):
        return [invalid(path, name, "must be a standard resource type or fully qualified")]
    return []


def is_quota_resource(name: str) -> bool:
    """Of the names without a domain: storage itself is never limited, only what is requested of it."""
    return (name in _STANDARD_RESOURCES and name != "storage") or name.startswith(QUOTA_HUGE_PAGES)


def resource_amount(path: str, name: str, amount: str) -> list[FieldError]:
    errors = nonnegative_amount(path, amount)
    if (name in _COUNTED or name in _COUNTED_TOO or is_extended(name)) and quantity.milli_value(amount) % 1000:
        errors.append(invalid(path, quantity.canonical(amount), "must be an integer"))
    return errors


def nonnegative_amount(path: str, amount: str) -> list[FieldError]:
    if quantity.parse(amount).nanos < 0:
        return [invalid(path, quantity.canonical(amount), "must be greater than or equal to 0")]
    return []


def positive_amount(path: str, amount: str) -> list[FieldError]:
    if quantity.parse(amount).nanos <= 0:
        return [invalid(path, quantity.canonical(amount), "must be greater than zero")]
    return []


def _claims(path: str, claims: list[Object], known: frozenset[str]) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: set[str] = set()
    for index, claim in enumerate(claims):
        here, name, request = f"{path}[{index}]", claim.get("name") or "", claim.get("request") or ""
        if not name:
            errors.append(required(here))
            continue
        key = f"{name}/{request}" if request else name
        if name in seen:
            errors.append(duplicate(here, name))
        else:
            errors += rules.check(f"{here}.request", request, rules.dns_label) if request else []
            # A whole claim overlaps with every request of it.
            overlaps = key in seen or (not request and any(other.startswith(f"{name}/") for other in seen))
            errors += [duplicate(here, key)] if overlaps else []
            seen.add(key)
        if name not in known:
            listed = f": {', '.join(sorted(known))}" if known else " which is empty"
            text = f"must be one of the names in pod.spec.resourceClaims{listed}"
            errors.append(missing(here, name)._replace(detail=text))
    return errors
