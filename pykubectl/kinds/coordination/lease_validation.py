"""Validation of leases.

Upstream: pkg/apis/coordination/validation.
"""

from pykubectl import Object
from pykubectl.errors import FieldError, invalid
from pykubectl.kinds import rules


def validate_lease(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    errors = []
    if spec.get("holderIdentity") == "":
        errors.append(invalid("spec.holderIdentity", "", "must not be empty"))
    seconds = spec.get("leaseDurationSeconds")
    if seconds is not None and seconds <= 0:
        errors.append(invalid("spec.leaseDurationSeconds", seconds, "must be greater than 0"))
    return errors + rules.nonnegative("spec.leaseTransitions", spec.get("leaseTransitions"))
