"""Volumes of the cluster.

Upstream: pkg/apis/core/v1/defaults.go, pkg/registry/core/persistentvolume.
"""

from pykubectl import Object
from pykubectl.kinds.core import persistentvolume_validation
from pykubectl.kinds.core.node_label_warnings import terms_warnings
from pykubectl.kinds.core.volume_defaults import default_source
from pykubectl.kinds.core.volume_warnings import source_warnings

validate = persistentvolume_validation.validate_volume
validate_update = persistentvolume_validation.validate_volume_update

_ANNOTATIONS = {
    "volume.beta.kubernetes.io/storage-class": 'deprecated since v1.8; use "storageClassName" attribute instead',
    "volume.beta.kubernetes.io/mount-options": 'deprecated since v1.31; use "mountOptions" attribute instead',
}


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
    spec, annotations = new["spec"], new["metadata"].get("annotations") or {}
    found = [f"metadata.annotations[{key}]: {text}" for key, text in _ANNOTATIONS.items() if key in annotations]
    if spec.get("persistentVolumeReclaimPolicy") == "Recycle":
        found.append(
            "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated."
            " Instead, the recommended approach is to use dynamic provisioning."
        )
    terms = ((spec.get("nodeAffinity") or {}).get("required") or {}).get("nodeSelectorTerms") or []
    return found + terms_warnings("spec.nodeAffinity.required.nodeSelectorTerms", terms) + source_warnings("spec", spec)
