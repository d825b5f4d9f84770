"""Defaults, pruning, list types, embedded objects, printer columns and scale."""

from datetime import UTC, datetime
from typing import Any

import pytest

from pykubectl.machinery.objects import copy
from pykubectl.machinery.structural import columns, decoding, defaulting, embedded, list_types, pruning, scale

STRING, INTEGER = {"type": "string"}, {"type": "integer"}
PORT = {"type": "object", "properties": {"port": {"type": "integer", "default": 80}}}


def fields(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        (PORT, {}, {"port": 80}),
        (PORT, {"port": None}, {"port": 80}),
        (PORT, {"port": 1}, {"port": 1}),
        ({"type": "array", "items": PORT}, [{}, {"port": 2}], [{"port": 80}, {"port": 2}]),
        ({"type": "object", "additionalProperties": PORT}, {"a": {}}, {"a": {"port": 80}}),
        ({"type": "array", "items": {**STRING, "default": "x"}}, [None], ["x"]),
        (fields(a={**STRING, "nullable": True, "default": "x"}), {"a": None}, {"a": None}),
        (fields(a={**PORT, "default": {}}), {}, {"a": {"port": 80}}),
        # No default goes into what is not there.
        (fields(a=PORT), {}, {}),
    ],
)
def test_defaults(schema: dict[str, Any], value: Any, expected: Any) -> None:
    for _ in range(2):
        defaulting.default(value, schema)
        assert value == expected


def test_defaults_are_no_shared_objects() -> None:
    schema = fields(a={"type": "object", "default": {"x": []}})
    one: dict[str, Any] = {}
    defaulting.default(one, schema)
    one["a"]["x"].append(1)
    assert schema["properties"]["a"]["default"] == {"x": []}


def test_nulls_go_where_nothing_may_be_null() -> None:
    value = {"a": None, "b": None, "port": None, "m": {"k": None}, "unknown": None}
    schema = fields(a=STRING, b={**STRING, "nullable": True}, m={"type": "object", "additionalProperties": STRING})
    schema["properties"].update(PORT["properties"])
    defaulting.drop_nulls(value, schema)
    assert value == {"b": None, "port": None, "m": {}, "unknown": None}


PRESERVE = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}


@pytest.mark.parametrize(
    ("schema", "value", "expected", "dropped"),
    [
        (fields(a=STRING), {"spec": {"z": 1, "a": ""}}, {"spec": {"a": ""}}, ["spec.z"]),
        ({"type": "array", "items": fields(a=STRING)}, {"spec": [{"b": 1}]}, {"spec": [{}]}, ["spec[0].b"]),
        (PRESERVE, {"spec": {"z": {"y": 1}}}, {"spec": {"z": {"y": 1}}}, []),
        ({**PRESERVE, **fields(a=fields())}, {"spec": {"z": 1, "a": {"b": 1}}}, {"spec": {"z": 1, "a": {}}}, ["spec.a.b"]),
        ({"type": "object", "additionalProperties": fields()}, {"spec": {"k": {"x": 1}}}, {"spec": {"k": {}}}, ["spec.k.x"]),
        (
            {**fields(spec=fields()), "x-kubernetes-embedded-resource": True},
            {"spec": {"apiVersion": "v1", "kind": "X", "metadata": {"a": 1}, "spec": {"b": 1}, "c": 1}},
            {"spec": {"apiVersion": "v1", "kind": "X", "metadata": {"a": 1}, "spec": {}}},
            ["spec.c", "spec.spec.b"],
        ),
    ],
)  # fmt: skip
def test_pruning(schema: dict[str, Any], value: Any, expected: Any, dropped: list[str]) -> None:
    head = {"apiVersion": "x/v1", "kind": "X", "metadata": {"labels": {}}}
    obj = {**head, **value, "top": 1}
    found = pruning.prune(obj, fields(spec=schema))
    assert obj == {**head, **expected}
    assert found == [f'unknown field "{path}"' for path in [*dropped, "top"]]


