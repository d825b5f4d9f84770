"""Deletion: grace periods, and what the propagation policies leave for the garbage collector."""

from typing import Any

import pytest

from pykubectl import Object
from pykubectl.machinery.requests import MERGE_PATCH
from pykubectl.machinery.timestamps import format_time, parse_time
from tests.api_bench import ApiBench


def running(bench: ApiBench, **spec: Any) -> Object:
    """A pod on a node; its kubelet does not get to work, as nothing settles."""
    pod = {"containers": [{"name": "c", "image": "i"}], "nodeName": "node-0", **spec}
    return dict(
        bench.call("POST", "pods", {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": pod}).body
    )


def delete(bench: ApiBench, what: str = "pods p", **options: Any) -> Object:
    return dict(bench.call("DELETE", what, {"kind": "DeleteOptions", "apiVersion": "v1", **options}).body)


def left(bench: ApiBench) -> tuple[int, int] | None:
    """(seconds to the pod's deletionTimestamp, deletionGracePeriodSeconds); None when it is gone."""
    if "p" not in bench.names("pods"):
        return None
    meta = bench.get("pods", "p")["metadata"]
    ends = parse_time(meta["deletionTimestamp"])
    return int((ends - bench.world.now).total_seconds()), meta["deletionGracePeriodSeconds"]


@pytest.mark.parametrize(
    ("spec", "steps", "found"),
    [
        ({}, [{}], (30, 30)),
        ({"terminationGracePeriodSeconds": 7}, [{}], (7, 7)),
        ({}, [{"gracePeriodSeconds": 5}], (5, 5)),
        ({}, [{"gracePeriodSeconds": 60}], (60, 60)),
        ({}, [{"gracePeriodSeconds": 1}, {}], (1, 1)),
        ({}, [{}, {"gracePeriodSeconds": 10}], (10, 10)),
        ({}, [{"gracePeriodSeconds": 10}, {"gracePeriodSeconds": 20}], (10, 10)),
        ({}, [{"gracePeriodSeconds": 0}], None),
        ({}, [{}, {"gracePeriodSeconds": 0}], None),
        ({"nodeName": ""}, [{}], None),
        ({"terminationGracePeriodSeconds": 0}, [{}], None),
    ],
)
def test_grace(bench: ApiBench, spec: Object, steps: list[Object], found: tuple[int, int] | None) -> None:
    running(bench, **spec)
    for options in steps:
        delete(bench, **options)
    assert left(bench) == found


def test_a_deleted_pod_has_a_new_generation_and_stays_as_it_was(bench: ApiBench) -> None:
    before = running(bench)
    after = delete(bench)
    assert after["metadata"]["generation"] == 2
    assert (after["spec"], after["kind"]) == (before["spec"], "Pod")
    assert after["metadata"]["deletionTimestamp"] > format_time(bench.world.now)


def test_query_options(bench: ApiBench) -> None:
    running(bench)
    bench.call("DELETE", "pods p", gracePeriodSeconds="3")
    assert left(bench) == (3, 3)


@pytest.mark.parametrize("phase", ["Succeeded", "Failed"])
def test_finished_pods_go_at_once(bench: ApiBench, phase: str) -> None:
    running(bench)
    bench.call("PATCH", "pods p/status", {"status": {"phase": phase}}, content_type=MERGE_PATCH)
    delete(bench)
    assert left(bench) is None


@pytest.mark.parametrize(
    ("options", "finalizers"),
    [
        ({"propagationPolicy": "Foreground"}, ["foregroundDeletion"]),
        ({"propagationPolicy": "Orphan"}, ["orphan"]),
        ({"orphanDependents": True}, ["orphan"]),
        ({"propagationPolicy": "Background"}, None),
        ({"orphanDependents": False}, None),
        ({}, None),
    ],
)
def test_propagation(bench: ApiBench, options: Object, finalizers: list[str] | None) -> None:
    template = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
    body = {"metadata": {"name": "d"}, "spec": {"selector": {"matchLabels": {"a": "b"}}, "template": template}}
    bench.call("POST", "deployments.apps", body)
    answer = delete(bench, "deployments.apps d", **options)
    if finalizers is None:
        assert (answer["kind"], bench.names("deployments.apps")) == ("Status", [])
    else:
        assert (answer["metadata"]["finalizers"], answer["metadata"]["deletionGracePeriodSeconds"]) == (finalizers, 0)
        # The second word counts.
        delete(bench, "deployments.apps d", propagationPolicy="Background")
        assert bench.names("deployments.apps") == []


def test_refusals(bench: ApiBench) -> None:
    running(bench)
    error = bench.refused("DELETE", "pods p", {"kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": "Odd"})
    assert (error.code, error.message) == (
        422,
        'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Odd": '
        'supported values: "Foreground", "Background", "Orphan", "nil"',
    )
    stale = {"kind": "DeleteOptions", "apiVersion": "v1", "preconditions": {"resourceVersion": "1"}}
    assert bench.refused("DELETE", "pods p", stale).code == 409
    text = 'namespaces "default" is forbidden: this namespace may not be deleted'
    assert bench.refused("DELETE", "/api/v1/namespaces/default").message == text


def test_no_finalizer_can_be_added_to_what_is_being_deleted(bench: ApiBench) -> None:
    running(bench)
    delete(bench)
    error = bench.refused(
        "PATCH", "pods p", {"metadata": {"finalizers": ["example.com/late"]}}, content_type=MERGE_PATCH
    )
    assert "no new finalizers can be added if the object is being deleted, found new finalizers" in error.message
