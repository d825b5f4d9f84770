"""Lists: selectors by label and field, what they refuse, and the order of what they find."""

import pytest

from pykubectl import kinds
from pykubectl.errors import BadRequest
from pykubectl.kinds import KINDS, Kind
from pykubectl.machinery.requests import MERGE_PATCH, TABLE
from tests.api_bench import ApiBench, path_of
from tests.apiserver.test_every_kind import minimal, name_of

_WITH_FIELDS = [
    (kind, field) for kind in KINDS if "patch" in kind.verbs for field in getattr(kinds.hooks(kind), "FIELDS", ())
]


@pytest.fixture
def maps(bench: ApiBench) -> ApiBench:
    bench.call("DELETE", "configmaps kube-root-ca.crt")
    for name, labels in (("c", {"tier": "web", "size": "3"}), ("a", {"tier": "data"}), ("b", {})):
        bench.call("POST", "configmaps", {"metadata": {"name": name, "labels": labels}})
    return bench


def names(bench: ApiBench, path: str = "configmaps", **query: str) -> str:
    return " ".join(item["metadata"]["name"] for item in bench.call("GET", path, **query).body["items"])


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("", "a b c"), ("tier", "a c"), ("!tier", "b"), ("tier=web", "c"), ("tier==web", "c"), ("tier!=web", "a b"),
        ("tier in (web,data)", "a c"), ("tier notin (web)", "a b"), ("tier=web,size=3", "c"), ("tier=web,size=4", ""),
        ("size>2", "c"), ("size<3", ""), ("tier,size notin (3)", "a"),
    ],
)  # fmt: skip
def test_label_selectors(maps: ApiBench, selector: str, expected: str) -> None:
    assert names(maps, labelSelector=selector) == expected


@pytest.mark.parametrize(
    ("selector", "expected"),
    [("metadata.name=a", "a"), ("metadata.name!=a", "b c"), ("metadata.namespace=default", "a b c"), ("metadata.namespace=x", ""), ("metadata.name==b,metadata.namespace=default", "b")],
)  # fmt: skip
def test_field_selectors(maps: ApiBench, selector: str, expected: str) -> None:
    assert names(maps, fieldSelector=selector) == expected


@pytest.mark.parametrize(
    ("kind", "field"), _WITH_FIELDS, ids=lambda value: value if isinstance(value, str) else value.plural
)
def test_fields_of_a_kind(bench: ApiBench, kind: Kind, field: str) -> None:
    """Every object has a value of each of its kind's fields, if only an empty one; the list with it and without it make the whole."""
    bench.call("POST", path_of(kind), minimal(kind))
    everything = names(bench, path_of(kind)).split()
    without = names(bench, path_of(kind), fieldSelector=f"{field}!=odd").split()
    assert (name_of(kind) in without, names(bench, path_of(kind), fieldSelector=f"{field}=odd")) == (True, "")
    assert without == everything


def test_fields_of_pods(bench: ApiBench) -> None:
    for name, node in (("a", "node-0"), ("b", "node-1")):
        spec = {"containers": [{"name": "c", "image": "i"}], "nodeName": node}
        bench.call("POST", "pods", {"metadata": {"name": name}, "spec": spec})
    bench.call("PATCH", "pods a/status", {"status": {"phase": "Failed"}}, content_type=MERGE_PATCH)
    for selector, expected in {
        "spec.nodeName=node-1": "b",
        "spec.nodeName!=node-1": "a",
        "status.phase=Failed": "a",
        "status.phase!=Failed,spec.nodeName=node-1": "b",
        "spec.restartPolicy=Always": "a b",
        "spec.nodeName=": "",
    }.items():
        assert names(bench, "pods", fieldSelector=selector) == expected, selector


@pytest.mark.parametrize(
    ("resource", "query"),
    [
        ("pods", {"fieldSelector": "spec.odd=1"}),
        ("configmaps", {"fieldSelector": "data.a=1"}),
        ("configmaps", {"fieldSelector": "metadata.name"}),
        ("configmaps", {"labelSelector": "a=(b"}),
        ("configmaps", {"labelSelector": "a in b"}),
        ("configmaps", {"labelSelector": "a=b c"}),
        ("configmaps", {"labelSelector": "-a=b"}),
    ],
)
def test_refusals(bench: ApiBench, resource: str, query: dict[str, str]) -> None:
    assert isinstance(bench.refused("GET", resource, **query), BadRequest)


def test_order_and_revision(maps: ApiBench) -> None:
    maps.call("POST", "/api/v1/namespaces/kube-public/configmaps", {"metadata": {"name": "z"}})
    found = maps.call("GET", "/api/v1/configmaps").body
    places = [(item["metadata"]["namespace"], item["metadata"]["name"]) for item in found["items"]]
    assert places == sorted(places)
    assert found["metadata"]["resourceVersion"] == str(maps.store.revision())


@pytest.mark.parametrize(
    ("include", "kind"), [("None", None), ("Metadata", "PartialObjectMetadata"), ("Object", "ConfigMap")]
)
def test_tables(maps: ApiBench, include: str, kind: str | None) -> None:
    table = maps.call("GET", "configmaps", accept=TABLE, includeObject=include).body
    assert [row["cells"][0] for row in table["rows"]] == ["a", "b", "c"]
    assert {(row["object"] or {}).get("kind") for row in table["rows"]} == {kind}


def test_no_such_thing(bench: ApiBench) -> None:
    for path in (
        "/api/v1/odds",
        "/api/v1/namespaces/default/nodes",
        "/api/v1/namespaces/default/pods/p/odd",
    ):
        assert bench.refused("GET", path).message == "the server could not find the requested resource"
    unserved = "the server could not find the requested resource (get deployments.apps)"
    assert bench.refused("GET", "/apis/apps/v2/deployments").message == unserved
    for method, path in (
        ("POST", "nodes x"),
        ("PUT", "nodes"),
        ("DELETE", "pods p/status"),
        ("GET", "pods p/eviction"),
        ("PUT", "pods p/log"),
    ):
        assert bench.refused(method, path.rstrip(), {}).code == 405, path
    assert bench.refused("GET", "/apis/authorization.k8s.io/v1/subjectaccessreviews").code == 405
