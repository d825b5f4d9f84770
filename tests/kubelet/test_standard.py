"""The standard profile: images are pulled, containers start one after the other, and the kubelet says what it does."""

from typing import Any

import pytest

from pykubectl import Object
from tests.api_bench import ApiBench
from tests.controllers.workbench import workload
from tests.kubelet.test_bare import conditions, pod

_PULLED = 'Normal Pulled Successfully pulled image "{0}" in 1s (1s including waiting). Image size: 0 bytes.'
_PRESENT = 'Normal Pulled Container image "{0}" already present on machine and can be accessed by the pod'
_STARTED = ["Normal Created Container created", "Normal Started Container started"]


def said(bench: ApiBench, name: str = "p", source: str = "kubelet") -> list[str]:
    """What the kubelet said of a pod, in order, with the part it speaks of if that is not the container c."""
    found = [
        one
        for one in bench.all("events")
        if one["involvedObject"]["name"] == name and one["reportingComponent"] == source
    ]
    found.sort(key=lambda event: int(event["metadata"]["resourceVersion"]))
    return [
        f"{one['type']} {one['reason']} {one['message']}"
        + (f" @{one['involvedObject']['fieldPath']}" if one["involvedObject"].get("fieldPath", "spec.containers{c}") != "spec.containers{c}" else "")
        for one in found
    ]  # fmt: skip


def state(bench: ApiBench, name: str = "p", index: int = 0) -> Object:
    return dict(bench.get("pods", name)["status"]["containerStatuses"][index]["state"])


def test_start(standard: ApiBench) -> None:
    standard.create(pod(image="nginx:1.27"))
    assert standard.get("pods", "p")["status"]["phase"] == "Running"
    assert said(standard) == ['Normal Pulling Pulling image "nginx:1.27"', _PULLED.format("nginx:1.27"), *_STARTED]
    assert conditions(standard) == [
        "PodScheduled True", "PodReadyToStartContainers True", "Initialized True", "Ready True", "ContainersReady True",
    ]  # fmt: skip
    assert standard.get("pods", "p")["spec"]["nodeName"] != "control-plane"


def test_on_the_way(standard: ApiBench) -> None:
    standard.call("POST", "pods", pod())
    standard.cluster.loops.run()
    status = standard.get("pods", "p")["status"]
    assert (status["phase"], state(standard)) == ("Pending", {"waiting": {"reason": "ContainerCreating"}})
    assert conditions(standard)[1:] == [
        "PodReadyToStartContainers True", "Initialized True", "Ready False ContainersNotReady", "ContainersReady False ContainersNotReady",
    ]  # fmt: skip
    error = standard.refused("GET", "pods p/log")
    assert error.message == 'container "c" in pod "p" is waiting to start: ContainerCreating'


@pytest.mark.parametrize(
    ("policy", "first"),
    [
        ("IfNotPresent", [_PRESENT.format("app:1")]),
        ("Always", ['Normal Pulling Pulling image "app:1"', _PULLED.format("app:1")]),
        ("Never", [_PRESENT.format("app:1")]),
    ],
)
def test_an_image_that_is_there(standard: ApiBench, policy: str, first: list[str]) -> None:
    standard.create(pod("before", "app:1", nodeName="node-0"))
    standard.create(pod(image="app:1", nodeName="node-0", container={"imagePullPolicy": policy}))
    assert said(standard) == [*first, *_STARTED]


def test_pods_that_start_together_all_pull(standard: ApiBench) -> None:
    for name in ("p", "q"):
        standard.call("POST", "pods", pod(name, "app:1", nodeName="node-0"))
    standard.settle()
    for name in ("p", "q"):
        assert said(standard, name) == ['Normal Pulling Pulling image "app:1"', _PULLED.format("app:1"), *_STARTED]


def test_an_image_that_must_be_there(standard: ApiBench) -> None:
    standard.create(pod(image="app:1", container={"imagePullPolicy": "Never"}))
    message = 'Container image "app:1" is not present with pull policy of Never'
    assert said(standard) == [f"Warning ErrImageNeverPull {message}", "Warning Failed Error: ErrImageNeverPull"]
    assert state(standard) == {"waiting": {"reason": "ErrImageNeverPull", "message": message}}


