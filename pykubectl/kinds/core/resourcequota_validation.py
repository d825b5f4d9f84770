"""Validation of resource quotas.

Upstream: pkg/apis/core/validation (ValidateResourceQuota).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.core.resource_validation import is_quota_resource, resource_amount, resource_name
from pykubectl.kinds.go_values import go_value

_SCOPES = (
    "BestEffort",
    "CrossNamespacePodAffinity",
    "NotBestEffort",
    "NotTerminating",
    "PriorityClass",
    "Terminating",
    "VolumeAttributesClass",
)
_POD_COUNTS = ("pods",)
_POD_AMOUNTS = ("cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory")
_CLAIM_RESOURCES = ("persistentvolumeclaims", "requests.storage")
_ALWAYS_EXIST = ("BestEffort", "NotBestEffort", "Terminating", "NotTerminating", "CrossNamespacePodAffinity")
_EXIST_TEXT = (
    "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating,"
    " ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity"
)
_CONFLICTS = (("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating"))


def validate_quota(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    hard = spec.get("hard") or {}
    errors = []
    for name, amount in sorted(hard.items()):
        here = f"spec.hard[{name}]"
        errors += _name(here, name) + resource_amount(here, name, amount)
    errors += _scopes("spec.scopes", spec.get("scopes") or [], hard)
    if spec.get("scopeSelector") is not None:
        errors += _selector("spec.scopeSelector.matchExpressions", spec, hard)
    return errors


def _name(path: str, name: str) -> list[FieldError]:
    errors = resource_name(path, name)
    if "/" not in name and not is_quota_resource(name):
        errors.append(invalid(path, name, "must be a standard resource for quota"))
    return errors


def _scopes(path: str, scopes: list[str], hard: dict[str, str]) -> list[FieldError]:
    errors = []
    for scope in scopes:
        if scope not in _SCOPES:
            errors.append(invalid(path, scopes, "unsupported scope"))
        if any(not _applies(scope, name) for name in hard if is_quota_resource(name)):
            errors.append(invalid(path, scopes, "unsupported scope applied to resource"))
    if any(first in scopes and second in scopes for first, second in _CONFLICTS):
        errors.append(invalid(path, scopes, "conflicting scopes"))
    return errors


def _applies(scope: str, resource: str) -> bool:
    if scope == "BestEffort":
        return resource in _POD_COUNTS
    if scope == "VolumeAttributesClass":
        return resource in _CLAIM_RESOURCES
    return scope not in _SCOPES or resource in _POD_COUNTS or resource in _POD_AMOUNTS


def _selector(path: str, spec: Object, hard: dict[str, str]) -> list[FieldError]:
    errors, found = [], []
    for expression in spec["scopeSelector"].get("matchExpressions") or ():
        scope = expression.get("scopeName") or ""
        found.append(scope)
        if scope not in _SCOPES:
            errors.append(invalid(f"{path}.scopeName", scope, "unsupported scope"))
        if any(not _applies(scope, name) for name in hard if is_quota_resource(name)):
            shown = go_value(spec["scopeSelector"], "ScopeSelector")
            errors.append(invalid(path, shown, "unsupported scope applied to resource"))
        errors += _expression(path, expression, scope)
    if any(first in found and second in found for first, second in _CONFLICTS):
        errors.append(invalid(path, spec.get("scopes"), "conflicting scopes"))
    return errors


def _expression(path: str, expression: Object, scope: str) -> list[FieldError]:
    operator, values, errors = expression.get("operator") or "", expression.get("values"), []
    if scope in _ALWAYS_EXIST and operator != "Exists":
        errors.append(invalid(f"{path}.operator", operator, _EXIST_TEXT))
    if operator in ("In", "NotIn"):
        if not values:
            text = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"
            errors.append(required(f"{path}.values", text))
    elif operator in ("Exists", "DoesNotExist"):
        if values:
            text = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"
            errors.append(invalid(f"{path}.values", values, text))
    else:
        errors.append(invalid(f"{path}.operator", operator, "not a valid selector operator"))
    return errors


def validate_quota_update(new: Object, old: Object) -> list[FieldError]:
    scopes, before = ((item.get("spec") or {}).get("scopes") or [] for item in (new, old))
    return validate_quota(new) + (
        [] if sorted(scopes) == sorted(before) else rules.immutable("spec.scopes", scopes, before)
    )
