"""Mutating admission policies.

Upstream: pkg/apis/admissionregistration/v1/defaults.go.
"""

from pykubectl import Object
from pykubectl.kinds.admissionregistration import policy_validation
from pykubectl.kinds.admissionregistration.rule_defaults import default_match

validate = policy_validation.validate_mutating_policy


def default(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    spec["failurePolicy"] = spec.get("failurePolicy") or "Fail"
    spec["reinvocationPolicy"] = spec.get("reinvocationPolicy") or "Never"
    if spec.get("matchConstraints") is not None:
        default_match(spec["matchConstraints"])
