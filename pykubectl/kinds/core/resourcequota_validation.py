"""Validation of resource quotas.

Upstream: pkg/apis/core/validation (ValidateResourceQuota).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.core.resource_validation import resource_amount, resource_name

_SCOPES = ("BestEffort", "CrossNamespacePodAffinity", "NotBestEffort", "NotTerminating", "PriorityClass", "Terminating")
_POD_RESOURCES = ("pods", "cpu", "memory", "ephemeral-storage")
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
        errors += _selector("spec.scopeSelector", spec["scopeSelector"], hard)
    return errors


def _name(path: str, name: str) -> list[FieldError]:
    if name.startswith(("count/", "requests.", "limits.")) or ".storageclass.storage.k8s.io/" in name:
        return rules.check(path, name, rules.qualified_name) if name.count("/") < 2 else []
    errors = resource_name(path, name)
    if "/" not in name and (errors or name == "storage"):
        errors.append(invalid(path, name, "must be a standard resource for quota"))
    return errors


def _scopes(path: str, scopes: list[str], hard: dict[str, str]) -> list[FieldError]:
    if not scopes:
        return []
    if any(scope not in _SCOPES for scope in scopes):
        return [invalid(path, scopes, "unsupported scope")]
    errors = []
    if any(not _applies(scope, name) for scope in scopes for name in hard):
        errors.append(invalid(path, scopes, "unsupported scope applied to resource"))
    if any(first in scopes and second in scopes for first, second in _CONFLICTS):
        errors.append(invalid(path, scopes, "conflicting scopes"))
    return errors


def _applies(scope: str, resource: str) -> bool:
    if scope == "BestEffort":
        return resource == "pods"
    counted = resource in ("count/pods",) or resource.startswith(("requests.", "limits.", "hugepages-"))
    return resource in _POD_RESOURCES or counted


def _selector(path: str, selector: Object, hard: dict[str, str]) -> list[FieldError]:
    errors, scopes = [], []
    here = f"{path}.matchExpressions"
    for expression in selector.get("matchExpressions") or ():
        scope, operator = expression.get("scopeName") or "", expression.get("operator") or ""
        scopes.append(scope)
        errors += rules.one_of(f"{here}.scopeName", scope, _SCOPES)
        if operator in ("In", "NotIn") and not expression.get("values"):
            text = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"
            errors.append(required(f"{here}.values", text))
        elif operator in ("Exists", "DoesNotExist") and expression.get("values"):
            text = "must be no value when `operator` is 'Exists' or 'DoesNotExist' for scope selector"
            errors.append(invalid(f"{here}.values", expression["values"], text))
        elif operator not in ("In", "NotIn", "Exists", "DoesNotExist"):
            errors.append(invalid(f"{here}.operator", operator, "not a valid selector operator"))
    if any(scope in _SCOPES and not _applies(scope, name) for scope in scopes for name in hard):
        errors.append(invalid(path, selector, "unsupported scope applied to resource"))
    return errors


def validate_quota_update(new: Object, old: Object) -> list[FieldError]:
    scopes, before = ((item.get("spec") or {}).get("scopes") or [] for item in (new, old))
    return validate_quota(new) + (
        [] if sorted(scopes) == sorted(before) else rules.immutable("spec.scopes", scopes, before)
    )