def listed(kind: str, *keys: str) -> dict[str, Any]:
    return fields(l={"type": "array", "x-kubernetes-list-type": kind, "x-kubernetes-list-map-keys": list(keys)})


@pytest.mark.parametrize(
    ("schema", "items", "texts"),
    [
        (listed("set"), ["x", "y", "x", "x"], ['l[2]: Duplicate value: "x"']),
        (listed("set"), [1, True, 1.0], []),
        (listed("map", "host", "port"), [{"host": "a", "port": 80}, {"port": 80, "host": "a"}],
         ['l[1]: Duplicate value: {"host":"a","port":80}']),
        (listed("map", "host"), [{"to": 1}, {"to": 2}], ["l[1]: Duplicate value: {}"]),
        (listed("map", "host"), [{}, 5], ["l[1]: Invalid value: 5: must be an object for an array of list-type map"]),
        (listed("atomic"), [1, 1], []),
    ],
)  # fmt: skip
def test_list_types(schema: dict[str, Any], items: list[Any], texts: list[str]) -> None:
    assert [str(error) for error in list_types.validate({"l": items}, schema)] == texts


EMBEDDED = fields(t={**PRESERVE, "x-kubernetes-embedded-resource": True})


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}}, []),
        ({}, ["t.apiVersion: Required value", "t.kind: Required value"]),
        ({"apiVersion": "a/b/c", "kind": ""}, ['t.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c',
                                               't.kind: Invalid value: "": must not be empty']),
        ({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "bad"}}, ['t.metadata: Forbidden: no']),
    ],
)  # fmt: skip
def test_embedded_objects(value: dict[str, Any], texts: list[str]) -> None:
    from pykubectl.errors import FieldError, forbidden

    def rule(metadata: dict[str, Any], path: str) -> list[FieldError]:
        return [forbidden(path, "no")] if metadata.get("name") == "bad" else []

    assert [str(error) for error in embedded.validate({"t": value}, EMBEDDED, rule)] == texts


def test_embedded_metadata_takes_its_form() -> None:
    value = {"t": {"metadata": {"creationTimestamp": None, "labels": {}, "nope": 1, "name": "x"}}}
    assert embedded.coerce(value, EMBEDDED) == (["t.metadata.nope"], None)
    assert value == {"t": {"metadata": {"name": "x"}}}
    error = embedded.coerce({"t": {"metadata": {"labels": {"a": 1}}}}, EMBEDDED).error
    assert str(error) == (
        't.metadata: Invalid value: {"labels":{"a":1}}: json: cannot unmarshal number into Go struct field'
        " ObjectMeta.labels of type string"
    )


NOW = datetime(2026, 1, 2, tzinfo=UTC)
OBJECT = {
    "metadata": {"creationTimestamp": "2026-01-01T23:59:00Z"},
    "spec": {
        "n": 5,
        "f": 2.5,
        "b": True,
        "l": ["x", "y"],
        "m": {"k": "v"},
        "bad": "yesterday",
        "day": "2026-01-01",
        "empty": "",
        "null": None,
    },
    "status": {"conditions": [{"type": "Ready", "status": "True"}, {"type": "Other", "status": "False"}]},
}


@pytest.mark.parametrize(
    ("kind", "path", "cell"),
    [
        ("string", ".spec.m.k", "v"),
        ("string", ".spec.n", "5"),
        ("string", ".spec.l", '["x","y"]'),
        ("string", ".spec.l[*]", "x"),
        ("string", ".spec.none", None),
        ("string", '.status.conditions[?(@.type=="Ready")].status', "True"),
        ("string", '.status.conditions[?(@.type=="Gone")].status', None),
        ("integer", ".spec.n", 5),
        ("integer", ".spec.f", 2),
        ("integer", ".spec.m.k", None),
        ("number", ".spec.f", 2.5),
        ("boolean", ".spec.b", True),
        ("date", ".metadata.creationTimestamp", "60s"),
        ("string", ".spec.null", "<no value>"),
        ("date", ".spec.bad", "<invalid>"),
        ("date", ".spec.day", "<invalid>"),
        ("date", ".spec.empty", "<unknown>"),
        ("date", ".spec.none", None),
    ],
)
def test_columns(kind: str, path: str, cell: Any) -> None:
    assert columns.cells(OBJECT, [{"name": "X", "type": kind, "jsonPath": path}], NOW) == [cell]


