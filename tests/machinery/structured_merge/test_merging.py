"""Merging, comparing, taking away, along schemas of every kind of list and map."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pykubectl.machinery.field_sets import FieldSet
from pykubectl.machinery.field_sets.algebra import difference, intersection, leaves, paths, union
from pykubectl.machinery.field_sets.codec import ordered, parse, text_of
from pykubectl.machinery.field_sets.elements import printed_path
from pykubectl.machinery.schema import Schema, schema_of
from pykubectl.machinery.structured_merge import field_set, validation
from pykubectl.machinery.structured_merge.comparison import compare
from pykubectl.machinery.structured_merge.merge_types import MergeType, of_schema
from pykubectl.machinery.structured_merge.merging import merge
from pykubectl.machinery.structured_merge.reconciliation import reconcile
from pykubectl.machinery.structured_merge.removal import extract, remove

_RULE = {
    "type": "object",
    "properties": {
        "host": {"type": "string"},
        "port": {"type": "integer", "default": 80},
        "to": {"type": "string"},
        "tags": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
    },
}
_SPEC = {
    "rules": {
        "type": "array",
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["host", "port"],
        "items": _RULE,
    },
    "tags": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
    "steps": {"type": "array", "items": {"type": "string"}},
    "opts": {"type": "object", "x-kubernetes-map-type": "atomic", "additionalProperties": {"type": "string"}},
    "labels": {"type": "object", "additionalProperties": {"type": "string"}},
    "any": {"x-kubernetes-preserve-unknown-fields": True},
    "size": {"type": "integer"},
    "on": {"type": "boolean"},
    "more": {"type": "object", "properties": {"size": {"type": "integer"}}},
}


def _type(properties: Any) -> MergeType:
    return of_schema(Schema.from_openapi({"type": "object", "properties": properties}))


SPEC = _type(_SPEC)

_words = st.sampled_from(["a", "b", "c", "d e"])
_rules = st.fixed_dictionaries(
    {"host": _words},
    optional={"port": st.sampled_from([80, 443, 8080]), "to": _words, "tags": st.lists(_words, unique=True)},
)
_plain = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | _words,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_words, inner, max_size=2),
    max_leaves=5,
)
values = st.fixed_dictionaries(
    {},
    optional={
        "rules": st.lists(_rules, max_size=4, unique_by=lambda rule: (rule["host"], rule.get("port", 80))),
        "tags": st.lists(_words, unique=True),
        "steps": st.lists(_words, max_size=2),
        "opts": st.dictionaries(_words, _words, max_size=2),
        "labels": st.dictionaries(_words, _words, max_size=3),
        "any": _plain,
        "size": st.integers(0, 2) | st.none(),
        "on": st.booleans(),
        "more": st.fixed_dictionaries({}, optional={"size": st.integers(0, 2)}),
    },
)


def fields(value: Any, type: MergeType = SPEC) -> list[str]:
    return [printed_path(path) for path in paths(field_set.of_value(value, type))]


@pytest.mark.parametrize(
    ("live", "applied", "merged"),
    [
        ({"rules": [{"host": "a", "to": "1"}]}, {"rules": [{"host": "a", "port": 80, "to": "2"}]}, None),
        ({"tags": ["x", "w"]}, {"tags": ["z"]}, {"tags": ["x", "w", "z"]}),
        ({"tags": ["x", "w"]}, {"tags": ["w", "x"]}, {"tags": ["w", "x"]}),
        ({"tags": ["a", "b", "c"]}, {"tags": ["c", "d", "a"]}, {"tags": ["b", "c", "d", "a"]}),
        ({"tags": ["a", "b", "c", "g", "f"]}, {"tags": ["c", "d", "e", "f"]}, {"tags": [*"abcgdef"]}),
        ({"tags": [*"abcdefghij"]}, {"tags": [*"1b2h3e4kl"]}, {"tags": [*"a1bcdfg2hij3e4kl"]}),
        ({"tags": ["a", "b", "b"]}, {"tags": ["c"]}, {"tags": ["a", "b", "b", "c"]}),
        ({"tags": ["a", "b", "b"]}, {"tags": ["b"]}, {"tags": ["a", "b"]}),
        ({"steps": ["a", "b"]}, {"steps": ["c"]}, {"steps": ["c"]}),
        ({"opts": {"a": "1"}}, {"opts": {"b": "2"}}, {"opts": {"b": "2"}}),
        ({"labels": {"a": "1"}}, {"labels": {"b": "2"}}, {"labels": {"a": "1", "b": "2"}}),
        ({"labels": {"a": "1"}}, {"labels": None}, {"labels": {"a": "1"}}),
        ({"labels": {}}, {"labels": None}, {"labels": None}),
        ({"any": {"a": {"b": 1}}}, {"any": {"a": {"c": [2]}}}, {"any": {"a": {"b": 1, "c": [2]}}}),
        ({"any": {"a": {"b": 1}}}, {"any": {"a": 3}}, {"any": {"a": 3}}),
    ],
)
def test_merge(live: Any, applied: Any, merged: Any) -> None:
    assert merge(live, applied, SPEC) == (merged or applied)


@pytest.mark.parametrize(
    ("value", "owned"),
    [
        ({"rules": [{"host": "a", "to": "1"}]}, ['.rules[host="a",port=80]', '.rules[host="a",port=80].host']),
        ({"tags": ["b", "a"]}, ['.tags[="a"]', '.tags[="b"]']),
        ({"tags": []}, []),
        ({"steps": ["b", "a"]}, [".steps"]),
        ({"opts": {"a": "b"}}, [".opts"]),
        ({"labels": {"a": "b"}}, [".labels.a"]),
        ({"labels": {}}, [".labels"]),
        ({"more": {"size": 1}}, [".more.size"]),
        ({"any": {"a": {"b": 1}}}, [".any.a", ".any.a.b"]),
        ({"size": None}, [".size"]),
    ],
)
def test_fields_of_a_value(value: Any, owned: list[str]) -> None:
    assert fields(value)[: len(owned)] == owned
    assert bool(fields(value)) == bool(owned)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({"rules": [{"host": "a"}, {"host": "a", "port": 80}]}, '.rules: duplicate entries for key [host="a",port=80]'),
        ({"tags": ["x", "x"]}, '.tags: duplicate entries for key [="x"]'),
        ({"nope": 1}, ".nope: field not declared in schema"),
        ({"size": "x"}, ".size: expected numeric (int or float), got string"),
        ({"on": 5}, ".on: expected boolean, got &{5}"),
        ({"labels": {"a": 5}}, ".labels.a: expected string, got &value.valueUnstructured{Value:5}"),
        ({"labels": "x"}, ".labels: expected map, got &{x}"),
        ({"tags": {"a": 1}}, ".tags: expected list, got &{map[a:1]}"),
        ({"steps": [1]}, ".steps[0]: expected string, got &value.valueUnstructured{Value:1}"),
        ({"rules": [None]}, ".rules: element 0: associative list with keys may not have a null element"),
        ({"tags": [{}]}, ".tags: element 0: associative list without keys has an element that's a map type"),
        ({"tags": ["x", "x"], "size": ""}, "errors:\n  .tags: duplicate entries for key [=\"x\"]\n  .size: expected numeric (int or float), got string"),
    ],
)  # fmt: skip
def test_validation(value: Any, problem: str) -> None:
    with pytest.raises(validation.TypingError) as caught:
        validation.check(value, SPEC)
    assert str(caught.value) == problem


def test_built_in_keys_have_defaults() -> None:
    schema = schema_of("v1", "Pod")
    assert schema is not None
    pod = {"spec": {"containers": [{"name": "c", "ports": [{"containerPort": 80}]}]}}
    assert '.spec.containers[name="c"].ports[containerPort=80,protocol="TCP"]' in fields(pod, of_schema(schema))


def test_lists_that_became_atomic() -> None:
    atomic = _type({"tags": {"type": "array", "items": {"type": "string"}}})
    assert reconcile({"f:tags": {'v:"a"': {}}, "f:size": {}}, atomic) == {"f:tags": {}, "f:size": {}}
    assert reconcile({"f:tags": {}}, SPEC) == {"f:tags": {}}


def test_elements_are_in_the_order_of_the_api() -> None:
    numbers: FieldSet = {'k:{"port":8080}': {}, 'k:{"port":443}': {}, "v:10": {}, "v:9": {}, "f:z": {}, ".": {}}
    assert list(ordered({"f:x": numbers})["f:x"]) == [".", "f:z", 'k:{"port":443}', 'k:{"port":8080}', "v:9", "v:10"]


@given(values)
def test_merging_a_value_with_itself_changes_nothing(value: Any) -> None:
    assert merge(value, value, SPEC) == value
    assert compare(value, value, SPEC) == ({}, {})


@given(values, values)
def test_merged_values_hold_what_was_applied(live: Any, applied: Any) -> None:
    merged = merge(live, applied, SPEC)
    assert merge(merged, applied, SPEC) == merged
    # What is applied is there: applying it again conflicts with nobody.
    applied_fields = field_set.of_value(applied, SPEC)
    lost = difference(applied_fields, field_set.of_value(merged, SPEC))
    assert all(applied.get(path[0][2:]) in (None, {}) for path in paths(leaves(lost)))


def _in_order(value: Any) -> Any:
    """Sets and maps by keys have no order."""
    ordered = dict(value)
    if "tags" in value:
        ordered["tags"] = sorted(value["tags"])
    if "rules" in value:
        rules = [{**rule, **({"tags": sorted(rule["tags"])} if "tags" in rule else {})} for rule in value["rules"]]
        ordered["rules"] = sorted(rules, key=lambda rule: (rule["host"], rule.get("port", 80)))
    return ordered


@given(values, values)
def test_a_comparison_names_every_difference(old: Any, new: Any) -> None:
    changed, removed = compare(old, new, SPEC)
    assert (_in_order(old) == _in_order(new)) == (not changed and not removed)
    backwards = compare(new, old, SPEC)
    assert bool(backwards.changed or backwards.removed) == bool(changed or removed)


@settings(max_examples=50)
@given(values)
def test_extracting_all_fields_gives_all(value: Any) -> None:
    own = field_set.of_value(value, SPEC)
    extracted = extract(value, own, SPEC) or {}
    assert field_set.of_value(extracted, SPEC) == own
    assert not intersection(own, field_set.of_value(remove(value, own, SPEC) or {}, SPEC))


@given(values, values)
def test_sets(one: Any, two: Any) -> None:
    first, second = field_set.of_value(one, SPEC), field_set.of_value(two, SPEC)
    both = union(first, second)
    assert text_of(union(second, first)) == text_of(both)
    assert union(both, first) == both
    assert set(paths(difference(both, second))) == set(paths(first)) - set(paths(second))
    assert parse(ordered(both)) == both
    assert list(paths(ordered(both))) == list(paths(both))
