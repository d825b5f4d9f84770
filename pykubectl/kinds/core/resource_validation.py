"""Requests and limits: names of resources, amounts, and that no more is requested than allowed.

Upstream: pkg/apis/core/validation (ValidateContainerResourceRequirements), pkg/apis/core/helper.
"""

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, forbidden, invalid, missing, required
from pykubectl.kinds import rules
from pykubectl.machinery import quantity

_CONTAINER_RESOURCES = ("cpu", "memory", "ephemeral-storage")
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


def validate_container_resources(path: str, resources: Object, claim_names: frozenset[str]) -> list[FieldError]:
    limits, requests = resources.get("limits") or {}, resources.get("requests") or {}
    errors = []
    for name, amount in sorted(limits.items()):
        errors += _container_resource(f"{path}.limits[{name}]", name, amount)
    for name, amount in sorted(requests.items()):
        errors += _container_resource(f"{path}.requests[{name}]", name, amount)
        errors += _within_limit(path, name, amount, limits)
    named = {*limits, *requests}
    if any(name.startswith("hugepages-") for name in named) and not named & {"cpu", "memory"}:
        errors.append(forbidden(path, "HugePages require cpu or memory"))
    return errors + _claims(f"{path}.claims", resources.get("claims") or [], claim_names)


def _within_limit(path: str, name: str, amount: str, limits: dict[str, str]) -> list[FieldError]:
    shown = quantity.canonical(amount)
    if name in limits:
        order, limit = quantity.compare(amount, limits[name]), quantity.canonical(limits[name])
        if order and not _may_overcommit(name):
            return [invalid(f"{path}.requests", shown, f"must be equal to {name} limit of {limit}")]
        if order > 0:
            return [invalid(f"{path}.requests", shown, f"must be less than or equal to {name} limit of {limit}")]
    elif not _may_overcommit(name):
        return [required(f"{path}.limits", "Limit must be set for non overcommitable resources")]
    return []


def _may_overcommit(name: str) -> bool:
    return is_native(name) and not name.startswith("hugepages-")


def is_native(name: str) -> bool:
    return "/" not in name or "kubernetes.io/" in name


def is_extended(name: str) -> bool:
    return not is_native(name) and not name.startswith("requests.") and not rules.qualified_name(f"requests.{name}")


def _container_resource(path: str, name: str, amount: str) -> list[FieldError]:
    errors = resource_name(path, name)
    if "/" not in name:
        if name not in _CONTAINER_RESOURCES and not name.startswith("hugepages-"):
            errors.append(invalid(path, name, "must be a standard resource for containers"))
    elif not is_native(name) and not is_extended(name):
        errors.append(invalid(path, name, "doesn't follow extended resource name standard"))
    return errors + resource_amount(path, name, amount)


def resource_name(path: str, name: str) -> list[FieldError]:
    errors = rules.check(path, name, rules.qualified_name)
    if errors:
        return errors
    if "/" not in name and name not in _STANDARD_RESOURCES and not name.startswith("hugepages-"):
        return [invalid(path, name, "must be a standard resource type or fully qualified")]
    return []


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
        name = claim.get("name") or ""
        if not name:
            errors.append(required(f"{path}[{index}]"))
            continue
        key = f"{name}/{claim['request']}" if claim.get("request") else name
        if key in seen:
            errors.append(duplicate(f"{path}[{index}]", key))
        seen.add(key)
        if name not in known:
            errors.append(missing(f"{path}[{index}]", name))
    return errors
