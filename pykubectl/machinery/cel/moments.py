"""Timestamps and durations: reading, writing, the parts of a date.

Durations go by Go's syntax, timestamps by RFC 3339, both to the nanosecond.

Upstream: cel-go/common/types (timestamp.go, duration.go, string.go).
"""

import base64
import binascii
import re
from datetime import date, datetime, timedelta, timezone, tzinfo

from pykubectl.machinery.cel.errors import EvaluationError
from pykubectl.machinery.cel.values import (
    INT_MAX,
    INT_MIN,
    SECOND,
    TIMESTAMP_MAX,
    TIMESTAMP_MIN,
    Duration,
    Timestamp,
)

_UNITS = {"ns": 1, "us": 1000, "µs": 1000, "μs": 1000, "ms": 10**6, "s": SECOND, "m": 60 * SECOND, "h": 3600 * SECOND}
_PART = re.compile(r"(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)")
_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:[.,](\d+))?([Zz]|[+-]\d\d:\d\d)")
_OFFSET = re.compile(r"([+-]?)(\d{1,2}):(\d{1,2})")
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def duration_nanos(text: str) -> int | None:
    """The nanoseconds of Go's duration syntax; None when it is none."""
    body = text[1:] if text[:1] in ("-", "+") else text
    if body == "0":
        return 0
    nanos, position = 0, 0
    while position < len(body):
        match = _PART.match(body, position)
        if match is None or not (match.group(1) or match.group(2)):
            return None
        whole, fraction, unit = match.groups()
        nanos += int(whole or "0") * _UNITS[unit]
        if fraction:
            nanos += int(fraction[:18]) * _UNITS[unit] // 10 ** len(fraction[:18])
        position = match.end()
    if not body or nanos > INT_MAX:
        return None
    return -nanos if text.startswith("-") else nanos


def parse_duration(text: str) -> Duration:
    nanos = duration_nanos(text)
    if nanos is None:
        raise EvaluationError("type conversion error from 'string' to 'google.protobuf.Duration'")
    return Duration(nanos)


def parse_timestamp(text: str) -> Timestamp:
    nanos = timestamp_nanos(text)
    if nanos is None:
        raise EvaluationError("type conversion error from 'string' to 'google.protobuf.Timestamp'")
    return Timestamp(nanos, _offset(text))


def parse_schema_time(text: str) -> Timestamp:
    """A value of format date-time or date."""
    return parse_timestamp(f"{text}T00:00:00Z" if len(text) == 10 else text)


def parse_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error) as error:
        raise EvaluationError(f"Invalid byte formatted string {text}: {error}") from error


def timestamp_nanos(text: str) -> int | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    numbers = [int(part) for part in match.groups()[:6]]
    try:
        moment = datetime(*numbers, tzinfo=timezone.utc)  # type: ignore[arg-type, misc]
    except ValueError:
        return None
    nanos = int((match.group(7) or "0")[:9].ljust(9, "0"))
    return (int((moment - _EPOCH).total_seconds()) - _offset(text)) * SECOND + nanos


def _offset(text: str) -> int:
    """The seconds that a time in RFC 3339 is ahead of UTC."""
    if text[-1] in "Zz":
        return 0
    seconds = int(text[-5:-3]) * 3600 + int(text[-2:]) * 60
    return -seconds if text[-6] == "-" else seconds


def format_timestamp(moment: Timestamp) -> str:
    nanos = moment.nanos % SECOND
    stamp = _EPOCH + timedelta(seconds=moment.nanos // SECOND + moment.offset)
    hours, minutes = divmod(abs(moment.offset) // 60, 60)
    zone = f"{'-' if moment.offset < 0 else '+'}{hours:02}:{minutes:02}" if moment.offset else "Z"
    text = f"{stamp.year:04}-{stamp:%m-%dT%H:%M:%S}"
    return f"{text}.{nanos:09}".rstrip("0") + zone if nanos else f"{text}{zone}"


def format_duration(duration: Duration) -> str:
    """In seconds, as string(duration) says it."""
    sign, nanos = ("-", -duration.nanos) if duration.nanos < 0 else ("", duration.nanos)
    whole, rest = divmod(nanos, SECOND)
    return f"{sign}{whole}.{rest:09}".rstrip("0") + "s" if rest else f"{sign}{whole}s"


def checked_timestamp(nanos: int, offset: int = 0) -> Timestamp:
    if not TIMESTAMP_MIN <= nanos <= TIMESTAMP_MAX:
        raise EvaluationError("timestamp overflow")
    return Timestamp(nanos, offset)


def checked_duration(nanos: int) -> Duration:
    if not INT_MIN <= nanos <= INT_MAX:
        raise EvaluationError("duration overflow")
    return Duration(nanos)


def zone_of(name: str) -> tzinfo:
    match = _OFFSET.fullmatch(name)
    if match:
        minutes = int(match.group(2)) * 60 + int(match.group(3))
        return timezone(timedelta(minutes=-minutes if match.group(1) == "-" else minutes))
    if name in ("UTC", ""):
        return timezone.utc
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise EvaluationError(f"unknown time zone {name}") from error


def timestamp_part(moment: Timestamp, function: str, zone: str = "UTC") -> int:
    """getFullYear() and its neighbours."""
    if function == "getMilliseconds":
        return moment.nanos % SECOND // 10**6
    try:
        stamp = (_EPOCH + timedelta(seconds=moment.nanos // SECOND)).astimezone(zone_of(zone))
    except OverflowError as error:
        raise EvaluationError("timestamp overflow") from error
    parts = {
        "getFullYear": stamp.year,
        "getMonth": stamp.month - 1,
        "getDayOfYear": (stamp.date() - date(stamp.year, 1, 1)).days,
        "getDayOfMonth": stamp.day - 1,
        "getDate": stamp.day,
        "getDayOfWeek": (stamp.weekday() + 1) % 7,
        "getHours": stamp.hour,
        "getMinutes": stamp.minute,
        "getSeconds": stamp.second,
    }
    return parts[function]


def duration_part(duration: Duration, function: str) -> int:
    """getHours() and its neighbours: the whole duration in that unit, towards zero; milliseconds are the rest."""
    unit = {"getHours": 3600 * SECOND, "getMinutes": 60 * SECOND, "getSeconds": SECOND, "getMilliseconds": 10**6}
    whole = abs(duration.nanos) // unit[function]
    return -whole if duration.nanos < 0 else whole
