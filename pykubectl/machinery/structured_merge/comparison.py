"""What makes the difference between two values of one type.

Parts that are the same object, or equal, are not looked into: the cost is that of the difference.

Upstream: structured-merge-diff/typed/compare.go.
"""

from typing import Any, NamedTuple

from pykubectl.machinery.field_sets import MEMBER, FieldSet
from pykubectl.machinery.field_sets.algebra import recursive_difference
from pykubectl.machinery.structured_merge.field_set import every_path
from pykubectl.machinery.structured_merge.items import grouped
from pykubectl.machinery.structured_merge.merge_types import MergeType


class Comparison(NamedTuple):
    """`changed` are the fields that came or have another value, `removed` those that went."""

    changed: FieldSet
    removed: FieldSet

    def without(self, fields: FieldSet) -> "Comparison":
        """Without some fields and all that is inside them."""
        if not fields:
            return self
        return Comparison(recursive_difference(self.changed, fields), recursive_difference(self.removed, fields))


def compare(old: Any, new: Any, type: MergeType) -> Comparison:
    changed, removed = _compare(old, new, type)
    return Comparison(changed or {}, removed or {})


_Trees = tuple[FieldSet | None, FieldSet | None]
_SAME: _Trees = (None, None)
_CHANGED: _Trees = ({}, None)
_ABSENT = object()


def _compare(old: Any, new: Any, type: MergeType) -> _Trees:
    """The trees of what changed and what was removed in a value that is there before and after, and not the same."""
    old_is_map, new_is_map = isinstance(old, dict), isinstance(new, dict)
    if type.takes_map and not type.is_atomic_map and (old or new):
        if old_is_map and new_is_map:
            return _compare_maps(old, new, type)
        if not type.is_deduced or (old is None and new_is_map) or (new is None and old_is_map):
            return _compare_maps(old if old_is_map else {}, new if new_is_map else {}, type)
    if type.is_associative and (old or new):
        return _compare_lists(old if isinstance(old, list) else [], new if isinstance(new, list) else [], type)
    if type.is_deduced and (old_is_map or new_is_map):
        return _compare_forms(old, new, type)
    return _CHANGED


def _compare_forms(old: Any, new: Any, type: MergeType) -> _Trees:
    """A map that became something else, or the other way round: all in it went or came, and the field changed."""
    if isinstance(old, dict):
        removed = every_path(old, type)
        return {}, {element: tree for element, tree in removed.items() if element != MEMBER} or None
    return every_path(new, type), None


def _compare_maps(old: dict[str, Any], new: dict[str, Any], type: MergeType) -> _Trees:
    changed: FieldSet = {}
    removed: FieldSet = {}
    for name, value in new.items():
        before = old.get(name, _ABSENT)
        if value is before or value == before:
            continue
        child = type.child(name)
        if child is None:
            continue
        came, went = (every_path(value, child), None) if before is _ABSENT else _compare(before, value, child)
        if came is not None:
            changed[f"f:{name}"] = came
        if went is not None:
            removed[f"f:{name}"] = went
    for name in old.keys() - new.keys():
        child = type.child(name)
        if child is not None:
            removed[f"f:{name}"] = every_path(old[name], child)
    return changed or None, removed or None


def _compare_lists(old: list[Any], new: list[Any], type: MergeType) -> _Trees:
    child = type.element
    assert child is not None
    before, after = grouped(old, type), grouped(new, type)
    changed: FieldSet = {}
    removed: FieldSet = {}
    for element in before.keys() | after.keys():
        came, went = _compare_items(before.get(element, []), after.get(element, []), child)
        if came is not None:
            changed[element] = came
        if went is not None:
            removed[element] = went
    return changed or None, removed or None


def _compare_items(before: list[Any], after: list[Any], type: MergeType) -> _Trees:
    """Items with one key; of several with the same key it is only known that they are there."""
    if before == after:
        return _SAME
    if len(before) > 1 and len(after) > 1:
        return _CHANGED
    if len(before) > 1:
        return (every_path(after[0], type) if after else None), {}
    if len(after) > 1:
        return {}, (every_path(before[0], type) if before else None)
    if not before:
        return every_path(after[0], type), None
    if not after:
        return None, every_path(before[0], type)
    return _compare(before[0], after[0], type)
