"""The parts of timestamps and durations.

Upstream: cel-go/common/types (timestamp.go, duration.go).
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from pykubectl.machinery.cel import moments
from pykubectl.machinery.cel.values import Duration, Timestamp

_DATE = ("getFullYear", "getMonth", "getDayOfYear", "getDayOfMonth", "getDate", "getDayOfWeek")
_CLOCK = ("getHours", "getMinutes", "getSeconds", "getMilliseconds")


def _of_timestamp(function: str, moment: Timestamp, zone: str = "UTC") -> int:
    return moments.timestamp_part(moment, function, zone)


def _of_duration(function: str, duration: Duration) -> int:
    return moments.duration_part(duration, function)


def _rows() -> Iterator[tuple[str, str, str, Callable[..., Any]]]:
    for function in (*_DATE, *_CLOCK):
        yield function, f"timestamp_{function}", "timestamp.() -> int", partial(_of_timestamp, function)
        yield function, f"timestamp_{function}_zone", "timestamp.(string) -> int", partial(_of_timestamp, function)
    for function in _CLOCK:
        yield function, f"duration_{function}", "duration.() -> int", partial(_of_duration, function)


ROWS = tuple(_rows())
