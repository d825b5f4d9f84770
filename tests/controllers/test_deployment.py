"""Deployments through the cluster: rollouts step by step, scaling, pausing, history, conditions."""

import pytest
from workbench import Bench, conditions, image, workload

from pykubectl.controllers.deployment import arithmetic

DEPLOYMENTS, REPLICASETS = "deployments.apps", "replicasets.apps"
AVAILABLE = ["Available=True MinimumReplicasAvailable", "Progressing=True NewReplicaSetAvailable"]


def scalings(bench: Bench) -> list[str]:
    """`up 0 1`: what the events say happened to whom."""
    words = (event.split() for event in bench.events("Deployment") if event.startswith("ScalingReplicaSet"))
    return [f"{one[2]} {one[7]} {one[9]}" for one in words]


def sizes(bench: Bench) -> list[int]:
    replicasets = sorted(
        bench.all(REPLICASETS), key=lambda rs: rs["metadata"]["annotations"]["deployment.kubernetes.io/revision"]
    )
    return [rs["spec"]["replicas"] for rs in replicasets]


def test_is_available_when_it_settles(bench: Bench) -> None:
    bench.create(workload("Deployment", "web", replicas=3))
    deployment = bench.get(DEPLOYMENTS, "web")
    assert conditions(deployment) == AVAILABLE
    status = {key: value for key, value in deployment["status"].items() if key != "conditions"}
    numbers = dict.fromkeys(("replicas", "updatedReplicas", "readyReplicas", "availableReplicas"), 3)
    assert status == {**numbers, "observedGeneration": 1, "terminatingReplicas": 0}
    [replicaset] = bench.all(REPLICASETS)
    assert replicaset["metadata"]["annotations"] == {
        "deployment.kubernetes.io/desired-replicas": "3",
        "deployment.kubernetes.io/max-replicas": "4",
        "deployment.kubernetes.io/revision": "1",
    }
    assert replicaset["metadata"]["name"] == "web-" + replicaset["metadata"]["labels"]["pod-template-hash"]


@pytest.mark.parametrize(
    ("replicas", "rolling", "steps"),
    [
        (2, {}, ["up 0 2", "up 0 1", "down 2 1", "up 1 2", "down 1 0"]),
        (2, {"maxSurge": 0, "maxUnavailable": 1}, ["up 0 2", "down 2 1", "up 0 1", "down 1 0", "up 1 2"]),
        (2, {"maxSurge": 2, "maxUnavailable": 0}, ["up 0 2", "up 0 2", "down 2 0"]),
        (4, {"maxSurge": "50%", "maxUnavailable": "50%"}, ["up 0 4", "up 0 2", "down 4 2", "up 2 4", "down 2 0"]),
    ],
)
def test_rolls(bench: Bench, replicas: int, rolling: dict[str, object], steps: list[str]) -> None:
    strategy = {"strategy": {"rollingUpdate": rolling}} if rolling else {}
    bench.create(workload("Deployment", "web", replicas=replicas, **strategy))
    bench.patch(DEPLOYMENTS, "web", image("app:2"))
    assert scalings(bench) == steps
    assert conditions(bench.get(DEPLOYMENTS, "web")) == AVAILABLE


def test_recreates_only_when_all_old_pods_are_gone(bench: Bench) -> None:
    bench.create(workload("Deployment", "web", replicas=2, strategy={"type": "Recreate"}))
    held = bench.names("pods")[0]
    bench.patch("pods", held, {"metadata": {"finalizers": ["example.com/hold"]}})
    bench.patch(DEPLOYMENTS, "web", image("app:2"))
    assert scalings(bench) == ["up 0 2", "down 2 0"]
    bench.patch("pods", held, {"metadata": {"finalizers": None}})
    assert scalings(bench) == ["up 0 2", "down 2 0", "up 0 2"]


def test_undone_template_is_found_again(bench: Bench) -> None:
    bench.create(workload("Deployment", "web", replicas=1))
    for tag in ("app:2", "app:1"):
        bench.patch(DEPLOYMENTS, "web", image(tag))
    annotations = [rs["metadata"]["annotations"] for rs in bench.all(REPLICASETS)]
    history = sorted(
        (one["deployment.kubernetes.io/revision"], one.get("deployment.kubernetes.io/revision-history"))
        for one in annotations
    )
    assert history == [("2", None), ("3", "1")]
    assert bench.get(DEPLOYMENTS, "web")["metadata"]["annotations"]["deployment.kubernetes.io/revision"] == "3"


