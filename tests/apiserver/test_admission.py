"""Admission, plugin by plugin: what is added on the way in, and who is turned away."""

from datetime import timedelta
from typing import Any

import pytest

from pykubectl import Object
from pykubectl.machinery.requests import MERGE_PATCH
from tests.api_bench import ApiBench


def pod(name: str = "p", resources: Object | None = None, **spec: Any) -> Object:
    container: Object = {"name": "c", "image": "i"}
    if resources:
        container["resources"] = resources
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": {"containers": [container], **spec}}


def make(bench: ApiBench, resource: str, name: str, **fields: Any) -> Object:
    return dict(bench.call("POST", resource, {"metadata": {"name": name}, **fields}).body)


def spec_of(bench: ApiBench, body: Object) -> Object:
    return dict(bench.call("POST", "pods", body).body["spec"])


# NamespaceLifecycle


def test_no_namespace(bench: ApiBench) -> None:
    error = bench.refused("POST", "/api/v1/namespaces/none/pods", pod())
    assert (error.code, error.message) == (404, 'namespaces "none" not found')


def test_a_namespace_that_ends(bench: ApiBench) -> None:
    bench.call("POST", "/api/v1/namespaces", {"metadata": {"name": "n"}})
    bench.call("DELETE", "/api/v1/namespaces/n")
    error = bench.refused("POST", "/api/v1/namespaces/n/pods", pod())
    text = 'pods "p" is forbidden: unable to create new content in namespace n because it is being terminated'
    assert (error.code, error.message, error.details["causes"][0]["reason"]) == (403, text, "NamespaceTerminating")


@pytest.mark.parametrize("name", ["default", "kube-system", "kube-public"])
def test_immortal_namespaces(bench: ApiBench, name: str) -> None:
    assert bench.refused("DELETE", f"/api/v1/namespaces/{name}").code == 403


# ServiceAccount


def test_service_account(bench: ApiBench) -> None:
    spec = spec_of(bench, pod(initContainers=[{"name": "i", "image": "i"}]))
    assert (spec["serviceAccountName"], spec["serviceAccount"]) == ("default", "default")
    volume = spec["volumes"][0]
    assert volume["name"].startswith("kube-api-access-")
    assert [sorted(source) for source in volume["projected"]["sources"]] == [
        ["serviceAccountToken"],
        ["configMap"],
        ["downwardAPI"],
    ]
    mount = {"name": volume["name"], "readOnly": True, "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount"}
    assert spec["containers"][0]["volumeMounts"] == spec["initContainers"][0]["volumeMounts"] == [mount]


def test_service_account_says_what_it_wants(bench: ApiBench) -> None:
    make(bench, "serviceaccounts", "quiet", automountServiceAccountToken=False, imagePullSecrets=[{"name": "s"}])
    spec = spec_of(bench, pod(serviceAccountName="quiet"))
    assert ("volumes" in spec, spec["imagePullSecrets"]) == (False, [{"name": "s"}])
    assert "volumes" in spec_of(bench, pod("q", serviceAccountName="quiet", automountServiceAccountToken=True))
    assert "volumes" not in spec_of(bench, pod("r", automountServiceAccountToken=False))
    error = bench.refused("POST", "pods", pod("s", serviceAccountName="none"))
    text = 'pods "s" is forbidden: error looking up service account default/none: serviceaccount "none" not found'
    assert (error.code, error.message) == (403, text)


def test_a_new_namespace_gets_its_account_in_time(bench: ApiBench) -> None:
    bench.call("POST", "/api/v1/namespaces", {"metadata": {"name": "n"}})
    assert bench.call("POST", "/api/v1/namespaces/n/pods", pod()).body["spec"]["serviceAccountName"] == "default"


# TaintNodesByCondition, DefaultTolerationSeconds


