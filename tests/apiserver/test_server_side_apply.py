"""Managed fields of every write, and server-side apply, through requests."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pykubectl import Object
from pykubectl.kinds import Kind
from pykubectl.machinery.field_sets.algebra import difference, leaves, paths
from pykubectl.machinery.field_sets.elements import printed_path
from pykubectl.machinery.objects import copy
from pykubectl.machinery.requests import APPLY_PATCH, JSON_PATCH, MERGE_PATCH
from pykubectl.machinery.schema import schema_of
from pykubectl.machinery.structured_merge import field_set
from pykubectl.machinery.structured_merge.managers import accepted
from pykubectl.machinery.structured_merge.merge_types import of_schema
from tests.api_bench import ApiBench, path_of
from tests.apiserver.test_every_kind import each, minimal, name_of

CONF: Object = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "conf"}}


def conf(data: Any, **metadata: Any) -> Object:
    return {**CONF, "metadata": {"name": "conf", **metadata}, "data": data}


def web(replicas: int | None, image: str = "nginx:1", **metadata: Any) -> Object:
    spec: Object = {
        "selector": {"matchLabels": {"app": "web"}},
        "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "c", "image": image}]}},
    }
    if replicas is not None:
        spec["replicas"] = replicas
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", **metadata}, "spec": spec}


def apply(bench: ApiBench, obj: Any, manager: str = "me", **query: str) -> Object:
    path = f"{'configmaps' if obj['kind'] == 'ConfigMap' else 'deployments.apps'} {obj['metadata']['name']}"
    return dict(bench.call("PATCH", path, obj, content_type=APPLY_PATCH, fieldManager=manager, **query).body)


def owned(obj: Object) -> dict[str, list[str]]:
    """`manager operation subresource` → the paths that it owns."""
    return {
        " ".join(filter(None, (one.manager, one.operation, one.subresource))): [
            printed_path(path) for path in paths(owned.fields)
        ]
        for one, owned in accepted(obj["metadata"].get("managedFields") or []).items()
    }


def test_a_create_owns_all_that_it_sets_and_admission_nothing(bench: ApiBench) -> None:
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p"},
        "spec": {"containers": [{"name": "c", "image": "i"}]},
    }
    made = bench.call("POST", "pods", pod).body
    entry = made["metadata"]["managedFields"][0]
    assert list(entry) == ["manager", "operation", "apiVersion", "time", "fieldsType", "fieldsV1"]
    mine = owned(made)["kubectl Update"]
    assert '.spec.containers[name="c"].image' in mine
    assert ".spec.restartPolicy" in mine
    assert not [path for path in mine if "volumes" in path or "tolerations" in path or path.startswith(".metadata")]


def test_what_was_there_from_the_start_has_owners(bench: ApiBench) -> None:
    labels = [".metadata.labels", ".metadata.labels.kubernetes.io/metadata.name"]
    assert owned(bench.call("GET", "/api/v1/namespaces/default").body) == {"kube-apiserver Update": labels}
    node = owned(bench.call("GET", "/api/v1/nodes/node-0").body)
    assert list(node) == ["kubelet Update", "kubelet Update status"]
    assert {path.split(".")[1] for path in node["kubelet Update status"]} == {"status"}


def test_controllers_are_managers(bench: ApiBench) -> None:
    bench.call("POST", "deployments.apps", web(2))
    bench.settle()
    deployment = bench.call("GET", "deployments.apps web").body
    assert set(owned(deployment)) == {"kubectl Update", "kube-controller-manager Update status"}
    assert ".status.readyReplicas" in owned(deployment)["kube-controller-manager Update status"]
    pod = bench.call("GET", "/api/v1/namespaces/default/pods").body["items"][0]
    managers = owned(pod)
    assert list(managers) == ["kube-controller-manager Update", "kubelet Update status"]
    # The scheduler's binding is nobody's.
    assert not any(".spec.nodeName" in fields for fields in managers.values())
    assert '.status.conditions[type="PodScheduled"]' not in managers["kubelet Update status"]


def test_events_are_their_reporters(bench: ApiBench) -> None:
    bench.call("POST", "deployments.apps", web(1))
    bench.settle()
    events = {event["reason"]: event for event in bench.call("GET", "/api/v1/namespaces/default/events").body["items"]}
    created, scheduled = events["SuccessfulCreate"]["metadata"], events["Scheduled"]["metadata"]
    names = ["count", "firstTimestamp", "involvedObject", "lastTimestamp", "message", "reason", "reportingComponent"]
    fields: Object = {f"f:{name}": {} for name in (*names, "type")}
    assert created["managedFields"][0]["fieldsV1"] == {**fields, "f:source": {"f:component": {}}}
    assert created["managedFields"][0]["manager"] == "kube-controller-manager"
    entry = scheduled["managedFields"][0]
    assert (entry["manager"], entry["apiVersion"]) == ("kube-scheduler", "events.k8s.io/v1")
    assert "f:regarding" in entry["fieldsV1"]


def test_an_update_owns_what_it_changes(bench: ApiBench) -> None:
    bench.call("POST", "configmaps", conf({"a": "1", "b": "1"}), fieldManager="one")
    answer = bench.call("PATCH", "configmaps conf", {"data": {"a": "2"}}, content_type=MERGE_PATCH, fieldManager="two")
    assert owned(answer.body) == {"one Update": [".data", ".data.b"], "two Update": [".data.a"]}
    before = answer.body
    bench.world.advance_to(bench.world.now + timedelta(seconds=10))
    same = bench.call("PATCH", "configmaps conf", {"data": {"a": "2"}}, content_type=MERGE_PATCH, fieldManager="three")
    assert same.body == before


def test_a_put_may_forget_owners_but_not_invent_them(bench: ApiBench) -> None:
    made = bench.call("POST", "configmaps", conf({"a": "1"})).body
    for nonsense in ([{"manager": "x"}], [{"operation": "Apply", "apiVersion": "v1", "fieldsType": "Fields"}]):
        wrong = {**made, "metadata": {**made["metadata"], "managedFields": nonsense}}
        assert bench.call("PUT", "configmaps conf", wrong).body == made
    wishes: list[list[Object]] = [[], [{}]]
    for wish in wishes:
        forgetful = {**made, "metadata": {**made["metadata"], "managedFields": wish, "resourceVersion": ""}}
        assert "managedFields" not in bench.call("PUT", "configmaps conf", forgetful).body["metadata"]
    bench.call("PATCH", "configmaps conf", {"data": {"a": "2"}}, content_type=MERGE_PATCH)
    assert "managedFields" not in bench.get("configmaps", "conf")["metadata"]


def test_objects_without_owners_get_them_with_their_first_apply(bench: ApiBench) -> None:
    bench.call("POST", "configmaps", conf({"a": "1", "b": "2"}))
    wish = [{"op": "replace", "path": "/metadata/managedFields", "value": [{}]}]
    bench.call("PATCH", "configmaps conf", wish, content_type=JSON_PATCH)
    applied = apply(bench, conf({"a": "1"}))
    assert owned(applied) == {"me Apply": [".data.a"], "before-first-apply Update": [".data", ".data.a", ".data.b"]}


def test_apply_creates_and_changes(bench: ApiBench) -> None:
    path = "configmaps conf"
    first = bench.call("PATCH", path, conf({"a": "1", "b": "1"}), content_type=APPLY_PATCH, fieldManager="me")
    assert first.code == 201
    second = bench.call("PATCH", path, conf({"a": "1"}), content_type=APPLY_PATCH, fieldManager="me")
    assert (second.code, second.body["data"]) == (200, {"a": "1"})
    again = bench.call("PATCH", path, conf({"a": "1"}), content_type=APPLY_PATCH, fieldManager="me")
    assert again.body == second.body


def test_apply_takes_text(bench: ApiBench) -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: conf}\ndata: {a: b}\n"
    answer = bench.call("PATCH", "configmaps conf", text, content_type=APPLY_PATCH, fieldManager="me")
    assert answer.body["data"] == {"a": "b"}


def test_a_dry_run_leaves_nothing(bench: ApiBench) -> None:
    assert apply(bench, conf({"a": "1"}), dryRun="All")["data"] == {"a": "1"}
    assert "conf" not in bench.names("configmaps")


def test_conflicts(bench: ApiBench) -> None:
    apply(bench, web(2, labels={"app": "web"}))
    error = bench.refused(
        "PATCH", "deployments.apps web", web(3, "nginx:2"), content_type=APPLY_PATCH, fieldManager="you"
    )
    assert (error.code, error.reason) == (409, "Conflict")
    assert error.message == (
        'Apply failed with 2 conflicts: conflicts with "me":\n'
        '- .spec.replicas\n- .spec.template.spec.containers[name="c"].image'
    )
    assert error.details["causes"][0] == {
        "reason": "FieldManagerConflict",
        "message": 'conflict with "me"',
        "field": ".spec.replicas",
    }
    forced = apply(bench, web(3, "nginx:2"), "you", force="true")
    assert ".spec.replicas" not in owned(forced)["me Apply"]


def test_scaling_owns_the_replicas(bench: ApiBench) -> None:
    apply(bench, web(2))
    bench.call("PATCH", "deployments.apps web/scale", {"spec": {"replicas": 3}}, content_type=MERGE_PATCH)
    deployment = bench.call("GET", "deployments.apps web").body
    assert owned(deployment)["kubectl Update scale"] == [".spec.replicas"]
    assert "time" not in deployment["metadata"]["managedFields"][-1]
    error = bench.refused("PATCH", "deployments.apps web", web(2), content_type=APPLY_PATCH, fieldManager="me")
    assert error.message == (
        'Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas'
    )
    scale = {"apiVersion": "autoscaling/v1", "kind": "Scale", "metadata": {"name": "web"}, "spec": {"replicas": 5}}
    call = bench.call(
        "PATCH", "deployments.apps web/scale", scale, content_type=APPLY_PATCH, fieldManager="s", force="true"
    )
    assert call.body["spec"] == {"replicas": 5}
    assert owned(bench.call("GET", "deployments.apps web").body)["s Apply scale"] == [".spec.replicas"]


def test_applying_a_status_touches_nothing_else(bench: ApiBench) -> None:
    apply(bench, web(0))
    bench.settle()
    status = {"conditions": [{"type": "Checked", "status": "True"}]}
    body = {**web(7), "status": status}
    query = {"fieldManager": "checker", "content_type": APPLY_PATCH}
    answer = bench.call("PATCH", "deployments.apps web/status", body, **query).body
    assert answer["spec"]["replicas"] == 0
    assert [path for path in owned(answer)["checker Apply status"] if not path.startswith(".status")] == []


def test_applying_a_resize(bench: ApiBench) -> None:
    container = {"name": "c", "image": "i", "resources": {"requests": {"cpu": "1"}}}
    pod: Object = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [container]}}
    bench.call("POST", "pods", pod)
    bench.settle()
    body = copy(pod)
    body["spec"]["containers"][0]["resources"]["requests"]["cpu"] = "2"
    query = {"fieldManager": "sizer", "force": "true", "content_type": APPLY_PATCH}
    answer = bench.call("PATCH", "pods p/resize", body, **query).body
    assert answer["spec"]["containers"][0]["resources"]["requests"]["cpu"] == "2"
    assert '.spec.containers[name="c"].resources.requests.cpu' in owned(answer)["sizer Apply resize"]
    assert '.spec.containers[name="c"].resources.requests.cpu' not in owned(answer)["kubectl Update"]


def test_names_of_managers_are_checked(bench: ApiBench) -> None:
    made = bench.call("POST", "configmaps", conf({"a": "1"})).body
    made["metadata"]["managedFields"][0]["manager"] = "x" * 129
    assert bench.refused("PUT", "configmaps conf", made).message == (
        'ConfigMap "conf" is invalid: metadata.managedFields[0].manager: Too long: may not be more than 128 bytes'
    )
    error = bench.refused("POST", "configmaps", conf({}), fieldManager="x" * 129)
    assert error.message.startswith('CreateOptions.meta.k8s.io "" is invalid: fieldManager: Too long')


def test_kubectl_takes_over_what_it_applied_from_the_client(bench: ApiBench) -> None:
    annotation = "kubectl.kubernetes.io/last-applied-configuration"
    text = '{"apiVersion":"v1","data":{"a":"1"},"kind":"ConfigMap","metadata":{"name":"conf","namespace":"default"}}'
    bench.call("POST", "configmaps", conf({"a": "1"}, annotations={annotation: text}), fieldManager="client")
    wanted = conf({"a": "2"}, namespace="default")
    error = bench.refused("PATCH", "configmaps conf", wanted, content_type=APPLY_PATCH, fieldManager="other")
    assert error.message == 'Apply failed with 1 conflict: conflict with "client" using v1: .data.a'
    applied = apply(bench, wanted, "kubectl")
    assert applied["data"] == {"a": "2"}
    assert applied["metadata"]["annotations"][annotation] == text.replace('"1"', '"2"') + "\n"


@pytest.mark.parametrize(
    ("body", "query", "code", "message"),
    [
        (conf({}), {}, 422, 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch'),
        (conf({}), {"fieldManager": "x" * 129}, 422, 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Too long: may not be more than 128 bytes'),
        (conf({}), {"fieldManager": "a\n"}, 422, 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Invalid value: "a\\n": invalid character U+000A (at position 1)'),
        (conf({}, managedFields=[]), {"fieldManager": "m"}, 400, "metadata.managedFields must be nil"),
        (conf({"a": 5}, namespace="default"), {"fieldManager": "m"}, 500, "failed to create typed patch object (default/conf; /v1, Kind=ConfigMap): .data.a: expected string, got &value.valueUnstructured{Value:5}"),
        ({**CONF, "dat": {}}, {"fieldManager": "m"}, 500, "failed to create typed patch object (/conf; /v1, Kind=ConfigMap): .dat: field not declared in schema"),
        ({**CONF, "kind": "Secret"}, {"fieldManager": "m"}, 400, "invalid object type: /v1, Kind=Secret"),
        ({**CONF, "metadata": {"name": "other"}}, {"fieldManager": "m"}, 400, "the name of the object (other) does not match the name on the URL (conf)"),
        ({**CONF, "metadata": {}}, {"fieldManager": "m"}, 400, "the name of the object (conf based on URL) was undeterminable: name must be provided"),
        (conf({}, uid="u"), {"fieldManager": "m"}, 409, 'Operation cannot be fulfilled on configmaps "conf": uid mismatch: the provided object specified uid u, and no existing object was found'),
    ],
)  # fmt: skip
def test_refusals(bench: ApiBench, body: Object, query: dict[str, str], code: int, message: str) -> None:
    error = bench.refused("PATCH", "configmaps conf", body, content_type=APPLY_PATCH, **query)
    assert (error.code, error.message) == (code, message)
    assert "conf" not in bench.names("configmaps")


def test_force_is_for_apply_only(bench: ApiBench) -> None:
    error = bench.refused("PATCH", "configmaps conf", {}, content_type=MERGE_PATCH, force="true")
    assert error.message.endswith("force: Forbidden: may not be specified for non-apply patch")


@each
def test_what_was_read_can_be_applied_unchanged(bench: ApiBench, kind: Kind) -> None:
    made = bench.call("POST", path_of(kind), minimal(kind)).body
    body = copy(made)
    del body["metadata"]["managedFields"]
    path, query = path_of(kind, name_of(kind)), {"fieldManager": "m", "content_type": APPLY_PATCH}
    applied = bench.call("PATCH", path, body, **query).body
    assert {**applied, "metadata": None} == {**made, "metadata": None}
    again = {**applied, "metadata": {**applied["metadata"]}}
    del again["metadata"]["managedFields"]
    assert bench.call("PATCH", path, again, **query).body == applied


@each
def test_everything_set_is_owned(bench: ApiBench, kind: Kind) -> None:
    made = bench.call("POST", path_of(kind), minimal(kind)).body
    schema = schema_of(made["apiVersion"], made["kind"])
    assert schema is not None
    wanted = {name: value for name, value in minimal(kind).items() if name in made and name != "status"}
    type = of_schema(schema)
    unowned = leaves(field_set.of_value(wanted, type))
    for one in accepted(made["metadata"]["managedFields"]).values():
        unowned = difference(unowned, one.fields)
    # Empty structs are there from the beginning.
    nobodys = {".apiVersion", ".kind", ".metadata.name", ".metadata.namespace", ".spec", ".spec.podSelector"}
    given = {printed_path(path) for path in paths(field_set.of_value(made, type))}
    assert {printed_path(path) for path in paths(unowned)} & given <= nobodys


_data = st.dictionaries(st.sampled_from(["a", "b", "c"]), st.sampled_from(["1", "2"]), min_size=1, max_size=3)
_labels = st.dictionaries(st.sampled_from(["x", "y"]), st.sampled_from(["1", "2"]), min_size=1, max_size=2)
_steps = st.lists(st.tuples(st.sampled_from(["m", "n", "o"]), _data, _labels), min_size=1, max_size=5)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_steps)
def test_many_managers(bench: ApiBench, steps: list[tuple[str, Any, Any]]) -> None:
    """What each applied last is there or was taken by somebody else; everything is somebody's."""
    for manager, data, labels in steps:
        wanted = conf(data, labels=labels)
        made = apply(bench, wanted, manager, force="true")
        assert apply(bench, wanted, manager) == made
        assert data.items() <= made.get("data", {}).items()
        everybody = [path for fields in owned(made).values() for path in fields]
        assert {f".data.{key}" for key in made.get("data", {})} <= set(everybody)
        assert {f".metadata.labels.{key}" for key in made["metadata"].get("labels", {})} <= set(everybody)
    bench.call("DELETE", "configmaps conf")
