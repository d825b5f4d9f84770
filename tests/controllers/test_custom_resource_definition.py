"""Custom resource definitions from birth to death: names, establishment, API services, and what goes with them."""

from typing import Any

import pytest
from workbench import Bench

from pykubectl import Object
from pykubectl.errors import MethodNotAllowed, NotFound
from pykubectl.machinery.requests import MERGE_PATCH, Request

CRDS = "customresourcedefinitions.apiextensions.k8s.io"
SERVICES = "apiservices.apiregistration.k8s.io"


def crd(plural: str, kind: str, group: str = "example.com", **changes: Any) -> Object:
    names = {"plural": plural, "kind": kind, **changes.pop("names", {})}
    versions = changes.pop("versions", ["v1"])
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{plural}.{group}", "annotations": changes.pop("annotations", {})},
        "spec": {
            "group": group,
            "scope": "Namespaced",
            "names": names,
            "versions": [
                {
                    "name": name,
                    "served": True,
                    "storage": name == versions[0],
                    "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}},
                }
                for name in versions
            ],
            **changes,
        },
    }


def thing(name: str = "one", kind: str = "Thing", **metadata: Any) -> Object:
    return {"apiVersion": "example.com/v1", "kind": kind, "metadata": {"name": name, **metadata}}


def conditions(bench: Bench, name: str) -> list[str]:
    found = bench.get(CRDS, name)["status"]["conditions"]
    return [f"{one['type']} {one['status']} {one['reason']}: {one['message']}" for one in found]


def test_established(bench: Bench) -> None:
    bench.create(crd("things", "Thing", names={"shortNames": ["th"]}))
    assert conditions(bench, "things.example.com") == [
        "NamesAccepted True NoConflicts: no conflicts found",
        "Established True InitialNamesAccepted: the initial names have been accepted",
    ]
    accepted = bench.get(CRDS, "things.example.com")["status"]["acceptedNames"]
    assert accepted == {
        "plural": "things", "singular": "thing", "kind": "Thing", "listKind": "ThingList", "shortNames": ["th"]
    }  # fmt: skip


@pytest.mark.parametrize(
    ("names", "reason", "text"),
    [
        ({"kind": "Thing"}, "ListKindConflict", '"ThingList" is already in use'),
        ({"kind": "Thing", "listKind": "Others"}, "KindConflict", '"Thing" is already in use'),
        ({"kind": "Other", "singular": "thing"}, "SingularConflict", '"thing" is already in use'),
        ({"kind": "Other", "shortNames": ["th", "x"]}, "ShortNamesConflict", '"th" is already in use'),
        (
            {"kind": "Other", "shortNames": ["th", "thing"]},
            "ShortNamesConflict",
            '["th" is already in use, "thing" is already in use]',
        ),
    ],
)
def test_names_in_use(bench: Bench, names: Object, reason: str, text: str) -> None:
    bench.create(crd("things", "Thing", names={"shortNames": ["th"]}))
    bench.create(crd("others", "", names=names))
    assert conditions(bench, "others.example.com") == [
        f"NamesAccepted False {reason}: {text}",
        "Established False NotAccepted: not all names are accepted",
    ]
    bench.delete(CRDS, "things.example.com")
    assert conditions(bench, "others.example.com")[1].startswith("Established True")


def test_another_group_may_have_the_same_names(bench: Bench) -> None:
    bench.create(crd("things", "Thing"))
    bench.create(crd("things", "Thing", group="other.com"))
    assert conditions(bench, "things.other.com")[0].startswith("NamesAccepted True")


@pytest.mark.parametrize(
    ("annotation", "status", "reason"),
    [
        ("https://github.com/kubernetes/kubernetes/pull/1", "True", "ApprovedAnnotation"),
        ("unapproved, a trial", "False", "UnapprovedAnnotation"),
    ],
)
def test_protected_groups(bench: Bench, annotation: str, status: str, reason: str) -> None:
    bench.create(crd("things", "Thing", group="x.k8s.io", annotations={"api-approved.kubernetes.io": annotation}))
    found = conditions(bench, "things.x.k8s.io")[0]
    assert found.startswith(f"KubernetesAPIApprovalPolicyConformant {status} {reason}")


def test_each_served_version_has_an_api_service(bench: Bench) -> None:
    bench.create(crd("things", "Thing", versions=["v1", "v1beta1"]))
    bench.create(crd("others", "Other", versions=["v1"]))
    own = [name for name in bench.names(SERVICES, None) if name.endswith("example.com")]
    assert own == ["v1.example.com", "v1beta1.example.com"]
    bench.delete(CRDS, "things.example.com")
    assert [name for name in bench.names(SERVICES, None) if name.endswith("example.com")] == ["v1.example.com"]
    bench.delete(CRDS, "others.example.com")
    assert not [name for name in bench.names(SERVICES, None) if name.endswith("example.com")]


def test_objects_go_with_their_definition(bench: Bench) -> None:
    bench.create(crd("things", "Thing"))
    bench.create(thing())
    bench.create(thing("held", finalizers=["example.com/hold"]))
    bench.delete(CRDS, "things.example.com")
    assert bench.names("things.example.com", None) == ["held"]
    assert conditions(bench, "things.example.com")[-1] == (
        "Terminating True InstanceDeletionInProgress: CustomResource deletion is in progress"
    )
    with pytest.raises(MethodNotAllowed, match="create not allowed while custom resource definition is terminating"):
        bench.create(thing("late"))
    path = "/apis/example.com/v1/namespaces/default/things/held"
    bench.cluster.handle(Request("PATCH", path, body={"metadata": {"finalizers": None}}, content_type=MERGE_PATCH))
    bench.cluster.settle()
    assert CRDS not in {key for key in bench.names(CRDS, None)}
    assert not bench.names(CRDS, None)
    with pytest.raises(NotFound):
        bench.cluster.handle(Request("GET", path))


def test_a_definition_goes_though_it_became_invalid(bench: Bench) -> None:
    bench.create(crd("things", "Thing"))
    path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.example.com/status"
    status = {"status": {"storedVersions": ["v9"]}}
    bench.cluster.handle(Request("PATCH", path, body=status, content_type=MERGE_PATCH))
    bench.delete(CRDS, "things.example.com")
    assert not bench.names(CRDS, None)


def test_a_namespace_takes_custom_objects_with_it(bench: Bench) -> None:
    bench.create(crd("things", "Thing"))
    bench.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}})
    bench.create(thing(), "shop")
    bench.delete("namespaces", "shop")
    bench.pass_seconds(5)
    assert "shop" not in bench.names("namespaces", None)
    assert not bench.names("things.example.com", None)


@pytest.mark.parametrize("propagation", ["Background", "Foreground", "Orphan"])
def test_owners_and_dependents_of_custom_kinds(bench: Bench, propagation: str) -> None:
    bench.create(crd("things", "Thing"))
    owner = bench.create(thing())
    reference = {"apiVersion": "example.com/v1", "kind": "Thing", "name": "one", "uid": owner["metadata"]["uid"]}
    bench.create(thing("child", ownerReferences=[{**reference, "blockOwnerDeletion": True}]))
    config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c", "ownerReferences": [reference]}}
    bench.create(config)
    bench.delete("things.example.com", "one", propagation)
    left = ["child"] if propagation == "Orphan" else []
    assert bench.names("things.example.com") == left
    assert ("c" in bench.names("configmaps")) == (propagation == "Orphan")
