"""Watches: what moves into and out of a selector, where a watch begins, what has been forgotten."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from pykubectl import Object
from pykubectl.errors import BadRequest, Invalid, StatusError
from pykubectl.machinery.requests import MERGE_PATCH, TABLE, Request
from tests.api_bench import ApiBench

_PATH = "/api/v1/namespaces/default/configmaps"


def watch(
    bench: ApiBench, path: str = _PATH, accept: str = "application/json", **query: str
) -> Iterator[Object | None]:
    query.setdefault("resourceVersion", str(bench.store.revision()))
    return bench.cluster.server.watch(Request("GET", path, {**query, "watch": "true"}, accept=accept))


def so_far(events: Iterator[Object | None]) -> list[str]:
    found = []
    for event in events:
        if event is None:
            return found
        found.append(f"{event['type']} {event['object']['metadata']['name']}")
    return found


def make(bench: ApiBench, name: str, **labels: str) -> None:
    bench.call("POST", "configmaps", {"metadata": {"name": name, "labels": labels}})


def label(bench: ApiBench, name: str, **labels: str | None) -> None:
    bench.call("PATCH", f"configmaps {name}", {"metadata": {"labels": labels}}, content_type=MERGE_PATCH)


def test_selectors_move_objects_in_and_out(bench: ApiBench) -> None:
    events = watch(bench, labelSelector="tier=web")
    make(bench, "a", tier="web")
    make(bench, "b", tier="data")
    assert so_far(events) == ["ADDED a"]
    label(bench, "b", tier="web")
    label(bench, "a", tier="data")
    label(bench, "a", more="x")
    assert so_far(events) == ["ADDED b", "DELETED a"]
    label(bench, "b", more="x")
    bench.call("DELETE", "configmaps a")
    bench.call("DELETE", "configmaps b")
    assert so_far(events) == ["MODIFIED b", "DELETED b"]


def test_field_selectors(bench: ApiBench) -> None:
    events = watch(bench, "/api/v1/namespaces/default/pods", fieldSelector="spec.nodeName=node-1")
    one = watch(bench, "/api/v1/pods", fieldSelector="metadata.name=p,metadata.namespace=default")
    spec = {"containers": [{"name": "c", "image": "i"}]}
    for name, node in (("p", "node-1"), ("q", "node-2")):
        bench.call("POST", "pods", {"metadata": {"name": name}, "spec": {**spec, "nodeName": node}})
    assert so_far(events) == so_far(one) == ["ADDED p"]


def test_what_goes_is_shown_as_it_was_at_a_later_revision(bench: ApiBench) -> None:
    make(bench, "a", tier="web")
    events = watch(bench, labelSelector="tier=web")
    label(bench, "a", tier=None)
    event = next(events)
    assert event is not None
    assert event["object"]["metadata"]["labels"] == {"tier": "web"}
    assert event["object"]["metadata"]["resourceVersion"] == str(bench.store.revision())


@pytest.mark.parametrize(
    ("query", "expected"), [({"resourceVersion": ""}, ["ADDED a"]), ({"resourceVersion": "0"}, ["ADDED a"]), ({}, [])]
)
def test_where_a_watch_begins(bench: ApiBench, query: dict[str, str], expected: list[str]) -> None:
    bench.call("DELETE", "configmaps kube-root-ca.crt")
    make(bench, "a")
    assert so_far(watch(bench, **query)) == expected


def test_a_watch_after_a_list_misses_nothing(bench: ApiBench) -> None:
    listed = bench.call("GET", "configmaps").body["metadata"]["resourceVersion"]
    make(bench, "a")
    label(bench, "a", b="c")
    assert so_far(watch(bench, resourceVersion=listed)) == ["ADDED a", "MODIFIED a"]


def test_namespaces_are_kept_apart(bench: ApiBench) -> None:
    here, everywhere = watch(bench), watch(bench, "/api/v1/configmaps")
    body = {"metadata": {"name": "far"}}
    bench.call("POST", "/api/v1/namespaces/kube-system/configmaps", body)
    bench.call("POST", "secrets", {"metadata": {"name": "other"}})
    assert (so_far(here), so_far(everywhere)) == ([], ["ADDED far"])


def test_a_revision_that_is_forgotten(bench: ApiBench) -> None:
    make(bench, "a")
    bench.store.compact(bench.store.revision())
    (error,) = watch(bench, resourceVersion="1")
    assert error is not None
    status = error["object"]
    assert (error["type"], status["reason"], status["code"]) == ("ERROR", "Expired", 410)
    assert re.fullmatch(r"too old resource version: 1 \(\d+\)", status["message"])


def test_tables_tell_their_columns_once(bench: ApiBench) -> None:
    events = watch(bench, accept=TABLE)
    make(bench, "a")
    label(bench, "a", b="c")
    bodies: list[Any] = [(next(events) or {})["object"] for _ in range(2)]
    assert [body["kind"] for body in bodies] == ["Table", "Table"]
    assert bodies[0]["columnDefinitions"]
    assert not bodies[1]["columnDefinitions"]


def test_the_version_asked_for(bench: ApiBench) -> None:
    events = watch(bench, "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers")
    target = {"kind": "Deployment", "name": "x", "apiVersion": "apps/v1"}
    metric = {
        "type": "Resource",
        "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 50}},
    }
    spec = {"maxReplicas": 3, "scaleTargetRef": target, "metrics": [metric]}
    bench.call("POST", "horizontalpodautoscalers.autoscaling", {"metadata": {"name": "h"}, "spec": spec})
    event = next(events) or {}
    assert event["object"]["apiVersion"] == "autoscaling/v1"
    assert event["object"]["spec"]["targetCPUUtilizationPercentage"] == 50


def test_refusals(bench: ApiBench) -> None:
    for query in ({"labelSelector": "a=(b"}, {"fieldSelector": "spec.odd=1"}):
        with pytest.raises(BadRequest):
            next(watch(bench, **query))


@pytest.mark.parametrize(
    ("query", "error", "message"),
    [
        ({"resourceVersion": "abc"}, StatusError, 'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax'),
        ({"timeoutSeconds": "x"}, BadRequest, 'strconv.ParseInt: parsing "x": invalid syntax'),
        ({"resourceVersion": "5", "resourceVersionMatch": "NotOlderThan"}, Invalid, 'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'),
        ({"sendInitialEvents": "true"}, Invalid, 'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'),
        ({"sendInitialEvents": "true", "resourceVersionMatch": "Exact", "continue": "x"}, Invalid, 'ListOptions.meta.k8s.io "" is invalid: [resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan, resourceVersionMatch: Unsupported value: "Exact": supported values: "NotOlderThan", resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided]'),
    ],
)  # fmt: skip
def test_options_that_do_not_go_together(
    bench: ApiBench, query: dict[str, str], error: type[StatusError], message: str
) -> None:
    with pytest.raises(error) as caught:
        watch(bench, **query)
    assert caught.value.message == message


def test_initial_events_end_with_a_bookmark(bench: ApiBench) -> None:
    make(bench, "a")
    query = {"sendInitialEvents": "true", "resourceVersionMatch": "NotOlderThan", "allowWatchBookmarks": "true"}
    events = watch(bench, resourceVersion="", **query)
    *added, bookmark = [event for event in iter(lambda: next(events), None)]
    assert [event["object"]["metadata"]["name"] for event in added if event] == ["a", "kube-root-ca.crt"]
    assert bookmark == {
        "type": "BOOKMARK",
        "object": {
            "kind": "ConfigMap",
            "apiVersion": "v1",
            "metadata": {
                "resourceVersion": str(bench.store.revision()),
                "annotations": {"k8s.io/initial-events-end": "true"},
            },
        },
    }
    make(bench, "b")
    assert so_far(events) == ["ADDED b"]


def test_without_initial_events_a_watch_begins_now(bench: ApiBench) -> None:
    make(bench, "a")
    options = {"sendInitialEvents": "false", "resourceVersionMatch": "NotOlderThan"}
    events = watch(bench, resourceVersion="0", **options)
    assert so_far(events) == []
    make(bench, "b")
    assert so_far(events) == ["ADDED b"]


def test_a_future_with_initial_events_never_comes(bench: ApiBench) -> None:
    options = {"sendInitialEvents": "true", "resourceVersionMatch": "NotOlderThan"}
    (error,) = watch(bench, resourceVersion="99999", **options)
    assert error is not None
    assert (error["type"], error["object"]["code"]) == ("ERROR", 504)


def test_bookmarks_come_each_minute_and_before_the_end(bench: ApiBench) -> None:
    events = watch(bench, allowWatchBookmarks="true", timeoutSeconds="100")
    seen: list[str] = []
    for _ in range(12):
        bench.world.advance_to(bench.world.now + timedelta(seconds=10))
        for event in events:
            if event is None:
                break
            seen.append(f"{event['type']} {event['object']['metadata']['resourceVersion']}")
    assert seen == [f"BOOKMARK {bench.store.revision()}"] * 2
    assert list(events) == []


def test_metadata_alone(bench: ApiBench) -> None:
    partial = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"
    events = watch(bench, accept=partial)
    bench.call("POST", "configmaps", {"metadata": {"name": "a"}, "data": {"k": "v"}})
    found = (next(events) or {})["object"]
    assert found.keys() == {"kind", "apiVersion", "metadata"}
    assert found["kind"] == "PartialObjectMetadata"
    # A list is not what one object can be: it comes as it is.
    whole = watch(bench, accept=partial.replace("Metadata;", "MetadataList;"))
    bench.call("DELETE", "configmaps a")
    assert (next(whole) or {})["object"]["kind"] == "ConfigMap"


def test_bookmarks_in_tables_show_nothing(bench: ApiBench) -> None:
    events = watch(bench, "/api/v1/namespaces/default/pods", TABLE, resourceVersion="", allowWatchBookmarks="true")
    table = (next(events) or {})["object"]
    (row,) = table["rows"]
    assert set(row["cells"]) == {""}
    assert row["object"]["metadata"]["annotations"] == {"k8s.io/initial-events-end": "true"}
