"""`kubectl logs` of a simulated container: what a started program of its image prints.

Upstream: pkg/kubelet/kuberuntime/logs.
"""

from collections.abc import Mapping

from pykubectl import Object
from pykubectl.kubelet import images


def text(pod: Object, container: str, query: Mapping[str, str]) -> str:
    """The container's log, cut by tailLines and limitBytes, with time stamps when asked for."""
    spec = pod["spec"]
    fields = ("containers", "initContainers", "ephemeralContainers")
    found = next(one for field in fields for one in spec.get(field) or () if one["name"] == container)
    lines = list(images.echoes(found) or images.known(found["image"]).prints)
    if "tailLines" in query:
        tail = int(query["tailLines"])
        lines = lines[-tail:] if tail > 0 else []
    if query.get("timestamps") == "true":
        stamp = _started_at(pod, container)
        lines = [f"{stamp} {line}" for line in lines]
    whole = "".join(f"{line}\n" for line in lines)
    return whole[: int(query["limitBytes"])] if "limitBytes" in query else whole


def _started_at(pod: Object, container: str) -> str:
    status = pod.get("status") or {}
    for field in ("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"):
        for one in status.get(field) or ():
            if one["name"] == container:
                state = one["state"].get("running") or one["state"].get("terminated") or {}
                return str(state.get("startedAt", "")).replace("Z", ".000000000Z")
    return ""
