"""Lists: Kubernetes' functions (isSorted, sum, min, max, indexOf) and the lists extension (version 3).

Upstream: k8s.io/apiserver/pkg/cel/library/lists.go, cel-go/ext/lists.go, ext/comprehensions.go (mapInsert).
"""

import itertools
from collections.abc import Callable, Iterator
from functools import cmp_to_key, partial, reduce
from typing import Any

from pykubectl.machinery.cel import values
from pykubectl.machinery.cel.errors import EvaluationError
from pykubectl.machinery.cel.library.operators import add
from pykubectl.machinery.cel.values import Duration, Uint

_COMPARABLE = ("int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes")
_ZEROS: dict[str, Any] = {"int": 0, "uint": Uint(0), "double": 0.0, "duration": Duration(0)}


def _is_sorted(items: list[Any]) -> bool:
    return all(values.compare(a, b) <= 0 for a, b in itertools.pairwise(items))


def _sum(zero: Any, items: list[Any]) -> Any:
    return reduce(add, items, zero)


def _extreme(name: str, sign: int, items: list[Any]) -> Any:
    if not items:
        raise EvaluationError(f"{name} called on empty list")
    found = items[0]
    for item in items[1:]:
        if values.compare(item, found) == sign:
            found = item
    return found


def _index_of(items: list[Any], wanted: Any) -> int:
    return next((index for index, item in enumerate(items) if values.equal(item, wanted)), -1)


def _last_index_of(items: list[Any], wanted: Any) -> int:
    return next((index for index in range(len(items) - 1, -1, -1) if values.equal(items[index], wanted)), -1)


def _slice(items: list[Any], start: int, end: int) -> list[Any]:
    if start < 0 or end < 0:
        raise EvaluationError(f"cannot slice({start}, {end}), negative indexes not supported")
    if start > end:
        raise EvaluationError(f"cannot slice({start}, {end}), start index must be less than or equal to end index")
    if end > len(items):
        raise EvaluationError(f"cannot slice({start}, {end}), list is length {len(items)}")
    return items[start:end]


def _flatten(items: list[Any], depth: int = 1) -> list[Any]:
    if depth < 0:
        raise EvaluationError("level must be non-negative")
    found: list[Any] = []
    for item in items:
        if isinstance(item, list) and depth > 0:
            found.extend(_flatten(item, depth - 1))
        else:
            found.append(item)
    return found


def _range(count: int) -> list[int]:
    values.check_size(count)
    return list(range(count))


def _distinct(items: list[Any]) -> list[Any]:
    found: list[Any] = []
    for item in items:
        if not values.contains(found, item):
            found.append(item)
    return found


def _reverse(items: list[Any]) -> list[Any]:
    return items[::-1]


def _sort(items: list[Any]) -> list[Any]:
    return _sort_by(items, items)


def _sort_by(items: list[Any], keys: list[Any]) -> list[Any]:
    if len({type(key) for key in keys}) > 1:
        raise EvaluationError("list elements must have the same type")

    def order(left: int, right: int) -> int:
        return values.compare(keys[left], keys[right])

    return [items[index] for index in sorted(range(len(items)), key=cmp_to_key(order))]


def _insert(target: dict[Any, Any], key: Any, value: Any) -> dict[Any, Any]:
    """Into an accumulator, which nobody else holds."""
    if key in target:
        raise EvaluationError(f"insert failed: key {key} already exists")
    target[key] = value
    return target


def _insert_all(target: dict[Any, Any], entries: dict[Any, Any]) -> dict[Any, Any]:
    for key, value in entries.items():
        _insert(target, key, value)
    return target


def _rows() -> Iterator[tuple[str, str, str, Callable[..., Any]]]:
    for kind in _COMPARABLE:
        yield "isSorted", f"list_{kind}_is_sorted_bool", f"list({kind}).() -> bool", _is_sorted
        yield "max", f"list_{kind}_max_{kind}", f"list({kind}).() -> {kind}", partial(_extreme, "max", 1)
        yield "min", f"list_{kind}_min_{kind}", f"list({kind}).() -> {kind}", partial(_extreme, "min", -1)
        yield "sort", f"list_{kind}_sort", f"list({kind}).() -> list({kind})", _sort
        signature = f"list(T).(list({kind})) -> list(T)"
        yield "@sortByAssociatedKeys", f"list_{kind}_sortByAssociatedKeys", signature, _sort_by
    for kind, zero in _ZEROS.items():
        yield "sum", f"list_{kind}_sum_{kind}", f"list({kind}).() -> {kind}", partial(_sum, zero)
    yield "indexOf", "list_a_index_of_int", "list(A).(A) -> int", _index_of
    yield "lastIndexOf", "list_a_last_index_of_int", "list(A).(A) -> int", _last_index_of
    yield "slice", "list_slice", "list(T).(int, int) -> list(T)", _slice
    yield "flatten", "list_flatten", "list(list(T)).() -> list(T)", _flatten
    yield "flatten", "list_flatten_int", "list(dyn).(int) -> list(dyn)", _flatten
    yield "lists.range", "lists_range", "(int) -> list(int)", _range
    yield "reverse", "list_reverse", "list(T).() -> list(T)", _reverse
    yield "distinct", "list_distinct", "list(T).() -> list(T)", _distinct
    yield "cel.@mapInsert", "@mapInsert_map_key_value", "(map(K, V), K, V) -> map(K, V)", _insert
    yield "cel.@mapInsert", "@mapInsert_map_map", "(map(K, V), map(K, V)) -> map(K, V)", _insert_all


ROWS = tuple(_rows())
