"""Validation of the bindings of admission policies.

Upstream: pkg/apis/admissionregistration/validation.
"""

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, invalid, not_supported, required
from pykubectl.kinds import rules
from pykubectl.kinds.admissionregistration.match_validation import validate_match_resources, validate_param_ref

_ACTIONS = ("Audit", "Deny", "Warn")


def validate_binding(obj: Object) -> list[FieldError]:
    return validate_mutating_binding(obj) + _actions((obj.get("spec") or {}).get("validationActions") or [])


def validate_mutating_binding(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    name = spec.get("policyName") or ""
    errors = rules.check("spec.policyName", name, rules.subdomain) if name else [required("spec.policyName")]
    errors += validate_param_ref(spec.get("paramRef"))
    if spec.get("matchResources") is not None:
        # The real server misspells the field.
        errors += validate_match_resources(spec["matchResources"], "spec.matchResouces")
    return errors


def _actions(actions: list[str]) -> list[FieldError]:
    path, errors = "spec.validationActions", []
    for index, action in enumerate(actions):
        if action not in _ACTIONS:
            errors.append(not_supported(f"{path}[{index}]", action, _ACTIONS))
        if action in actions[:index]:
            errors.append(duplicate(f"{path}[{index}]", action))
    if "Deny" in actions and "Warn" in actions:
        text = (
            "must not contain both Deny and Warn (repeating the same validation failure information in the API"
            " response and headers serves no purpose)"
        )
        errors.append(invalid(path, actions, text))
    if not actions:
        errors.append(required(path, "at least one validation action is required"))
    return errors
