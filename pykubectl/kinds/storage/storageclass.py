"""Storage classes.

Upstream: pkg/apis/storage/v1/defaults.go.
"""

from pykubectl import Object
from pykubectl.kinds.storage import storage_validation

validate = storage_validation.validate_storage_class
validate_update = storage_validation.validate_storage_class_update
warnings = storage_validation.class_warnings


def default(obj: Object) -> None:
    obj["reclaimPolicy"] = obj.get("reclaimPolicy") or "Delete"
    obj["volumeBindingMode"] = obj.get("volumeBindingMode") or "Immediate"
    obj.setdefault("provisioner", "")
