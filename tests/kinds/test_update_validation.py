"""What may not change: (an object, what changes in its spec, what the API says)."""

from typing import Any

import pytest

from pykubectl import Object, kinds
from pykubectl.machinery.objects import copy
from tests.kinds.test_kind_validation import CLAIM, IP, job, persistent, service
from tests.kinds.test_validation import CONTAINER, NEVER, POD, changed, container, made, pod

GATED = pod(schedulingGates=[{"name": "a/b"}], nodeSelector={"a": "b"})
BOUND = {"phase": "Bound", "capacity": {"storage": "1Gi"}}
TERMS = "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms"


def requests(size: str) -> Object:
    return {"requests": {"storage": size}}


def node_affinity(key: str) -> Object:
    return {"required": {"nodeSelectorTerms": [{"matchExpressions": [{"key": key, "operator": "Exists"}]}]}}


@pytest.mark.parametrize(
    ("resource", "fields", "change", "expected"),
    [
        ("pods", pod(), {"containers": []}, ["spec.containers: Required value", "spec.containers: Forbidden: pod updates may not add or remove containers"]),
        ("pods", pod(activeDeadlineSeconds=5), {"activeDeadlineSeconds": 9}, ["spec.activeDeadlineSeconds: Invalid value: 9: must be less than or equal to previous value"]),
        ("pods", pod(activeDeadlineSeconds=5), {"activeDeadlineSeconds": None}, ["spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value"]),
        ("pods", pod(tolerations=[{"key": "a", "operator": "Exists"}]), {"tolerations": []}, ["spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds"]),
        ("pods", GATED, {"schedulingGates": [{"name": "a/b"}, {"name": "c/d"}]}, ["spec.schedulingGates[1].name: Forbidden: only deletion is allowed, but found new scheduling gate 'c/d'"]),
        ("pods", GATED, {"nodeSelector": {"a": "b", "c": "d"}}, []),
        ("pods", GATED, {"nodeSelector": {"c": "d"}}, ['spec.nodeSelector: Invalid value: {"c":"d"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)']),
        ("jobs.batch", job(completionMode="Indexed", completions=3), {"completions": 5}, ["spec.completions: Invalid value: 5: can only be modified in tandem with spec.parallelism"]),
        ("jobs.batch", job(completionMode="Indexed", completions=3), {"completions": 5, "parallelism": 5}, []),
        ("jobs.batch", job(), {"completions": 5}, ["spec.completions: Invalid value: 5: field is immutable"]),
        ("cronjobs.batch", {"spec": {"schedule": "* * * * *", "timeZone": "Mars/X", "jobTemplate": {"spec": NEVER}}}, {"suspend": True}, []),
        ("services", service(clusterIP="10.96.0.9"), {"clusterIP": "10.96.0.8", "clusterIPs": ["10.96.0.8"]}, ['spec.clusterIPs[0]: Invalid value: ["10.96.0.8"]: may not change once set']),
        ("services", service(type="LoadBalancer", loadBalancerClass="a/b"), {"loadBalancerClass": "c/d"}, ['spec.loadBalancerClass: Invalid value: "c/d": may not change once set']),
        ("persistentvolumeclaims", {"spec": CLAIM}, {"volumeName": "v"}, []),
        ("persistentvolumeclaims", {"spec": {**CLAIM, "volumeAttributesClassName": "a"}}, {"volumeAttributesClassName": "a", "volumeMode": "Block"}, ["spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims", 'volumeMode: Invalid value: "Block": field is immutable']),
        ("persistentvolumes", persistent(), {"hostPath": {"path": "/y", "type": ""}}, ["spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation"]),
        ("persistentvolumes", persistent(nodeAffinity=node_affinity("beta.kubernetes.io/os")), {"nodeAffinity": node_affinity("kubernetes.io/os")}, []),
        ("persistentvolumes", persistent(nodeAffinity=node_affinity("a")), {"nodeAffinity": node_affinity("b")}, ['nodeAffinity: Invalid value: {"Required":{"NodeSelectorTerms":[{"MatchExpressions":[{"Key":"b","Operator":"Exists","Values":null}],"MatchFields":null}]}}: field is immutable, except for updating from beta label to GA']),
        ("nodes", {"spec": {"podCIDRs": ["10.0.0.0/24"], "providerID": "a"}}, {"podCIDRs": [], "providerID": "b"}, ['spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid', 'spec.providerID: Forbidden: node updates may not change providerID except from "" to valid']),
        ("resourceclaims.resource.k8s.io", {"spec": {}}, {"devices": {}}, ['spec: Invalid value: {"devices":{}}: field is immutable']),
    ],
)  # fmt: skip
def test_updates(resource: str, fields: Object, change: Object, expected: list[str]) -> None:
    found = changed(resource, made(resource, **fields), **change)
    # Diffs are shown elsewhere.
    assert [text.partition("\n")[0] for text in found] == expected