def test_init_containers_in_turn(standard: ApiBench) -> None:
    init = [{"name": "a", "image": "one:1"}, {"name": "s", "image": "one:1", "restartPolicy": "Always"}]
    standard.create(pod(image="two:1", initContainers=init))
    a, s = " @spec.initContainers{a}", " @spec.initContainers{s}"
    assert said(standard) == [
        f'Normal Pulling Pulling image "one:1"{a}', _PULLED.format("one:1") + a, *(text + a for text in _STARTED),
        _PRESENT.format("one:1") + s, *(text + s for text in _STARTED),
        'Normal Pulling Pulling image "two:1"', _PULLED.format("two:1"), *_STARTED,
    ]  # fmt: skip
    status = standard.get("pods", "p")["status"]
    ended = status["initContainerStatuses"][0]["state"]["terminated"]
    running = status["containerStatuses"][0]["state"]["running"]
    assert ended["startedAt"] < ended["finishedAt"] < running["startedAt"]
    assert (status["phase"], "running" in status["initContainerStatuses"][1]["state"]) == ("Running", True)


def test_waiting_for_init_containers(standard: ApiBench) -> None:
    standard.call("POST", "pods", pod(initContainers=[{"name": "a", "image": "i"}]))
    standard.cluster.loops.run()
    assert "Initialized False ContainersNotInitialized" in conditions(standard)
    assert state(standard) == {"waiting": {"reason": "PodInitializing"}}


def test_several_containers(standard: ApiBench) -> None:
    body = pod(image="one:1")
    body["spec"]["containers"].append({"name": "d", "image": "two:1"})
    standard.create(body)
    d = " @spec.containers{d}"
    assert said(standard)[4:] == [
        f'Normal Pulling Pulling image "two:1"{d}',
        _PULLED.format("two:1") + d,
        *(text + d for text in _STARTED),
    ]


def test_deletion(standard: ApiBench) -> None:
    standard.create(pod())
    watched = standard.store.revision()
    standard.delete("pods", "p")
    assert standard.names("pods") == []
    assert said(standard)[-1] == "Normal Killing Stopping container c"
    going = [change.obj for change in standard.store.changes(watched) if change.key.resource == "pods"]
    assert going[0] is not None
    assert (going[0]["metadata"]["deletionGracePeriodSeconds"], going[-1]) == (30, None)


def test_a_pod_held_by_a_finalizer_is_stopped_once(standard: ApiBench) -> None:
    body = pod()
    body["metadata"]["finalizers"] = ["example.com/hold"]
    standard.create(body)
    standard.delete("pods", "p")
    standard.patch("pods", "p", {"metadata": {"labels": {"a": "b"}}})
    assert [text for text in said(standard) if "Killing" in text] == ["Normal Killing Stopping container c"]
    assert all(one.get("count", 1) == 1 for one in standard.all("events"))


@pytest.mark.parametrize(
    ("image", "command", "phase"),
    [("busybox", ["echo", "x"], "Succeeded"), ("nginx", [], "Running"), ("busybox", ["sleep", "infinity"], "Running"), ("hello-world", [], "Succeeded")],
)  # fmt: skip
def test_what_ends_and_what_serves(standard: ApiBench, image: str, command: list[str], phase: str) -> None:
    container = {"command": command} if command else {}
    standard.create(pod(image=image, restartPolicy="Never", container=container))
    assert standard.get("pods", "p")["status"]["phase"] == phase


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["false"], 1),
        (["sh", "-c", "echo x; exit 3"], 3),
        (["sh", "-c", "exit 0"], 0),
        (["sh", "-c", "echo exit 3"], 0),
    ],
)
def test_how_it_ends(standard: ApiBench, command: list[str], code: int) -> None:
    standard.create(pod(image="busybox", restartPolicy="Never", container={"command": command}))
    ended = state(standard)["terminated"]
    assert (ended["exitCode"], ended["reason"]) == (code, "Error" if code else "Completed")
    assert standard.get("pods", "p")["status"]["phase"] == ("Failed" if code else "Succeeded")


# What is not there

