"""Custom resources through the server: discovery, versions, status, selectable fields, tables, warnings."""

from typing import Any

import pytest

from pykubectl import Object
from pykubectl.errors import BadRequest, Invalid, NotFound, UnsupportedMediaType
from pykubectl.machinery.requests import MERGE_PATCH, STRATEGIC_MERGE_PATCH, TABLE
from tests.api_bench import ApiBench

_ROOT = "/apis/example.com/v1/namespaces/default/things"


def _schema(**spec: Any) -> Object:
    status = {"type": "object", "properties": {"n": {"type": "integer"}, "replicas": {"type": "integer"}}}
    properties = {"spec": {"type": "object", "properties": spec}, "status": status}
    return {"openAPIV3Schema": {"type": "object", "properties": properties}}


_COLOR = {"type": "string", "default": "red"}
_SIZE = {"type": "integer"}
_VERSIONS = [
    {
        "name": "v1", "served": True, "storage": True, "schema": _schema(color=_COLOR, size=_SIZE),
        "subresources": {
            "status": {}, "scale": {"specReplicasPath": ".spec.size", "statusReplicasPath": ".status.replicas"}
        },
        "selectableFields": [{"jsonPath": ".spec.color"}],
        "additionalPrinterColumns": [{"name": "Color", "type": "string", "jsonPath": ".spec.color"}],
    },
    {"name": "v1beta1", "served": True, "storage": False, "deprecated": True, "schema": _schema(size=_SIZE)},
    {"name": "v1alpha1", "served": False, "storage": False, "schema": _schema()},
]  # fmt: skip


@pytest.fixture
def bench() -> ApiBench:
    bench = ApiBench()
    names = {"plural": "things", "kind": "Thing", "shortNames": ["th"], "categories": ["all"]}
    spec = {"group": "example.com", "scope": "Namespaced", "names": names, "versions": _VERSIONS}
    crd = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "things.example.com"},
        "spec": spec,
    }
    bench.call("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", crd)
    bench.settle()
    return bench


def _thing(version: str = "v1", name: str = "one", **parts: Any) -> Object:
    return {"apiVersion": f"example.com/{version}", "kind": "Thing", "metadata": {"name": name}, **parts}


def test_discovery(bench: ApiBench) -> None:
    group = bench.call("GET", "/apis/example.com").body
    assert [version["version"] for version in group["versions"]] == ["v1", "v1beta1"]
    rows = bench.call("GET", "/apis/example.com/v1").body["resources"]
    assert [row["name"] for row in rows] == ["things", "things/status", "things/scale"]
    assert (rows[0]["singularName"], rows[0]["shortNames"], rows[0]["categories"]) == ("thing", ["th"], ["all"])
    beta = bench.call("GET", "/apis/example.com/v1beta1").body["resources"]
    assert [row["name"] for row in beta] == ["things"]
    assert isinstance(bench.refused("GET", "/apis/example.com/v1alpha1"), NotFound)


def test_defaults_and_generation(bench: ApiBench) -> None:
    made = bench.call("POST", _ROOT, _thing(spec={"size": 1}, status={"n": 1})).body
    assert (made["spec"], made["metadata"]["generation"]) == ({"color": "red", "size": 1}, 1)
    assert "status" not in made, "the status is its subresource's"
    changed = bench.call("PATCH", f"{_ROOT}/one", {"spec": {"size": 2}, "status": {"n": 2}}, content_type=MERGE_PATCH)
    assert (changed.body["metadata"]["generation"], "status" in changed.body) == (2, False)
    patch = {"spec": {"size": 3}, "status": {"n": 3}, "metadata": {"labels": {"a": "b"}}}
    status = bench.call("PATCH", f"{_ROOT}/one/status", patch, content_type=MERGE_PATCH).body
    assert (status["status"], status["spec"]["size"], status["metadata"]["generation"]) == ({"n": 3}, 2, 2)


def test_versions_have_schemas_of_their_own(bench: ApiBench) -> None:
    beta = _ROOT.replace("v1", "v1beta1")
    answer = bench.call("POST", beta, _thing("v1beta1", spec={"size": 1, "color": "blue"}))
    assert (answer.body["spec"], answer.body["apiVersion"]) == ({"size": 1}, "example.com/v1beta1")
    assert answer.warnings == ("example.com/v1beta1 Thing is deprecated", 'unknown field "spec.color"')
    assert bench.call("GET", f"{_ROOT}/one").body["spec"] == {"color": "red", "size": 1}
    bench.call("PATCH", f"{_ROOT}/one", {"spec": {"color": "blue"}}, content_type=MERGE_PATCH)
    listed = bench.call("GET", beta).body
    assert (listed["kind"], listed["items"][0]["spec"]) == ("ThingList", {"size": 1})
    assert listed["items"][0]["kind"] == "Thing", "items of custom kinds say what they are"


