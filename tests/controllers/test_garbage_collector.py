"""The garbage collector: background, foreground, orphan, owners that never were; and namespaces that go."""

import pytest
from workbench import Bench, conditions, workload


def owned(name: str, owner: dict[str, object], **reference: object) -> dict[str, object]:
    metadata = owner["metadata"]
    assert isinstance(metadata, dict)
    link = {"apiVersion": owner["apiVersion"], "kind": owner["kind"], "name": metadata["name"], "uid": metadata["uid"]}
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "ownerReferences": [{**link, **reference}]},
    }


def config_map(name: str) -> dict[str, object]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}}


@pytest.mark.parametrize(
    ("propagation", "replicasets", "pods"), [("Background", 0, 0), ("Foreground", 0, 0), ("Orphan", 1, 2)]
)
def test_cascades(bench: Bench, propagation: str, replicasets: int, pods: int) -> None:
    bench.create(workload("Deployment", "web", replicas=2))
    bench.delete("deployments.apps", "web", propagation)
    assert bench.names("deployments.apps") == []
    assert (len(bench.names("replicasets.apps")), len(bench.names("pods"))) == (replicasets, pods)


def test_foreground_waits_for_whom_it_must(bench: Bench) -> None:
    owner = bench.create(config_map("owner"))
    for name, blocks in (("blocks", True), ("idles", False)):
        child = owned(name, owner, blockOwnerDeletion=blocks)
        child["metadata"]["finalizers"] = ["example.com/hold"]  # type: ignore[index]
        bench.create(child)
    bench.delete("configmaps", "owner", "Foreground")
    assert {"owner", "blocks", "idles"} <= set(bench.names("configmaps"))
    bench.patch("configmaps", "blocks", {"metadata": {"finalizers": None}})
    assert "owner" not in bench.names("configmaps")
    assert "idles" in bench.names("configmaps")


def test_goes_with_its_last_owner(bench: Bench) -> None:
    first, second = bench.create(config_map("first")), bench.create(config_map("second"))
    child = owned("child", first)
    child["metadata"]["ownerReferences"] += owned("x", second)["metadata"]["ownerReferences"]  # type: ignore[index]
    bench.create(child)
    bench.delete("configmaps", "first")
    kept = bench.get("configmaps", "child")["metadata"]["ownerReferences"]
    assert [one["name"] for one in kept] == ["second"]
    bench.delete("configmaps", "second")
    assert "child" not in bench.names("configmaps")


def test_an_owner_that_never_was(bench: Bench) -> None:
    ghost = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "ghost", "uid": "0-0"}}
    bench.create(owned("child", ghost))
    assert "child" not in bench.names("configmaps")


def test_a_cluster_scoped_owner(bench: Bench) -> None:
    bench.create(owned("child", bench.get("nodes", "node-2")))
    assert "child" in bench.names("configmaps")
    bench.delete("nodes", "node-2")
    assert "child" not in bench.names("configmaps")


def namespace(name: str) -> dict[str, object]:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}


def test_a_namespace_has_what_it_needs_and_goes_with_all_it_has(bench: Bench) -> None:
    bench.create(namespace("dev"))
    assert bench.names("serviceaccounts", "dev") == ["default"]
    assert bench.names("configmaps", "dev") == ["kube-root-ca.crt"]
    bench.delete("configmaps", "kube-root-ca.crt", namespace="dev")
    assert bench.names("configmaps", "dev") == ["kube-root-ca.crt"]
    bench.create(workload("Deployment", "web", replicas=2), "dev")
    bench.delete("namespaces", "dev")
    assert bench.get("namespaces", "dev")["status"]["phase"] == "Terminating"
    assert len(bench.names("pods", "dev")) == 2  # what is on its way may still arrive
    bench.pass_seconds(5)
    assert "dev" not in bench.names("namespaces", None)
    left = [bench.names(resource, "dev") for resource in ("pods", "replicasets.apps", "serviceaccounts", "configmaps")]
    assert left == [[], [], [], []]


def test_a_namespace_says_what_holds_it(bench: Bench) -> None:
    bench.create(namespace("dev"))
    held = config_map("held")
    held["metadata"]["finalizers"] = ["example.com/hold"]  # type: ignore[index]
    bench.create(held, "dev")
    bench.delete("namespaces", "dev")
    bench.pass_seconds(5)
    found = bench.get("namespaces", "dev")
    assert found["status"]["phase"] == "Terminating"
    assert conditions(found)[2:] == [
        "NamespaceDeletionContentFailure=False ContentDeleted",
        "NamespaceContentRemaining=True SomeResourcesRemain",
        "NamespaceFinalizersRemaining=True SomeFinalizersRemain",
    ]
    messages = [one["message"] for one in found["status"]["conditions"]]
    assert messages[3] == "Some resources are remaining: configmaps. has 1 resource instances"
    bench.patch("configmaps", "held", {"metadata": {"finalizers": None}}, "dev")
    assert "dev" not in bench.names("namespaces", None)
