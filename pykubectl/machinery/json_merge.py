"""JSON merge patches: objects merge, null removes, all else replaces. Also the three-way form of `kubectl apply`.

Upstream: RFC 7396; github.com/evanphx/json-patch/merge.go; apimachinery/pkg/util/jsonmergepatch.
"""

from typing import Any

from pykubectl import Object
from pykubectl.machinery.objects import copy


def apply(original: Any, patch: Any) -> Any:
    """The patched value; neither argument is changed."""
    if not isinstance(patch, dict):
        return _pruned(patch)
    merged = dict(original) if isinstance(original, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = apply(merged.get(key), value)
    return merged


def _pruned(value: Any) -> Any:
    """A new value as it lands: nulls go from objects in lists too, though not from the lists."""
    if isinstance(value, dict):
        return {key: _pruned(item) for key, item in value.items() if item is not None}
    return [_pruned(item) for item in value] if isinstance(value, list) else value


def create(original: Object, modified: Object) -> Object:
    """The patch that turns `original` into `modified`."""
    patch: Object = {}
    for key, value in modified.items():
        if key not in original:
            patch[key] = copy(value)
            continue
        before = original[key]
        if isinstance(before, dict) and isinstance(value, dict):
            inner = create(before, value)
            if inner:
                patch[key] = inner
        elif not equal(before, value):
            patch[key] = copy(value)
    for key in original:
        if key not in modified:
            patch[key] = None
    return patch


def three_way(original: Object | None, modified: Object, current: Object) -> Object:
    """What `kubectl apply` sends for kinds without schema: changes from current, removals from the last applied."""
    changes = _without_nulls(create(current, modified))
    removals = _only_nulls(create(original or {}, modified))
    joined: Object = _joined(removals, changes)
    return joined


def equal(left: Any, right: Any) -> bool:
    """Equality of JSON: true is not 1."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(value, right[key]) for key, value in left.items())
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(equal, left, right))
    return left == right and isinstance(left, bool) == isinstance(right, bool)


def _joined(first: Any, second: Any) -> Any:
    """One patch that does what two do one after the other."""
    if not isinstance(first, dict) or not isinstance(second, dict):
        return second
    joined = dict(first)
    for key, value in second.items():
        joined[key] = _joined(joined[key], value) if key in joined else value
    return joined


def _without_nulls(patch: Object) -> Object:
    found: Object = {}
    for key, value in patch.items():
        if isinstance(value, dict) and value:
            inner = _without_nulls(value)
            if inner:
                found[key] = inner
        elif value is not None:
            found[key] = value
    return found


def _only_nulls(patch: Object) -> Object:
    found: Object = {}
    for key, value in patch.items():
        if value is None:
            found[key] = None
        elif isinstance(value, dict):
            inner = _only_nulls(value)
            if inner:
                found[key] = inner
    return found
