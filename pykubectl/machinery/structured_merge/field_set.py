"""The set of the fields of a value: what somebody who applies it comes to own.

Upstream: structured-merge-diff/typed/tofieldset.go.
"""

from functools import lru_cache
from typing import Any

from pykubectl.machinery.field_sets import MEMBER, FieldSet
from pykubectl.machinery.structured_merge.items import grouped
from pykubectl.machinery.structured_merge.merge_types import MergeType


def of_value(value: Any, type: MergeType) -> FieldSet:
    """Fields of structs are owned through what is in them; entries of maps and items of lists also themselves."""
    return _tree(value, type) or {}


def _tree(value: Any, type: MergeType) -> FieldSet | None:
    """The tree of a value; None when nothing in it is owned, nor itself."""
    if type.takes_map and (isinstance(value, dict) or not type.is_deduced):
        if type.is_atomic_map:
            return {}
        return _map_tree(value, type) if isinstance(value, dict) else None
    if type.takes_list and (isinstance(value, list) or not type.scalar):
        if not type.is_associative:
            return {}
        return _list_tree(value, type) if isinstance(value, list) else None
    return {}


def _map_tree(value: dict[str, Any], type: MergeType) -> FieldSet | None:
    found: FieldSet = {}
    for name, item in value.items():
        child = type.child(name)
        tree = None if child is None else _tree(item, child)
        if item is None or item == {} or type.declared(name) is None:
            tree = _owned(tree)
        if tree is not None:
            found[f"f:{name}"] = tree
    return found or None


def _list_tree(value: list[Any], type: MergeType) -> FieldSet | None:
    child = type.element
    assert child is not None
    found: FieldSet = {}
    for element, items in grouped(value, type).items():
        # Of items with the same key only that they are there is known.
        found[element] = _owned(_tree(items[0], child)) if len(items) == 1 else {}
    return found or None


def _owned(tree: FieldSet | None) -> FieldSet:
    """The tree as that of a member."""
    return tree if tree is not None and (not tree or MEMBER in tree) else {MEMBER: {}, **tree} if tree else {}


def with_named_fields(fields: FieldSet, type: MergeType | None) -> FieldSet:
    """The set with every field of a struct that something is owned in as a member: so whole structs can be compared."""
    found: FieldSet = {}
    for element, tree in fields.items():
        if element == MEMBER:
            found[element] = tree
            continue
        inside = with_named_fields(tree, _type_at(type, element))
        is_named = element[0] == "f" and type is not None and type.declared(element[2:]) is not None
        found[element] = _owned(inside) if is_named else inside
    return found


def _type_at(type: MergeType | None, element: str) -> MergeType | None:
    if type is None:
        return None
    if element[0] == "f":
        return type.child(element[2:]) if type.takes_map else None
    return type.element if element[0] == "k" and type.takes_list else None


def every_path(value: Any, type: MergeType) -> FieldSet:
    """The tree of a value that is new, or gone: all in it, down to what is atomic, and itself."""
    found: FieldSet = {MEMBER: {}}
    if isinstance(value, dict):
        if not value or not type.takes_map or type.is_atomic_map:
            return {}
        if _is_flat(value):
            return _flat(type, tuple(value))
        for name, item in value.items():
            child = type.child(name)
            if child is not None:
                found[f"f:{name}"] = every_path(item, child) if isinstance(item, dict | list) else {}
    elif isinstance(value, list):
        if not value or not type.is_associative:
            return {}
        child = type.element
        assert child is not None
        for element, items in grouped(value, type).items():
            found[element] = every_path(items[0], child) if len(items) == 1 else {}
    return found if len(found) > 1 else {}


def _is_flat(value: dict[str, Any]) -> bool:
    for item in value.values():
        kind = type(item)
        if kind is dict or kind is list:
            return False
    return True


@lru_cache(maxsize=10_000)
def _flat(type: MergeType, names: tuple[str, ...]) -> FieldSet:
    """The tree of a map of scalars, such as a condition: there are many of few forms."""
    found: FieldSet = {f"f:{name}": {} for name in names if type.child(name) is not None}
    return {MEMBER: {}, **found} if found else {}