PATHS = {"specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.n", "labelSelectorPath": ".status.sel"}


def test_scale_is_read_and_written() -> None:
    obj = {"metadata": {"name": "x", "labels": {}}, "spec": {"replicas": 3}, "status": {"n": 2, "sel": "a=b"}}
    before = copy(obj)
    found = scale.read(obj, PATHS)
    assert (found["spec"], found["status"]) == ({"replicas": 3}, {"replicas": 2, "selector": "a=b"})
    assert found["metadata"] == {"name": "x"}
    assert scale.write(obj, {"spec": {"replicas": 7}}, PATHS)["spec"] == {"replicas": 7}
    assert obj == before
    assert scale.write({"metadata": {}}, {"spec": {"replicas": 1}}, PATHS)["spec"] == {"replicas": 1}


def test_scale_of_what_has_none() -> None:
    assert scale.read({"metadata": {}}, PATHS)["spec"] == {}
    assert not scale.has_replicas({"metadata": {}}, PATHS)
    with pytest.raises(
        scale.ScaleError, match=r".spec.replicas accessor error: 3 is of the type string, expected int64"
    ):
        scale.read({"metadata": {}, "spec": {"replicas": "3"}}, PATHS)
    texts = [str(error) for error in scale.validate_spec({"spec": {"replicas": -1}}, PATHS)]
    assert texts == [".spec.replicas: Invalid value: -1: should be a non-negative integer"]


SCHEMA = fields(
    spec=fields(
        a={**STRING, "nullable": True}, b=STRING, raw=PRESERVE, t={**PRESERVE, "x-kubernetes-embedded-resource": True}
    )
)


def test_decoding() -> None:
    obj: dict[str, Any] = {
        "apiVersion": "x.y/v1",
        "kind": "X",
        "metadata": {"name": "x", "foo": 1, "creationTimestamp": None},
        "spec": {"a": None, "b": None, "c": 1, "raw": {"k": None}, "t": {"metadata": {"bar": 1}}},
        "extra": 1,
    }
    decoded = decoding.decode(obj, SCHEMA)
    # The object's own metadata, its fields, the objects within it: in this order.
    assert [text.split('"')[1] for text in decoded.unknown] == [
        "metadata.foo",
        "extra",
        "spec.c",
        "spec.t.metadata.bar",
    ]
    assert obj["metadata"] == {"name": "x"}
    assert obj["spec"] == {"a": None, "raw": {"k": None}, "t": {"metadata": {}}}


@pytest.mark.parametrize(
    ("obj", "error"),
    [
        ({"metadata": {"labels": {"a": 1}}},
         "json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string"),
        ({"metadata": []}, "json: cannot unmarshal array into Go value of type v1.ObjectMeta"),
        ({"spec": {"t": {"kind": 5}}}, "spec.t.kind: Invalid value: 5: must be a string"),
        ({"spec": {"a": 5}}, ""),
    ],
)  # fmt: skip
def test_errors_of_decoding(obj: dict[str, Any], error: str) -> None:
    assert decoding.decode(obj, SCHEMA).error == error


def test_repair_leaves_metadata_alone() -> None:
    obj = {"metadata": {"managedFields": "text"}, "spec": {"b": None, "c": 1}}
    decoding.repair(obj, SCHEMA)
    assert obj == {"metadata": {"managedFields": "text"}, "spec": {}}
