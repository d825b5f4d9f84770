"""Leases.

Upstream: pkg/registry/coordination/lease.
"""

from pykubectl import Object
from pykubectl.kinds.coordination import lease_validation

validate = lease_validation.validate_lease


def default(obj: Object) -> None:
    obj.setdefault("spec", {})