def test_new_nodes_take_no_pods(bench: ApiBench) -> None:
    node = make(bench, "nodes", "n")
    assert node["spec"]["taints"] == [{"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}]


def test_default_tolerations(bench: ApiBench) -> None:
    added = [
        {"key": f"node.kubernetes.io/{name}", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}
        for name in ("not-ready", "unreachable")
    ]
    assert spec_of(bench, pod())["tolerations"] == added
    own = {"key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 5}
    assert spec_of(bench, pod("q", tolerations=[own]))["tolerations"] == [own, added[1]]
    everything = {"operator": "Exists"}
    assert spec_of(bench, pod("r", tolerations=[everything]))["tolerations"] == [everything]


# Priority


def test_priority(bench: ApiBench) -> None:
    def found(name: str, **spec: Any) -> tuple[Any, ...]:
        spec = spec_of(bench, pod(name, **spec))
        return spec.get("priorityClassName"), spec["priority"], spec["preemptionPolicy"]

    assert found("a") == (None, 0, "PreemptLowerPriority")
    assert found("b", priorityClassName="system-node-critical") == (
        "system-node-critical",
        2000001000,
        "PreemptLowerPriority",
    )
    make(bench, "priorityclasses.scheduling.k8s.io", "high", value=100, preemptionPolicy="Never")
    make(bench, "priorityclasses.scheduling.k8s.io", "usual", value=7, globalDefault=True)
    assert found("c", priorityClassName="high") == ("high", 100, "Never")
    assert found("d") == ("usual", 7, "PreemptLowerPriority")
    error = bench.refused("POST", "pods", pod("e", priorityClassName="none"))
    assert error.message == 'pods "e" is forbidden: no PriorityClass with name none was found'
    error = bench.refused("POST", "pods", pod("f", priority=5))
    text = "the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 7 from the given PriorityClass name"
    assert error.message == f'pods "f" is forbidden: {text}'


# DefaultStorageClass, StorageObjectInUseProtection


def claim(bench: ApiBench, name: str, **spec: Any) -> Object:
    wanted = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}, **spec}
    return make(bench, "persistentvolumeclaims", name, spec=wanted)


def storage_class(bench: ApiBench, name: str, default: bool) -> None:
    annotations = {"storageclass.kubernetes.io/is-default-class": str(default).lower()}
    body = {"metadata": {"name": name, "annotations": annotations}, "provisioner": "x.example"}
    bench.call("POST", "storageclasses.storage.k8s.io", body)


def test_default_storage_class(bench: ApiBench) -> None:
    assert "storageClassName" not in claim(bench, "a")["spec"]
    storage_class(bench, "plain", default=False)
    storage_class(bench, "old", default=True)
    assert claim(bench, "b")["spec"]["storageClassName"] == "old"
    bench.world.advance_to(bench.world.now + timedelta(seconds=5))
    storage_class(bench, "new", default=True)
    assert claim(bench, "c")["spec"]["storageClassName"] == "new"
    assert claim(bench, "d", storageClassName="")["spec"]["storageClassName"] == ""


def test_storage_in_use_is_protected(bench: ApiBench) -> None:
    assert claim(bench, "a")["metadata"]["finalizers"] == ["kubernetes.io/pvc-protection"]
    spec = {"accessModes": ["ReadWriteOnce"], "capacity": {"storage": "1Gi"}, "hostPath": {"path": "/x"}}
    volume = make(bench, "persistentvolumes", "v", spec=spec)
    assert volume["metadata"]["finalizers"] == ["kubernetes.io/pv-protection"]


# LimitRanger


def limits(bench: ApiBench, **item: Any) -> None:
    make(bench, "limitranges", "l", spec={"limits": [{"type": "Container", **item}]})


def test_limit_range_fills_in(bench: ApiBench) -> None:
    limits(bench, default={"cpu": "200m", "memory": "1Gi"}, defaultRequest={"cpu": "100m"})
    body = bench.call("POST", "pods", pod(resources={"requests": {"memory": "1Mi"}})).body
    resources = {"limits": {"cpu": "200m", "memory": "1Gi"}, "requests": {"cpu": "100m", "memory": "1Mi"}}
    assert body["spec"]["containers"][0]["resources"] == resources
    note = "LimitRanger plugin set: cpu request for container c; cpu, memory limit for container c"
    assert body["metadata"]["annotations"] == {"kubernetes.io/limit-ranger": note}


@pytest.mark.parametrize(
    ("item", "resources", "text"),
    [
        ({"max": {"cpu": "1"}}, {"limits": {"cpu": "2"}}, "maximum cpu usage per Container is 1, but limit is 2"),
        (
            {"min": {"cpu": "1"}},
            {"requests": {"cpu": "500m"}},
            "minimum cpu usage per Container is 1, but request is 500m",
        ),
        ({"max": {"memory": "1Gi"}}, {"limits": {"memory": "1Mi"}}, None),
        (
            {"maxLimitRequestRatio": {"cpu": "2"}},
            {"limits": {"cpu": "3"}, "requests": {"cpu": "1"}},
            "cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000",
        ),
    ],
)
def test_limit_range_refuses(bench: ApiBench, item: Object, resources: Object, text: str | None) -> None:
    limits(bench, **item)
    if text is None:
        bench.call("POST", "pods", pod(resources=resources))
        return
    error = bench.refused("POST", "pods", pod(resources=resources))
    assert (error.code, error.message) == (403, f'pods "p" is forbidden: {text}')


def test_limit_range_of_claims(bench: ApiBench) -> None:
    item = {"type": "PersistentVolumeClaim", "max": {"storage": "1Gi"}}
    make(bench, "limitranges", "l", spec={"limits": [item]})
    claim(bench, "a")
    body = {
        "metadata": {"name": "b"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "2Gi"}}},
    }
    error = bench.refused("POST", "persistentvolumeclaims", body)
    assert "maximum storage usage per PersistentVolumeClaim is 1Gi, but request is 2Gi" in error.message


