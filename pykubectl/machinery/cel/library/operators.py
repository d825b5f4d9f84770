"""Operators, comparison, membership, size and type: the standard library's core.

Upstream: cel-go/common/stdlib/standard.go, common/types.
"""

from collections.abc import Callable
from math import inf, nan
from typing import Any

from pykubectl.machinery.cel import moments, values
from pykubectl.machinery.cel.errors import EvaluationError, no_such_overload
from pykubectl.machinery.cel.values import (
    INT_MAX,
    INT_MIN,
    NONE,
    UINT_MAX,
    Duration,
    MapList,
    Optional,
    Record,
    SetList,
    Timestamp,
    TypeValue,
    Uint,
    merge_key,
)


def _int(number: int) -> int:
    if not INT_MIN <= number <= INT_MAX:
        raise EvaluationError("integer overflow")
    return number


def _uint(number: int) -> Uint:
    if not 0 <= number <= UINT_MAX:
        raise EvaluationError("unsigned integer overflow")
    return Uint(number)


def add(left: Any, right: Any) -> Any:
    match left, right:
        case (Uint(), Uint()):
            return _uint(int(left) + int(right))
        case (int(), int()):
            return _int(left + right)
        case (list(), list()):
            return _add_lists(left, right)
        case (Timestamp(), Duration()) | (Duration(), Timestamp()):
            moment = left if isinstance(left, Timestamp) else right
            return moments.checked_timestamp(left.nanos + right.nanos, moment.offset)
        case (Duration(), Duration()):
            return moments.checked_duration(left.nanos + right.nanos)
    return left + right


def _add_lists(left: list[Any], right: list[Any]) -> list[Any]:
    values.check_size(len(left) + len(right))
    if isinstance(left, SetList):
        return SetList([*left, *(item for item in right if not values.contains(left, item))])
    if isinstance(left, MapList):
        replaced = {merge_key(item, left.keys): item for item in right}
        made = MapList(replaced.pop(merge_key(item, left.keys), item) for item in left)
        made.extend(replaced.values())
        made.keys = left.keys
        return made
    return [*left, *right]


def subtract(left: Any, right: Any) -> Any:
    match left, right:
        case (Uint(), Uint()):
            return _uint(int(left) - int(right))
        case (int(), int()):
            return _int(left - right)
        case (Timestamp(), Duration()):
            return moments.checked_timestamp(left.nanos - right.nanos, left.offset)
        case (Timestamp(), Timestamp()) | (Duration(), Duration()):
            return moments.checked_duration(left.nanos - right.nanos)
    return left - right


def multiply(left: Any, right: Any) -> Any:
    if isinstance(left, Uint):
        return _uint(int(left) * int(right))
    return _int(left * right) if isinstance(left, int) else left * right


def divide(left: Any, right: Any) -> Any:
    if isinstance(left, float):
        if right == 0:
            return nan if left == 0 or left != left else (inf if (left > 0) == (str(right)[0] != "-") else -inf)
        return left / right
    if right == 0:
        raise EvaluationError("division by zero")
    quotient = abs(int(left)) // abs(int(right))
    return Uint(quotient) if isinstance(left, Uint) else _int(quotient if (left < 0) == (right < 0) else -quotient)


def modulo(left: Any, right: Any) -> Any:
    if right == 0:
        raise EvaluationError("modulus by zero")
    rest = abs(int(left)) % abs(int(right))
    return Uint(rest) if isinstance(left, Uint) else (-rest if left < 0 else rest)


def negate(value: Any) -> Any:
    return -value if isinstance(value, float) else _int(-value)


def index(container: Any, key: Any) -> Any:
    if isinstance(container, list):
        position = _position(key)
        if position is None or not 0 <= position < len(container):
            raise EvaluationError(f"index out of bounds: {show(key)}")
        return container[position]
    if isinstance(container, Record):
        return container.get(key)
    if type(key) is not bool or key in (known for known in container if type(known) is bool):
        found = container.get(key, NONE)
        if found is not NONE:
            return found
    raise EvaluationError(f"no such key: {show(key)}")


def _position(key: Any) -> int | None:
    if isinstance(key, float):
        return int(key) if key.is_integer() else None
    return key if isinstance(key, int) and not isinstance(key, bool) else None


