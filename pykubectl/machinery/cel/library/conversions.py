"""Conversions between types: int(), string(), timestamp() and their like.

Upstream: cel-go/common/stdlib/standard.go, common/types (ConvertToType).
"""

import math
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pykubectl.machinery.cel import moments
from pykubectl.machinery.cel.errors import EvaluationError
from pykubectl.machinery.cel.values import (
    INT_MAX,
    INT_MIN,
    RUNTIME_NAMES,
    SECOND,
    UINT_MAX,
    Duration,
    Timestamp,
    Uint,
    type_name,
)

_BOOLS = {
    **dict.fromkeys(("1", "t", "T", "TRUE", "true", "True"), True),
    **dict.fromkeys(("0", "f", "F", "FALSE", "false", "False"), False),
}
# Above this power of ten %g writes an exponent.
_PRECISION = 6
_FLOAT = re.compile(r"[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[Ii]nf(?:inity)?|[Nn]a[Nn])")


def _failure(value: Any, wanted: str) -> EvaluationError:
    target = RUNTIME_NAMES.get(wanted, wanted)
    return EvaluationError(f"type conversion error from '{type_name(value)}' to '{target}'")


def _same(value: Any) -> Any:
    return value


def _to_bool(text: str) -> bool:
    if text not in _BOOLS:
        raise _failure(text, "bool")
    return _BOOLS[text]


def _text_to_int(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,20}", text) or not INT_MIN <= int(text) <= INT_MAX:
        raise _failure(text, "int")
    return int(text)


def _text_to_uint(text: str) -> Uint:
    if not re.fullmatch(r"[0-9]{1,20}", text) or int(text) > UINT_MAX:
        raise _failure(text, "uint")
    return Uint(text)


def _text_to_double(text: str) -> float:
    if not _FLOAT.fullmatch(text):
        raise _failure(text, "double")
    number = float(text)
    if math.isinf(number) and "n" not in text.lower():
        raise _failure(text, "double")
    return number


def _number_to_int(number: float) -> int:
    if math.isnan(number) or math.isinf(number) or not INT_MIN < number < 2.0**63 or not int(number) <= INT_MAX:
        raise EvaluationError("integer overflow")
    return int(number)


def _number_to_uint(number: float) -> Uint:
    if math.isnan(number) or math.isinf(number) or not 0 <= number < 2.0**64 or int(number) > UINT_MAX:
        raise EvaluationError("unsigned integer overflow")
    return Uint(int(number))


def _duration_to_int(value: Duration) -> int:
    return value.nanos


def _timestamp_to_int(value: Timestamp) -> int:
    return value.nanos // SECOND


def _int_to_timestamp(seconds: int) -> Timestamp:
    return moments.checked_timestamp(seconds * SECOND)


def _bytes_to_text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise EvaluationError("invalid UTF-8 in bytes, cannot convert to string") from None


def double_to_text(number: float) -> str:
    """As Go prints it with %g and as many digits as it takes."""
    if math.isinf(number):
        return "+Inf" if number > 0 else "-Inf"
    if math.isnan(number):
        return "NaN"
    sign, digits, exponent = Decimal(repr(number)).normalize().as_tuple()
    assert isinstance(exponent, int)
    shown, point = "".join(map(str, digits)), len(digits) + exponent
    minus = "-" if sign else ""
    if shown == "0":
        return f"{minus}0"
    if not -4 <= point - 1 < _PRECISION:
        tail = f".{shown[1:]}" if len(shown) > 1 else ""
        return f"{minus}{shown[0]}{tail}e{point - 1:+03}"
    if point <= 0:
        return f"{minus}0.{'0' * -point}{shown}"
    whole, rest = shown[:point].ljust(point, "0"), shown[point:]
    return f"{minus}{whole}.{rest}" if rest else f"{minus}{whole}"


def _bool_to_text(value: bool) -> str:
    return "true" if value else "false"


def _int_to_double(value: int) -> float:
    return float(value)


ROWS: tuple[tuple[str, str, str, Callable[..., Any]], ...] = (
    ("bool", "bool_to_bool", "(bool) -> bool", _same),
    ("bool", "string_to_bool", "(string) -> bool", _to_bool),
    ("bytes", "bytes_to_bytes", "(bytes) -> bytes", _same),
    ("bytes", "string_to_bytes", "(string) -> bytes", str.encode),
    ("double", "double_to_double", "(double) -> double", _same),
    ("double", "int64_to_double", "(int) -> double", _int_to_double),
    ("double", "string_to_double", "(string) -> double", _text_to_double),
    ("double", "uint64_to_double", "(uint) -> double", _int_to_double),
    ("duration", "duration_to_duration", "(duration) -> duration", _same),
    ("duration", "string_to_duration", "(string) -> duration", moments.parse_duration),
    ("int", "int64_to_int64", "(int) -> int", _same),
    ("int", "double_to_int64", "(double) -> int", _number_to_int),
    ("int", "duration_to_int64", "(duration) -> int", _duration_to_int),
    ("int", "string_to_int64", "(string) -> int", _text_to_int),
    ("int", "timestamp_to_int64", "(timestamp) -> int", _timestamp_to_int),
    ("int", "uint64_to_int64", "(uint) -> int", _number_to_int),
    ("string", "string_to_string", "(string) -> string", _same),
    ("string", "bool_to_string", "(bool) -> string", _bool_to_text),
    ("string", "bytes_to_string", "(bytes) -> string", _bytes_to_text),
    ("string", "double_to_string", "(double) -> string", double_to_text),
    ("string", "duration_to_string", "(duration) -> string", moments.format_duration),
    ("string", "int64_to_string", "(int) -> string", str),
    ("string", "timestamp_to_string", "(timestamp) -> string", moments.format_timestamp),
    ("string", "uint64_to_string", "(uint) -> string", str),
    ("timestamp", "timestamp_to_timestamp", "(timestamp) -> timestamp", _same),
    ("timestamp", "int64_to_timestamp", "(int) -> timestamp", _int_to_timestamp),
    ("timestamp", "string_to_timestamp", "(string) -> timestamp", moments.parse_timestamp),
    ("uint", "uint64_to_uint64", "(uint) -> uint", _same),
    ("uint", "double_to_uint64", "(double) -> uint", _number_to_uint),
    ("uint", "int64_to_uint64", "(int) -> uint", _number_to_uint),
    ("uint", "string_to_uint64", "(string) -> uint", _text_to_uint),
)
