"""Rules in schemas: their types, their cost, what is said of bad ones and of objects that break them."""

from typing import Any

import pytest

from pykubectl.machinery.cel import compile
from pykubectl.machinery.cel.declared_types import declared_type, escape
from pykubectl.machinery.cel.estimate import estimate
from pykubectl.machinery.cel.schema_rules import check_definition, check_object

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}


def schema(*rules: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "x-kubernetes-validations": list(rules)}


def rule(text: str, **more: Any) -> dict[str, Any]:
    return {"rule": text, **more}


@pytest.mark.parametrize(
    ("name", "escaped"),
    [
        ("plain", "plain"),
        ("a.b-c/d", "a__dot__b__dash__c__slash__d"),
        ("a__b", "a__underscores__b"),
        ("namespace", "__namespace__"),
        ("1st", None),
        ("a b", None),
    ],
)
def test_escape(name: str, escaped: str | None) -> None:
    assert escape(name) == escaped


@pytest.mark.parametrize(
    ("openapi", "expression", "result"),
    [
        ({"x-kubernetes-int-or-string": True}, "self", "dyn"),
        ({"type": "string", "format": "date-time"}, "self", "timestamp"),
        ({"type": "string", "format": "duration"}, "self", "duration"),
        ({"type": "string", "format": "byte"}, "self", "bytes"),
        ({"type": "number"}, "self", "double"),
        ({"type": "object", "additionalProperties": NUMBER}, "self", "map(string, int)"),
        ({"type": "array", "items": {"type": "array", "items": TEXT}}, "self", "list(list(string))"),
        (schema(metadata={"type": "object"}), "self.metadata.name", "string"),
    ],
)
def test_declared_type(openapi: dict[str, Any], expression: str, result: str) -> None:
    declared = declared_type(openapi, is_root=openapi.get("type") == "object" and "properties" in openapi)
    assert declared is not None
    assert str(compile(expression, {"self": declared}).result_type) == result


@pytest.mark.parametrize(
    ("openapi", "expression", "most"),
    [
        (
            {"type": "array", "maxItems": 10, "items": {**TEXT, "maxLength": 50}},
            "self.all(x, self.all(y, x == y))",
            2552,
        ),
        ({"type": "string", "maxLength": 10}, "self == 'abcdefghijkl'", 3),
        ({"type": "integer"}, "self > 1 && self < 5", 4),
        ({"type": "array", "maxItems": 5, "items": {**TEXT, "maxLength": 5}}, "self.map(x, x + 'a').size()", 93),
        ({"type": "string", "maxLength": 5}, "self.contains('abc')", 3),
        ({"type": "string", "maxLength": 5}, "self.matches('[a-z]+')", 7),
    ],
)
def test_estimate(openapi: dict[str, Any], expression: str, most: int) -> None:
    declared = declared_type(openapi)
    assert declared is not None
    assert estimate(compile(expression, {"self": declared}))[1] == most


@pytest.mark.parametrize(
    ("openapi", "errors"),
    [
        (schema(rule("self.n > 1"), n=NUMBER), []),
        (
            schema(rule("self.nope > 1")),
            [
                'P.x-kubernetes-validations[0].rule: Invalid value: {"Rule":"self.nope \\u003e 1","Message":"",'
                '"MessageExpression":"","Reason":null,"FieldPath":"","OptionalOldSelf":null}: compilation failed:'
                " ERROR: <input>:1:5: undefined field 'nope'\n | self.nope > 1\n | ....^"
            ],
        ),
        (
            schema(rule("self.n"), n=NUMBER),
            [
                'P.x-kubernetes-validations[0].rule: Invalid value: {"Rule":"self.n","Message":"","MessageExpression":'
                '"","Reason":null,"FieldPath":"","OptionalOldSelf":null}: cel expression must evaluate to a bool'
            ],
        ),
        (schema(rule(" ")), ["P.x-kubernetes-validations[0].rule: Required value: rule is not specified"]),
        (
            schema(rule("true", fieldPath=".nope")),
            ['P.x-kubernetes-validations[0].fieldPath: Invalid value: ".nope": must be a valid path'],
        ),
        (
            schema(rule("true", optionalOldSelf=True)),
            [
                "P.x-kubernetes-validations[0].optionalOldSelf: Invalid value: true: may not be set if oldSelf is not"
                " used in rule"
            ],
        ),
        (
            schema(l={"type": "array", "maxItems": 3, "items": schema(rule("self == oldSelf"))}),
            [
                'P.properties[l].items.x-kubernetes-validations[0].rule: Invalid value: "self == oldSelf": oldSelf'
                " cannot be used on the uncorrelatable portion of the schema within P.properties[l]"
            ],
        ),
    ],
)
def test_definition(openapi: dict[str, Any], errors: list[str]) -> None:
    assert [str(error) for error in check_definition(openapi, "P")] == errors


