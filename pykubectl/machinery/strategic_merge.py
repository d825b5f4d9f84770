"""Strategic merge patches: lists merge by the keys that the schema names, steered by directives inside the patch.

    $patch: replace | delete | merge           in a map, or in an item of a list
    $retainKeys: [...]                         drop all other fields of this map
    $deleteFromPrimitiveList/<field>: [...]    take values out of a list of scalars
    $setElementOrder/<field>: [...]            the order of the list; what only the server has keeps its place

Upstream: apimachinery/pkg/util/strategicpatch/patch.go.
"""

from collections.abc import Sequence
from typing import Any

from pykubectl import Object
from pykubectl.machinery.go_values import go_print
from pykubectl.machinery.objects import copy
from pykubectl.machinery.schema import Schema

DIRECTIVE = "$patch"
RETAIN_KEYS = "$retainKeys"
DELETE_FROM = "$deleteFromPrimitiveList/"
ELEMENT_ORDER = "$setElementOrder/"


class StrategicMergeError(ValueError):
    """A patch that cannot be applied, in the words of the API server."""


def apply(original: Object, patch: Object, schema: Schema) -> Object:
    """The patched object; neither argument is changed. Raises StrategicMergeError."""
    return merge_maps(copy(original), copy(patch), schema, parallel=True)


def merge_maps(original: Object, patch: Object, schema: Schema | None, *, parallel: bool) -> Object:
    """Merge in place. Not `parallel`: `original` is a patch too, so that directives and nulls are kept for later."""
    if DIRECTIVE in patch:
        return _directed(patch)
    _retain_keys(original, patch, parallel)
    _ordered_lists(original, patch, schema, parallel)
    for key, value in patch.items():
        deleting = key.startswith(DELETE_FROM)
        if deleting and not parallel:
            original[key] = value
            continue
        _merge_field(original, key.removeprefix(DELETE_FROM), value, schema, (parallel, deleting))
    return original


def _merge_field(original: Object, key: str, value: Any, schema: Schema | None, mode: tuple[bool, bool]) -> None:
    parallel, deleting = mode
    if value is None:
        original.pop(key, None)
        if parallel:
            return
    if key not in original or type(original[key]) is not type(value):
        if not deleting and not (parallel and _is_directed(value)):
            original[key] = without_directives(_without_nulls(value)) if parallel else value
        return
    if isinstance(value, dict):
        field = field_of(schema, key)
        replaces = field is not None and "replace" in field.patch_strategy
        original[key] = value if replaces else merge_maps(original[key], value, field, parallel=parallel)
    elif isinstance(value, list):
        original[key] = _merge_lists(original[key], value, field_of(schema, key), mode)
    else:
        original[key] = value


def field_of(schema: Schema | None, key: str) -> Schema | None:
    """The schema of a field; None below what has none (maps of anything). Raises StrategicMergeError."""
    if schema is None:
        return None
    found = schema.field(key)
    if found is None and not schema.preserves_unknown:
        struct = ".".join(schema.name.split(".")[-2:])
        raise StrategicMergeError(
            f'unable to find api field in struct {struct.rpartition(".")[2]} for the json field "{key}"'
        )
    return found


def _directed(patch: Object) -> Object:
    directive = patch[DIRECTIVE]
    if directive == "replace":
        return {key: value for key, value in patch.items() if key != DIRECTIVE}
    if directive == "delete":
        return {}
    raise StrategicMergeError(f"unknown patch type: {go_print(directive)} in map: {go_print(patch)}")


def _retain_keys(original: Object, patch: Object, parallel: bool) -> None:
    if RETAIN_KEYS not in patch:
        return
    keys = patch.pop(RETAIN_KEYS)
    if not parallel:
        original.setdefault(RETAIN_KEYS, keys)
        return
    if not isinstance(keys, list) or any(key not in keys for key, value in patch.items() if value is not None):
        raise StrategicMergeError("invalid patch format of retainKeys")
    for key in [key for key in original if key not in keys]:
        del original[key]


def _ordered_lists(original: Object, patch: Object, schema: Schema | None, parallel: bool) -> None:
    """Lists that come with $setElementOrder: merged, then put in order; both keys leave the patch."""
    for directive in [key for key in patch if key.startswith(ELEMENT_ORDER)]:
        order, key = patch.pop(directive), directive.removeprefix(ELEMENT_ORDER)
        if not isinstance(order, list):
            raise StrategicMergeError("invalid patch format of setElementOrder list")
        if not parallel:
            original.setdefault(directive, order)
        before, changes = original.get(key), patch.pop(key, None)
        if before is None and changes is None:
            continue
        field = field_of(schema, key)
        merge_key = field.patch_merge_key if field else ""
        if before is None:
            merged = without_directives(changes) if parallel else changes
        else:
            merged = before if changes is None else _merge_lists(list(before), changes, field, (parallel, False))
        server_order = _overwritten(before or [], changes or [], merge_key) if parallel else before or []
        original[key] = in_order(merged, order, server_order, merge_key)


