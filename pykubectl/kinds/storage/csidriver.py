"""CSI drivers.

Upstream: pkg/apis/storage/v1/defaults.go.
"""

from typing import Any

from pykubectl import Object
from pykubectl.kinds.storage import storage_validation

validate = storage_validation.validate_csi_driver
validate_update = storage_validation.validate_csi_driver_update
warnings = storage_validation.driver_warnings

_DEFAULTS: dict[str, Any] = {
    "attachRequired": True,
    "podInfoOnMount": False,
    "storageCapacity": False,
    "fsGroupPolicy": "ReadWriteOnceWithFSType",
    "requiresRepublish": False,
    "seLinuxMount": False,
}


def default(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    for field, value in _DEFAULTS.items():
        if spec.get(field) is None:
            spec[field] = value
    if not spec.get("volumeLifecycleModes"):
        spec["volumeLifecycleModes"] = ["Persistent"]
