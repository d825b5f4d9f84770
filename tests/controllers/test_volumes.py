"""Claims and volumes: who gets whom, what holds them, what becomes of a volume."""

from typing import Any

import pytest
from workbench import Bench

CLAIMS, VOLUMES = "persistentvolumeclaims", "persistentvolumes"


def volume(name: str, size: str = "1Gi", **spec: Any) -> dict[str, Any]:
    base = {
        "capacity": {"storage": size},
        "accessModes": ["ReadWriteOnce"],
        "storageClassName": "manual",
        "hostPath": {"path": "/data"},
    }
    return {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": name}, "spec": {**base, **spec}}


def claim(name: str, size: str = "1Gi", **spec: Any) -> dict[str, Any]:
    base = {
        "accessModes": ["ReadWriteOnce"],
        "storageClassName": "manual",
        "resources": {"requests": {"storage": size}},
    }
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": name}, "spec": {**base, **spec}}


def phase(bench: Bench, resource: str, name: str) -> str:
    found: str = bench.get(resource, name)["status"]["phase"]
    return found


def test_smallest_that_fits(bench: Bench) -> None:
    for name, size in (("small", "500Mi"), ("large", "9Gi"), ("fits", "2Gi")):
        bench.create(volume(name, size))
    bench.create(claim("data"))
    found = bench.get(CLAIMS, "data")
    assert found["spec"]["volumeName"] == "fits"
    assert found["status"] == {"phase": "Bound", "accessModes": ["ReadWriteOnce"], "capacity": {"storage": "2Gi"}}
    marks = {"pv.kubernetes.io/bind-completed": "yes", "pv.kubernetes.io/bound-by-controller": "yes"}
    assert found["metadata"]["annotations"] == marks
    phases = [phase(bench, VOLUMES, name) for name in ("fits", "large", "small")]
    assert phases == ["Bound", "Available", "Available"]


def test_a_reserved_volume_waits_for_its_claim(bench: Bench) -> None:
    bench.create(volume("mine", claimRef={"namespace": "default", "name": "data"}))
    bench.create(claim("other"))
    assert (phase(bench, VOLUMES, "mine"), phase(bench, CLAIMS, "other")) == ("Available", "Pending")
    bench.create(claim("data"))
    assert bench.get(CLAIMS, "data")["spec"]["volumeName"] == "mine"


@pytest.mark.parametrize(
    ("policy", "path", "after"),
    [("Retain", "/data", "Released"), ("Delete", "/data", "Failed"), ("Delete", "/tmp/x", None)],
)
def test_reclaims(bench: Bench, policy: str, path: str, after: str | None) -> None:
    bench.create(volume("pv", persistentVolumeReclaimPolicy=policy, hostPath={"path": path}))
    bench.create(claim("data"))
    bench.delete(CLAIMS, "data")
    assert bench.names(CLAIMS) == []
    if after is None:
        assert bench.names(VOLUMES, None) == []
    else:
        assert phase(bench, VOLUMES, "pv") == after


def test_a_claim_in_use_stays(bench: Bench) -> None:
    bench.create(volume("pv"))
    bench.create(claim("data"))
    spec = {
        "nodeName": "node-0",
        "containers": [{"name": "c", "image": "app:1"}],
        "volumes": [{"name": "v", "persistentVolumeClaim": {"claimName": "data"}}],
    }
    bench.create({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "db"}, "spec": spec})
    bench.delete(CLAIMS, "data")
    bench.delete(VOLUMES, "pv")
    assert (bench.names(CLAIMS), bench.names(VOLUMES, None)) == (["data"], ["pv"])
    bench.delete("pods", "db")
    assert (bench.names(CLAIMS), bench.names(VOLUMES, None)) == ([], [])


@pytest.mark.parametrize(
    ("mode", "provisioner", "event"),
    [
        ("WaitForFirstConsumer", "csi.example.com", "WaitForFirstConsumer waiting for first consumer to be created"),
        (
            "Immediate",
            "csi.example.com",
            "ExternalProvisioning Waiting for a volume to be created either by the external",
        ),
        (None, "", 'ProvisioningFailed storageclass.storage.k8s.io "manual" not found'),
    ],
)
def test_says_what_it_waits_for(bench: Bench, mode: str | None, provisioner: str, event: str) -> None:
    if mode is not None:
        metadata = {"name": "manual"}
        kind = {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": metadata}
        bench.create({**kind, "provisioner": provisioner, "volumeBindingMode": mode})
    bench.create(claim("data"))
    assert bench.events("PersistentVolumeClaim")[0].startswith(event)


def test_ephemeral_claims_go_with_their_pod(bench: Bench) -> None:
    template = {"spec": claim("x")["spec"]}
    spec = {
        "containers": [{"name": "c", "image": "app:1"}],
        "volumes": [{"name": "scratch", "ephemeral": {"volumeClaimTemplate": template}}],
    }
    bench.create({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "db"}, "spec": spec})
    assert bench.names(CLAIMS) == ["db-scratch"]
    bench.delete("pods", "db")
    assert bench.names(CLAIMS) == []
