"""No request, however odd, gives anything but an answer or a Status, and none leaves half of itself behind."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pykubectl import Object
from pykubectl.cluster import Cluster
from pykubectl.errors import StatusError
from pykubectl.kinds import KINDS, Kind
from pykubectl.machinery.nesting import NESTING_MAX
from pykubectl.machinery.objects import copy
from pykubectl.machinery.requests import (
    APPLY_PATCH,
    JSON_PATCH,
    MERGE_PATCH,
    STRATEGIC_MERGE_PATCH,
    TABLE,
    Request,
)
from pykubectl.machinery.schema import Schema, schema_of
from pykubectl.storage import open_store
from pykubectl.world import World
from tests.api_bench import START, ApiBench, path_of
from tests.apiserver.test_every_kind import minimal, name_of

_KINDS = [kind for kind in KINDS if "patch" in kind.verbs]
_HERE = "/api/v1/namespaces/default"
_PATCHES = (MERGE_PATCH, STRATEGIC_MERGE_PATCH, APPLY_PATCH)
_ODD = (
    None, 0, -1, 2**31, 2**63, 1.5, 1e300, True, False, "", "x", "\ud800", "a\0b", "A" * 70, "1e400", "-", "/", "..", "*",
    "{{", "$(", "10%", "-5", "5m", "1Ei", "9" * 20, "::1", "10.0.0.0/8", "2026-01-01T00:00:00Z", [], [None], [{}], [[]],
    ["x"], ["x", "x"], [1], {}, {"": ""}, {"a": None}, {"a": {}}, {"a": []}, {"name": "x"}, {"a": "b"},
)  # fmt: skip
odd = st.sampled_from(_ODD).map(copy)
kinds = st.sampled_from(_KINDS)


def _cluster() -> Cluster:
    cluster = Cluster(open_store("memory:"), World(seed=1, frozen_at=START))
    cluster.handle(Request("POST", "/api/v1/namespaces", body={"metadata": {"name": "default"}}))
    return cluster


def _state(cluster: Cluster) -> Object:
    """All there is, so that what must leave no trace can be seen to leave none."""
    store = cluster.store
    return {kind.storage: list(store.list(kind.storage)) for kind in _KINDS} | {"revision": store.revision()}


def _attempt(cluster: Cluster, request: Request) -> bool:
    """Whether it was accepted; what is refused changes nothing and can be told."""
    before = copy(_state(cluster))
    try:
        cluster.handle(request)
    except StatusError as error:
        json.dumps(error.to_status(), ensure_ascii=False).encode()
        assert _state(cluster) == before
        return False
    return True


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from _places(item, (*path, key))


def _put(root: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    at = root
    for part in path[:-1]:
        at = at[part]
    at[path[-1]] = value
    return root


@st.composite
def odd_objects(draw: st.DrawFn, kind: Kind) -> Any:
    """The kind's minimal object, with odd values where others belong, and fields that it does not need."""
    body: Any = minimal(kind)
    schema = schema_of(kind.api_version, kind.kind)
    assert schema is not None
    for _ in range(draw(st.integers(0, 4))):
        _add_field(draw, body, schema)
    for _ in range(draw(st.integers(0, 2))):
        places = list(_places(body))[1:] if isinstance(body, (dict, list)) else []
        if places:
            body = _put(body, draw(st.sampled_from(places)), draw(odd))
    return body


def _add_field(draw: st.DrawFn, body: Object, schema: Schema) -> None:
    """An odd value at a field that the schema has, a few levels down."""
    at: Any = body
    while isinstance(at, dict) and schema.fields():
        name = draw(st.sampled_from(sorted(schema.fields())))
        schema = schema.fields()[name]
        if schema.items is not None and schema.items.fields() and draw(st.booleans()):
            at, schema = at.setdefault(name, [{}]), schema.items
            if not isinstance(at, list) or not at:
                return
            at = at[0]
        elif schema.fields() and draw(st.booleans()):
            at = at.setdefault(name, {})
        else:
            at[name] = draw(odd)
            return


