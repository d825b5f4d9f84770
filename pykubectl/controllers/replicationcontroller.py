"""ReplicationController: the ReplicaSet of old, with a plain map of labels as its selector.

Upstream: pkg/controller/replication.
"""

from collections.abc import Iterable

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts.claims import interested
from pykubectl.controllers.parts.replication import replicate
from pykubectl.machinery.owners import controller_of
from pykubectl.machinery.selectors import Selector, from_label_selector
from pykubectl.storage import Change

RESOURCE = "replicationcontrollers"


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    controller = api.find(RESOURCE, namespace, name)
    if controller is None:
        return None
    return replicate(api, RESOURCE, controller, _selector(controller), counts_terminating=False)


def woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]:
    """A pod that nobody controls may be adopted."""
    if change.obj is None or controller_of(change.obj) is not None:
        return ()
    return interested(api, RESOURCE, change.obj, _selector)


def _selector(controller: Object) -> Selector:
    return from_label_selector({"matchLabels": controller["spec"].get("selector") or {}})
