"""Volumes of the cluster.

Upstream: pkg/apis/core/v1/defaults.go, pkg/registry/core/persistentvolume.
"""

from pykubectl import Object
from pykubectl.kinds.core import persistentvolume_validation
from pykubectl.kinds.core.volume_defaults import default_source

validate = persistentvolume_validation.validate_volume
validate_update = persistentvolume_validation.validate_volume_update


def default(obj: Object) -> None:
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


def warnings(new: Object, old: Object | None) -> list[str]:
    found = []
    if "volume.beta.kubernetes.io/storage-class" in (new["metadata"].get("annotations") or {}):
        text = 'deprecated since v1.8; use "storageClassName" attribute instead'
        found.append(f"metadata.annotations[volume.beta.kubernetes.io/storage-class]: {text}")
    if new["spec"].get("persistentVolumeReclaimPolicy") == "Recycle":
        found.append(
            "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated."
            " Instead, the recommended approach is to use dynamic provisioning."
        )
    return found
