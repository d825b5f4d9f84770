"""Values against schemas: the words of the real server, and their order."""

from typing import Any

import pytest

from pykubectl.machinery import structural
from pykubectl.machinery.structural import formats
from pykubectl.machinery.structural.validation import validate

STRING, INTEGER = {"type": "string"}, {"type": "integer"}


def spec(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {"spec": schema}}


CASES: list[tuple[dict[str, Any], Any, list[str]]] = [
    (INTEGER, "two", ['spec: Invalid value: "string": spec in body must be of type integer: "string"']),
    (INTEGER, 2.0, []),
    (
        INTEGER,
        1.5,
        [
            'spec: Invalid value: "number": spec in body must be of type integer: "number"',
            '<nil>: Invalid value: "": Checked value must be of type integer (default format) in spec',
        ],
    ),
    (
        {"type": "integer", "format": "int32"},
        2**31,
        ['<nil>: Invalid value: "": Checked value must be of type integer with format int32 in spec'],
    ),
    ({"type": "number"}, 3, []),
    (STRING, None, ['spec: Invalid value: "null": spec in body must be of type string: "null"']),
    ({"type": "string", "nullable": True}, None, []),
    ({"type": "integer", "minimum": 1}, 0, ["spec: Invalid value: 0: spec in body should be greater than or equal to 1"]),
    (
        {"type": "integer", "minimum": 1, "exclusiveMinimum": True},
        1,
        ["spec: Invalid value: 1: spec in body should be greater than 1"],
    ),
    ({"type": "number", "maximum": 2.5}, 2.75, ["spec: Invalid value: 2.75: spec in body should be less than or equal to 2.5"]),
    ({"type": "integer", "multipleOf": 4}, 6, ["spec: Invalid value: 6: spec in body should be a multiple of 4"]),
    ({"type": "string", "maxLength": 5}, "éééééé", ["spec: Too long: may not be more than 5 bytes"]),
    ({"type": "string", "minLength": 1}, "", ['spec: Invalid value: "": spec in body should be at least 1 chars long']),
    ({"type": "string", "pattern": "^a$"}, "a\n", ["spec: Invalid value: \"a\\n\": spec in body should match '^a$'"]),
    ({"type": "string", "enum": ["b", "a"]}, "x", ['spec: Unsupported value: "x": supported values: "b", "a"']),
    ({"type": "integer", "enum": [1, 2]}, 3, ['spec: Unsupported value: 3: supported values: "1", "2"']),
    ({"type": "array", "maxItems": 2, "items": INTEGER}, [1, 2, 3], ["spec: Too many: 3: must have at most 2 items"]),
    ({"type": "array", "minItems": 1}, [], ["spec: Invalid value: 0: spec in body should have at least 1 items"]),
    (
        {"type": "array", "items": INTEGER},
        [1, "x"],
        ['spec[1]: Invalid value: "string": spec[1] in body must be of type integer: "string"'],
    ),
    ({"type": "object", "maxProperties": 1}, {"a": 1, "b": 2}, ["spec: Too many: 2: must have at most 1 items"]),
    (
        {"type": "object", "additionalProperties": INTEGER},
        {"k.v": "x"},
        ['spec.k.v: Invalid value: "string": spec.k.v in body must be of type integer: "string"'],
    ),
    (
        {"type": "object", "required": ["b"], "properties": {"a": INTEGER}},
        {"a": ""},
        ['spec.a: Invalid value: "string": spec.a in body must be of type integer: "string"', "spec.b: Required value"],
    ),
    ({"x-kubernetes-int-or-string": True}, "50%", []),
    (
        {"x-kubernetes-int-or-string": True},
        True,
        ['spec: Invalid value: "boolean": spec in body must be of type integer,string: "boolean"'],
    ),
    ({"type": "string", "format": "uri"}, "x", ['spec: Invalid value: "x": spec in body must be of type uri: "x"']),
    ({"type": "string", "format": "unheard-of"}, "x", []),
    (
        {"type": "object", "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
        {},
        [
            '<nil>: Invalid value: "": "spec" must validate one and only one schema (oneOf). Found none valid',
            "spec.a: Required value",
        ],
    ),
    (
        {"type": "object", "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
        {"a": 1, "b": 1},
        ['<nil>: Invalid value: "": "spec" must validate one and only one schema (oneOf). Found 2 valid alternatives'],
    ),
    (
        {"type": "integer", "anyOf": [{"minimum": 5}, {"maximum": 1}]},
        3,
        [
            '<nil>: Invalid value: "": "spec" must validate at least one schema (anyOf)',
            "spec: Invalid value: 3: spec in body should be greater than or equal to 5",
        ],
    ),
    (
        {"type": "integer", "allOf": [{"minimum": 5}, {"maximum": 9}]},
        3,
        [
            "spec: Invalid value: 3: spec in body should be greater than or equal to 5",
            '<nil>: Invalid value: "": "spec" must validate all the schemas (allOf)',
        ],
    ),
    ({"type": "string", "not": {"enum": ["a"]}}, "a", ['<nil>: Invalid value: "": "spec" must not validate the schema (not)']),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "value", "texts"), CASES)
def test_values(schema: dict[str, Any], value: Any, texts: list[str]) -> None:
    assert [str(error) for error in validate({"spec": value}, spec(schema))] == texts


def test_the_closest_alternative_speaks() -> None:
    alternatives = {"anyOf": [{"required": ["z"]}, {"properties": {"a": {"minimum": 5}, "b": {"minimum": 5}}}]}
    found = validate({"a": 9, "b": 1}, {"type": "object", **alternatives}, prefix="at")
    assert [error.field for error in found] == ["at", "at.b"]


def test_a_value_within_an_object_has_its_path() -> None:
    (error,) = validate(5, STRING, prefix="x.default")
    assert str(error) == 'x.default: Invalid value: "integer":  in body must be of type string: "integer"'
    assert error.cause()["reason"] == "FieldValueTypeInvalid"


ITEM = {"type": "object", "properties": {"name": STRING, "n": {"type": "integer", "maximum": 5}}}
KEYED = {
    "type": "array",
    "items": ITEM,
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": ["name"],
}


@pytest.mark.parametrize(
    ("schema", "old", "new", "fields"),
    [
        (ITEM, {"n": 9}, {"n": 9, "name": "x"}, []),
        (ITEM, {"n": 9}, {"n": 8}, ["spec.n"]),
        (KEYED, [{"name": "a", "n": 9}], [{"name": "b"}, {"name": "a", "n": 9}], []),
        (KEYED, [{"name": "a", "n": 9}], [{"name": "b", "n": 9}], ["spec[0].n"]),
        # Nobody knows which item of a plain list was which.
        ({"type": "array", "items": ITEM}, [{"n": 9}], [{"n": 9}, {"n": 1}], ["spec[0].n"]),
        ({"type": "array", "items": ITEM}, [{"n": 9}], [{"n": 9}], []),
    ],
)
def test_what_is_unchanged_keeps_its_faults(schema: dict[str, Any], old: Any, new: Any, fields: list[str]) -> None:
    assert [error.field for error in validate({"spec": new}, spec(schema), old={"spec": old})] == fields


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("date-time", ["2026-01-02T03:04:05Z", "2026-01-02t03:04:05.123+01:00"], ["2026-01-02", "2026-13-02T03:04:05Z"]),
        ("date", ["2026-02-28"], ["2026-02-30", "26-01-01"]),
        ("byte", ["aGk=", "aGlo"], ["", "aGk", "a-_="]),
        ("uri", ["https://x.y/z?q", "s3://bucket/one", "/abs", "mailto:a@b"], ["x", "", "http://a b/", "/%zz"]),
        ("email", ["me@example.com", "Me <me@example.com>"], ["me", "@x", "a b@c"]),
        ("hostname", ["example.com", "x", "a1.example.org"], ["-a.com", "a..b", "a.1", "under_score.com"]),
        ("ipv4", ["10.0.0.1", "010.0.0.1"], ["::1", "1.2.3", "10.0.0.256"]),
        ("ipv6", ["::1", "fe80::1"], ["10.0.0.1", "fe80::1%eth0", "1::2::3"]),
        ("cidr", ["10.0.0.0/8", "10.1.2.3/8", "::/0"], ["10.0.0.0", "10.0.0.0/33"]),
        ("mac", ["00:1a:2B:3c:4d:5e", "001a.2b3c.4d5e"], ["00:1a:2b", "zz:1a:2b:3c:4d:5e"]),
        ("uuid", ["6BA7B810-9dad-11d1-80b4-00c04fd430c8", "6ba7b8109dad11d180b400c04fd430c8"], ["6ba7b810"]),
        ("uuid4", ["f47ac10b-58cc-4372-a567-0e02b2c3d479"], ["f47ac10b-58cc-1372-a567-0e02b2c3d479"]),
        ("duration", ["1h30m", "22 ns", "3 days", "0", "-1.5s"], ["1", "soon", "1x"]),
        ("k8s-short-name", ["a-b"], ["A", "a.b", "-a", "a" * 64]),
        ("k8s-long-name", ["a.b-c"], ["a..b", "A.b"]),
        ("bsonobjectid", ["507f1f77bcf86cd799439011"], ["507f1f77"]),
        ("isbn", ["0321751043", "978-0321751041"], ["0321751044", "x"]),
        ("creditcard", ["4111 1111 1111 1111"], ["4111 1111 1111 1112"]),
        ("ssn", ["111-11-1111"], ["111111111"]),
        ("hexcolor", ["#fff", "00FF00"], ["#ff"]),
        ("rgbcolor", ["rgb(0, 255, 10)"], ["rgb(0,256,0)"]),
        ("password", [""], []),
    ],
)  # fmt: skip
def test_formats(name: str, good: list[str], bad: list[str]) -> None:
    assert formats.is_of_strings(name)
    assert [text for text in good if not formats.conforms(name, text)] == []
    assert [text for text in bad if formats.conforms(name, text)] == []


RULED = {
    "type": "object",
    "x-kubernetes-validations": [{"rule": "true"}],
    "properties": {"spec": INTEGER, "status": INTEGER},
}


def test_rules_are_not_run_on_what_is_invalid() -> None:
    found = structural.errors({"spec": "x"}, None, RULED)
    assert str(found[-1]) == (
        "<nil>: Invalid value: null: some validation rules were not checked because the object was invalid;"
        " correct the existing errors to complete validation"
    )


def test_a_status_update_is_about_the_status() -> None:
    schema = {key: value for key, value in RULED.items() if key != "x-kubernetes-validations"}
    found = structural.status_errors({"spec": "x", "status": "y"}, {"spec": "x"}, schema)
    assert [str(error) for error in found] == [
        'status: Invalid value: "string":  in body must be of type integer: "string"'
    ]