def _overwritten(before: list[Any], changes: list[Any], merge_key: str) -> list[Any]:
    """The server's order as the real one sees it: items that were added have taken the places of those deleted.

    There the merged list lies in the memory of the old one, so that new items have a place among the old ones.
    """
    if not merge_key:
        return before
    slots, length = list(before), len(before)
    for item in changes:
        index = _index_of(slots[:length], merge_key, item[merge_key])
        if item.get(DIRECTIVE) == "delete" and index is not None:
            slots[index : length - 1] = slots[index + 1 : length]
            length -= 1
    for item in changes:
        if DIRECTIVE not in item and _index_of(slots[:length], merge_key, item[merge_key]) is None:
            if length == len(slots):
                break
            slots[length] = item
            length += 1
    return slots


def _merge_lists(original: list[Any], patch: list[Any], schema: Schema | None, mode: tuple[bool, bool]) -> list[Any]:
    parallel, deleting = mode
    if schema is None or "merge" not in schema.patch_strategy:
        return patch
    if not original and not patch:
        return original
    if not isinstance((original or patch)[0], dict):
        return _merge_scalars(original, patch, deleting)
    merge_key = schema.patch_merge_key
    if not merge_key:
        raise StrategicMergeError("cannot merge lists without merge key")
    items = patch
    if parallel:
        original, items, replaced = _special_items(original, patch, merge_key)
        if replaced:
            return items
    merged, server_order = list(original), list(original)
    for item in items:
        index = _index_of(merged, merge_key, key_of(item, merge_key))
        if index is None:
            merged.append(item)
        else:
            merged[index] = merge_maps(merged[index], item, schema.items, parallel=parallel)
    return in_order(merged, items, server_order, merge_key)


def _merge_scalars(original: list[Any], patch: list[Any], deleting: bool) -> list[Any]:
    if deleting:
        return [item for item in original if item not in patch]
    merged = original + [item for index, item in enumerate(patch) if item not in original and item not in patch[:index]]
    return in_order(merged, patch, original, "")


def _special_items(original: list[Any], patch: list[Any], merge_key: str) -> tuple[list[Any], list[Any], bool]:
    """Carry out `$patch` in items: (what is left of the original, the other items, whether they replace the list)."""
    items, replaced = [], False
    for item in patch:
        directive = item.get(DIRECTIVE) if isinstance(item, dict) else None
        if directive is None:
            items.append(item)
        elif directive == "delete":
            value = key_of(item, merge_key)
            original = [other for other in original if other.get(merge_key) != value]
        elif directive == "replace":
            replaced = True
        elif directive == "merge":
            raise StrategicMergeError("merging lists cannot yet be specified in the patch")
        else:
            raise StrategicMergeError(f"unknown patch type: {go_print(directive)} in map: {go_print(item)}")
    return original, items, replaced


def key_of(item: Any, merge_key: str) -> Any:
    if not isinstance(item, dict) or merge_key not in item:
        raise StrategicMergeError(f"map: {go_print(item)} does not contain declared merge key: {merge_key}")
    return item[merge_key]


def _index_of(items: Sequence[Any], merge_key: str, value: Any) -> int | None:
    for index, item in enumerate(items):
        if key_of(item, merge_key) == value:
            return index
    return None


def in_order(merged: list[Any], order: list[Any], server_order: list[Any], merge_key: str) -> list[Any]:
    """Items named in `order` in that order; the others keep their place among these as the server had them."""

    def identity(item: Any) -> Any:
        return item.get(merge_key) if merge_key and isinstance(item, dict) else item

    wanted = [identity(item) for item in order]
    server = [identity(item) for item in server_order]
    named = [
        item for value in dict.fromkeys(map(_hashable, wanted)) for item in merged if _hashable(identity(item)) == value
    ]
    others = [item for item in merged if identity(item) not in wanted]
    # Stable, so that what the server does not know stays behind what it does.
    others.sort(key=lambda item: server.index(identity(item)) if identity(item) in server else len(server))
    result: list[Any] = []
    while named and others:
        left, right = identity(others[0]), identity(named[0])
        is_before = left in server and right in server and server.index(left) < server.index(right)
        result.append((others if is_before else named).pop(0))
    return result + named + others


def _hashable(value: Any) -> Any:
    return repr(value) if isinstance(value, (dict, list)) else (type(value), value)


def without_directives(value: Any) -> Any:
    """A patch value as it lands where nothing was: what carries `$patch` has nothing to act on and is left out."""
    if isinstance(value, dict):
        return {key: without_directives(item) for key, item in value.items() if not _is_directed(item)}
    if isinstance(value, list):
        return [without_directives(item) for item in value if not _is_directed(item)]
    return value


def _is_directed(value: Any) -> bool:
    return isinstance(value, dict) and DIRECTIVE in value


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) if isinstance(item, dict) else item for item in value]
    return value
