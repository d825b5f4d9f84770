"""Times and durations as the wire and kubectl write them.

Upstream: apimachinery/pkg/apis/meta/v1 (Time, MicroTime, Duration), util/duration.
"""

import re
from datetime import datetime, timedelta, timezone

_DURATION = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)")
_MINUTE, _HOUR, _DAY, _YEAR = 60, 3600, 86400, 365 * 86400
# Up to which age (seconds) what is shown: a unit, and with a letter the rest in a smaller one.
_AGES = (
    (2 * _MINUTE, 1, "s", 1, ""),
    (10 * _MINUTE, _MINUTE, "m", 1, "s"),
    (3 * _HOUR, _MINUTE, "m", 1, ""),
    (8 * _HOUR, _HOUR, "h", _MINUTE, "m"),
    (2 * _DAY, _HOUR, "h", 1, ""),
    (8 * _DAY, _DAY, "d", _HOUR, "h"),
    (2 * _YEAR, _DAY, "d", 1, ""),
    (8 * _YEAR, _YEAR, "y", _DAY, "d"),
)
_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}


def format_time(moment: datetime) -> str:
    """`2026-01-02T03:04:05Z`."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def format_micro_time(moment: datetime) -> str:
    """`2026-01-02T03:04:05.000006Z`."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_time(text: str) -> datetime:
    """An RFC 3339 time, in UTC. Raises ValueError."""
    return datetime.fromisoformat(text.replace("Z", "+00:00") if text.endswith("Z") else text).astimezone(timezone.utc)


def parse_duration(text: str) -> timedelta:
    """Go's duration syntax (`1h30m`, `-1.5s`, `0`). Raises ValueError with Go's words."""
    body = text[1:] if text[:1] in ("-", "+") else text
    if body == "0":
        return timedelta(0)
    found = list(_DURATION.finditer(body))
    if not found or "".join(match.group() for match in found) != body:
        raise ValueError(_duration_error(text, body))
    seconds = sum(float(match.group(1)) * _SECONDS[match.group(2)] for match in found)
    return timedelta(seconds=-seconds if text.startswith("-") else seconds)


def _duration_error(text: str, body: str) -> str:
    quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if re.fullmatch(r"(.*[a-zµμ])?(\d+(\.\d*)?|\.\d+)", body) and re.match(r"[\d.]", body):
        return f"time: missing unit in duration {quoted}"
    unit = re.match(r"(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))*(?:\d+(?:\.\d*)?|\.\d+)([^\d.]+)", body)
    if unit:
        return f'time: unknown unit "{unit.group(1)}" in duration {quoted}'
    return f"time: invalid duration {quoted}"


def human_duration(elapsed: timedelta) -> str:
    """An age as tables show it: `5s`, `2m30s`, `47m`, `5h12m`, `3d4h`, `400d`, `2y35d`."""
    seconds = int(elapsed.total_seconds())
    if seconds < -1:
        return "<invalid>"
    for below, unit, letter, rest_unit, rest_letter in _AGES:
        if seconds < below:
            whole, rest = divmod(max(seconds, 0), unit)
            rest //= rest_unit
            return f"{whole}{letter}{rest}{rest_letter}" if rest and rest_letter else f"{whole}{letter}"
    return f"{seconds // _YEAR}y"


def format_duration(seconds: float) -> str:
    """A duration as Go prints it: `3s`, `1m0s`, `1h2m3.5s`, `250ms`."""
    if seconds == 0:
        return "0s"
    if abs(seconds) < 1:
        millis = seconds * 1000
        return f"{millis:.6f}".rstrip("0").rstrip(".") + "ms"
    sign, left = ("-", -seconds) if seconds < 0 else ("", seconds)
    hours, left = divmod(left, 3600)
    minutes, left = divmod(left, 60)
    text = f"{left:.9f}".rstrip("0").rstrip(".") + "s"
    if hours:
        return f"{sign}{int(hours)}h{int(minutes)}m{text}"
    return f"{sign}{int(minutes)}m{text}" if minutes else f"{sign}{text}"