def test_a_new_default_shows_in_old_objects(bench: ApiBench) -> None:
    bench.call("POST", _ROOT, _thing(spec={}))
    path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.example.com"
    crd = bench.call("GET", path).body
    spec = crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["spec"]
    bench.call("PUT", path, _with(crd, {**spec, "properties": {**spec["properties"], "size": {**_SIZE, "default": 7}}}))
    assert bench.call("GET", f"{_ROOT}/one").body["spec"] == {"color": "red", "size": 7}


def _with(crd: Object, spec: Object) -> Object:
    first, *others = crd["spec"]["versions"]
    schema = first["schema"]["openAPIV3Schema"]
    changed = {"openAPIV3Schema": {**schema, "properties": {**schema["properties"], "spec": spec}}}
    return {**crd, "spec": {**crd["spec"], "versions": [{**first, "schema": changed}, *others]}}


def test_selectable_fields(bench: ApiBench) -> None:
    for name, color in (("a", "red"), ("b", "blue")):
        bench.call("POST", _ROOT, _thing(name=name, spec={"color": color}))
    found = bench.call("GET", _ROOT, fieldSelector="spec.color=blue").body["items"]
    assert [obj["metadata"]["name"] for obj in found] == ["b"]
    error = bench.refused("GET", _ROOT, fieldSelector="spec.size=1")
    assert (type(error), error.message) == (BadRequest, "field label not supported: spec.size")


def test_table(bench: ApiBench) -> None:
    bench.call("POST", _ROOT, _thing(spec={"size": 1}))
    table = bench.call("GET", _ROOT, accept=TABLE).body
    assert [column["name"] for column in table["columnDefinitions"]] == ["Name", "Color"]
    assert table["rows"][0]["cells"] == ["one", "red"]
    scale = bench.call("GET", f"{_ROOT}/one/scale", accept=TABLE).body
    assert [column["name"] for column in scale["columnDefinitions"]] == ["Name", "Desired", "Available", "Age"]


def test_scale_of_what_has_no_replicas_yet(bench: ApiBench) -> None:
    created = bench.call("POST", _ROOT, _thing()).body
    assert "size" not in created.get("spec", {})
    error = bench.refused("GET", f"{_ROOT}/one/scale")
    assert error.message == 'Internal error occurred: the spec replicas field ".spec.size" does not exist'
    patch = {"spec": {"replicas": 3}}
    scale = bench.call("PATCH", f"{_ROOT}/one/scale", patch, content_type=MERGE_PATCH).body
    assert (scale["spec"], scale["status"]) == ({"replicas": 3}, {"replicas": 0})
    assert bench.call("GET", f"{_ROOT}/one").body["spec"]["size"] == 3


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"spec": {"size": "x"}}, 'spec.size: Invalid value: "string": spec.size in body must be of type integer'),
        ({"spec": 5}, 'spec: Invalid value: "integer": spec in body must be of type object'),
        ({"metadata": {"name": "Bad"}}, 'metadata.name: Invalid value: "Bad"'),
    ],
)
def test_invalid(bench: ApiBench, body: Object, message: str) -> None:
    error = bench.refused("POST", _ROOT, {**_thing(), **body})
    assert isinstance(error, Invalid)
    assert message in error.message


def test_what_is_not_there(bench: ApiBench) -> None:
    bench.call("POST", _ROOT, _thing())
    assert bench.refused("GET", f"{_ROOT}/one/odd").message == 'things.example.com "one" not found'
    error = bench.refused("PATCH", f"{_ROOT}/one", {}, content_type=STRATEGIC_MERGE_PATCH)
    assert isinstance(error, UnsupportedMediaType)
    assert bench.refused("GET", "/apis/example.com/v1/odds").message.endswith("(get odds.example.com)")
    strict = bench.refused("POST", _ROOT, _thing(name="two", spec={"x": 1}), fieldValidation="Strict")
    assert 'strict decoding error: unknown field "spec.x"' in strict.message


@pytest.mark.parametrize("field", ["items", "rows"])
@pytest.mark.parametrize("value", [["a"], [{"metadata": {}}], 3])
def test_fields_that_lists_and_tables_have_too(bench: ApiBench, field: str, value: Any) -> None:
    crd = bench.call("GET", "customresourcedefinitions.apiextensions.k8s.io things.example.com").body
    crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["x-kubernetes-preserve-unknown-fields"] = True
    bench.call("PUT", "customresourcedefinitions.apiextensions.k8s.io things.example.com", crd)
    bench.settle()
    made = bench.call("POST", _ROOT, _thing(**{field: value})).body
    assert (made[field], type(made["metadata"]["managedFields"])) == (value, list)
    assert bench.call("GET", f"{_ROOT}/one").body == made
    assert len(bench.call("GET", f"{_ROOT}/one", accept=TABLE).body["rows"]) == 1
    partial = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"
    assert bench.call("GET", f"{_ROOT}/one", accept=partial).body["metadata"] == made["metadata"]