_CONFIG_MAP: Object = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}, "data": {"k": "v"}}
_SECRET: Object = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "x"}, "stringData": {"k": "v"}}


@pytest.mark.parametrize(
    ("volume", "problem", "remedy"),
    [
        ({"configMap": {"name": "x"}}, 'configmap "x" not found', _CONFIG_MAP),
        ({"secret": {"secretName": "x"}}, 'secret "x" not found', _SECRET),
        ({"projected": {"sources": [{"secret": {"name": "x"}}]}}, 'secret "x" not found', _SECRET),
        ({"configMap": {"name": "x", "items": [{"key": "k", "path": "k"}]}}, 'configmap "x" not found', _CONFIG_MAP),
    ],
)
def test_volumes(standard: ApiBench, volume: Object, problem: str, remedy: Object) -> None:
    standard.create(pod(volumes=[{"name": "v", **volume}]))
    assert said(standard) == [f'Warning FailedMount MountVolume.SetUp failed for volume "v" : {problem}']
    assert state(standard) == {"waiting": {"reason": "ContainerCreating"}}
    assert conditions(standard)[1:3] == ["PodReadyToStartContainers False", "Initialized True"]
    standard.create(remedy)
    assert standard.get("pods", "p")["status"]["phase"] == "Running"


def test_a_key_that_is_not_there(standard: ApiBench) -> None:
    standard.create(_CONFIG_MAP)
    items = [{"key": "other", "path": "x"}]
    standard.create(pod(volumes=[{"name": "v", "configMap": {"name": "x", "items": items}}]))
    text = 'Warning FailedMount MountVolume.SetUp failed for volume "v" : configmap references non-existent config key: other'
    assert said(standard) == [text]
    standard.patch("configmaps", "x", {"data": {"other": "v"}})
    assert standard.get("pods", "p")["status"]["phase"] == "Running"


def _env(field: str, **reference: Any) -> Object:
    return {"env": [{"name": "E", "valueFrom": {field: reference}}]}


@pytest.mark.parametrize(
    ("container", "problem", "remedy"),
    [
        (_env("configMapKeyRef", name="x", key="k"), 'configmap "x" not found', _CONFIG_MAP),
        (_env("secretKeyRef", name="x", key="k"), 'secret "x" not found', _SECRET),
        ({"envFrom": [{"configMapRef": {"name": "x"}}]}, 'configmap "x" not found', _CONFIG_MAP),
        ({"envFrom": [{"secretRef": {"name": "x"}}]}, 'secret "x" not found', _SECRET),
    ],
)
def test_environment(standard: ApiBench, container: Object, problem: str, remedy: Object) -> None:
    standard.create(pod(container=container))
    assert said(standard)[-1] == f"Warning Failed Error: {problem}"
    assert state(standard) == {"waiting": {"reason": "CreateContainerConfigError", "message": problem}}
    assert standard.get("pods", "p")["status"]["phase"] == "Pending"
    standard.create(remedy)
    assert standard.get("pods", "p")["status"]["phase"] == "Running"
    assert said(standard)[-2:] == _STARTED


def test_a_missing_key_of_the_environment(standard: ApiBench) -> None:
    standard.create(_SECRET)
    standard.create(pod(container=_env("secretKeyRef", name="x", key="other")))
    assert said(standard)[-1] == "Warning Failed Error: couldn't find key other in Secret default/x"


@pytest.mark.parametrize(
    "spec",
    [
        {"volumes": [{"name": "v", "configMap": {"name": "none", "optional": True}}]},
        {"container": _env("configMapKeyRef", name="none", key="k", optional=True)},
        {"container": {"envFrom": [{"secretRef": {"name": "none", "optional": True}}]}},
    ],
)
def test_what_is_optional(standard: ApiBench, spec: Object) -> None:
    standard.create(pod(**spec))
    assert standard.get("pods", "p")["status"]["phase"] == "Running"


def test_workloads_come_to_rest(standard: ApiBench) -> None:
    standard.create(workload("Deployment", "web", replicas=5))
    status = standard.get("deployments.apps", "web")["status"]
    assert (status["readyReplicas"], status["availableReplicas"]) == (5, 5)
    before = standard.store.revision()
    standard.settle()
    assert standard.store.revision() == before
