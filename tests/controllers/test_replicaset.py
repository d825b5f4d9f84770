"""Replica sets and replication controllers: numbers, labels, who goes first, what a quota refuses."""

from workbench import Bench, conditions, template, workload

REPLICASETS = "replicasets.apps"


def test_keeps_its_number(bench: Bench) -> None:
    bench.create(workload("ReplicaSet", "web", replicas=3))
    bench.delete("pods", bench.names("pods")[0])
    assert len(bench.names("pods")) == 3
    bench.patch(REPLICASETS, "web", {"spec": {"replicas": 1}})
    assert len(bench.names("pods")) == 1
    created, deleted = (
        [event for event in bench.events("ReplicaSet") if event.startswith(reason)]
        for reason in ("SuccessfulCreate Created pod: web-", "SuccessfulDelete Deleted pod: web-")
    )
    assert (len(created), len(deleted)) == (4, 2)


def test_releases_and_adopts_by_labels(bench: Bench) -> None:
    bench.create(workload("ReplicaSet", "web", replicas=2))
    lost = bench.names("pods")[0]
    bench.patch("pods", lost, {"metadata": {"labels": {"app": "debug"}}})
    assert "ownerReferences" not in bench.get("pods", lost)["metadata"]
    assert len(bench.names("pods")) == 3
    bench.patch("pods", lost, {"metadata": {"labels": {"app": "web"}}})
    assert len(bench.names("pods")) == 2


def test_gives_up_the_cheapest_first(bench: Bench) -> None:
    bench.create(workload("ReplicaSet", "web", replicas=3))
    cheap, unready, dear = bench.names("pods")
    cost = "controller.kubernetes.io/pod-deletion-cost"
    bench.patch("pods", cheap, {"metadata": {"annotations": {cost: "-5"}}})
    bench.patch("pods", dear, {"metadata": {"annotations": {cost: "100"}}})
    bench.set_pod_status(unready, conditions=[{"type": "Ready", "status": "False"}])
    bench.patch(REPLICASETS, "web", {"spec": {"replicas": 2}})
    assert bench.names("pods") == sorted([cheap, dear])
    bench.patch(REPLICASETS, "web", {"spec": {"replicas": 1}})
    assert bench.names("pods") == [dear]


def test_counts_pods_on_their_way_out(bench: Bench) -> None:
    bench.create(workload("ReplicaSet", "web", replicas=1))
    [held] = bench.names("pods")
    bench.patch("pods", held, {"metadata": {"finalizers": ["example.com/hold"]}})
    bench.delete("pods", held)
    status = bench.get(REPLICASETS, "web")["status"]
    assert (status["replicas"], status["terminatingReplicas"]) == (1, 1)


def test_quota_makes_it_fail_and_recover(bench: Bench) -> None:
    quota = {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "few"}, "spec": {"hard": {"pods": "2"}}}
    bench.create(quota)
    bench.create(workload("ReplicaSet", "web", replicas=4))
    replicaset = bench.get(REPLICASETS, "web")
    assert replicaset["status"]["replicas"] == 2
    assert conditions(replicaset) == ["ReplicaFailure=True FailedCreate"]
    assert any("FailedCreate Error creating: pods" in event for event in bench.events("ReplicaSet"))
    bench.patch("resourcequotas", "few", {"spec": {"hard": {"pods": "9"}}})
    bench.pass_seconds(60)
    assert conditions(bench.get(REPLICASETS, "web")) == []
    assert len(bench.names("pods")) == 4


def test_replication_controller_has_no_terminating_count(bench: Bench) -> None:
    spec = {"replicas": 2, "selector": {"app": "old"}, "template": template("old")}
    bench.create({"apiVersion": "v1", "kind": "ReplicationController", "metadata": {"name": "old"}, "spec": spec})
    numbers = ("replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas")
    expected = {**dict.fromkeys(numbers, 2), "observedGeneration": 1}
    assert bench.get("replicationcontrollers", "old")["status"] == expected


def test_many_replicas_settle(bench: Bench) -> None:
    bench.create(workload("ReplicaSet", "web", replicas=300))
    status = bench.get(REPLICASETS, "web")["status"]
    assert (status["replicas"], status["readyReplicas"]) == (300, 300)
