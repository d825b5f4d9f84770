"""Optional values: optional.of(), value(), hasValue(), or(), orValue() and their like.

Upstream: cel-go/cel/library.go (optionalLib).
"""

from typing import Any

from pykubectl.machinery.cel import values
from pykubectl.machinery.cel.errors import EvaluationError, no_such_overload
from pykubectl.machinery.cel.values import NONE, Optional


def _of(value: Any) -> Optional:
    return Optional(True, value)


def _of_non_zero(value: Any) -> Optional:
    return NONE if values.zero(value) else Optional(True, value)


def _none() -> Optional:
    return NONE


def _value(optional: Optional) -> Any:
    if not optional.present:
        raise EvaluationError("optional.none() dereference")
    return optional.value


def _has_value(optional: Optional) -> bool:
    return optional.present


def _never(*args: Any) -> Any:
    """For what the evaluator does itself."""
    raise no_such_overload()


def _unwrap(optionals: list[Optional]) -> list[Any]:
    return [optional.value for optional in optionals if optional.present]


def _first(items: list[Any]) -> Optional:
    return Optional(True, items[0]) if items else NONE


def _last(items: list[Any]) -> Optional:
    return Optional(True, items[-1]) if items else NONE


ROWS = (
    ("optional.of", "optional_of", "(V) -> optional(V)", _of),
    ("optional.ofNonZeroValue", "optional_ofNonZeroValue", "(V) -> optional(V)", _of_non_zero),
    ("optional.none", "optional_none", "() -> optional(V)", _none),
    ("value", "optional_value", "optional(V).() -> V", _value),
    ("hasValue", "optional_hasValue", "optional(V).() -> bool", _has_value),
    ("or", "optional_or_optional", "optional(V).(optional(V)) -> optional(V)", _never),
    ("orValue", "optional_orValue_value", "optional(V).(V) -> V", _never),
    ("optional.unwrap", "optional_unwrap", "(list(optional(V))) -> list(V)", _unwrap),
    ("unwrapOpt", "optional_unwrapOpt", "list(optional(V)).() -> list(V)", _unwrap),
    ("first", "list_first", "list(V).() -> optional(V)", _first),
    ("last", "list_last", "list(V).() -> optional(V)", _last),
)
