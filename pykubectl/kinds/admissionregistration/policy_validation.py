"""Validation of admission policies and their bindings; expressions are compiled by the API server, which has CEL.

Upstream: pkg/apis/admissionregistration/validation.
"""

from pykubectl import Object
from pykubectl.errors import FieldError, invalid, required
from pykubectl.kinds import rules

_ACTIONS = ("Audit", "Deny", "Warn")


def validate_policy(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    errors = _common(spec)
    if not spec.get("validations") and not spec.get("auditAnnotations"):
        text = "validations or auditAnnotations must contain at least one item"
        errors += [required(f"spec.{field}", text) for field in ("validations", "auditAnnotations")]
    for index, validation in enumerate(spec.get("validations") or ()):
        if not (validation.get("expression") or "").strip():
            errors.append(required(f"spec.validations[{index}].expression", "expression is not specified"))
    return errors


def validate_mutating_policy(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    errors = _common(spec)
    if not spec.get("mutations"):
        errors.append(required("spec.mutations", "mutations must contain at least one item"))
    return errors


def _common(spec: Object) -> list[FieldError]:
    errors = rules.one_of("spec.failurePolicy", spec.get("failurePolicy"), ("Fail", "Ignore"))
    match = spec.get("matchConstraints")
    if match is None:
        return [*errors, required("spec.matchConstraints")]
    if not match.get("resourceRules"):
        errors.append(required("spec.matchConstraints.resourceRules"))
    return errors


def validate_binding(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    actions = spec.get("validationActions") or []
    errors = _policy_name(spec)
    if not actions:
        errors.append(required("spec.validationActions", "at least one validation action is required"))
    for index, action in enumerate(actions):
        if action not in _ACTIONS:
            errors.append(rules.unsupported(f"spec.validationActions[{index}]", action, _ACTIONS))
        elif action in actions[:index]:
            errors.append(invalid("spec.validationActions", actions, "must not contain repeated values"))
    if "Deny" in actions and "Warn" in actions:
        text = (
            "must not contain both Deny and Warn (repeating the same validation failure information in the API"
            " response and headers serves no purpose)"
        )
        errors.append(invalid("spec.validationActions", actions, text))
    return errors


def validate_mutating_binding(obj: Object) -> list[FieldError]:
    return _policy_name(obj.get("spec") or {})


def _policy_name(spec: Object) -> list[FieldError]:
    name = spec.get("policyName") or ""
    return rules.check("spec.policyName", name, rules.subdomain) if name else [required("spec.policyName")]
