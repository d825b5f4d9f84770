"""Node lifecycle: taints nodes for what their conditions and their spec say.

Upstream: pkg/controller/nodelifecycle.
"""

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts.pods import condition, is_ready
from pykubectl.machinery.timestamps import format_time

_PREFIX = "node.kubernetes.io/"
NOT_READY, UNREACHABLE = _PREFIX + "not-ready", _PREFIX + "unreachable"
_BY_CONDITION = {
    "MemoryPressure": _PREFIX + "memory-pressure",
    "DiskPressure": _PREFIX + "disk-pressure",
    "PIDPressure": _PREFIX + "pid-pressure",
    "NetworkUnavailable": _PREFIX + "network-unavailable",
}
_UNSCHEDULABLE = _PREFIX + "unschedulable"
_KEPT = frozenset(
    {(key, "NoSchedule") for key in (NOT_READY, UNREACHABLE, _UNSCHEDULABLE, *_BY_CONDITION.values())}
    | {(key, "NoExecute") for key in (NOT_READY, UNREACHABLE)}
)


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    node = api.find("nodes", "", name)
    if node is None:
        return None
    wanted = _wanted(node)
    given = node["spec"].get("taints") or []
    taints = [taint for taint in given if (taint["key"], taint["effect"]) not in _KEPT]
    taints += [taint for taint in given if (taint["key"], taint["effect"]) in wanted]
    known = {(taint["key"], taint["effect"]) for taint in taints}
    for key, effect in wanted:
        if (key, effect) not in known:
            taints.append({"key": key, "effect": effect, "timeAdded": format_time(api.now)})
    if taints != given:
        spec = {key: value for key, value in node["spec"].items() if key != "taints"}
        api.update("nodes", {**node, "spec": {**spec, **({"taints": taints} if taints else {})}})
    ready = condition(node, "Ready")
    if ready is not None and ready["status"] != "True":
        _mark_pods(api, name)
    return None


def _wanted(node: Object) -> list[tuple[str, str]]:
    wanted = []
    ready = (condition(node, "Ready") or {}).get("status")
    if ready == "False":
        wanted += [(NOT_READY, "NoSchedule"), (NOT_READY, "NoExecute")]
    elif ready == "Unknown":
        wanted += [(UNREACHABLE, "NoSchedule"), (UNREACHABLE, "NoExecute")]
    for type, key in _BY_CONDITION.items():
        if (condition(node, type) or {}).get("status") == "True":
            wanted.append((key, "NoSchedule"))
    if node["spec"].get("unschedulable"):
        wanted.append((_UNSCHEDULABLE, "NoSchedule"))
    return wanted


def _mark_pods(api: Api, node_name: str) -> None:
    """The pods of a node that does not answer are not ready."""
    for pod in api.list("pods", None, node=node_name):
        if not is_ready(pod):
            continue
        status = dict(pod["status"])
        changed = {"status": "False", "lastTransitionTime": format_time(api.now)}
        status["conditions"] = [{**one, **(changed if one["type"] == "Ready" else {})} for one in status["conditions"]]
        api.update_status("pods", {**pod, "status": status})
        api.event(pod, "Warning", "NodeNotReady", "Node is not ready")
