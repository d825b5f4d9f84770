"""ReplicaSet: keeps spec.replicas pods that match its selector.

Upstream: pkg/controller/replicaset.
"""

from collections.abc import Iterable

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts.claims import interested
from pykubectl.controllers.parts.replication import replicate
from pykubectl.machinery.owners import controller_of
from pykubectl.machinery.selectors import Selector, from_label_selector
from pykubectl.storage import Change

RESOURCE = "replicasets.apps"


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    replicaset = api.find(RESOURCE, namespace, name)
    if replicaset is None:
        return None
    return replicate(api, RESOURCE, replicaset, _selector(replicaset), counts_terminating=True)


def woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]:
    """A pod that nobody controls may be adopted."""
    if change.obj is None or controller_of(change.obj) is not None:
        return ()
    return interested(api, RESOURCE, change.obj, _selector)


def _selector(replicaset: Object) -> Selector:
    return from_label_selector(replicaset["spec"].get("selector"))
