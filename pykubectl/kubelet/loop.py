"""One step of one pod's life on its node.

    bound                   bare: runs at once; standard: step by step, see startup.py
    running, need not       restart policy not Always: ends after a second (standard: when its image says that it ends)
    deleted                 bare: gone at once; standard: is told to stop (Killing), then gone

Upstream: pkg/kubelet/kubelet.go (SyncPod), pkg/kubelet/pod_workers.go.
"""

from collections.abc import Iterable

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.kubelet import images, status
from pykubectl.kubelet.startup import Startup
from pykubectl.machinery.timestamps import format_time, parse_time
from pykubectl.network.addresses import pod_address
from pykubectl.storage import Change

# A pod that need not run always ends this long after its start.
RUN_SECONDS = 1.0


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    pod = api.find("pods", namespace, name)
    if pod is None or not pod["spec"].get("nodeName"):
        return None
    node = api.find("nodes", "", pod["spec"]["nodeName"])
    if node is None or not _is_ready(node):
        return None
    if "deletionTimestamp" in pod["metadata"]:
        return _stop(api, pod)
    phase = pod["status"].get("phase", "Pending")
    if phase == "Pending":
        return _start(api, pod, node)
    if phase == "Running":
        return _run(api, pod)
    return None


def woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]:
    """A ConfigMap or Secret that comes or changes may be what a pod waits for."""
    if change.obj is None:
        return
    for pod in api.list("pods", change.key.namespace):
        if pod["spec"].get("nodeName") and pod["status"].get("phase") == "Pending":
            yield change.key.namespace, pod["metadata"]["name"]


def _is_ready(node: Object) -> bool:
    return any(one["type"] == "Ready" and one["status"] == "True" for one in node["status"].get("conditions") or ())


def _start(api: Api, pod: Object, node: Object) -> float | None:
    if api.profile != "bare":
        return Startup(api, pod, node).step()
    address = pod["status"].get("podIP") or pod_address(api, pod, node)
    api.update_status("pods", {**pod, "status": status.started(pod, node, address, format_time(api.now))})
    return RUN_SECONDS if pod["spec"].get("restartPolicy", "Always") != "Always" else None


def _run(api: Api, pod: Object) -> float | None:
    """End what need not run always, when its time has come."""
    spec = pod["spec"]
    if spec.get("restartPolicy", "Always") == "Always":
        return None
    if api.profile != "bare" and any(images.serves(one) for one in spec["containers"]):
        return None
    begun = [
        one["state"]["running"]["startedAt"] for one in pod["status"]["containerStatuses"] if "running" in one["state"]
    ]
    since = max((parse_time(one) for one in begun), default=api.now)
    left = RUN_SECONDS - (api.now - since).total_seconds()
    if left > 0:
        return left
    # One that would be restarted is not shown failing: it ends well.
    fails = api.profile != "bare" and spec["restartPolicy"] == "Never"
    codes = {one["name"]: images.exit_code(one) if fails else 0 for one in spec["containers"]}
    api.update_status("pods", {**pod, "status": status.finished(pod, format_time(api.now), codes)})
    return None


def _stop(api: Api, pod: Object) -> float | None:
    meta = pod["metadata"]
    if api.profile == "bare" and meta.get("finalizers"):
        return None
    if meta.get("finalizers") and not meta.get("deletionGracePeriodSeconds"):
        return None
    if api.profile != "bare" and pod["status"].get("phase") == "Running":
        for container in pod["spec"]["containers"]:
            where = f"spec.containers{{{container['name']}}}"
            api.event(pod, "Normal", "Killing", f"Stopping container {container['name']}", field_path=where)
    api.delete("pods", meta["namespace"], meta["name"], uid=meta["uid"], grace_seconds=0)
    return None
