"""Bindings of validating admission policies.

Upstream: pkg/apis/admissionregistration/v1/defaults.go.
"""

from pykubectl import Object
from pykubectl.kinds.admissionregistration import binding_validation
from pykubectl.kinds.admissionregistration.rule_defaults import default_match

validate = binding_validation.validate_binding


def default(obj: Object) -> None:
    resources = obj.setdefault("spec", {}).get("matchResources")
    if resources is not None:
        default_match(resources)