def show(value: Any) -> str:
    """A value inside an error message."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def optional_index(container: Any, key: Any) -> Any:
    if isinstance(container, Optional):
        return optional_index(container.value, key) if container.present else NONE
    try:
        return Optional(True, index(container, key))
    except EvaluationError:
        return NONE


def contained(item: Any, container: Any) -> bool:
    if isinstance(container, list):
        return values.contains(container, item)
    if isinstance(item, (list, dict)):
        return False
    return item in container and (type(item) is not bool or any(known is item for known in container))


def _type(value: Any) -> TypeValue:
    return TypeValue(values.type_name(value))


def _not(value: Any) -> bool:
    if type(value) is not bool:
        raise no_such_overload()
    return not value


def _never(*args: Any) -> Any:
    """For what the evaluator does itself."""
    raise no_such_overload()


def _comparison(test: Callable[[int], bool]) -> Callable[[Any, Any], bool]:
    def apply(left: Any, right: Any) -> bool:
        if left != left or right != right:
            raise EvaluationError("NaN values cannot be ordered")
        return test(values.compare(left, right))

    return apply


_COMPARISONS = {
    ("_<_", "less"): _comparison(lambda order: order < 0),
    ("_<=_", "less_equals"): _comparison(lambda order: order <= 0),
    ("_>_", "greater"): _comparison(lambda order: order > 0),
    ("_>=_", "greater_equals"): _comparison(lambda order: order >= 0),
}
_ORDERED = ("bool", "int", "uint", "double", "string", "bytes", "timestamp", "duration")
_CROSSED = tuple((a, b) for a in ("int", "uint", "double") for b in ("int", "uint", "double") if a != b)


def _comparisons() -> list[tuple[str, str, str, Callable[..., Any]]]:
    return [
        (function, f"{name}_{left}" if left == right else f"{name}_{left}_{right}", f"({left}, {right}) -> bool", apply)
        for (function, name), apply in _COMPARISONS.items()
        for left, right in (*((kind, kind) for kind in _ORDERED), *_CROSSED)
    ]


ROWS: tuple[tuple[str, str, str, Callable[..., Any]], ...] = (
    ("_?_:_", "conditional", "(bool, A, A) -> A", _never),
    ("_&&_", "logical_and", "(bool, bool) -> bool", _never),
    ("_||_", "logical_or", "(bool, bool) -> bool", _never),
    ("@not_strictly_false", "not_strictly_false", "(bool) -> bool", _never),
    ("!_", "logical_not", "(bool) -> bool", _not),
    ("_==_", "equals", "(A, A) -> bool", values.equal),
    ("_!=_", "not_equals", "(A, A) -> bool", lambda left, right: not values.equal(left, right)),
    ("_+_", "add_bytes", "(bytes, bytes) -> bytes", add),
    ("_+_", "add_double", "(double, double) -> double", add),
    ("_+_", "add_duration_duration", "(duration, duration) -> duration", add),
    ("_+_", "add_duration_timestamp", "(duration, timestamp) -> timestamp", add),
    ("_+_", "add_timestamp_duration", "(timestamp, duration) -> timestamp", add),
    ("_+_", "add_int64", "(int, int) -> int", add),
    ("_+_", "add_list", "(list(A), list(A)) -> list(A)", add),
    ("_+_", "add_string", "(string, string) -> string", add),
    ("_+_", "add_uint64", "(uint, uint) -> uint", add),
    ("_/_", "divide_double", "(double, double) -> double", divide),
    ("_/_", "divide_int64", "(int, int) -> int", divide),
    ("_/_", "divide_uint64", "(uint, uint) -> uint", divide),
    ("_%_", "modulo_int64", "(int, int) -> int", modulo),
    ("_%_", "modulo_uint64", "(uint, uint) -> uint", modulo),
    ("_*_", "multiply_double", "(double, double) -> double", multiply),
    ("_*_", "multiply_int64", "(int, int) -> int", multiply),
    ("_*_", "multiply_uint64", "(uint, uint) -> uint", multiply),
    ("-_", "negate_double", "(double) -> double", negate),
    ("-_", "negate_int64", "(int) -> int", negate),
    ("_-_", "subtract_double", "(double, double) -> double", subtract),
    ("_-_", "subtract_duration_duration", "(duration, duration) -> duration", subtract),
    ("_-_", "subtract_int64", "(int, int) -> int", subtract),
    ("_-_", "subtract_timestamp_duration", "(timestamp, duration) -> timestamp", subtract),
    ("_-_", "subtract_timestamp_timestamp", "(timestamp, timestamp) -> duration", subtract),
    ("_-_", "subtract_uint64", "(uint, uint) -> uint", subtract),
    *_comparisons(),
    ("_[_]", "index_list", "(list(A), int) -> A", index),
    ("_[_]", "index_map", "(map(A, B), A) -> B", index),
    ("_[_]", "optional_list_index_int", "(optional(list(V)), int) -> optional(V)", optional_index),
    ("_[_]", "optional_map_index_value", "(optional(map(K, V)), K) -> optional(V)", optional_index),
    ("_[?_]", "list_optindex_optional_int", "(list(V), int) -> optional(V)", optional_index),
    ("_[?_]", "optional_list_optindex_optional_int", "(optional(list(V)), int) -> optional(V)", optional_index),
    ("_[?_]", "map_optindex_optional_value", "(map(K, V), K) -> optional(V)", optional_index),
    ("_[?_]", "optional_map_optindex_optional_value", "(optional(map(K, V)), K) -> optional(V)", optional_index),
    ("_?._", "select_optional_field", "(dyn, string) -> optional(V)", _never),
    ("@in", "in_list", "(A, list(A)) -> bool", contained),
    ("@in", "in_map", "(A, map(A, B)) -> bool", contained),
    ("size", "size_bytes", "(bytes) -> int", values.size),
    ("size", "bytes_size", "bytes.() -> int", values.size),
    ("size", "size_list", "(list(A)) -> int", values.size),
    ("size", "list_size", "list(A).() -> int", values.size),
    ("size", "size_map", "(map(A, B)) -> int", values.size),
    ("size", "map_size", "map(A, B).() -> int", values.size),
    ("size", "size_string", "(string) -> int", values.size),
    ("size", "string_size", "string.() -> int", values.size),
    ("type", "type", "(A) -> type(A)", _type),
    ("dyn", "to_dyn", "(A) -> dyn", lambda value: value),
)
