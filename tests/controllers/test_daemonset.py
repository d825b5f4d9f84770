"""Daemon sets: one pod a node, who is kept out, updates by pairs."""

import pytest
from workbench import Bench, image, workload

SETS = "daemonsets.apps"


def nodes(bench: Bench, text: str = "") -> list[str]:
    found = [
        pod["spec"].get("nodeName", "") for pod in bench.all("pods") if text in pod["spec"]["containers"][0]["image"]
    ]
    return sorted(found)


def test_one_pod_on_every_node(bench: Bench) -> None:
    bench.create(workload("DaemonSet", "log"))
    assert nodes(bench) == ["node-0", "node-1", "node-2"]
    numbers = (
        "currentNumberScheduled",
        "desiredNumberScheduled",
        "numberReady",
        "numberAvailable",
        "updatedNumberScheduled",
    )
    expected = {**dict.fromkeys(numbers, 3), "numberMisscheduled": 0, "observedGeneration": 1}
    assert bench.get(SETS, "log")["status"] == expected
    pod = bench.all("pods")[0]
    revision = bench.all("controllerrevisions.apps")[0]
    assert pod["metadata"]["labels"]["pod-template-generation"] == "1"
    assert "log-" + pod["metadata"]["labels"]["controller-revision-hash"] == revision["metadata"]["name"]
    tolerated = [one["key"].removeprefix("node.kubernetes.io/") for one in pod["spec"]["tolerations"]]
    assert tolerated == [
        "not-ready",
        "unreachable",
        "disk-pressure",
        "memory-pressure",
        "pid-pressure",
        "unschedulable",
    ]


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ({"metadata": {"labels": {"disk": None}}}, ["node-0", "node-2"]),
        ({"spec": {"unschedulable": True}}, ["node-0", "node-1", "node-2"]),
        ({"spec": {"taints": [{"key": "a", "effect": "NoExecute"}]}}, ["node-0", "node-2"]),
        ({"spec": {"taints": [{"key": "a", "effect": "NoSchedule"}]}}, ["node-0", "node-1", "node-2"]),
    ],
)
def test_follows_its_nodes(bench: Bench, node: dict[str, object], expected: list[str]) -> None:
    for name in ("node-0", "node-1", "node-2"):
        bench.patch("nodes", name, {"metadata": {"labels": {"disk": "ssd"}}})
    daemonset = workload("DaemonSet", "log")
    daemonset["spec"]["template"]["spec"]["nodeSelector"] = {"disk": "ssd"}
    bench.create(daemonset)
    bench.patch("nodes", "node-1", node)
    assert nodes(bench) == expected


@pytest.mark.parametrize("rolling", [{"maxUnavailable": 2}, {"maxSurge": 1, "maxUnavailable": 0}])
def test_updates(bench: Bench, rolling: dict[str, int]) -> None:
    bench.create(workload("DaemonSet", "log", updateStrategy={"rollingUpdate": rolling}))
    bench.patch(SETS, "log", image("app:2"))
    assert nodes(bench, "app:2") == nodes(bench) == ["node-0", "node-1", "node-2"]
    assert sorted(one["revision"] for one in bench.all("controllerrevisions.apps")) == [1, 2]


def test_on_delete(bench: Bench) -> None:
    bench.create(workload("DaemonSet", "log", updateStrategy={"type": "OnDelete"}))
    bench.patch(SETS, "log", image("app:2"))
    assert bench.get(SETS, "log")["status"].get("updatedNumberScheduled", 0) == 0
    bench.delete("pods", bench.names("pods")[0])
    assert bench.get(SETS, "log")["status"]["updatedNumberScheduled"] == 1


def test_replaces_a_failed_pod(bench: Bench) -> None:
    bench.create(workload("DaemonSet", "log"))
    bench.set_pod_status(bench.names("pods")[0], phase="Failed")
    assert nodes(bench) == ["node-0", "node-1", "node-2"]
    assert any(
        event.startswith("FailedDaemonPod Found failed daemon pod default/log-") for event in bench.events("DaemonSet")
    )
