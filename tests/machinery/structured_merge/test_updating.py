"""Who owns what after updates and applies, of one manager and of many."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pykubectl import Object
from pykubectl.machinery.field_sets.algebra import difference, intersection, leaves, paths
from pykubectl.machinery.field_sets.elements import printed_path
from pykubectl.machinery.structured_merge import field_set
from pykubectl.machinery.structured_merge.managers import (
    APPLY,
    UPDATE,
    BadEntry,
    Owned,
    Owner,
    Owners,
    accepted,
    owner,
    parse,
    shown,
    text_of,
)
from pykubectl.machinery.structured_merge.updating import ANCIENT, Applied, Applier, Conflicts, Frame, apply, update
from tests.machinery.structured_merge.test_merging import SPEC, values

FRAME = Frame(lambda version: SPEC, lambda obj, version: obj, {})
NONE: Owners = {}


def applied(live: Object, owners: Owners, manager: str, configuration: Any, *, force: bool = False) -> Applied:
    writer = Applier(owner(manager, APPLY, "v1"), "v1", f"time of {manager}", force)
    answer = apply(FRAME, owners, live, configuration, writer)
    return answer._replace(obj=live if answer.obj is None else answer.obj)


def updated(owners: Owners, manager: str, old: Object, new: Object) -> Owners:
    return update(FRAME, owners, old, new, owner(manager, UPDATE, "v1"), f"time of {manager}")


def names(owners: Owners, manager: str) -> list[str]:
    return [
        printed_path(path) for one, owned in owners.items() if one.manager == manager for path in paths(owned.fields)
    ]


def test_an_update_takes_what_it_changes_from_others() -> None:
    owners = updated(NONE, "first", {}, {"labels": {"a": "1", "b": "1"}, "size": 1})
    assert names(owners, "first") == [".labels", ".size", ".labels.a", ".labels.b"]
    owners = updated(owners, "second", {"labels": {"a": "1", "b": "1"}, "size": 1}, {"labels": {"a": "2"}, "size": 1})
    assert names(owners, "first") == [".labels", ".size"]
    assert names(owners, "second") == [".labels.a"]


def test_fields_no_longer_applied_go_unless_others_own_them() -> None:
    obj, owners = applied({}, NONE, "alice", {"labels": {"a": "1", "b": "1"}, "tags": ["x", "w"]})
    obj, owners = applied(obj or {}, owners, "bob", {"labels": {"b": "1"}, "tags": ["x"]})
    obj, owners = applied(obj or {}, owners, "alice", {"size": 1})
    assert obj == {"labels": {"b": "1"}, "tags": ["x"], "size": 1}
    assert names(owners, "alice") == [".size"]
    obj, owners = applied(obj or {}, owners, "bob", {"tags": []})
    assert {one.manager for one in owners} == {"alice"}
    assert (obj or {}).get("labels") is None


def test_conflicts_and_force() -> None:
    obj, owners = applied({}, NONE, "alice", {"size": 1, "on": True})
    with pytest.raises(Conflicts) as caught:
        applied(obj or {}, owners, "bob", {"size": 2, "on": True})
    assert [(one.owner.manager, printed_path(one.path)) for one in caught.value.found] == [("alice", ".size")]
    obj, owners = applied(obj or {}, owners, "bob", {"size": 2, "on": True}, force=True)
    assert (names(owners, "alice"), names(owners, "bob")) == ([".on"], [".on", ".size"])


def test_time_moves_only_with_the_object() -> None:
    obj, owners = applied({}, NONE, "alice", {"size": 1})
    _, owners = applied(obj or {}, owners, "bob", {"size": 1})
    assert {one.manager: owned.time for one, owned in owners.items()} == {"alice": "time of alice", "bob": ""}


def test_at_most_ten_update() -> None:
    owners: Owners = NONE
    old: Object = {}
    for number in range(13):
        new = {"labels": {**old.get("labels", {}), f"l{number:02}": "x"}}
        owners, old = updated(owners, f"m{number:02}", old, new), new
    assert len(owners) == 10
    assert names(owners, ANCIENT) == [".labels", ".labels.l00", ".labels.l01", ".labels.l02", ".labels.l03"]


def test_reset_fields_are_owned_by_nobody() -> None:
    frame = FRAME._replace(reset={"f:labels": {}})
    owners = update(frame, NONE, {}, {"labels": {"a": "1"}, "size": 1}, owner("m", UPDATE, "v1"), "")
    assert names(owners, "m") == [".size"]


def test_owners_in_a_version_that_is_gone_are_forgotten() -> None:
    frame = FRAME._replace(type=lambda version: SPEC if version == "v1" else None)
    owners = {owner("old", UPDATE, "v1beta1"): Owned({"f:size": {}}, "v1beta1")}
    assert names(update(frame, owners, {"size": 1}, {"size": 1}, owner("m", UPDATE, "v1"), ""), "old") == []


def test_the_text_of_entries() -> None:
    entries = [
        {"manager": "a", "operation": "Apply", "apiVersion": "v1", "fieldsType": "FieldsV1", "fieldsV1": {"f:x": {}}},
        {
            "manager": "b",
            "operation": "Update",
            "apiVersion": "v1",
            "time": "2026-01-01T00:00:00Z",
            "fieldsType": "FieldsV1",
            "fieldsV1": {"f:y": {'k:{"port":443}': {}, 'k:{"port":8080}': {}}},
            "subresource": "status",
        },
    ]
    assert shown(text_of(accepted(entries[::-1]))) == entries
    assert [list(entry) for entry in shown(text_of(accepted(entries)))] == [list(entry) for entry in entries]


_ENTRY = {"operation": "Apply", "apiVersion": "v1", "fieldsType": "FieldsV1"}


def test_strange_names_stay_what_they_are() -> None:
    entries = [
        {**_ENTRY, "manager": 'a"\\', "apiVersion": '"', "subresource": "\n", "fieldsV1": {'f:é"': {}, "z:1": {}}}
    ]
    (one,) = shown(text_of(accepted(entries)))
    assert one == {**entries[0], "fieldsV1": {'f:é"': {}}}


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({}, "operation must be `Apply` or `Update`"),
        ({"operation": "Apply"}, "apiVersion must not be empty"),
        ({"operation": "Apply", "apiVersion": "v1"}, "missing fieldsType in managed fields entry 0"),
        (
            {"operation": "Apply", "apiVersion": "v1", "fieldsType": "x"},
            'invalid fieldsType "x" in managed fields entry 0',
        ),
        ({**_ENTRY, "fieldsV1": {"x": {}}}, "error decoding set: key must be 2 characters long:"),
        ({**_ENTRY, "fieldsV1": {"f:x": 1}}, "error decoding set: expected a map of fields, got 1"),
        ({**_ENTRY, "fieldsV1": {"v:NaN": {}}}, "error decoding set: NaN is no JSON"),
        ({**_ENTRY, "fieldsV1": {"k:" + "[" * 50_000: {}}}, "error decoding set: "),
    ],
)
def test_bad_entries(entry: Any, problem: str) -> None:
    with pytest.raises(BadEntry, match=problem):
        accepted([entry])


@given(values, values)
def test_applying_twice_is_applying_once(live: Any, configuration: Any) -> None:
    once = applied(live, NONE, "m", configuration, force=True)
    twice = applied(once.obj or {}, once.owners, "m", configuration)
    assert (twice.obj, text_of(twice.owners)) == (once.obj, text_of(once.owners))


_writes = st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from([APPLY, UPDATE]), values), max_size=6)


@settings(max_examples=150)
@given(_writes)
def test_owners_cover_what_they_set(writes: list[tuple[str, str, Any]]) -> None:
    obj: Object = {}
    owners: Owners = NONE
    for manager, operation, value in writes:
        if operation == APPLY:
            made, owners = applied(obj, owners, manager, value, force=True)
            obj = {name: item for name, item in (made or {}).items() if item is not None}
            wanted = leaves(field_set.of_value(value, SPEC))
            mine = owners.get(Owner(manager, APPLY))
            lost = difference(intersection(wanted, field_set.of_value(obj, SPEC)), mine.fields if mine else {})
            assert not lost
        else:
            value = {name: item for name, item in value.items() if item is not None}
            owners, obj = updated(owners, manager, obj, value), value
        there = field_set.of_value(obj, SPEC)
        everybody = [owned.fields for owned in owners.values()]
        unowned = leaves(there)
        for fields in everybody:
            unowned = difference(unowned, fields)
        # Empty lists and maps are nobody's when their last item went.
        assert all(_is_empty(obj, path[0]) for path in paths(unowned))
        assert parse(text_of(owners)) == owners


def _is_empty(obj: Object, element: str) -> bool:
    return obj.get(element[2:]) in ({}, [], None) or element in ("f:any",)
