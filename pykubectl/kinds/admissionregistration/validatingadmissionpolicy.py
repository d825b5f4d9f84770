"""Validating admission policies.

Upstream: pkg/apis/admissionregistration/v1/defaults.go.
"""

from pykubectl import Object
from pykubectl.kinds.admissionregistration import policy_validation
from pykubectl.kinds.admissionregistration.rule_defaults import default_match

validate = policy_validation.validate_policy


def default(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    spec["failurePolicy"] = spec.get("failurePolicy") or "Fail"
    if spec.get("matchConstraints") is not None:
        default_match(spec["matchConstraints"])
    obj.setdefault("status", {})


def prepare_create(obj: Object) -> None:
    obj["status"] = {}
