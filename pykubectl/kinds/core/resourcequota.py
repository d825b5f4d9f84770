"""Resource quotas.

Upstream: pkg/registry/core/resourcequota.
"""

from pykubectl import Object
from pykubectl.kinds.core import resourcequota_validation

validate = resourcequota_validation.validate_quota
validate_update = resourcequota_validation.validate_quota_update


def default(obj: Object) -> None:
    obj.setdefault("spec", {})
    obj.setdefault("status", {})


def prepare_create(obj: Object) -> None:
    obj["status"] = {}
