"""A strategic merge as kustomize does it: null deletes, `$patch` directs, lists with a merge key merge, new items come first.

Upstream: sigs.k8s.io/kustomize/kyaml/yaml/merge2.
"""

from copy import deepcopy
from typing import Any

from pykubectl import Object
from pykubectl.machinery.schema import Schema, schema_of


def merged(obj: Object, patch: Object) -> Object | None:
    """The object with the patch; None when the patch deletes it. To replace it whole is not possible."""
    if patch.get("$patch") == "replace":
        return obj
    schema = schema_of(str(obj.get("apiVersion", "")), str(obj.get("kind", "")))
    return _map(obj, patch, schema)


def _map(old: Object, patch: Object, schema: Schema | None) -> Object | None:
    directive = patch.get("$patch")
    changes = {key: value for key, value in patch.items() if key != "$patch"}
    if directive == "delete":
        return None
    if directive == "replace":
        return {key: _clean(value) for key, value in changes.items() if value is not None}
    result = dict(old)
    for key, value in changes.items():
        if value is None:
            result.pop(key, None)
            continue
        found = _value(result.get(key), value, schema.field(key) if schema else None)
        if found is None:
            result.pop(key, None)
        else:
            result[key] = found
    return result


def _value(old: Any, patch: Any, schema: Schema | None) -> Any:
    if isinstance(patch, dict):
        return _map(old if isinstance(old, dict) else {}, patch, schema)
    if isinstance(patch, list):
        return _list(old if isinstance(old, list) else [], patch, schema)
    return patch


def _list(old: list[Any], patch: list[Any], schema: Schema | None) -> list[Any]:
    directive = next((item["$patch"] for item in patch if isinstance(item, dict) and set(item) == {"$patch"}), None)
    if directive == "delete":
        return []
    patch = [item for item in patch if not (isinstance(item, dict) and set(item) == {"$patch"})]
    if directive == "replace" or schema is None or "merge" not in schema.patch_strategy:
        return [_clean(item) for item in patch]
    keys = _keys(schema, [*old, *patch])
    if not keys:
        return [*dict.fromkeys(patch), *(item for item in old if item not in patch)]
    left: list[Any] = list(old)
    first: list[Any] = []
    for item in patch:
        place = next((place for place, one in enumerate(left) if _same(one, item, keys)), None)
        # kustomize drops an item that is told apart only by a key which one of the two does not state.
        if place is None and any(_same(one, item, keys, loosely=True) for one in old):
            continue
        before = left[place] if place is not None else {}
        # An item cannot be replaced either: what was there stays.
        found = before if before and item.get("$patch") == "replace" else _map(before, item, schema.items)
        if place is not None and len(keys) > 1:
            # Of several keys the old order stays, of one the patch's comes first.
            left[place : place + 1] = [] if found is None else [found]
            continue
        if place is not None:
            del left[place]
        if found is not None:
            first.append(found)
    return [*first, *left]


def _keys(schema: Schema, items: list[Any]) -> tuple[str, ...]:
    """The keys by which items are told apart: those of the list map that some item has, else the merge key."""
    named = tuple(
        key
        for key in schema.list_map_keys or ()
        if any(isinstance(item, dict) and item.get(key) is not None for item in items)
    )
    return named or ((schema.patch_merge_key,) if schema.patch_merge_key else ())


def _same(left: Any, right: Any, keys: tuple[str, ...], *, loosely: bool = False) -> bool:
    if not isinstance(left, dict) or not isinstance(right, dict):
        return False
    shared = [key for key in keys if not loosely or (key in left and key in right)]
    return bool(shared) and all(left.get(key) == right.get(key) for key in shared)


def _clean(value: Any) -> Any:
    """A new value from a patch: without nulls and directives."""
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items() if item is not None and key != "$patch"}
    return [_clean(item) for item in value] if isinstance(value, list) else deepcopy(value)
