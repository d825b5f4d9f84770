"""What holds for every kind alike: the life of an object from its creation to its end, told through requests."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from pykubectl import Object
from pykubectl.errors import BadRequest, Conflict, NotFound
from pykubectl.kinds import ALL_VERBS, KINDS, WITH_GENERATION, Kind, of_resource
from pykubectl.kinds.tables import table_module
from pykubectl.machinery.objects import copy
from pykubectl.machinery.requests import JSON_PATCH, MERGE_PATCH, STRATEGIC_MERGE_PATCH, TABLE, Request
from tests.api_bench import ApiBench, path_of

_MINIMAL = yaml.safe_load(Path(__file__).with_name("minimal_objects.yaml").read_text("utf-8"))
_STORED = [kind for kind in KINDS if "patch" in kind.verbs]
_REQUEST = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIY01JR0VBZ0VBTUNJeElEQWVCZ05WQkFNTUYyVjRZVzF3YkdVdFkyVnlkR2xtYVdOaGRHVXQ="
each = pytest.mark.parametrize("kind", _STORED, ids=[kind.resource for kind in _STORED])


def name_of(kind: Kind, name: str = "x") -> str:
    return str(_MINIMAL[kind.resource].get("name", name))


def minimal(kind: Kind) -> Object:
    body = copy(_MINIMAL[kind.resource])
    body.pop("name", None)
    metadata = {"name": name_of(kind), "labels": {"who": "me"}, **body.pop("metadata", {})}
    if body.get("spec", {}).get("request") == "REQUEST":
        body["spec"]["request"] = certificate_request()
    return {"apiVersion": kind.api_version, "kind": kind.kind, "metadata": metadata, **body}


def certificate_request() -> str:
    import base64

    der = base64.b64encode(b"0\x82").decode()
    return base64.b64encode(
        f"-----BEGIN CERTIFICATE REQUEST-----\n{der}\n-----END CERTIFICATE REQUEST-----\n".encode()
    ).decode()


@pytest.fixture
def made(bench: ApiBench, kind: Kind) -> Object:
    answer = bench.call("POST", path_of(kind), minimal(kind))
    assert answer.code == 201
    return dict(answer.body)


def one(kind: Kind, subresource: str = "") -> str:
    return path_of(kind, name_of(kind), subresource)


def label(value: str) -> Object:
    return {"metadata": {"labels": {"who": value}}}


def test_every_stored_kind_has_a_minimal_object() -> None:
    assert set(_MINIMAL) == {kind.resource for kind in _STORED}
    assert all(set(ALL_VERBS) - set(kind.verbs) <= {"deletecollection"} for kind in _STORED)


@each
def test_read(bench: ApiBench, kind: Kind, made: Object) -> None:
    assert bench.call("GET", one(kind)).body == made
    assert (made["apiVersion"], made["kind"]) == (kind.api_version, kind.kind)
    assert made["metadata"].get("namespace") == ("default" if kind.namespaced else None)
    assert made["metadata"].get("generation") == (1 if kind.resource in WITH_GENERATION else None)
    table = bench.call("GET", one(kind), accept=TABLE).body
    assert table["kind"] == "Table"
    assert [len(row["cells"]) for row in table["rows"]] == [len(table["columnDefinitions"])]
    name_column = (
        [column["name"] for column in table["columnDefinitions"]].index("Name") if kind.singular != "event" else -1
    )
    assert name_column < 0 or table["rows"][0]["cells"][name_column] == name_of(kind)
    assert table["rows"][0]["object"]["metadata"]["name"] == name_of(kind)
    assert table_module(kind.plural) is None or len(table_module(kind.plural).COLUMNS) == len(
        table["columnDefinitions"]
    )


@each
def test_list(bench: ApiBench, kind: Kind, made: Object) -> None:
    def names(**query: str) -> list[str]:
        found = bench.call("GET", path_of(kind), **query).body
        assert (found["kind"], found["apiVersion"]) == (f"{kind.kind}List", kind.api_version)
        assert all("kind" not in item for item in found["items"])
        return [item["metadata"]["name"] for item in found["items"]]

    assert name_of(kind) in names()
    assert names(labelSelector="who=me") == names(labelSelector="who in (me,you)") == [name_of(kind)]
    assert names(labelSelector="who=you") == names(fieldSelector="metadata.name=none") == []
    assert names(fieldSelector=f"metadata.name={name_of(kind)}") == [name_of(kind)]
    assert name_of(kind) not in names(fieldSelector=f"metadata.name!={name_of(kind)}")
    if kind.namespaced:
        everywhere = path_of(kind).replace("/namespaces/default", "")
        assert name_of(kind) in [item["metadata"]["name"] for item in bench.call("GET", everywhere).body["items"]]
    error = bench.refused("GET", path_of(kind), fieldSelector="spec.none=1")
    assert isinstance(error, BadRequest)


@each
def test_update(bench: ApiBench, kind: Kind, made: Object) -> None:
    new = {**made, "metadata": {**made["metadata"], "labels": {"who": "you"}}}
    answer = bench.call("PUT", one(kind), new)
    assert (answer.code, answer.body["metadata"]["labels"]) == (
        200,
        {**made["metadata"].get("labels", {}), "who": "you"},
    )
    assert answer.body["metadata"].get("generation") == made["metadata"].get("generation"), "labels are no generation"
    assert int(answer.body["metadata"]["resourceVersion"]) > int(made["metadata"]["resourceVersion"])
    stale = bench.refused("PUT", one(kind), new)
    assert isinstance(stale, Conflict)
    assert "the object has been modified" in stale.message
    foreign = {**answer.body, "metadata": {**answer.body["metadata"], "uid": "other"}}
    foreign_error = bench.refused("PUT", one(kind), foreign)
    assert isinstance(foreign_error, Conflict)
    assert "UID in precondition: other" in foreign_error.message
    before = bench.store.revision()
    assert bench.call("PUT", one(kind), answer.body).body == answer.body
    assert bench.store.revision() == before, "an update that changes nothing is no write"


@each
def test_patch(bench: ApiBench, kind: Kind, made: Object) -> None:
    kinds_of_patch: list[tuple[str, Any]] = [
        (MERGE_PATCH, label("merge")),
        (STRATEGIC_MERGE_PATCH, label("strategic")),
        (JSON_PATCH, [{"op": "replace", "path": "/metadata/labels/who", "value": "json"}]),
    ]
    for content_type, body in kinds_of_patch:
        answer = bench.call("PATCH", one(kind), body, content_type=content_type)
        assert answer.body["metadata"]["labels"]["who"] == content_type.split("/")[1].split("-")[0]
        assert answer.body == bench.call("GET", one(kind)).body
    stale = {"metadata": {"resourceVersion": made["metadata"]["resourceVersion"], "labels": {"a": "b"}}}
    assert isinstance(bench.refused("PATCH", one(kind), stale, content_type=MERGE_PATCH), Conflict)


# A loop lets them go, when what is in them is gone, for which namespaces are given some seconds.
_FINALIZED = ("namespaces", "customresourcedefinitions")


@each
def test_watch(bench: ApiBench, kind: Kind) -> None:
    request = Request("GET", path_of(kind), {"watch": "true", "resourceVersion": str(bench.store.revision())})
    events = bench.cluster.server.watch(request)
    seen = [next(events)]
    created = bench.call("POST", path_of(kind), minimal(kind)).body
    bench.call("PATCH", one(kind), label("you"), content_type=MERGE_PATCH)
    bench.call("PATCH", one(kind), {"metadata": {"finalizers": None}}, content_type=MERGE_PATCH)
    bench.call("DELETE", one(kind))
    if kind.plural in _FINALIZED:
        bench.pass_seconds(5)
    for event in events:
        if event is None:
            break
        seen.append(event)
    own = [event for event in seen if event and event["object"]["metadata"]["name"] == name_of(kind)]
    types = [event["type"] for event in own]
    assert (types[0], types[-1], set(types[1:-1])) == ("ADDED", "DELETED", {"MODIFIED"})
    assert own[0]["object"] == created
    versions = [int(event["object"]["metadata"]["resourceVersion"]) for event in own]
    assert versions == sorted(set(versions)), "each event is of a later revision"


@each
def test_delete(bench: ApiBench, kind: Kind, made: Object) -> None:
    wrong = {"kind": "DeleteOptions", "apiVersion": "v1", "preconditions": {"uid": "other"}}
    error = bench.refused("DELETE", one(kind), wrong)
    assert isinstance(error, Conflict)
    assert (
        f"the UID in the precondition (other) does not match the UID in record ({made['metadata']['uid']})"
        in error.message
    )
    bench.call("PATCH", one(kind), {"metadata": {"finalizers": ["example.com/hold"]}}, content_type=MERGE_PATCH)
    held = bench.call("DELETE", one(kind)).body
    assert (held["kind"], "deletionTimestamp" in held["metadata"]) == (kind.kind, True)
    assert bench.call("GET", one(kind)).body["metadata"]["finalizers"][0] == "example.com/hold"
    before = bench.store.revision()
    bench.call("DELETE", one(kind))
    assert bench.store.revision() == before, "deleted is deleted"
    bench.call("PATCH", one(kind), {"metadata": {"finalizers": None}}, content_type=MERGE_PATCH)
    if kind.plural in _FINALIZED:
        bench.pass_seconds(5)
    assert isinstance(bench.refused("GET", one(kind)), NotFound)
    assert isinstance(bench.refused("DELETE", one(kind)), NotFound)
    assert isinstance(bench.refused("PATCH", one(kind), {}, content_type=MERGE_PATCH), NotFound)


@each
def test_delete_answers_with_a_status(bench: ApiBench, kind: Kind, made: Object) -> None:
    if kind.plural in (*_FINALIZED, "persistentvolumes", "persistentvolumeclaims"):
        pytest.skip("held by finalizers from the start")
    right = {"kind": "DeleteOptions", "apiVersion": "v1", "preconditions": {"uid": made["metadata"]["uid"]}}
    body = bench.call("DELETE", one(kind), right).body
    # Pods and service accounts are shown as they went.
    if body["kind"] == "Status":
        assert (body["status"], body["details"]["name"], body["details"]["kind"]) == (
            "Success",
            name_of(kind),
            kind.plural,
        )
    assert isinstance(bench.refused("GET", one(kind)), NotFound)


@each
def test_delete_collection(bench: ApiBench, kind: Kind, made: Object) -> None:
    if "deletecollection" not in kind.verbs:
        assert bench.refused("DELETE", path_of(kind)).code == 405
        return
    bench.call("PATCH", one(kind), {"metadata": {"finalizers": None}}, content_type=MERGE_PATCH)
    before = len(bench.call("GET", path_of(kind)).body["items"])
    assert bench.call("DELETE", path_of(kind), labelSelector="who=you").code == 200
    assert len(bench.call("GET", path_of(kind)).body["items"]) == before
    bench.call("DELETE", path_of(kind), labelSelector="who=me")
    if kind.plural in _FINALIZED:
        bench.pass_seconds(5)
    assert len(bench.call("GET", path_of(kind)).body["items"]) == before - 1
    assert isinstance(bench.refused("GET", one(kind)), NotFound)


@each
def test_dry_run(bench: ApiBench, kind: Kind) -> None:
    before = bench.store.revision()
    tried = bench.call("POST", path_of(kind), minimal(kind), dryRun="All").body
    assert tried["metadata"]["uid"]
    assert "resourceVersion" not in tried["metadata"]
    assert bench.store.revision() == before
    bench.call("POST", path_of(kind), minimal(kind))
    before, content = bench.store.revision(), bench.call("GET", one(kind)).body
    bench.call("PATCH", one(kind), label("you"), content_type=MERGE_PATCH, dryRun="All")
    new = copy(content)
    new["metadata"]["labels"] = {"who": "you"}
    assert bench.call("PUT", one(kind), new, dryRun="All").body["metadata"]["labels"]["who"] == "you"
    bench.call("DELETE", one(kind), dryRun="All")
    bench.call("DELETE", one(kind), {"kind": "DeleteOptions", "apiVersion": "v1", "dryRun": ["All"]})
    if "deletecollection" in kind.verbs:
        bench.call("DELETE", path_of(kind), dryRun="All")
    assert (bench.store.revision(), bench.call("GET", one(kind)).body) == (before, content)
    assert bench.refused("DELETE", one(kind), dryRun="Some").code == 422


@each
def test_unknown_fields(bench: ApiBench, kind: Kind) -> None:
    odd = {**minimal(kind), "odd": 1}
    strict = bench.refused("POST", path_of(kind), odd, fieldValidation="Strict")
    text = f'{kind.kind} in version "{kind.versions[0]}" cannot be handled as a {kind.kind}: strict decoding error: unknown field "odd"'
    assert (strict.code, strict.message) == (400, text)
    ignored = bench.call("POST", path_of(kind), odd, fieldValidation="Ignore", dryRun="All")
    assert not [one for one in ignored.warnings if "unknown" in one]
    warned = bench.call("POST", path_of(kind), odd)
    assert 'unknown field "odd"' in warned.warnings
    assert "odd" not in warned.body


@each
def test_wrong_bodies(bench: ApiBench, kind: Kind, made: Object) -> None:
    assert (
        bench.refused("POST", path_of(kind), minimal(kind)).message
        == f'{kind.storage} "{name_of(kind)}" already exists'
    )
    for change in ({"kind": "Other"}, {"apiVersion": "other/v1"}):
        assert bench.refused("POST", path_of(kind), {**minimal(kind), **change}).code == 400
    nameless = minimal(kind)
    del nameless["metadata"]["name"]
    assert "name or generateName is required" in bench.refused("POST", path_of(kind), nameless).message
    assert "does not match the name on the URL" in bench.refused("PUT", path_of(kind, "other"), made).message or (
        bench.refused("PUT", path_of(kind, "other"), made).code == 404
    )
    if kind.namespaced:
        elsewhere = minimal(kind)
        elsewhere["metadata"]["namespace"] = "kube-system"
        assert bench.refused("POST", path_of(kind), elsewhere).code == 400
        assert (
            bench.refused("POST", path_of(kind, namespace="none"), minimal(kind)).message
            == 'namespaces "none" not found'
        )


_WITH_STATUS = [kind for kind in _STORED if "status" in kind.subresources]


@pytest.mark.parametrize("kind", _WITH_STATUS, ids=[kind.resource for kind in _WITH_STATUS])
def test_status(bench: ApiBench, kind: Kind, made: Object) -> None:
    """A status goes only through its own door, and is no new version of the spec."""
    change = {"status": {"conditions": [{**_CONDITION, "type": _CONDITIONS.get(kind.plural, "Odd")}]}}
    if kind.plural in _OTHER_STATUS:
        change = {"status": _OTHER_STATUS[kind.plural]}
    through_main = bench.call("PATCH", one(kind), change, content_type=MERGE_PATCH).body
    assert through_main.get("status") == made.get("status")
    new = bench.call("PATCH", one(kind, "status"), change, content_type=MERGE_PATCH).body
    assert new["status"] != made.get("status")
    assert new["metadata"].get("generation") == made["metadata"].get("generation")
    assert bench.call("GET", one(kind, "status")).body == new
    both = bench.call("PATCH", one(kind, "status"), label("you"), content_type=MERGE_PATCH).body
    assert both.get("spec") == new.get("spec")


_CONDITION = {"status": "True", "reason": "R", "message": "m", "lastTransitionTime": "2026-03-01T00:00:00Z"}
_CONDITIONS = {"certificatesigningrequests": "Odd", "customresourcedefinitions": "Established"}
_OTHER_STATUS: dict[str, Object] = {
    "persistentvolumes": {"phase": "Bound"},
    "resourcequotas": {"used": {"pods": "1"}},
    "cronjobs": {"lastScheduleTime": "2026-03-01T00:00:00Z"},
    "ingresses": {"loadBalancer": {"ingress": [{"ip": "1.2.3.4"}]}},
    "volumeattachments": {"attached": True},
    "validatingadmissionpolicies": {"observedGeneration": 1},
    "resourceclaims": {"allocation": {"devices": {}}},
    "horizontalpodautoscalers": {"currentReplicas": 1, "desiredReplicas": 2},
}

# A change of the spec, where one is allowed.
_SPEC_CHANGES: dict[str, Object] = {
    "replicationcontrollers": {"spec": {"minReadySeconds": 1}},
    "daemonsets.apps": {"spec": {"minReadySeconds": 1}},
    "deployments.apps": {"spec": {"minReadySeconds": 1}},
    "replicasets.apps": {"spec": {"minReadySeconds": 1}},
    "statefulsets.apps": {"spec": {"minReadySeconds": 1}},
    "pods": {"spec": {"activeDeadlineSeconds": 9}},
    "cronjobs.batch": {"spec": {"suspend": True}},
    "jobs.batch": {"spec": {"suspend": True}},
    "ingresses.networking.k8s.io": {"spec": {"defaultBackend": {"service": {"name": "t"}}}},
    "networkpolicies.networking.k8s.io": {"spec": {"podSelector": {"matchLabels": {"a": "b"}}}},
    "poddisruptionbudgets.policy": {"spec": {"minAvailable": 2}},
    "endpointslices.discovery.k8s.io": {"endpoints": [{"addresses": ["10.0.0.1"]}]},
    "flowschemas.flowcontrol.apiserver.k8s.io": {"spec": {"matchingPrecedence": 501}},
}


@pytest.mark.parametrize(("resource", "change"), _SPEC_CHANGES.items(), ids=str)
def test_generation(bench: ApiBench, resource: str, change: Object) -> None:
    kind = of_resource(resource)
    assert kind is not None
    bench.call("POST", path_of(kind), minimal(kind))
    assert bench.call("PATCH", one(kind), change, content_type=MERGE_PATCH).body["metadata"]["generation"] == 2
    assert bench.call("PATCH", one(kind), change, content_type=MERGE_PATCH).body["metadata"]["generation"] == 2


def test_generated_names(bench: ApiBench) -> None:
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"generateName": "a" * 70}}
    names = {bench.call("POST", "configmaps", body).body["metadata"]["name"] for _ in range(5)}
    assert len(names) == 5
    assert all(len(name) == 63 and name.startswith("a" * 58) for name in names)
