from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pykubectl.machinery import json_merge, json_patch, strategic_merge
from pykubectl.machinery.decode import decode
from pykubectl.machinery.json_patch import JSONPatchError
from pykubectl.machinery.objects import copy
from pykubectl.machinery.schema import Schema, schema_of
from pykubectl.machinery.strategic_merge import StrategicMergeError
from pykubectl.machinery.three_way import three_way, two_way


def _deployment_schema() -> Schema:
    schema = schema_of("apps/v1", "Deployment")
    assert schema is not None
    return schema


SCHEMA = _deployment_schema()


def _deployment(*containers: dict[str, Any], **spec: Any) -> dict[str, Any]:
    return {"spec": {"template": {"spec": {"containers": list(containers)}}, **spec}}


A = {
    "name": "a",
    "image": "nginx:1",
    "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}],
    "args": ["one", "two"],
}
S = {"name": "side", "image": "busybox:1"}


def _containers(patch: Any) -> Any:
    patched = strategic_merge.apply(_deployment(A, S), patch, SCHEMA)
    return patched["spec"]["template"]["spec"]["containers"]


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        (
            _deployment(
                {"name": "a", "env": [{"name": "C", "value": "3"}, {"name": "A", "value": "9"}], "args": ["z"]}
            ),
            [
                {
                    **A,
                    "env": [{"name": "C", "value": "3"}, {"name": "A", "value": "9"}, {"name": "B", "value": "2"}],
                    "args": ["z"],
                },
                S,
            ],
        ),
        (
            _deployment(
                {"name": "side", "$patch": "delete"}, {"name": "a", "env": [{"name": "B", "$patch": "delete"}]}
            ),
            [{**A, "env": [{"name": "A", "value": "1"}]}],
        ),
        (_deployment({"$patch": "replace"}, {"name": "x"}), [{"name": "x"}]),
        (_deployment({"name": "new"}), [{"name": "new"}, A, S]),
        ({"spec": {"template": {"spec": {"$setElementOrder/containers": [{"name": "side"}, {"name": "a"}]}}}}, [S, A]),
    ],
)
def test_strategic_merge_of_lists(patch: Any, expected: Any) -> None:
    assert _containers(patch) == expected


def test_strategic_directives_in_maps() -> None:
    original = {
        "metadata": {"labels": {"a": "b"}, "finalizers": ["x", "y"]},
        "spec": {"strategy": {"type": "A", "rollingUpdate": {}}},
    }
    patch = {
        "metadata": {"labels": {"$patch": "replace", "c": "d"}, "$deleteFromPrimitiveList/finalizers": ["x"]},
        "spec": {"strategy": {"$retainKeys": ["type"], "type": "Recreate"}},
    }
    assert strategic_merge.apply(original, patch, SCHEMA) == {
        "metadata": {"labels": {"c": "d"}, "finalizers": ["y"]},
        "spec": {"strategy": {"type": "Recreate"}},
    }


@pytest.mark.parametrize(
    ("patch", "message"),
    [
        ({"metadata": {"labels": {"$patch": "explode"}}}, "unknown patch type: explode in map: map[$patch:explode]"),
        (_deployment({"image": "noname"}), "map: map[image:noname] does not contain declared merge key: name"),
    ],
)
def test_strategic_errors(patch: Any, message: str) -> None:
    with pytest.raises(StrategicMergeError) as caught:
        strategic_merge.apply({"metadata": {"labels": {"a": "b"}}, **_deployment(A)}, patch, SCHEMA)
    assert str(caught.value) == message


def test_three_way_keeps_what_others_set() -> None:
    last = _deployment({"name": "a", "image": "nginx:1", "command": ["x"]}, S, replicas=1)
    current = _deployment({**A, "command": ["x"]}, S, {"name": "injected", "image": "i"}, replicas=5)
    modified = _deployment({"name": "a", "image": "nginx:2"})
    assert three_way(last, modified, current, SCHEMA) == {
        "spec": {
            "replicas": None,
            "template": {
                "spec": {
                    "$setElementOrder/containers": [{"name": "a"}],
                    "containers": [
                        {"name": "a", "command": None, "image": "nginx:2"},
                        {"name": "side", "$patch": "delete"},
                    ],
                }
            },
        }
    }