# ResourceQuota


def quota(bench: ApiBench, **hard: str) -> None:
    make(bench, "resourcequotas", "q", spec={"hard": {name.replace("_", "."): value for name, value in hard.items()}})
    bench.settle()


def test_quota_counts_at_once(bench: ApiBench) -> None:
    quota(bench, pods="2")
    bench.call("POST", "pods", pod("a"))
    bench.call("POST", "pods", pod("b"), dryRun="All")
    bench.call("POST", "pods", pod("b"))
    error = bench.refused("POST", "pods", pod("c"))
    text = 'pods "c" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2'
    assert (error.code, error.message) == (403, text)
    bench.delete("pods", "a")
    bench.call("POST", "pods", pod("c"))


def test_quota_wants_to_know(bench: ApiBench) -> None:
    quota(bench, requests_cpu="1")
    error = bench.refused("POST", "pods", pod())
    assert error.message == 'pods "p" is forbidden: failed quota: q: must specify requests.cpu for: c'
    bench.call("POST", "pods", pod("a", resources={"requests": {"cpu": "600m"}}))
    error = bench.refused("POST", "pods", pod("b", resources={"requests": {"cpu": "500m"}}))
    assert error.message.endswith(
        "exceeded quota: q, requested: requests.cpu=500m, used: requests.cpu=600m, limited: requests.cpu=1"
    )


def test_quota_of_objects(bench: ApiBench) -> None:
    quota(bench, **{"count/secrets": "1", "services": "2", "services_nodeports": "1"})
    make(bench, "secrets", "a")
    assert (
        "exceeded quota: q, requested: count/secrets=1"
        in bench.refused("POST", "secrets", {"metadata": {"name": "b"}}).message
    )
    make(bench, "services", "s", spec={"type": "NodePort", "ports": [{"port": 1}]})
    body = {"metadata": {"name": "t"}, "spec": {"type": "NodePort", "ports": [{"port": 1}]}}
    assert (
        "requested: services=1,services.nodeports=1, used: services=2,services.nodeports=1"
        in bench.refused("POST", "services", body).message
    )


def test_a_service_that_grows_is_counted_anew(bench: ApiBench) -> None:
    quota(bench, services_nodeports="1")
    make(bench, "services", "s", spec={"ports": [{"port": 1, "name": "a"}, {"port": 2, "name": "b"}]})
    error = bench.refused("PATCH", "services s", {"spec": {"type": "NodePort"}}, content_type=MERGE_PATCH)
    assert "requested: services.nodeports=2, used: services.nodeports=0, limited: services.nodeports=1" in error.message
