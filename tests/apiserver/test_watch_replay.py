"""What a watch tells, replayed on what was listed, is what is listed in the end; and old worlds stay as they were."""

from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pykubectl import Object
from pykubectl.cluster import Cluster
from pykubectl.errors import StatusError
from pykubectl.machinery.requests import JSON, JSON_PATCH, MERGE_PATCH, STRATEGIC_MERGE_PATCH, Request
from pykubectl.storage import open_store
from pykubectl.world import World
from tests.api_bench import START

_KINDS = {
    "configmaps": "/api/v1/namespaces/{}/configmaps",
    "services": "/api/v1/namespaces/{}/services",
    "events": "/apis/events.k8s.io/v1/namespaces/{}/events",
    "poddisruptionbudgets": "/apis/policy/v1/namespaces/{}/poddisruptionbudgets",
    "persistentvolumes": "/api/v1/persistentvolumes",
}
_BODIES: dict[str, Object] = {
    "configmaps": {"data": {"k": "v"}},
    "services": {"spec": {"type": "ExternalName", "externalName": "example.com"}},
    "events": {"eventTime": "2026-03-01T00:00:00.000000Z", "action": "Do", "reason": "So", "type": "Normal", "reportingController": "c/c", "reportingInstance": "i", "regarding": {"namespace": "a"}},
    "poddisruptionbudgets": {"spec": {"minAvailable": 1, "selector": {}}},
    "persistentvolumes": {"spec": {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"], "hostPath": {"path": "/x"}}},
}  # fmt: skip
_SELECTORS = ("", "color=red", "color!=red", "color in (red,blue)", "!color")
_FIELDS = ("", "metadata.name=a", "metadata.name!=a")
_VERBS = ("create", "update", "patch", "json", "strategic", "delete", "deletecollection", "status")

names = st.sampled_from("abc")
namespaces = st.sampled_from(["a", "b"])
colors = st.sampled_from(["red", "blue", "green"])
writes = st.tuples(st.sampled_from(_VERBS), st.sampled_from(sorted(_KINDS)), namespaces, names, colors)


def _cluster() -> Cluster:
    """With nothing in it but two namespaces."""
    cluster = Cluster(open_store("memory:"), World(seed=1, frozen_at=START))
    for name in ("a", "b"):
        cluster.handle(Request("POST", "/api/v1/namespaces", body={"metadata": {"name": name}}))
    return cluster


def _write(cluster: Cluster, write: tuple[str, str, str, str, str]) -> None:
    verb, kind, namespace, name, color = write
    collection = _KINDS[kind].format(namespace)
    one = f"{collection}/{name}"
    labels = {"color": color} if color != "green" else {}
    patch: Any = {"metadata": {"labels": {"color": color}}}
    try:
        if verb == "create":
            body = {**_BODIES[kind], "metadata": {"name": name, "labels": labels}}
            cluster.handle(Request("POST", collection, body=body))
        elif verb == "update":
            found = cluster.handle(Request("GET", one)).body
            body = {**found, "metadata": {**found["metadata"], "labels": labels}}
            cluster.handle(Request("PUT", one, body=body))
        elif verb in ("patch", "strategic"):
            content_type = MERGE_PATCH if verb == "patch" else STRATEGIC_MERGE_PATCH
            cluster.handle(Request("PATCH", one, body=patch, content_type=content_type))
        elif verb == "json":
            body = [{"op": "remove", "path": "/metadata/labels"}]
            cluster.handle(Request("PATCH", one, body=body, content_type=JSON_PATCH))
        elif verb == "status":
            cluster.handle(Request("PATCH", f"{one}/status", body=patch, content_type=MERGE_PATCH))
        elif verb == "delete":
            cluster.handle(Request("DELETE", one))
        else:
            cluster.handle(Request("DELETE", collection, {"labelSelector": f"color={color}"}))
    except StatusError:
        # Not there, there already, without that subresource: no write.
        pass


def _place(obj: Object) -> tuple[str, str]:
    return obj["metadata"].get("namespace", ""), obj["metadata"]["name"]


def _listed(cluster: Cluster, path: str, query: dict[str, str]) -> tuple[dict[tuple[str, str], Object], str]:
    found = cluster.handle(Request("GET", path, query, accept=JSON)).body
    return {_place(item): item for item in found["items"]}, found["metadata"]["resourceVersion"]


def _in_pages(cluster: Cluster, path: str, query: dict[str, str], limit: int) -> Iterator[Any]:
    query = {**query, "limit": str(limit)}
    while True:
        found = cluster.handle(Request("GET", path, query)).body
        yield found["items"]
        if not found["metadata"].get("continue"):
            return
        query["continue"] = found["metadata"]["continue"]


def _replay(state: dict[tuple[str, str], Object], events: Iterator[Object | None]) -> None:
    """Every event must fit what is known: what is added is new, what is modified or deleted is there."""
    for event in events:
        if event is None:
            return
        obj = {key: value for key, value in event["object"].items() if key not in ("kind", "apiVersion")}
        place = _place(obj)
        assert (place in state) == (event["type"] != "ADDED"), event
        if event["type"] == "DELETED":
            assert int(obj["metadata"]["resourceVersion"]) > int(state[place]["metadata"]["resourceVersion"])
            del state[place]
        else:
            state[place] = obj


@settings(max_examples=150, deadline=None)
@given(
    before=st.lists(writes, max_size=15),
    after=st.lists(writes, max_size=25),
    kind=st.sampled_from(sorted(_KINDS)),
    namespace=st.sampled_from(["a", ""]),
    selectors=st.tuples(st.sampled_from(_SELECTORS), st.sampled_from(_FIELDS)),
    begins=st.sampled_from(["list", "0", ""]),
    looks=st.integers(0, 25),
)
def test_a_watch_replays_to_the_list(
    before: list[Any], after: list[Any], kind: str, namespace: str, selectors: tuple[str, str], begins: str, looks: int
) -> None:
    cluster = _cluster()
    for write in before:
        _write(cluster, write)
    path = _KINDS[kind].format(namespace) if namespace else _KINDS[kind].replace("/namespaces/{}", "")
    query = dict(zip(("labelSelector", "fieldSelector"), selectors, strict=True))
    state, version = _listed(cluster, path, query)
    state = state if begins == "list" else {}
    version = version if begins == "list" else begins
    events = cluster.watch(Request("GET", path, {**query, "watch": "1", "resourceVersion": version}))
    for number, write in enumerate(after):
        if number == looks:
            _replay(state, events)
        _write(cluster, write)
    _replay(state, events)
    assert state == _listed(cluster, path, query)[0]


@settings(max_examples=100, deadline=None)
@given(
    before=st.lists(writes, max_size=20),
    after=st.lists(writes, max_size=20),
    kind=st.sampled_from(sorted(_KINDS)),
    namespace=st.sampled_from(["a", ""]),
    selector=st.sampled_from(_SELECTORS),
    limit=st.integers(1, 4),
)
def test_pages_show_the_world_in_which_they_were_begun(
    before: list[Any], after: list[Any], kind: str, namespace: str, selector: str, limit: int
) -> None:
    cluster = _cluster()
    for write in before:
        _write(cluster, write)
    path = _KINDS[kind].format(namespace) if namespace else _KINDS[kind].replace("/namespaces/{}", "")
    query = {"labelSelector": selector}
    then, version = _listed(cluster, path, query)
    pages = _in_pages(cluster, path, query, limit)
    found = list(next(pages))
    for write in after:
        _write(cluster, write)
    found += [item for page in pages for item in page]
    assert found == list(then.values())
    exactly = {**query, "resourceVersion": version, "resourceVersionMatch": "Exact"}
    assert _listed(cluster, path, exactly) == (then, version)