@settings(max_examples=400, deadline=None)
@given(st.data(), kinds)
def test_odd_objects(data: st.DataObject, kind: Kind) -> None:
    cluster = _cluster()
    body = data.draw(odd_objects(kind))
    _attempt(cluster, Request("POST", path_of(kind), body=body))
    _attempt(cluster, Request("POST", path_of(kind), body=minimal(kind)))
    one = path_of(kind, name_of(kind))
    _attempt(cluster, Request("PUT", one, body=body))
    content_type = data.draw(st.sampled_from(_PATCHES))
    options = {"fieldManager": "m", "force": "true"} if content_type == APPLY_PATCH else {}
    _attempt(cluster, Request("PATCH", one, options, body, content_type))
    cluster.handle(Request("GET", path_of(kind), accept=TABLE))
    cluster.settle()


_operations = st.fixed_dictionaries(
    {},
    optional={
        "op": st.one_of(st.sampled_from(["add", "remove", "replace", "move", "copy", "test"]), odd),
        "path": st.one_of(st.sampled_from(["", "/", "/metadata/name", "/metadata/labels/a", "/data/-", "/x/y/z", "/metadata/labels"]), odd),
        "from": st.one_of(st.sampled_from(["", "/metadata", "/nope", "/metadata/labels"]), odd),
        "value": odd,
    },
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(patch=st.one_of(st.lists(_operations, max_size=4), odd))
def test_odd_json_patches(patch: Any) -> None:
    cluster = _cluster()
    body = {"metadata": {"name": "x", "labels": {"a": "b"}}, "data": {"k": "v"}}
    cluster.handle(Request("POST", f"{_HERE}/configmaps", body=body))
    _attempt(cluster, Request("PATCH", f"{_HERE}/configmaps/x", body=patch, content_type=JSON_PATCH))


_selectors = st.text("ab=!,() <>innot.-_/\0\"'é", max_size=20)


@settings(max_examples=300, deadline=None)
@given(query=st.fixed_dictionaries({}, optional={
    "labelSelector": _selectors, "fieldSelector": _selectors, "limit": st.text("0129-x", max_size=25), "continue": st.text(max_size=30),
    "resourceVersion": st.text("019x-", max_size=25), "resourceVersionMatch": st.sampled_from(["Exact", "NotOlderThan", "x"]),
    "dryRun": st.sampled_from(["All", "x", ""]), "watch": st.sampled_from(["false", "0"]), "includeObject": st.text(max_size=5),
}), method=st.sampled_from(["GET", "DELETE"]))  # fmt: skip
def test_odd_queries(query: dict[str, str], method: str) -> None:
    cluster = _cluster()
    cluster.handle(Request("POST", f"{_HERE}/configmaps", body={"metadata": {"name": "x", "labels": {"a": "b"}}}))
    _attempt(cluster, Request(method, f"{_HERE}/configmaps", query, accept=TABLE))


@pytest.mark.parametrize("kind", _KINDS, ids=[kind.resource for kind in _KINDS])
@pytest.mark.parametrize("levels", [NESTING_MAX - 10, 50_000])
def test_nesting_in_every_place(kind: Kind, levels: int) -> None:
    """Wherever an object takes a value, a deeply nested one ends in an answer; what is kept can be worked with."""
    cluster = _cluster()
    deep: Any = "x"
    for level in range(levels):
        deep = {"a": deep} if level % 2 else [deep]
    body = minimal(kind)
    for path in [path for path in _places(body) if path]:
        _attempt(cluster, Request("POST", path_of(kind), body=_put(minimal(kind), path, deep)))
    _attempt(cluster, Request("POST", path_of(kind), body={**body, "deep": deep}))
    _attempt(cluster, Request("PATCH", path_of(kind, name_of(kind)), {}, {"metadata": {"labels": deep}}, MERGE_PATCH))
    cluster.settle()


def _nested(levels: int) -> Any:
    deep: Any = 1
    for _ in range(levels):
        deep = {"a": deep}
    return deep


@pytest.fixture
def revision() -> Object:
    return {"metadata": {"name": "r"}, "revision": 1, "data": {"k": "v"}}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"data": _nested(NESTING_MAX - 1)}, None),
        ({"data": _nested(NESTING_MAX)}, "exceeded max depth"),
        ({"data": "x" * 3_145_728}, "Request entity too large: limit is 3145728"),
        ({"data": {"k": "x" * 1_600_000}}, "etcdserver: request is too large"),
        ({"data": {"k": "é" * 800_000}}, "etcdserver: request is too large"),
        ({"data": {"k": "x" * 1_500_000}}, None),
        ({"data": {"k": float("inf")}}, "json: cannot unmarshal number into Go value of type float64"),
    ],
)
def test_limits(bench: ApiBench, revision: Object, change: Object, message: str | None) -> None:
    body = {**revision, **change}
    if message is None:
        assert bench.call("POST", "controllerrevisions.apps", body).code == 201
        return
    assert bench.refused("POST", "controllerrevisions.apps", body).message == message
    assert bench.refused("GET", "controllerrevisions.apps r").code == 404


