"""Volumes of the cluster.

Upstream: pkg/apis/core/v1/defaults.go, pkg/registry/core/persistentvolume.
"""

from pykubectl import Object
from pykubectl.kinds.core import persistentvolume_validation
from pykubectl.kinds.core.volume_defaults import default_source
from pykubectl.kinds.zero_values import drop_zero_values

validate = persistentvolume_validation.validate_volume
validate_update = persistentvolume_validation.validate_volume_update


def default(obj: Object) -> None:
    drop_zero_values(obj)
    spec = obj.setdefault("spec", {})
    spec["persistentVolumeReclaimPolicy"] = spec.get("persistentVolumeReclaimPolicy") or "Retain"
    spec["volumeMode"] = spec.get("volumeMode") or "Filesystem"
    default_source(spec)
    status = obj.setdefault("status", {})
    status["phase"] = status.get("phase") or "Pending"


def prepare_create(obj: Object) -> None:
    obj["status"] = {"phase": "Pending"}
    created = obj["metadata"].get("creationTimestamp")
    if created:
        obj["status"]["lastPhaseTransitionTime"] = created
