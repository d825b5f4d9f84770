"""The scale subresource of everything that has replicas."""

import pytest

from pykubectl import Object
from pykubectl.kinds import KINDS, Kind
from pykubectl.machinery.requests import JSON_PATCH, MERGE_PATCH, STRATEGIC_MERGE_PATCH
from tests.api_bench import ApiBench

_SCALED = [kind for kind in KINDS if "scale" in kind.subresources]
each = pytest.mark.parametrize("kind", _SCALED, ids=[kind.plural for kind in _SCALED])


@pytest.fixture
def made(bench: ApiBench, kind: Kind) -> Object:
    template = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
    selector: Object = {"a": "b"} if kind.plural == "replicationcontrollers" else {"matchLabels": {"a": "b"}}
    body = {"metadata": {"name": "x"}, "spec": {"replicas": 2, "selector": selector, "template": template}}
    created = bench.call("POST", kind.resource, body).body
    return dict(created)


@each
def test_get(bench: ApiBench, kind: Kind, made: Object) -> None:
    bench.settle()
    now = bench.get(kind.resource, "x")
    kept = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
    assert bench.call("GET", f"{kind.resource} x/scale").body == {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": {field: now["metadata"][field] for field in kept},
        "spec": {"replicas": 2},
        "status": {"replicas": 2, "selector": "a=b"},
    }


@each
def test_put_and_patch(bench: ApiBench, kind: Kind, made: Object) -> None:
    scale = bench.call("GET", f"{kind.resource} x/scale").body
    answer = bench.call("PUT", f"{kind.resource} x/scale", {**scale, "spec": {"replicas": 3}})
    assert (answer.body["kind"], answer.body["spec"]) == ("Scale", {"replicas": 3})
    stale = bench.refused("PUT", f"{kind.resource} x/scale", {**scale, "spec": {"replicas": 4}})
    assert (stale.code, stale.reason) == (409, "Conflict")
    patches = {MERGE_PATCH: {"spec": {"replicas": 5}}, STRATEGIC_MERGE_PATCH: {"spec": {"replicas": 6}}}
    for content_type, patch in patches.items():
        assert (
            bench.call("PATCH", f"{kind.resource} x/scale", patch, content_type=content_type).body["spec"]
            == patch["spec"]
        )
    operations = [
        {"op": "test", "path": "/spec/replicas", "value": 6},
        {"op": "replace", "path": "/spec/replicas", "value": 0},
    ]
    assert bench.call("PATCH", f"{kind.resource} x/scale", operations, content_type=JSON_PATCH).code == 200
    now = bench.get(kind.resource, "x")
    assert (now["spec"]["replicas"], now["metadata"]["generation"]) == (0, made["metadata"]["generation"] + 4)
    bench.settle()
    assert bench.names("pods") == []


@each
def test_refusals(bench: ApiBench, kind: Kind, made: Object) -> None:
    error = bench.refused("PATCH", f"{kind.resource} x/scale", {"spec": {"replicas": -1}}, content_type=MERGE_PATCH)
    text = 'Scale.autoscaling "x" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0'
    assert (error.code, error.message) == (422, text)
    assert bench.refused("GET", f"{kind.resource} none/scale").message == f'{kind.resource} "none" not found'
    before = bench.store.revision()
    bench.call("PATCH", f"{kind.resource} x/scale", {"spec": {"replicas": 9}}, content_type=MERGE_PATCH, dryRun="All")
    assert bench.store.revision() == before
