"""Taint eviction: pods leave a node with a NoExecute taint that they do not tolerate, or tolerate only for so long.

Upstream: pkg/controller/tainteviction.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts import conditions
from pykubectl.controllers.parts.nodes import tolerates
from pykubectl.controllers.parts.pods import is_being_deleted, is_finished
from pykubectl.errors import NotFound
from pykubectl.machinery.timestamps import format_time, parse_time
from pykubectl.storage import Change


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    """`name` is a node, or with a namespace a pod."""
    if namespace:
        pod = api.find("pods", namespace, name)
        pods = [pod] if pod is not None and pod["spec"].get("nodeName") else []
        node = api.find("nodes", "", pods[0]["spec"]["nodeName"]) if pods else None
    else:
        node = api.find("nodes", "", name)
        pods = list(api.list("pods", None, node=name)) if node is not None else []
    taints = [taint for taint in (node or {"spec": {}})["spec"].get("taints") or () if taint["effect"] == "NoExecute"]
    waits = [_evict_when_due(api, pod, taints) for pod in pods] if taints else []
    return min((wait for wait in waits if wait is not None), default=None)


def woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]:
    """A pod bound to a node that has such a taint."""
    obj = change.obj
    if obj is None or not obj["spec"].get("nodeName"):
        return
    before = change.previous
    is_news = before is None or before["spec"].get("nodeName") != obj["spec"]["nodeName"]
    if is_news or (before or obj)["spec"].get("tolerations") != obj["spec"].get("tolerations"):
        yield change.key.namespace, change.key.name


def _evict_when_due(api: Api, pod: Object, taints: Sequence[Object]) -> float | None:
    if is_being_deleted(pod) or is_finished(pod):
        return None
    tolerations = pod["spec"].get("tolerations") or ()
    waits = []
    for taint in taints:
        matching = [one for one in tolerations if tolerates([one], taint)]
        if not matching:
            _evict(api, pod)
            return None
        bounded = [one["tolerationSeconds"] for one in matching if one.get("tolerationSeconds") is not None]
        if bounded and len(bounded) == len(matching):
            start = parse_time(taint.get("timeAdded") or format_time(api.now))
            waits.append((start + timedelta(seconds=max(min(bounded), 0)) - api.now).total_seconds())
    if waits and min(waits) <= 0:
        _evict(api, pod)
        return None
    return min(waits, default=None)


def _evict(api: Api, pod: Object) -> None:
    metadata = pod["metadata"]
    text = f"Marking for deletion Pod {metadata['namespace']}/{metadata['name']}"
    api.event(pod, "Normal", "TaintManagerEviction", text)
    target = {
        "type": "DisruptionTarget",
        "status": "True",
        "lastTransitionTime": format_time(api.now),
        "reason": "DeletionByTaintManager",
        "message": "Taint manager: deleting due to NoExecute taint",
    }
    status = dict(pod.get("status") or {})
    status["conditions"] = conditions.put(status.get("conditions") or (), target)
    try:
        api.update_status("pods", {**pod, "status": status})
        api.delete("pods", metadata["namespace"], metadata["name"], uid=metadata["uid"])
    except NotFound:
        return
