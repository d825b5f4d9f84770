"""Lists as sets: sets.contains(), sets.equivalent(), sets.intersects().

Upstream: cel-go/ext/sets.go.
"""

from typing import Any

from pykubectl.machinery.cel import values


def _contains(items: list[Any], wanted: list[Any]) -> bool:
    return all(values.contains(items, item) for item in wanted)


def _equivalent(left: list[Any], right: list[Any]) -> bool:
    return _contains(left, right) and _contains(right, left)


def _intersects(left: list[Any], right: list[Any]) -> bool:
    return any(values.contains(right, item) for item in left)


ROWS = (
    ("sets.contains", "list_sets_contains_list", "(list(T), list(T)) -> bool", _contains),
    ("sets.equivalent", "list_sets_equivalent_list", "(list(T), list(T)) -> bool", _equivalent),
    ("sets.intersects", "list_sets_intersects_list", "(list(T), list(T)) -> bool", _intersects),
)
