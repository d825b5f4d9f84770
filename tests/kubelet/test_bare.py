"""The bare profile: pods run the moment they have a node, and end a second later when they need not run always."""

from typing import Any

import pytest

from pykubectl import Object
from tests.api_bench import ApiBench


def pod(name: str = "p", image: str = "i", **spec: Any) -> Object:
    container = {"name": "c", "image": image, **spec.pop("container", {})}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": {"containers": [container], **spec}}


def conditions(bench: ApiBench, name: str = "p") -> list[str]:
    found = bench.get("pods", name)["status"]["conditions"]
    return [" ".join([one["type"], one["status"], *([one["reason"]] if "reason" in one else [])]) for one in found]


def test_running_at_once(bench: ApiBench) -> None:
    bench.create(pod())
    status = bench.get("pods", "p")["status"]
    assert (status["phase"], status["podIPs"], status["hostIPs"]) == (
        "Running",
        [{"ip": status["podIP"]}],
        [{"ip": status["hostIP"]}],
    )
    assert conditions(bench) == [
        "PodScheduled True", "PodReadyToStartContainers True", "Initialized True", "Ready True", "ContainersReady True",
    ]  # fmt: skip
    container = status["containerStatuses"][0]
    assert (container["ready"], container["started"], container["restartCount"], list(container["state"])) == (
        True,
        True,
        0,
        ["running"],
    )
    about = {event["reason"] for event in bench.all("events")}
    assert about == {"Scheduled"}, "the bare profile's kubelet reports nothing"


@pytest.mark.parametrize(
    ("policy", "phase"), [("Always", "Running"), ("OnFailure", "Succeeded"), ("Never", "Succeeded")]
)
def test_what_need_not_run_always_ends(bench: ApiBench, policy: str, phase: str) -> None:
    bench.call("POST", "pods", pod(restartPolicy=policy))
    bench.cluster.loops.run()
    assert bench.get("pods", "p")["status"]["phase"] == "Running"
    bench.pass_seconds(2)
    status = bench.get("pods", "p")["status"]
    assert status["phase"] == phase
    if phase == "Succeeded":
        ended = status["containerStatuses"][0]["state"]["terminated"]
        assert (ended["exitCode"], ended["reason"], ended["startedAt"] < ended["finishedAt"]) == (0, "Completed", True)
        assert conditions(bench)[1:] == [
            "PodReadyToStartContainers False", "Initialized True PodCompleted", "Ready False PodCompleted",
            "ContainersReady False PodCompleted",
        ]  # fmt: skip


def test_init_containers_and_sidecars(bench: ApiBench) -> None:
    init = [{"name": "i", "image": "i"}, {"name": "s", "image": "i", "restartPolicy": "Always"}]
    bench.create(pod(initContainers=init))
    done, sidecar = bench.get("pods", "p")["status"]["initContainerStatuses"]
    assert (done["state"]["terminated"]["reason"], done["ready"], done["started"]) == ("Completed", True, False)
    assert (list(sidecar["state"]), sidecar["started"]) == (["running"], True)


def test_addresses(bench: ApiBench) -> None:
    for number in range(5):
        bench.create(pod(f"p{number}"))
    addresses = [one["status"]["podIP"] for one in bench.all("pods")]
    assert len(set(addresses)) == 5
    bench.delete("pods", "p0")
    bench.create(pod("late"))
    assert bench.get("pods", "late")["status"]["podIP"] not in addresses, "an address comes back only after all others"
    bench.create(pod("host", hostNetwork=True))
    status = bench.get("pods", "host")["status"]
    assert status["podIP"] == status["hostIP"]


def test_deletion(bench: ApiBench) -> None:
    bench.create(pod())
    bench.delete("pods", "p")
    assert bench.names("pods") == []


def test_a_node_that_is_not_ready_starts_nothing(bench: ApiBench) -> None:
    condition = {"type": "Ready", "status": "Unknown", "lastTransitionTime": "2026-03-01T00:00:00Z"}
    bench.patch("nodes", "node-0", {"status": {"conditions": [condition]}}, subresource="status")
    bench.create(pod(nodeName="node-0"))
    assert bench.get("pods", "p")["status"]["phase"] == "Pending"


# Logs


@pytest.mark.parametrize(
    ("container", "query", "expected"),
    [
        ({"image": "nginx:1.27"}, {"tailLines": "1"}, "nginx: start worker processes\n"),
        ({"image": "registry.example/team/redis@sha256:0"}, {"tailLines": "1"}, "Ready to accept connections tcp\n"),
        ({"image": "unknown"}, {}, ""),
        ({"image": "busybox", "command": ["echo", "hello", "world"]}, {}, "hello world\n"),
        ({"image": "busybox", "command": ["sh", "-c", "echo one; echo 'two' && sleep 3600"]}, {}, "one\ntwo\n"),
        ({"image": "busybox", "args": ["/bin/sh", "-c", "echo x"]}, {}, "x\n"),
        (
            {"image": "busybox", "command": ["sh", "-c", "echo one; echo two; echo three"]},
            {"tailLines": "2"},
            "two\nthree\n",
        ),
        ({"image": "busybox", "command": ["sh", "-c", "echo one; echo two"]}, {"tailLines": "0"}, ""),
        ({"image": "busybox", "command": ["echo", "hello"]}, {"limitBytes": "3"}, "hel"),
        (
            {"image": "busybox", "command": ["echo", "hello"]},
            {"timestamps": "true"},
            "2026-03-01T00:00:01.000000000Z hello\n",
        ),
    ],
)
def test_logs(bench: ApiBench, container: Object, query: dict[str, str], expected: str) -> None:
    bench.create(pod(container=container))
    assert bench.call("GET", "pods p/log", **query).body == expected


def test_logs_of_one_of_several_containers(bench: ApiBench) -> None:
    body = pod(
        container={"command": ["echo", "main"]},
        initContainers=[{"name": "i", "image": "i", "command": ["echo", "init"]}],
    )
    body["spec"]["containers"].append({"name": "d", "image": "i", "command": ["echo", "other"]})
    bench.create(body)
    assert [bench.call("GET", "pods p/log", container=name).body for name in "cdi"] == ["main\n", "other\n", "init\n"]
    text = "a container name must be specified for pod p, choose one of: [c d] or one of the init containers: [i]"
    assert bench.refused("GET", "pods p/log").message == text
    assert bench.refused("GET", "pods p/log", container="x").message == "container x is not valid for pod p"
    error = bench.refused("GET", "pods p/log", container="c", previous="true")
    assert error.message == 'previous terminated container "c" in pod "p" not found'
