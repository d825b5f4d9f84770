"""The patches that kubectl makes: from one object to another, and the three-way patch of `apply`.

A three-way patch is what differs between current and modified, without deletions, joined with what the last applied
object had and modified has no more. Lists that merge by key give items with the key and what changed, `$patch: delete`
for items that go, and `$setElementOrder` when anything in the list moves.

Upstream: apimachinery/pkg/util/strategicpatch/patch.go.
"""

from typing import Any, NamedTuple

from pykubectl import Object
from pykubectl.machinery import json_merge
from pykubectl.machinery.json_merge import equal
from pykubectl.machinery.objects import copy
from pykubectl.machinery.schema import Schema
from pykubectl.machinery.strategic_merge import (
    DELETE_FROM,
    DIRECTIVE,
    ELEMENT_ORDER,
    RETAIN_KEYS,
    StrategicMergeError,
    field_of,
    key_of,
    merge_maps,
)


class _Side(NamedTuple):
    """Which differences go into a patch."""

    changes: bool
    deletions: bool
    element_order: bool = True
    retain_keys: bool = False


def two_way(original: Object, modified: Object, schema: Schema | None) -> Object:
    """The strategic merge patch that turns `original` into `modified`; a JSON merge patch without schema."""
    if schema is None:
        return json_merge.create(original, modified)
    return copy(_diff_maps(original, modified, schema, _Side(changes=True, deletions=True)))


def three_way(original: Object | None, modified: Object, current: Object, schema: Schema | None) -> Object:
    """What `kubectl apply` sends; `original` is the last applied object, if any. Raises StrategicMergeError."""
    if schema is None:
        return json_merge.three_way(original, modified, current)
    changes = copy(_diff_maps(current, modified, schema, _Side(changes=True, deletions=False)))
    deletions = copy(_diff_maps(original or {}, modified, schema, _Side(changes=False, deletions=True)))
    return merge_maps(deletions, changes, schema, parallel=False)


def _diff_maps(original: Object, modified: Object, schema: Schema | None, side: _Side) -> Object:
    patch: Object = {}
    for key, value in modified.items():
        if key not in original or type(original[key]) is not type(value):
            if side.changes and not (key in original and equal(original[key], value)):
                patch[key] = value
        elif isinstance(value, dict):
            _diff_map(key, original[key], value, schema, (patch, side))
        elif isinstance(value, list):
            _diff_list(key, original[key], value, schema, (patch, side))
        elif side.changes and not equal(original[key], value):
            patch[key] = value
    if side.deletions:
        patch.update((key, None) for key in original if key not in modified)
    kept = sorted(key for key, value in modified.items() if value is not None)
    if side.retain_keys and kept and (patch or any(key not in modified for key in original)):
        patch[RETAIN_KEYS] = kept
    return patch


def _field(schema: Schema | None, key: str, before: Any, after: Any) -> Schema | None:
    try:
        return field_of(schema, key)
    except StrategicMergeError:
        # An unknown field matters only where it differs.
        if equal(before, after):
            return None
        raise


def _diff_map(key: str, before: Object, after: Object, schema: Schema | None, into: tuple[Object, _Side]) -> None:
    patch, side = into
    field = _field(schema, key, before, after)
    if field is not None and "replace" in field.patch_strategy:
        if side.changes and not equal(before, after):
            patch[key] = after
        return
    retain_keys = field is not None and "retainKeys" in field.patch_strategy
    inner = _diff_maps(before, after, field, side._replace(retain_keys=retain_keys))
    if inner:
        patch[key] = inner


def _diff_list(
    key: str, before: list[Any], after: list[Any], schema: Schema | None, into: tuple[Object, _Side]
) -> None:
    patch, side = into
    field = _field(schema, key, before, after)
    if field is None or "merge" not in field.patch_strategy:
        if side.changes and not equal(before, after):
            patch[key] = after
        return
    if not before:
        if after and side.changes:
            patch[key] = after
        return
    if isinstance(before[0], dict):
        items, order = _diff_items(
            before, after, field, side._replace(retain_keys="retainKeys" in field.patch_strategy)
        )
        removed: list[Any] = []
    else:
        items = [item for item in after if item not in before] if side.changes else []
        removed = [item for item in before if item not in after] if side.deletions else []
        moved = side.changes and not equal(before, after)
        order = after if moved or removed else []
    found = {key: items, f"{DELETE_FROM}{key}": removed, f"{ELEMENT_ORDER}{key}": order if side.element_order else []}
    patch.update((name, value) for name, value in found.items() if value)


def _diff_items(before: list[Any], after: list[Any], schema: Schema, side: _Side) -> tuple[list[Any], list[Any]]:
    """(items of the patch, order of the keys) for lists of maps."""
    merge_key = schema.patch_merge_key
    if not merge_key:
        raise StrategicMergeError("cannot merge lists without merge key")
    old_keys = [key_of(item, merge_key) for item in before]
    new_keys = [key_of(item, merge_key) for item in after]
    items: list[Any] = []
    # Each item before is the match of one item after; another of its key is new.
    left = list(zip(old_keys, before, strict=True))
    for key, item in zip(new_keys, after, strict=True):
        match = next((pair for pair in left if pair[0] == key), None)
        if match is not None:
            left.remove(match)
            changed = _diff_maps(match[1], item, schema.items, side)
            if changed:
                items.append({**changed, merge_key: key})
        elif side.changes:
            items.append(item)
    if side.deletions:
        items += [{DIRECTIVE: "delete", merge_key: key} for key in sorted(old_keys, key=str) if key not in new_keys]
    moved = side.changes and old_keys != new_keys
    return items, [{merge_key: key} for key in new_keys] if items or moved else []