@pytest.mark.parametrize(
    ("size", "status", "expected"),
    [
        ("3Gi", BOUND, []),
        ("1536Mi", BOUND, []),
        ("1Gi", BOUND, ["spec.resources.requests.storage: Forbidden: field can not be less than status.capacity"]),
        ("3Gi", {"phase": "Pending"}, ["spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"]),
    ],
)  # fmt: skip
def test_a_bound_claim_grows(size: str, status: Object, expected: list[str]) -> None:
    old = made("persistentvolumeclaims", spec={**CLAIM, "resources": requests("2Gi")})
    old["status"] = status
    found = changed("persistentvolumeclaims", old, resources=requests(size))
    assert [text.partition("\n")[0] for text in found] == expected


RESIZED = {"resources": {"requests": {"cpu": "1"}, "limits": {"cpu": "2"}}}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"resources": {"requests": {"cpu": "1500m"}, "limits": {"cpu": "2"}}}, []),
        ({"resources": {"requests": {"cpu": "1"}}}, ["spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed"]),
        ({**RESIZED, "image": "i:2"}, ["spec: Forbidden: only cpu and memory resources are mutable"]),
        ({"resources": {"requests": {"cpu": "2", "memory": "1"}, "limits": {"cpu": "2", "memory": "1"}}}, ['spec: Invalid value: "Burstable": Pod QOS Class may not change as a result of resizing']),
    ],
)  # fmt: skip
def test_resizing_a_pod(change: Object, expected: list[str]) -> None:
    hooks: Any = kinds.hooks(kinds.of_resource("pods"))  # type: ignore[arg-type]
    old = made("pods", **container(**RESIZED))
    new = copy(old)
    new["spec"]["containers"][0] |= change
    assert [str(error) for error in hooks.validate_resize(new, old)] == expected


def test_profiles_of_a_pod_stay() -> None:
    key = "container.apparmor.security.beta.kubernetes.io/c"
    hooks: Any = kinds.hooks(kinds.of_resource("pods"))  # type: ignore[arg-type]
    old = made("pods", spec=POD, metadata={"annotations": {key: "unconfined"}})
    new = copy(old)
    new["metadata"]["annotations"] = {key: "runtime/default"}
    assert [str(error) for error in hooks.validate_update(new, old)] == [
        f"metadata.annotations[{key}]: Forbidden: may not remove or update AppArmor annotations"
    ]


def test_terms_of_a_gated_pod_only_grow() -> None:
    def terms(*keys: str) -> Object:
        listed = [{"key": key, "operator": "Exists"} for key in keys]
        term = {"nodeSelectorTerms": [{"matchExpressions": listed}]}
        return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": term}}

    gated = made("pods", **pod(schedulingGates=[{"name": "a/b"}], affinity=terms("a"), containers=[CONTAINER]))
    assert changed("pods", gated, affinity=terms("a", "b")) == []
    (error,) = changed("pods", gated, affinity=terms("b"))
    assert error.startswith(f"{TERMS}[0]: Invalid value: ")
    assert error.endswith("only additions are allowed (no mutations or deletions)")


@pytest.mark.parametrize(
    ("kind", "ingress", "expected"),
    [
        ("LoadBalancer", {"ip": "192.0.2.1", "ipMode": "VIP"}, []),
        ("LoadBalancer", {"ip": "x", "ipMode": "Odd"}, [f'ip: Invalid value: "x": {IP}', 'ipMode: Unsupported value: "Odd": supported values: "Proxy", "VIP"']),
        ("LoadBalancer", {"hostname": "192.0.2.1", "ipMode": "VIP"}, ["ipMode: Forbidden: may not be specified when `ip` is not set", 'hostname: Invalid value: "192.0.2.1": must be a DNS name, not an IP address']),
    ],
)  # fmt: skip
def test_status_of_a_load_balancer(kind: str, ingress: Object, expected: list[str]) -> None:
    hooks: Any = kinds.hooks(kinds.of_resource("services"))  # type: ignore[arg-type]
    old = made("services", **service(type=kind))
    new = {**old, "status": {"loadBalancer": {"ingress": [ingress]}}}
    found = [str(error) for error in hooks.validate_status(new, old)]
    assert found == [f"status.loadBalancer.ingress[0].{text}" for text in expected]
    cluster_ip = {**new, "spec": {"type": "ClusterIP"}}
    assert [error.detail for error in hooks.validate_status(cluster_ip, old)] == [
        "may only be used when `spec.type` is 'LoadBalancer'"
    ]