def test_history_is_limited(bench: Bench) -> None:
    bench.create(workload("Deployment", "web", replicas=1, revisionHistoryLimit=1))
    for tag in ("app:2", "app:3", "app:4"):
        bench.patch(DEPLOYMENTS, "web", image(tag))
    assert sizes(bench) == [0, 1]


def test_scaling_a_paused_rollout_keeps_proportions(bench: Bench) -> None:
    strategy = {"rollingUpdate": {"maxSurge": 2, "maxUnavailable": 0}}
    bench.create(workload("Deployment", "web", replicas=4, strategy=strategy))
    bench.patch(DEPLOYMENTS, "web", {"spec": {"template": {"spec": {"nodeSelector": {"gpu": "yes"}}}}})
    assert sizes(bench) == [4, 2]
    bench.patch(DEPLOYMENTS, "web", {"spec": {"paused": True, "replicas": 10}})
    assert sizes(bench) == [8, 4]
    assert conditions(bench.get(DEPLOYMENTS, "web"))[-1].startswith("Available=False")
    bench.patch(DEPLOYMENTS, "web", {"spec": {"replicas": 5}})
    assert sizes(bench) == [5, 2]


def test_born_paused_and_resumed(bench: Bench) -> None:
    bench.create(workload("Deployment", "web", replicas=2, paused=True))
    assert bench.names(REPLICASETS) == []
    paused = ["Progressing=Unknown DeploymentPaused", "Available=False MinimumReplicasUnavailable"]
    assert conditions(bench.get(DEPLOYMENTS, "web")) == paused
    bench.patch(DEPLOYMENTS, "web", {"spec": {"paused": False}})
    assert conditions(bench.get(DEPLOYMENTS, "web")) == AVAILABLE


def test_stuck_rollout_exceeds_its_deadline(bench: Bench) -> None:
    bench.create(workload("Deployment", "web", replicas=3, progressDeadlineSeconds=30))
    bench.patch(DEPLOYMENTS, "web", {"spec": {"template": {"spec": {"nodeSelector": {"gpu": "yes"}}}}})
    assert conditions(bench.get(DEPLOYMENTS, "web"))[-1] == "Progressing=True ReplicaSetUpdated"
    bench.pass_seconds(40)
    assert conditions(bench.get(DEPLOYMENTS, "web"))[-1] == "Progressing=False ProgressDeadlineExceeded"
    bench.patch(DEPLOYMENTS, "web", {"spec": {"template": {"spec": {"nodeSelector": None}}}})
    assert conditions(bench.get(DEPLOYMENTS, "web")) == AVAILABLE


def test_waits_for_min_ready_seconds(bench: Bench) -> None:
    bench.create(workload("Deployment", "web", replicas=2, minReadySeconds=20))
    assert "availableReplicas" not in bench.get(DEPLOYMENTS, "web")["status"]
    bench.pass_seconds(25)
    assert bench.get(DEPLOYMENTS, "web")["status"]["availableReplicas"] == 2


def test_adopts_a_replicaset_left_behind(bench: Bench) -> None:
    bench.create(workload("Deployment", "web", replicas=2))
    bench.delete(DEPLOYMENTS, "web", "Orphan")
    [replicaset] = bench.all(REPLICASETS)
    assert "ownerReferences" not in replicaset["metadata"]
    assert len(bench.names("pods")) == 2
    bench.create(workload("Deployment", "web", replicas=2))
    assert [rs["metadata"]["ownerReferences"][0]["name"] for rs in bench.all(REPLICASETS)] == ["web"]
    assert len(bench.names("pods")) == 2


@pytest.mark.parametrize(
    ("replicas", "surge", "unavailable", "limits"),
    [
        (3, "25%", "25%", (1, 0)),
        (10, "30%", "20%", (3, 2)),
        (1, "0%", "1%", (0, 1)),
        (0, 1, 1, (1, 0)),
        (5, 0, 9, (0, 5)),
    ],
)
def test_limits(replicas: int, surge: object, unavailable: object, limits: tuple[int, int]) -> None:
    strategy = {"rollingUpdate": {"maxSurge": surge, "maxUnavailable": unavailable}}
    deployment = workload("Deployment", "web", replicas=replicas, strategy=strategy)
    assert (arithmetic.max_surge(deployment), arithmetic.max_unavailable(deployment)) == limits
