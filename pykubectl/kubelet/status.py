"""The status of a pod at each stage of its life, from the pod and the time alone.

Upstream: pkg/kubelet/status/generate.go, pkg/kubelet/kubelet_pods.go.
"""

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
    status["containerStatuses"] = [running(pod, one, now) for one in pod["spec"]["containers"]]
    return status


def starting(pod: Object, node: Object, address: str, now: str, states: dict[str, Object]) -> Object:
    """On its node, with `states` of its containers by name: Pending until all of them run."""
    status, spec = _placed(pod, node, address, now), pod["spec"]
    init = [states[one["name"]] for one in spec.get("initContainers") or ()]
    regular = [states[one["name"]] for one in spec["containers"]]
    unmet = {} if address else {"PodReadyToStartContainers": ("", "")}
    todo = [one["name"] for one in init if not one["ready"]]
    if todo:
        unmet["Initialized"] = ("ContainersNotInitialized", f"containers with incomplete status: [{' '.join(todo)}]")
    unready = [one["name"] for one in (*init, *regular) if not one["ready"] and one not in init]
    if unready:
        why = ("ContainersNotReady", f"containers with unready status: [{' '.join(unready)}]")
        unmet["Ready"] = unmet["ContainersReady"] = why
    status["conditions"] = _conditions(pod, unmet, now)
    status["phase"] = "Pending" if unready else "Running"
    if init:
        status["initContainerStatuses"] = init
    status["containerStatuses"] = regular
    return status


def states(pod: Object) -> dict[str, Object]:
    """The status of each container by name; those that have none yet wait."""
    spec = pod["spec"]
    reason = "PodInitializing" if spec.get("initContainers") else "ContainerCreating"
    containers = [*(spec.get("initContainers") or ()), *spec["containers"]]
    found = {one["name"]: waiting(one, reason) for one in containers}
    found.update({one["name"]: one for one in all_states(pod)})
    return found


def all_states(pod: Object) -> list[Object]:
    status = pod.get("status") or {}
    fields = ("initContainerStatuses", "containerStatuses")
    return [one for field in fields for one in status.get(field) or ()]


def started_at(container: Object) -> str:
    """When a container of this status began to run; "" when that is not told."""
    state = container["state"]
    return str((state.get("running") or state.get("terminated") or {}).get("startedAt", ""))


def finished(pod: Object, now: str, exit_codes: dict[str, int]) -> Object:
    """All containers ended: Succeeded, or Failed."""
    status, exit_code = dict(pod["status"]), max(exit_codes.values())
    why = ("PodCompleted" if exit_code == 0 else "PodFailed", "")
    status["conditions"] = _conditions(
        pod, {"Ready": why, "ContainersReady": why, "PodReadyToStartContainers": ("", "")}, now
    )
    if exit_code == 0:
        status["conditions"] = [
            {**one, "reason": "PodCompleted"} if one["type"] == "Initialized" else one for one in status["conditions"]
        ]
    status["phase"] = "Succeeded" if exit_code == 0 else "Failed"
    status["containerStatuses"] = [
        ended(one, now, exit_codes[one["name"]]) for one in status.get("containerStatuses") or ()
    ]
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
        since = before[type].get("lastTransitionTime") if same else now
        condition = {"type": type, "status": value, "lastProbeTime": None, "lastTransitionTime": since}
        condition.update({key: text for key, text in (("reason", reason), ("message", message)) if text})
        found.append(condition)
    return [*kept, *found]


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


def running(pod: Object, container: Object, now: str) -> Object:
    return _container(pod, container, {"running": {"startedAt": now}})


def _init_status(pod: Object, container: Object, now: str) -> Object:
    if is_sidecar(container):
        return running(pod, container, now)
    ended = {"exitCode": 0, "finishedAt": now, "reason": "Completed", "startedAt": now}
    return {**_container(pod, container, {"terminated": ended}), "started": False}


def is_sidecar(container: Object) -> bool:
    """An init container that goes on running beside the others."""
    return container.get("restartPolicy") == _SIDECAR


def waiting(container: Object, reason: str, message: str = "", image_id: str = "") -> Object:
    why = {"reason": reason, "message": message} if message else {"reason": reason}
    return {
        "image": container["image"],
        "imageID": image_id,
        "lastState": {},
        "name": container["name"],
        "ready": False,
        "restartCount": 0,
        "started": False,
        "state": {"waiting": why},
    }


def ended(container: Object, now: str, exit_code: int) -> Object:
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
