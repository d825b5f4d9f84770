"""A value without the fields of a set, or with these only.

Upstream: structured-merge-diff/typed/remove.go.
"""

from typing import Any

from pykubectl.machinery.field_sets import FieldSet
from pykubectl.machinery.field_sets.algebra import is_member
from pykubectl.machinery.structured_merge.items import NoElement, element_of
from pykubectl.machinery.structured_merge.merge_types import MergeType


def remove(value: Any, fields: FieldSet, type: MergeType) -> Any:
    """What is left of a value; a map or list of which nothing is left is None."""
    if isinstance(value, dict) and type.takes_map:
        return _remove_from_map(value, fields, type) if value and not type.is_atomic_map else None
    if isinstance(value, list) and type.takes_list:
        return _remove_from_list(value, fields, type) if value and type.is_associative else None
    return value if type.scalar else None


def _remove_from_map(value: dict[str, Any], fields: FieldSet, type: MergeType) -> dict[str, Any] | None:
    left = {}
    for name, item in value.items():
        tree = fields.get(f"f:{name}")
        if tree is not None and is_member(tree):
            continue
        child = type.child(name)
        left[name] = remove(item, tree, child) if tree and child is not None else item
    return left or None


def _remove_from_list(value: list[Any], fields: FieldSet, type: MergeType) -> list[Any] | None:
    child = type.element
    assert child is not None
    left = []
    for item in value:
        tree = fields.get(_element(item, type))
        if tree is None:
            left.append(item)
        elif not is_member(tree):
            left.append(remove(item, tree, child))
    return left or None


def extract(value: Any, fields: FieldSet, type: MergeType) -> Any:
    """Only what a set has of a value; atomic maps and lists whole."""
    if isinstance(value, dict) and type.takes_map and not type.is_atomic_map:
        return _extract_from_map(value, fields, type) if value else value
    if isinstance(value, list) and type.is_associative:
        return _extract_from_list(value, fields, type) if value else value
    return value


def _extract_from_map(value: dict[str, Any], fields: FieldSet, type: MergeType) -> dict[str, Any] | None:
    found = {}
    for name, item in value.items():
        tree = fields.get(f"f:{name}")
        child = type.child(name)
        if tree is not None and child is not None:
            found[name] = extract(item, tree, child)
    return found or None


def _extract_from_list(value: list[Any], fields: FieldSet, type: MergeType) -> list[Any] | None:
    child = type.element
    assert child is not None
    found = []
    for item in value:
        tree = fields.get(_element(item, type))
        if tree is not None:
            found.append(extract(item, tree, child) if tree else item)
    return found or None


def _element(item: Any, type: MergeType) -> str:
    try:
        return element_of(item, type)
    except NoElement:
        return ""
