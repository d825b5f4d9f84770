"""`logs`: what a container has printed. The simulated runtime's words come from `ApiServer.container_log`.

Upstream: pkg/registry/core/pod/strategy.go (LogLocation), pkg/kubelet/kuberuntime.
"""

from typing import TYPE_CHECKING, Any

from pykubectl import Object
from pykubectl.apiserver.calls import Call
from pykubectl.errors import BadRequest
from pykubectl.machinery.requests import Request

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer


def answer(server: "ApiServer", call: Call, request: Request) -> tuple[int, Any]:
    pod = server.registry.get(call.kind, call.namespace, call.name)
    container = _container(pod, request.query.get("container", ""))
    if not pod["spec"].get("nodeName"):
        return 200, ""
    _check_started(pod, container, previous=request.query.get("previous") == "true")
    return 200, server.container_log(pod, container, request.query)


def _container(pod: Object, asked: str) -> str:
    spec, name = pod["spec"], pod["metadata"]["name"]
    regular = [one["name"] for one in spec["containers"]]
    init = [one["name"] for one in spec.get("initContainers") or ()]
    if not asked:
        if len(regular) == 1:
            return str(regular[0])
        listed = f"choose one of: [{' '.join(regular)}]"
        if init:
            listed += f" or one of the init containers: [{' '.join(init)}]"
        raise BadRequest(f"a container name must be specified for pod {name}, {listed}")
    ephemeral = [one["name"] for one in spec.get("ephemeralContainers") or ()]
    if asked not in (*regular, *init, *ephemeral):
        raise BadRequest(f"container {asked} is not valid for pod {name}")
    return asked


def _check_started(pod: Object, container: str, *, previous: bool) -> None:
    status = pod.get("status") or {}
    fields = ("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses")
    found = next((one for field in fields for one in status.get(field) or () if one["name"] == container), None)
    name = pod["metadata"]["name"]
    if previous and not (found or {}).get("lastState"):
        raise BadRequest(f'previous terminated container "{container}" in pod "{name}" not found')
    waiting = ((found or {}).get("state") or {}).get("waiting")
    if waiting is not None:
        reason = waiting.get("reason", "ContainerCreating")
        verb = {
            "ErrImagePull": "trying and failing to pull image",
            "ImagePullBackOff": "trying and failing to pull image",
        }.get(reason, f"waiting to start: {reason}")
        raise BadRequest(f'container "{container}" in pod "{name}" is {verb}')
