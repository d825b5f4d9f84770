"""When two JSON values are the same to Go: 1 is not true, and 1 is not 1.0.

Upstream: Go's reflect.DeepEqual.
"""

from typing import Any


def same(left: Any, right: Any) -> bool:
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right)