def test_sizes_have_their_codes(bench: ApiBench, revision: Object) -> None:
    error = bench.refused("POST", "controllerrevisions.apps", {**revision, "data": "x" * 3_145_728})
    assert (error.code, error.reason) == (413, "RequestEntityTooLarge")
    assert bench.refused("POST", "controllerrevisions.apps", {**revision, "data": "x" * 2_000_000}).code == 500
    assert (
        bench.call("POST", "controllerrevisions.apps", {**revision, "data": "x" * 2_000_000}, dryRun="All").code == 201
    )


def test_json_patches_have_limits(bench: ApiBench, revision: Object) -> None:
    bench.call("POST", "controllerrevisions.apps", revision)

    def patched(operations: list[Object]) -> StatusError:
        return bench.refused("PATCH", "controllerrevisions.apps r", operations, content_type=JSON_PATCH)

    many = patched([{"op": "test", "path": "/revision", "value": 1}] * 10_001)
    text = "Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001"
    assert (many.code, many.message) == (413, text)
    # Each doubles what the one before made.
    growing: list[Object] = [{"op": "copy", "from": "/data", "path": f"/data/x{n}"} for n in range(40)]
    assert patched(growing).code == 422
    deeper: list[Object] = [{"op": "copy", "from": "/data", "path": "/data/k"} for _ in range(NESTING_MAX + 100)]
    assert patched(deeper).code in (400, 422)
    assert bench.call("GET", "controllerrevisions.apps r").body["data"] == {"k": "v"}