def test_a_costly_definition() -> None:
    words = {"type": "array", "maxItems": 3000, "items": {**TEXT, "maxLength": 10}}
    openapi = schema(rule("self.l.all(a, self.l.all(b, a == b))"), l=words)
    path = "P.x-kubernetes-validations[0].rule: Forbidden: "
    errors = [str(error) for error in check_definition(openapi, "P")]
    assert errors[0].startswith(f"{path}estimated rule cost exceeds budget by factor of 8.1x (try simplifying the rule")


OBJECT = schema(
    rule("self.metadata.name.startsWith('p-')", message="names start with p-"),
    spec=schema(
        rule("self.min <= self.max", message="min must not exceed max"),
        rule("!has(self.mode) || self.mode != 'x'", messageExpression="'not ' + self.mode", fieldPath=".mode"),
        rule("!has(self.port) || self.port > 0"),
        rule("oldSelf.hasValue() || self.min == 0", optionalOldSelf=True, message="starts at 0"),
        min=NUMBER,
        max=NUMBER,
        mode={**TEXT, "x-kubernetes-validations": [rule("self == oldSelf", reason="FieldValueForbidden")]},
        port={"x-kubernetes-int-or-string": True},
        items={
            "type": "array",
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": ["name"],
            "items": schema(rule("self.n >= oldSelf.n", message="shrinks"), name=TEXT, n=NUMBER),
        },
    ),
)


def thing(name: str = "p-1", **spec: Any) -> dict[str, Any]:
    return {"metadata": {"name": name}, "spec": {"min": 0, "max": 9, **spec}}


@pytest.mark.parametrize(
    ("new", "old", "errors"),
    [
        (thing(), None, []),
        (
            thing("bad", max=-1),
            None,
            ["<nil>: Invalid value: names start with p-", "spec: Invalid value: min must not"],
        ),
        (thing(mode="x"), None, ["spec.mode: Invalid value: not x"]),
        (thing(mode="b"), thing(mode="a"), ["spec.mode: Forbidden: failed rule: self == oldSelf"]),
        (thing(mode="b"), thing(), []),
        (thing(min=1), None, ["spec: Invalid value: starts at 0"]),
        (thing(min=1), thing(), []),
        (
            thing(port="http"),
            None,
            [
                "spec: Invalid value: \"object\": 'no such overload': call arguments did not match a supported operator,"
                " function or macro signature for rule: !has(self.port) || self.port > 0"
            ],
        ),
        (
            {"metadata": {"name": "p-1"}, "spec": {}},
            thing(),
            ['spec: Invalid value: "object": no such key: min evaluating'],
        ),
        (
            thing(items=[{"name": "b", "n": 5}, {"name": "a", "n": 1}]),
            thing(items=[{"name": "a", "n": 2}]),
            ["spec.items[1]: Invalid value: shrinks"],
        ),
    ],
)
def test_object(new: dict[str, Any], old: dict[str, Any] | None, errors: list[str]) -> None:
    found = [str(error) for error in check_object(new, old, OBJECT)]
    assert len(found) == len(errors), found
    for text, start in zip(found, errors, strict=True):
        assert text.startswith(start)


def test_what_does_not_change_only_warns() -> None:
    warnings: list[str] = []
    old = thing(max=-1)
    assert check_object({**old, "metadata": {"name": "p-2"}}, old, OBJECT, warnings=warnings) == []
    assert warnings == ["spec: Invalid value: min must not exceed max"]


def test_the_budget_of_an_object() -> None:
    errors = check_object(thing(), None, OBJECT, budget=4)
    assert [str(error) for error in errors] == [
        'spec: Invalid value: "object": validation failed due to running out of cost budget, no further validation rules'
        " will be run"
    ]
