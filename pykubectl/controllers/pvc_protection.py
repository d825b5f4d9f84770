"""Claim protection: a claim that is being deleted stays as long as a pod on a node uses it.

Upstream: pkg/controller/volume/pvcprotection.
"""

from collections.abc import Iterable

from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts.finalizers import without
from pykubectl.controllers.parts.pods import is_being_deleted
from pykubectl.controllers.persistent_volume_claim_binder import claims_of
from pykubectl.storage import Change

FINALIZER = "kubernetes.io/pvc-protection"
RESOURCE = "persistentvolumeclaims"


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    claim = api.find(RESOURCE, namespace, name)
    if claim is None or not is_being_deleted(claim) or FINALIZER not in (claim["metadata"].get("finalizers") or ()):
        return None
    pods = api.list("pods", namespace)
    if not any(pod["spec"].get("nodeName") and name in claims_of(pod) for pod in pods):
        api.update(RESOURCE, without(claim, FINALIZER))
    return None


def woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]:
    """The claims of a pod that is gone."""
    if change.obj is None and change.previous is not None:
        for name in claims_of(change.previous):
            yield change.key.namespace, name
