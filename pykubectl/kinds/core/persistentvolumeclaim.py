"""Claims for storage.

Upstream: pkg/apis/core/v1/defaults.go, pkg/registry/core/persistentvolumeclaim.
"""

from pykubectl import Object
from pykubectl.kinds.core import claim_update
from pykubectl.kinds.core.fraction_warnings import claim_warnings
from pykubectl.kinds.core.volume_defaults import default_claim

validate = claim_update.validate_claim
validate_update = claim_update.validate_claim_update


def default(obj: Object) -> None:
    default_claim(obj)


def prepare_create(obj: Object) -> None:
    obj["status"] = {"phase": "Pending"}
    _drop_other_source(obj["spec"])
    _normalize_source(obj["spec"])


def prepare_update(new: Object, old: Object) -> None:
    if not old["spec"].get("dataSource"):
        _drop_other_source(new["spec"])
    _normalize_source(new["spec"])


def _drop_other_source(spec: Object) -> None:
    """dataSource has always been silent about what it does not know; dataSourceRef takes anything."""
    if spec.get("dataSource") and not _is_claim_or_snapshot(spec["dataSource"]):
        del spec["dataSource"]


def _normalize_source(spec: Object) -> None:
    """dataSource and dataSourceRef say the same, unless the source is in another namespace."""
    source, ref = spec.get("dataSource"), spec.get("dataSourceRef")
    if source and not ref:
        spec["dataSourceRef"] = _named(source)
    elif ref and not source and not ref.get("namespace"):
        spec["dataSource"] = _named(ref)


def _named(source: Object) -> Object:
    return {key: value for key, value in source.items() if key in ("apiGroup", "kind", "name")}


def _is_claim_or_snapshot(ref: Object) -> bool:
    kind = (ref.get("apiGroup") or "", ref.get("kind"))
    return kind in (("", "PersistentVolumeClaim"), ("snapshot.storage.k8s.io", "VolumeSnapshot"))


def warnings(new: Object, old: Object | None) -> list[str]:
    found = []
    if "volume.beta.kubernetes.io/storage-class" in (new["metadata"].get("annotations") or {}):
        text = 'deprecated since v1.8; use "storageClassName" attribute instead'
        found.append(f"metadata.annotations[volume.beta.kubernetes.io/storage-class]: {text}")
    return found + claim_warnings("spec", new["spec"])
