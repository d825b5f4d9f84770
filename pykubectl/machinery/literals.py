"""Single values as Go decodes them from JSON: times, base64, and what Go calls the kinds of JSON.

Upstream: Go's encoding/json, encoding/base64 and time; apimachinery/pkg/apis/meta/v1/time.go.
"""

import re
from datetime import UTC, datetime
from typing import Any

_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)")
_CANONICAL_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_TIME_LAYOUT = "2006-01-02T15:04:05Z07:00"
_TIME_PARTS = (
    ("2006", r"\d{4}"),
    ("-", "-"),
    ("01", r"\d\d"),
    ("-", "-"),
    ("02", r"\d\d"),
    ("T", "T"),
    ("15", r"\d\d"),
    (":", ":"),
    ("04", r"\d\d"),
    (":", ":"),
    ("05", r"\d\d(?:\.\d+)?"),
    ("Z07:00", r"Z|[+-]\d\d:\d\d"),
)
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_KINDS: dict[type, str] = {str: "string", bool: "bool", int: "number", float: "number", dict: "object", list: "array"}


class DecodeError(ValueError):
    """A value that Go's decoder refuses, in its words."""


def go_kind(value: Any) -> str:
    """What Go calls a JSON value in errors: string, number, bool, object, array."""
    return _KINDS.get(type(value), "null")


def decode_time(value: Any, *, micro: bool = False) -> str:
    """A time in the form the API server gives it back: UTC, whole seconds or microseconds."""
    if type(value) is not str:
        raise DecodeError(f"json: cannot unmarshal {go_kind(value)} into Go value of type string")
    if not micro and _CANONICAL_TIME.fullmatch(value):
        return value
    found = _TIME.fullmatch(value)
    if found is None:
        raise DecodeError(_time_error(value))
    fraction = int(((found.group(7) or ".")[1:] + "000000")[:6])
    zone = "+00:00" if found.group(8) == "Z" else found.group(8)
    try:
        moment = datetime.fromisoformat(value[:19] + zone).astimezone(UTC)
    except ValueError:
        raise DecodeError(f'parsing time "{value}": {_out_of_range(found)} out of range') from None
    seconds = moment.strftime("%Y-%m-%dT%H:%M:%S")
    return f"{seconds}.{fraction:06d}Z" if micro else f"{seconds}Z"


def _out_of_range(found: re.Match[str]) -> str:
    month, hour, minute, second = (int(found.group(part)) for part in (2, 4, 5, 6))
    if not 1 <= month <= 12:
        return "month"
    for name, number, top in (("hour", hour, 23), ("minute", minute, 59), ("second", second, 59)):
        if number > top:
            return name
    return "day"


def _time_error(value: str) -> str:
    rest = value
    for layout, pattern in _TIME_PARTS:
        found = re.match(pattern, rest)
        if found is None:
            return f'parsing time "{value}" as "{_TIME_LAYOUT}": cannot parse "{rest}" as "{layout}"'
        rest = rest[found.end() :]
    return f'parsing time "{value}": extra text: "{rest}"'


def decode_base64(value: str) -> str:
    """Base64 as Go takes it (line breaks are allowed), without its line breaks."""
    if _BASE64.fullmatch(value):
        return value
    stripped = value.replace("\r", "").replace("\n", "")
    if _BASE64.fullmatch(stripped):
        return stripped
    raise DecodeError(f"illegal base64 data at input byte {_corrupt_at(value)}")


def _corrupt_at(value: str) -> int:
    """The offset of Go's CorruptInputError."""
    place = 0
    for offset, char in enumerate(value):
        if char in "\r\n":
            continue
        if char in _ALPHABET:
            place = (place + 1) % 4
            continue
        if char != "=" or place < 2:
            return offset
        rest = value[offset + 1 :].replace("\r", "").replace("\n", "")
        if place == 3:
            return offset + 1
        return len(value) if not rest else offset + 1 if rest[0] != "=" else offset + 2
    return len(value) - place
