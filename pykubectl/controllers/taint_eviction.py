"""Taint eviction: pods leave a node with a NoExecute taint that they do not tolerate, or tolerate only for so long.

How long is counted from the taint's timeAdded. Where a user's taint has none, it is written as soon as a pod's time depends on
it: the real controller keeps that moment in memory, which this one does not have.

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
    if node is not None and _needs_start(taints, pods):
        _write_start(api, node)
        return None
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


def _needs_start(taints: Sequence[Object], pods: Sequence[Object]) -> bool:
    return any(not taint.get("timeAdded") and _seconds(pod, taint) is not None for pod in pods for taint in taints)


def _write_start(api: Api, node: Object) -> None:
    start = format_time(api.now)
    taints = [
        {**taint, "timeAdded": taint.get("timeAdded") or start} if taint["effect"] == "NoExecute" else taint
        for taint in node["spec"]["taints"]
    ]
    api.update("nodes", {**node, "spec": {**node["spec"], "taints": taints}})


def _seconds(pod: Object, taint: Object) -> int | None:
    """How long the pod bears the taint; None when for ever or not at all."""
    matching = [one for one in pod["spec"].get("tolerations") or () if tolerates([one], taint)]
    bounded = [int(one["tolerationSeconds"]) for one in matching if one.get("tolerationSeconds") is not None]
    return max(min(bounded), 0) if bounded and len(bounded) == len(matching) else None


def _evict_when_due(api: Api, pod: Object, taints: Sequence[Object]) -> float | None:
    if is_being_deleted(pod) or is_finished(pod):
        return None
    tolerations = pod["spec"].get("tolerations") or ()
    waits = []
    for taint in taints:
        if not tolerates(tolerations, taint):
            _evict(api, pod)
            return None
        seconds = _seconds(pod, taint)
        if seconds is not None:
            start = parse_time(taint["timeAdded"])
            waits.append((start + timedelta(seconds=seconds) - api.now).total_seconds())
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
