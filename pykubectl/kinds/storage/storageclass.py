"""Storage classes.

Upstream: pkg/apis/storage/v1/defaults.go.
"""

from pykubectl import Object


def default(obj: Object) -> None:
    obj["reclaimPolicy"] = obj.get("reclaimPolicy") or "Delete"
    obj["volumeBindingMode"] = obj.get("volumeBindingMode") or "Immediate"
    obj.setdefault("provisioner", "")
