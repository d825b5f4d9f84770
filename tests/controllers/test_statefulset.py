"""Stateful sets: identity, order, updates, storage."""

import pytest
from workbench import Bench, image, workload

SETS = "statefulsets.apps"


def images(bench: Bench) -> list[str]:
    return [pod["spec"]["containers"][0]["image"] for pod in bench.all("pods")]


def test_identity(bench: Bench) -> None:
    bench.create(workload("StatefulSet", "db", replicas=2, serviceName="db", ordinals={"start": 5}))
    assert bench.names("pods") == ["db-5", "db-6"]
    pod = bench.get("pods", "db-5")
    revision = bench.get(SETS, "db")["status"]["currentRevision"]
    labels = {
        "app": "db",
        "apps.kubernetes.io/pod-index": "5",
        "controller-revision-hash": revision,
        "statefulset.kubernetes.io/pod-name": "db-5",
    }
    assert labels.items() <= pod["metadata"]["labels"].items()
    assert (pod["spec"]["hostname"], pod["spec"]["subdomain"]) == ("db-5", "db")
    assert bench.names("controllerrevisions.apps") == [revision]
    events = [f"SuccessfulCreate Create Pod db-{number} in StatefulSet db successful x1" for number in (5, 6)]
    assert bench.events("StatefulSet") == events


def test_updates_from_the_top_and_rolls_back(bench: Bench) -> None:
    bench.create(workload("StatefulSet", "db", replicas=3))
    bench.patch(SETS, "db", {"spec": {"updateStrategy": {"rollingUpdate": {"partition": 2}}}})
    bench.patch(SETS, "db", image("app:2"))
    assert images(bench) == ["app:1", "app:1", "app:2"]
    status = bench.get(SETS, "db")["status"]
    assert (status["currentReplicas"], status["updatedReplicas"]) == (2, 1)
    bench.patch(SETS, "db", {"spec": {"updateStrategy": {"rollingUpdate": {"partition": 0}}}})
    assert images(bench) == ["app:2", "app:2", "app:2"]
    deleted = [event.split()[3] for event in bench.events("StatefulSet") if event.startswith("SuccessfulDelete")]
    assert deleted == ["db-2", "db-1", "db-0"]
    status = bench.get(SETS, "db")["status"]
    assert status["currentRevision"] == status["updateRevision"]
    bench.patch(SETS, "db", image("app:1"))
    assert sorted(one["revision"] for one in bench.all("controllerrevisions.apps")) == [2, 3]


def test_on_delete_waits_for_the_user(bench: Bench) -> None:
    bench.create(workload("StatefulSet", "db", replicas=2, updateStrategy={"type": "OnDelete"}))
    bench.patch(SETS, "db", image("app:2"))
    assert images(bench) == ["app:1", "app:1"]
    bench.delete("pods", "db-1")
    assert images(bench) == ["app:1", "app:2"]


@pytest.mark.parametrize(("policy", "pods"), [("OrderedReady", ["db-0"]), ("Parallel", ["db-0", "db-1", "db-2"])])
def test_order(bench: Bench, policy: str, pods: list[str]) -> None:
    """With pods that cannot run, only the parallel set makes them all."""
    spec = workload("StatefulSet", "db", replicas=3, podManagementPolicy=policy)
    spec["spec"]["template"]["spec"]["nodeSelector"] = {"disk": "fast"}
    bench.create(spec)
    assert bench.names("pods") == pods


def test_stuck_update_needs_a_hand(bench: Bench) -> None:
    bench.create(workload("StatefulSet", "db", replicas=2))
    bench.patch(SETS, "db", {"spec": {"template": {"spec": {"nodeSelector": {"disk": "fast"}}}}})
    bench.patch(SETS, "db", {"spec": {"template": {"spec": {"nodeSelector": None}}}})
    assert [pod["status"]["phase"] for pod in bench.all("pods")] == ["Running", "Pending"]
    bench.delete("pods", "db-1")
    assert [pod["status"]["phase"] for pod in bench.all("pods")] == ["Running", "Running"]


def claims(size: str = "1Gi") -> list[dict[str, object]]:
    spec = {"accessModes": ["ReadWriteOnce"], "storageClassName": "", "resources": {"requests": {"storage": size}}}
    return [{"metadata": {"name": "data"}, "spec": spec}]


@pytest.mark.parametrize(
    ("scaled", "deleted", "after_scaling", "after_deletion"),
    [
        ("Retain", "Retain", ["data-db-0", "data-db-1"], ["data-db-0", "data-db-1"]),
        ("Delete", "Retain", ["data-db-0"], ["data-db-0"]),
        ("Retain", "Delete", ["data-db-0", "data-db-1"], []),
        ("Delete", "Delete", ["data-db-0"], []),
    ],
)
def test_claims_follow_the_retention_policy(
    bench: Bench, scaled: str, deleted: str, after_scaling: list[str], after_deletion: list[str]
) -> None:
    policy = {"whenScaled": scaled, "whenDeleted": deleted}
    spec = {"volumeClaimTemplates": claims(), "persistentVolumeClaimRetentionPolicy": policy}
    bench.create(workload("StatefulSet", "db", replicas=2, podManagementPolicy="Parallel", **spec))
    volume = bench.get("pods", "db-1")["spec"]["volumes"][0]
    assert volume == {"name": "data", "persistentVolumeClaim": {"claimName": "data-db-1"}}
    bench.patch(SETS, "db", {"spec": {"replicas": 1}})
    assert bench.names("persistentvolumeclaims") == after_scaling
    bench.delete(SETS, "db")
    assert bench.names("persistentvolumeclaims") == after_deletion


def test_replaces_a_failed_pod(bench: Bench) -> None:
    bench.create(workload("StatefulSet", "db", replicas=1))
    uid = bench.get("pods", "db-0")["metadata"]["uid"]
    bench.set_pod_status("db-0", phase="Failed")
    assert bench.get("pods", "db-0")["metadata"]["uid"] != uid
    assert any(
        event.startswith("RecreatingFailedPod StatefulSet default/db is recreating")
        for event in bench.events("StatefulSet")
    )


def test_takes_its_name_back_when_a_released_pod_goes(bench: Bench) -> None:
    bench.create(workload("StatefulSet", "db", replicas=1))
    bench.patch("pods", "db-0", {"metadata": {"labels": {"app": "free"}}})
    assert "ownerReferences" not in bench.get("pods", "db-0")["metadata"]
    bench.delete("pods", "db-0")
    assert bench.get("pods", "db-0")["metadata"]["labels"]["app"] == "db"
