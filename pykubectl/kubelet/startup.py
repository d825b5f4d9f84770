"""How a pod starts in the standard profile, step by step; what has been done is read off its status.

    volumes          all that they name must be there (FailedMount); then the sandbox has its address
    init containers  one after the other: pulled, started, ended a second later; a sidecar keeps running
    containers       pulled, then started together; one whose environment is not there waits (CreateContainerConfigError)

Pulling takes a second unless the image is on the node already, which it is when another container has come from it.
A pod that lacks something is looked at again when a ConfigMap or Secret comes or changes.

Upstream: pkg/kubelet/kuberuntime/kuberuntime_manager.go (SyncPod), pkg/kubelet/images/image_manager.go.
"""

from collections.abc import Sequence
from datetime import datetime

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.kubelet import needs, status
from pykubectl.machinery.timestamps import format_time, parse_time
from pykubectl.network.addresses import pod_address

PULL_SECONDS = 1.0
RUN_SECONDS = 1.0


class Startup:
    """A pod that is not running yet."""

    def __init__(self, api: Api, pod: Object, node: Object) -> None:
        self.api = api
        self.pod = pod
        self.node = node
        self.address: str = pod["status"].get("podIP") or ""
        self.states = status.states(pod)
        self._init: Sequence[Object] = pod["spec"].get("initContainers") or ()
        self._regular: Sequence[Object] = pod["spec"]["containers"]

    def step(self) -> float | None:
        """Seconds until the next step; None when the pod runs, or waits for what it lacks."""
        if not self.address:
            return self._set_up()
        for container in self._init:
            state = self.states[container["name"]]["state"]
            if "terminated" in state or ("running" in state and status.is_sidecar(container)):
                continue
            return self._end(container, state["running"]) if "running" in state else self._begin([container])
        return self._begin([one for one in self._regular if "waiting" in self.states[one["name"]]["state"]])

    def _set_up(self) -> float | None:
        lacking = list(needs.unmounted(self.api, self.pod))
        for volume, problem in lacking:
            message = f'MountVolume.SetUp failed for volume "{volume}" : {problem}'
            self.api.event(self.pod, "Warning", "FailedMount", message)
        if lacking:
            return self._write(None)
        self.address = pod_address(self.api, self.pod, self.node)
        return self._write(self._pull([*self._init, *self._regular][0]))

    def _begin(self, containers: Sequence[Object]) -> float | None:
        """Start containers when their images have come; then go on to those after them."""
        began = self._began()
        wait = PULL_SECONDS if any(self._must_pull(one, began) for one in containers) else 0.0
        left = wait - (self.api.now - began).total_seconds()
        if left > 0 and not any(self._is_stuck(one) for one in containers):
            return left
        for container in containers:
            self._start(container, began)
        if any("waiting" in self.states[one["name"]]["state"] for one in containers):
            return self._write(None)
        if containers[0] not in self._init:
            return self._write(None if self.pod["spec"].get("restartPolicy", "Always") == "Always" else RUN_SECONDS)
        return self._write(self._pull(self._after(containers[0])) if status.is_sidecar(containers[0]) else RUN_SECONDS)

    def _start(self, container: Object, began: datetime) -> None:
        name, image = container["name"], container["image"]
        if container.get("imagePullPolicy") == "Never" and not self._is_present(container, began):
            message = f'Container image "{image}" is not present with pull policy of Never'
            self._report(container, "Warning", "ErrImageNeverPull", message)
            self._report(container, "Warning", "Failed", "Error: ErrImageNeverPull")
            self.states[name] = status.waiting(container, "ErrImageNeverPull", message)
            return
        if not self._must_pull(container, began):
            pulled = f'Container image "{image}" already present on machine and can be accessed by the pod'
        else:
            # That of the first was reported when it began.
            if container in self._regular[1:] or self._is_stuck(container):
                self._report(container, "Normal", "Pulling", f'Pulling image "{image}"')
            pulled = f'Successfully pulled image "{image}" in 1s (1s including waiting). Image size: 0 bytes.'
        self._report(container, "Normal", "Pulled", pulled)
        problem = needs.environment_problem(self.api, self.pod, container)
        if problem:
            self._report(container, "Warning", "Failed", f"Error: {problem}")
            self.states[name] = status.waiting(container, "CreateContainerConfigError", problem, image)
            return
        self._report(container, "Normal", "Created", "Container created")
        self._report(container, "Normal", "Started", "Container started")
        self.states[name] = status.running(self.pod, container, format_time(self.api.now))

    def _end(self, container: Object, running: Object) -> float | None:
        """An init container has done its work."""
        left = RUN_SECONDS - (self.api.now - parse_time(running["startedAt"])).total_seconds()
        if left > 0:
            return left
        name = container["name"]
        self.states[name] = {**status.ended(self.states[name], format_time(self.api.now), 0), "ready": True}
        return self._write(self._pull(self._after(container)))

    def _after(self, container: Object) -> Object:
        index = self._init.index(container) + 1
        return self._init[index] if index < len(self._init) else self._regular[0]

    def _pull(self, container: Object) -> float:
        if not self._must_pull(container, self.api.now):
            return 0.0
        self._report(container, "Normal", "Pulling", f'Pulling image "{container["image"]}"')
        return PULL_SECONDS

    def _must_pull(self, container: Object, at: datetime) -> bool:
        policy = container.get("imagePullPolicy")
        return policy == "Always" or (policy != "Never" and not self._is_present(container, at))

    def _is_present(self, container: Object, at: datetime) -> bool:
        """Whether the image had come to the node by a moment: pods that start together all pull it."""
        image = container["image"]
        if any(one["image"] == image and one.get("imageID") for one in self.states.values()):
            return True
        pods = self.api.list("pods", node=self.node["metadata"]["name"])
        latest = format_time(at)
        return any(
            one["image"] == image and one.get("imageID") and status.started_at(one) <= latest
            for pod in pods
            for one in status.all_states(pod)
        )

    def _is_stuck(self, container: Object) -> bool:
        return self.states[container["name"]]["state"]["waiting"].get("message") is not None

    def _began(self) -> datetime:
        """When the last step was done: the sandbox, or the container before."""
        moments = [
            one["lastTransitionTime"]
            for one in self.pod["status"].get("conditions") or ()
            if one["type"] == "PodReadyToStartContainers" and one.get("lastTransitionTime")
        ]
        for one in self.pod["status"].get("initContainerStatuses") or ():
            state = one["state"]
            moments += [state["terminated"]["finishedAt"]] if "terminated" in state else []
            moments += [state["running"]["startedAt"]] if "running" in state else []
        return max(parse_time(one) for one in moments)

    def _write(self, again: float | None) -> float | None:
        new = status.starting(self.pod, self.node, self.address, format_time(self.api.now), self.states)
        self.api.update_status("pods", {**self.pod, "status": new})
        return again

    def _report(self, container: Object, type: str, reason: str, message: str) -> None:
        field = "initContainers" if container in self._init else "containers"
        self.api.event(self.pod, type, reason, message, field_path=f"spec.{field}{{{container['name']}}}")