def test_halves_of_characters_are_replaced(bench: ApiBench) -> None:
    body = {"metadata": {"name": "x", "annotations": {"a": "\ud800"}}, "data": {"k": "a\udfffb"}}
    made = bench.call("POST", "configmaps", body).body
    assert (made["metadata"]["annotations"], made["data"]) == ({"a": "\ufffd"}, {"k": "a\ufffdb"})


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ({"name": "x" * 10_000}, "must be no more than 253"),
        ({"name": "x", "labels": {f"k{n}": "v" for n in range(1000)}}, None),
        ({"name": "x", "annotations": {"a": "x" * 262_144}}, "may not be more than 262144 bytes"),
        ({"name": "x", "labels": {"k" * 64: "v"}}, "must be no more than 63"),
        ({"name": "x\0"}, "a lowercase RFC 1123 subdomain"),
        ({"name": "x", "finalizers": ["a/b"] * 1000}, None),
    ],
)
def test_metadata_without_measure(bench: ApiBench, metadata: Object, message: str | None) -> None:
    if message is None:
        assert bench.call("POST", "configmaps", {"metadata": metadata}).code == 201
    else:
        assert message in bench.refused("POST", "configmaps", {"metadata": metadata}).message


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ([], r'json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" } (5b5d)'),
        (5, r'json: cannot unmarshal number into Go value of type struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" } (35)'),
        ({"apiVersion": ["v1"]}, 'json: cannot unmarshal array into Go struct field .apiVersion of type string ({"apiVersion":["v1"]})'),
        ({"apiVersion": "v1", "kind": {"a": "b"}}, 'json: cannot unmarshal object into Go struct field .kind of type string ({"apiVersion":"v1","kind":{"a" ...)'),
    ],
)  # fmt: skip
def test_what_does_not_say_what_it_is(bench: ApiBench, body: Any, why: str) -> None:
    head = (
        "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: "
    )
    assert bench.refused("POST", "configmaps", body).message == head + why


@pytest.mark.parametrize("policy", ["Background", "Foreground", "Orphan"])
@pytest.mark.parametrize("blocks", [True, False])
def test_owners_in_a_circle_settle(bench: ApiBench, policy: str, blocks: bool) -> None:
    uids = {}
    for name in "abc":
        uids[name] = bench.call("POST", "configmaps", {"metadata": {"name": name}}).body["metadata"]["uid"]
    for name, owner in zip("abc", "bca", strict=True):
        reference = {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "name": owner,
            "uid": uids[owner],
            "blockOwnerDeletion": blocks,
        }
        patch = {"metadata": {"ownerReferences": [reference]}}
        bench.call("PATCH", f"configmaps {name}", patch, content_type=MERGE_PATCH)
    bench.settle()
    bench.call("DELETE", "configmaps a", {"propagationPolicy": policy})
    bench.settle()
    left = [item["metadata"]["name"] for item in bench.call("GET", "configmaps").body["items"]]
    assert left == (["b", "c", "kube-root-ca.crt"] if policy == "Orphan" else ["kube-root-ca.crt"])


_EXCHANGED = (
    ("DELETE", "configmaps x", "DeleteOptions"),
    ("DELETE", f"{_HERE}/configmaps", "DeleteOptions"),
    ("POST", "pods p/eviction", "Eviction"),
    ("POST", "pods p/binding", "Binding"),
    ("POST", "serviceaccounts default/token", "TokenRequest"),
    ("PUT", "deployments.apps d/scale", "Scale"),
    ("PATCH", "deployments.apps d/scale", "Scale"),
)


@settings(max_examples=150, deadline=None)
@given(st.data(), st.sampled_from(_EXCHANGED))
def test_odd_bodies_of_other_kinds(data: st.DataObject, exchanged: tuple[str, str, str]) -> None:
    verb, path, kind = exchanged
    bench = ApiBench()
    pod = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
    bench.call("POST", "configmaps", {"metadata": {"name": "x"}})
    bench.call("POST", "pods", {**pod, "metadata": {"name": "p"}})
    spec = {"selector": {"matchLabels": {"a": "b"}}, "template": pod}
    bench.call("POST", "deployments.apps", {"metadata": {"name": "d"}, "spec": spec})
    schema = next(
        schema_of(version, kind)
        for version in ("v1", "policy/v1", "authentication.k8s.io/v1", "autoscaling/v1")
        if schema_of(version, kind)
    )
    assert schema is not None
    body: Any = {}
    for _ in range(data.draw(st.integers(1, 3))):
        _add_field(data.draw, body, schema)
    body = data.draw(st.one_of(st.just(body), odd))
    try:
        bench.call(verb, path, body, content_type=MERGE_PATCH if verb == "PATCH" else "application/json")
    except StatusError as error:
        json.dumps(error.to_status(), ensure_ascii=False).encode()
    bench.settle()