def test_three_way_without_schema() -> None:
    patch = three_way({"a": 1, "b": {"c": 1}}, {"b": {"d": [2]}}, {"a": 1, "b": {"c": 1, "e": 1}}, None)
    assert patch == {"a": None, "b": {"c": None, "d": [2]}}


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ([{"op": "add", "path": "/l/0", "value": 0}], {"a": "1", "l": [0, 1, 2]}),
        ([{"op": "add", "path": "/l/-", "value": 3}, {"op": "remove", "path": "/l/0"}], {"a": "1", "l": [2, 3]}),
        ([{"op": "replace", "path": "/zzz", "value": "x"}], {"a": "1", "l": [1, 2], "zzz": "x"}),
        (
            [{"op": "copy", "from": "/a", "path": "/x~1y"}, {"op": "move", "from": "/a", "path": "/b"}],
            {"l": [1, 2], "x/y": "1", "b": "1"},
        ),
        ([{"op": "test", "path": "/a", "value": "1"}], {"a": "1", "l": [1, 2]}),
        ([{"op": "test", "path": "/a", "value": "2"}], "testing value /a failed: test failed"),
        (
            [{"op": "remove", "path": "/zzz"}],
            "error in remove for path: '/zzz': Unable to remove nonexistent key: zzz: missing value",
        ),
        (
            [{"op": "add", "path": "/x/y", "value": 1}],
            'add operation does not apply: doc is missing path: "/x/y": missing value',
        ),
        ([{"op": "fly", "path": "/a"}], "Unexpected kind: fly"),
    ],
)
def test_json_patch(operations: Any, expected: Any) -> None:
    document = {"a": "1", "l": [1, 2]}
    if isinstance(expected, str):
        with pytest.raises(JSONPatchError) as caught:
            json_patch.apply(document, operations)
        assert str(caught.value) == expected
    else:
        assert json_patch.apply(document, operations) == expected
    assert document == {"a": "1", "l": [1, 2]}


LEAVES = st.booleans() | st.integers(0, 3) | st.sampled_from("xy")
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcd"), inner), max_leaves=10
)
OBJECTS = st.dictionaries(st.sampled_from("abcd"), JSON)


@given(OBJECTS, OBJECTS)
def test_merge_patches_lead_to_the_modified_object(original: Any, modified: Any) -> None:
    assert json_merge.apply(original, json_merge.create(original, modified)) == modified
    assert json_merge.three_way(modified, modified, modified) == {}


ENV = st.lists(
    st.fixed_dictionaries({"name": st.sampled_from("ABC"), "value": st.sampled_from("12")}),
    max_size=3,
    unique_by=lambda e: e["name"],
)
CONTAINER = st.fixed_dictionaries(
    {"name": st.sampled_from("abc")},
    optional={"image": st.sampled_from(["i", "j"]), "env": ENV, "args": st.lists(st.sampled_from("xy"))},
)
DEPLOYMENTS = st.builds(
    lambda containers, finalizers, strategy: {
        "metadata": {"finalizers": finalizers},
        "spec": {"strategy": strategy, "template": {"spec": {"containers": containers}}},
    },
    st.lists(CONTAINER, max_size=3, unique_by=lambda c: c["name"]),
    st.lists(st.sampled_from("fgh"), unique=True),
    st.dictionaries(st.sampled_from(["type"]), st.sampled_from(["Recreate", "RollingUpdate"])),
)


def _normal(obj: Any) -> Any:
    obj = copy(obj)
    decode(obj, SCHEMA)
    return obj


@given(DEPLOYMENTS, DEPLOYMENTS)
def test_strategic_patches_lead_to_the_modified_object(original: Any, modified: Any) -> None:
    patch = two_way(original, modified, SCHEMA)
    assert _normal(strategic_merge.apply(original, patch, SCHEMA)) == _normal(modified)


@given(DEPLOYMENTS, DEPLOYMENTS, DEPLOYMENTS)
def test_applying_twice_changes_nothing_more(original: Any, modified: Any, current: Any) -> None:
    applied = strategic_merge.apply(current, three_way(original, modified, current, SCHEMA), SCHEMA)
    again = strategic_merge.apply(applied, three_way(modified, modified, applied, SCHEMA), SCHEMA)
    assert again == applied
