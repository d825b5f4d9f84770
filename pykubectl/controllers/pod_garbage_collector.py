"""Pod garbage collector: removes pods of nodes that are gone, and pods that were to go before they had a node.

Upstream: pkg/controller/podgc.
"""

from collections.abc import Iterable

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts import conditions
from pykubectl.controllers.parts.pods import is_being_deleted, is_finished
from pykubectl.errors import NotFound
from pykubectl.machinery.timestamps import format_time
from pykubectl.storage import Change


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    """`name` is a node, or with a namespace a pod."""
    if namespace:
        pod = api.find("pods", namespace, name)
        if pod is not None:
            _collect(api, pod)
        return None
    if api.find("nodes", "", name) is None:
        for pod in api.list("pods", None, node=name):
            _collect(api, pod)
    return None


def woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]:
    """Pods that were bound, or told to go."""
    if change.obj is None:
        return
    node, before = change.obj["spec"].get("nodeName"), change.previous
    bound = bool(node) and (before is None or not before["spec"].get("nodeName"))
    if (bound and api.find("nodes", "", node) is None) or (not node and is_being_deleted(change.obj)):
        yield change.key.namespace, change.key.name


def _collect(api: Api, pod: Object) -> None:
    node = pod["spec"].get("nodeName")
    if node and api.find("nodes", "", node) is None:
        text = "PodGC: node no longer exists"
        _fail(api, pod, text)
    elif node or not is_being_deleted(pod):
        return
    try:
        api.delete("pods", pod["metadata"]["namespace"], pod["metadata"]["name"], grace_seconds=0)
    except NotFound:
        return


def _fail(api: Api, pod: Object, text: str) -> None:
    """Say why a pod goes that nobody runs any more."""
    if is_finished(pod):
        return
    status = dict(pod.get("status") or {})
    target = {
        "type": "DisruptionTarget",
        "status": "True",
        "lastTransitionTime": format_time(api.now),
        "reason": "DeletionByPodGC",
        "message": text,
    }
    status |= {"phase": "Failed", "conditions": conditions.put(status.get("conditions") or (), target)}
    api.update_status("pods", {**pod, "status": status})
