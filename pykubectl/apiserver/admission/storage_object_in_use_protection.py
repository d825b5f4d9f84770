"""StorageObjectInUseProtection: volumes and claims get the finalizer that keeps them while they are used.

Upstream: plugin/pkg/admission/storage/storageobjectinuseprotection.
"""

from typing import TYPE_CHECKING

from pykubectl.apiserver.admission import Attributes

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

_FINALIZERS = {
    "persistentvolumeclaims": "kubernetes.io/pvc-protection",
    "persistentvolumes": "kubernetes.io/pv-protection",
}


def admit(server: "ApiServer", attributes: Attributes) -> None:
    assert attributes.obj is not None
    meta, finalizer = attributes.obj["metadata"], _FINALIZERS[attributes.resource]
    if finalizer not in (meta.get("finalizers") or ()):
        meta["finalizers"] = [*(meta.get("finalizers") or ()), finalizer]
