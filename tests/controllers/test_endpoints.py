"""Endpoints and slices: who stands behind a service, and how ready."""

from typing import Any

from workbench import Bench, workload

SLICES = "endpointslices.discovery.k8s.io"


def service(name: str, **spec: Any) -> dict[str, Any]:
    base = {"selector": {"app": name}, "ports": [{"port": 80, "targetPort": 8080}]}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": {**base, **spec}}


def slices(bench: Bench, name: str) -> list[dict[str, Any]]:
    return [one for one in bench.all(SLICES) if one["metadata"]["labels"].get("kubernetes.io/service-name") == name]


def test_follow_the_pods(bench: Bench) -> None:
    bench.create(service("web"))
    bench.create(workload("ReplicaSet", "web", replicas=3))
    [found] = slices(bench, "web")
    assert found["metadata"]["generateName"] == "web-"
    assert found["metadata"]["ownerReferences"][0]["kind"] == "Service"
    assert found["ports"] == [{"name": "", "port": 8080, "protocol": "TCP"}]
    zones = sorted((one["nodeName"], one["zone"], one["conditions"]["ready"]) for one in found["endpoints"])
    assert zones == [(f"node-{number}", f"zone-{letter}", True) for number, letter in enumerate("abc")]
    [subset] = bench.get("endpoints", "web")["subsets"]
    assert len(subset["addresses"]) == 3
    assert [one["ip"] for one in subset["addresses"]] == sorted(one["ip"] for one in subset["addresses"])
    bench.delete("replicasets.apps", "web")
    assert "subsets" not in bench.get("endpoints", "web")
    assert not slices(bench, "web")[0]["endpoints"]
    bench.delete("services", "web")
    assert "web" not in bench.names("endpoints")
    assert slices(bench, "web") == []


def test_a_pod_that_is_not_ready(bench: Bench) -> None:
    bench.create(service("web"))
    bench.create(workload("ReplicaSet", "web", replicas=1))
    [pod] = bench.names("pods")
    bench.set_pod_status(pod, conditions=[{"type": "Ready", "status": "False"}])
    assert slices(bench, "web")[0]["endpoints"][0]["conditions"] == {
        "ready": False,
        "serving": False,
        "terminating": False,
    }
    assert "notReadyAddresses" in bench.get("endpoints", "web")["subsets"][0]
    bench.patch("services", "web", {"spec": {"publishNotReadyAddresses": True}})
    assert slices(bench, "web")[0]["endpoints"][0]["conditions"]["ready"] is True
    assert "addresses" in bench.get("endpoints", "web")["subsets"][0]


def test_headless_names(bench: Bench) -> None:
    bench.create(service("db", clusterIP="None", ports=[{"name": "pg", "port": 5432}]))
    bench.create(workload("StatefulSet", "db", replicas=2, serviceName="db"))
    found = bench.get("endpoints", "db")
    assert [one["hostname"] for one in found["subsets"][0]["addresses"]] == ["db-0", "db-1"]
    assert found["metadata"]["labels"]["service.kubernetes.io/headless"] == ""
    assert [one["hostname"] for one in slices(bench, "db")[0]["endpoints"]] == ["db-0", "db-1"]


def test_hundred_to_a_slice(bench: Bench) -> None:
    bench.create(service("web"))
    bench.create(workload("ReplicaSet", "web", replicas=130))
    assert sorted(len(one["endpoints"]) for one in slices(bench, "web")) == [30, 100]


def test_hand_made_endpoints_are_mirrored(bench: Bench) -> None:
    bench.create(service("ext", selector=None))
    subsets = [
        {"addresses": [{"ip": "172.16.0.1"}], "notReadyAddresses": [{"ip": "172.16.0.2"}], "ports": [{"port": 9}]}
    ]
    bench.create({"apiVersion": "v1", "kind": "Endpoints", "metadata": {"name": "ext"}, "subsets": subsets})
    [found] = slices(bench, "ext")
    assert found["metadata"]["labels"]["endpointslice.kubernetes.io/managed-by"].startswith("endpointslicemirroring")
    assert [one["conditions"] for one in found["endpoints"]] == [{"ready": True}, {"ready": False}]
    bench.delete("endpoints", "ext")
    assert slices(bench, "ext") == []
