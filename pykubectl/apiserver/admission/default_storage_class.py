"""DefaultStorageClass: a claim that names no class gets the newest one marked as default.

Upstream: plugin/pkg/admission/storage/storageclass/setdefault, pkg/volume/util/storageclass.go.
"""

from typing import TYPE_CHECKING

from pykubectl import Object
from pykubectl.apiserver.admission import Attributes

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

_MARKS = ("storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class")
_OLD_CLASS = "volume.beta.kubernetes.io/storage-class"


def admit(server: "ApiServer", attributes: Attributes) -> None:
    assert attributes.obj is not None
    spec = attributes.obj["spec"]
    if spec.get("storageClassName") is not None or _OLD_CLASS in (attributes.obj["metadata"].get("annotations") or {}):
        return
    defaults = [one for one in server.registry.list("storageclasses.storage.k8s.io") if _is_default(one)]
    if defaults:
        newest = max(one["metadata"]["creationTimestamp"] for one in defaults)
        names = (one["metadata"]["name"] for one in defaults if one["metadata"]["creationTimestamp"] == newest)
        spec["storageClassName"] = min(names)


def _is_default(storage_class: Object) -> bool:
    annotations = storage_class["metadata"].get("annotations") or {}
    return any(annotations.get(mark) == "true" for mark in _MARKS)
