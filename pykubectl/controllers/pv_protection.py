"""Volume protection: a volume that is being deleted stays as long as it is bound.

Upstream: pkg/controller/volume/pvprotection.
"""

from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts.finalizers import without
from pykubectl.controllers.parts.pods import is_being_deleted, phase

FINALIZER = "kubernetes.io/pv-protection"
RESOURCE = "persistentvolumes"


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    volume = api.find(RESOURCE, "", name)
    if volume is None or FINALIZER not in (volume["metadata"].get("finalizers") or ()):
        return None
    if is_being_deleted(volume) and phase(volume) != "Bound":
        api.update(RESOURCE, without(volume, FINALIZER))
    return None
