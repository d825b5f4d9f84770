"""The status of a pod at each stage of its life, from the pod and the time alone.

Upstream: pkg/kubelet/status/generate.go, pkg/kubelet/kubelet_pods.go.
"""

from typing import Any

from pykubectl import Object

# In the order that the kubelet reports them; PodScheduled is the scheduler's.
_CONDITIONS = ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady")
_SIDECAR = "Always"


def started(pod: Object, node: Object, address: str, now: str) -> Object:
    """Running and ready: init containers are done, all others run."""
    status = _placed(pod, node, address, now)
    status["conditions"] = _conditions(pod, {}, now)
    status["phase"] = "Running"
    init = [_init_status(pod, one, now) for one in pod["spec"].get("initContainers") or ()]
    if init:
        status["initContainerStatuses"] = init
    status["containerStatuses"] = [_running(pod, one, now) for one in pod["spec"]["containers"]]
    return status


def creating(pod: Object, node: Object, now: str, reasons: dict[str, tuple[str, str]]) -> Object:
    """Pending on its node: each container waits; `reasons` maps a container to (reason, message)."""
    status = _placed(pod, node, "", now)
    unready = {"Ready": _not_ready(pod), "ContainersReady": _not_ready(pod)}
    if pod["spec"].get("initContainers"):
        names = [one["name"] for one in pod["spec"]["initContainers"]]
        unready["Initialized"] = ("ContainersNotInitialized", f"containers with incomplete status: [{' '.join(names)}]")
    unready["PodReadyToStartContainers"] = ("", "")
    status["conditions"] = _conditions(pod, unready, now)
    status["phase"] = "Pending"
    waiting = "PodInitializing" if pod["spec"].get("initContainers") else "ContainerCreating"
    for field, source in (("initContainerStatuses", "initContainers"), ("containerStatuses", "containers")):
        found = [_waiting(one, reasons.get(one["name"], (waiting, ""))) for one in pod["spec"].get(source) or ()]
        if found:
            status[field] = found
    return status


def finished(pod: Object, now: str, exit_code: int = 0) -> Object:
    """All containers ended: Succeeded, or Failed."""
    status = dict(pod["status"])
    why = ("PodCompleted" if exit_code == 0 else "PodFailed", "")
    status["conditions"] = _conditions(
        pod, {"Ready": why, "ContainersReady": why, "PodReadyToStartContainers": ("", "")}, now
    )
    if status.get("initContainerStatuses"):
        status["conditions"] = [
            {**one, "reason": "PodCompleted"} if one["type"] == "Initialized" and exit_code == 0 else one
            for one in status["conditions"]
        ]
    elif exit_code == 0:
        status["conditions"] = [
            {**one, "reason": "PodCompleted"} if one["type"] == "Initialized" else one for one in status["conditions"]
        ]
    status["phase"] = "Succeeded" if exit_code == 0 else "Failed"
    status["containerStatuses"] = [_ended(one, now, exit_code) for one in status.get("containerStatuses") or ()]
    return status


def _placed(pod: Object, node: Object, address: str, now: str) -> Object:
    """What is known once a node has the pod; keeps what the scheduler and the API server wrote."""
    status: Object = {**pod.get("status", {})}
    host = next((one["address"] for one in node["status"].get("addresses") or () if one["type"] == "InternalIP"), "")
    if host:
        status["hostIP"], status["hostIPs"] = host, [{"ip": host}]
    if address:
        status["podIP"], status["podIPs"] = address, [{"ip": address}]
    status.setdefault("startTime", now)
    return status


def _conditions(pod: Object, unmet: dict[str, tuple[str, str]], now: str) -> list[Object]:
    before = {one["type"]: one for one in pod.get("status", {}).get("conditions") or ()}
    kept = [one for type, one in before.items() if type not in _CONDITIONS]
    found = []
    for type in _CONDITIONS:
        value = "False" if type in unmet else "True"
        reason, message = unmet.get(type, ("", ""))
        same = before.get(type, {}).get("status") == value
        since = before[type]["lastTransitionTime"] if same else now
        condition = {"type": type, "status": value, "lastProbeTime": None, "lastTransitionTime": since}
        condition.update({key: text for key, text in (("reason", reason), ("message", message)) if text})
        found.append(condition)
    return [*kept, *found]


def _not_ready(pod: Object) -> tuple[str, str]:
    names = " ".join(one["name"] for one in pod["spec"]["containers"])
    return "ContainersNotReady", f"containers with unready status: [{names}]"


def _container(pod: Object, container: Object, state: Object) -> Object:
    return {
        "containerID": f"sim://{pod['metadata']['uid']}-{container['name']}",
        "image": container["image"],
        "imageID": container["image"],
        "lastState": {},
        "name": container["name"],
        "ready": True,
        "restartCount": 0,
        "started": True,
        "state": state,
    }


def _running(pod: Object, container: Object, now: str) -> Object:
    return _container(pod, container, {"running": {"startedAt": now}})


def _init_status(pod: Object, container: Object, now: str) -> Object:
    if container.get("restartPolicy") == _SIDECAR:
        return _running(pod, container, now)
    ended = {"exitCode": 0, "finishedAt": now, "reason": "Completed", "startedAt": now}
    return {**_container(pod, container, {"terminated": ended}), "started": False}


def _waiting(container: Object, why: tuple[str, str]) -> Object:
    waiting: dict[str, Any] = {"reason": why[0]}
    if why[1]:
        waiting["message"] = why[1]
    return {
        "image": container["image"],
        "imageID": "",
        "lastState": {},
        "name": container["name"],
        "ready": False,
        "restartCount": 0,
        "started": False,
        "state": {"waiting": waiting},
    }


def _ended(container: Object, now: str, exit_code: int) -> Object:
    begun = (container["state"].get("running") or {}).get("startedAt", now)
    reason = "Completed" if exit_code == 0 else "Error"
    ended = {
        "containerID": container.get("containerID", ""),
        "exitCode": exit_code,
        "finishedAt": now,
        "reason": reason,
        "startedAt": begun,
    }
    return {**container, "ready": False, "started": False, "state": {"terminated": ended}}
