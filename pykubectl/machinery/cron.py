"""Cron schedules as CronJobs write them: five fields, names, ranges, steps, `@daily` and its kin, `@every 90m`.

A time matches when minute, hour and month do and the day does: where both day of month and day of week are restricted, either
is enough. The search walks the wall clock of a time zone by real hours and minutes, so that an hour that a clock change skips
is skipped and one that it repeats comes twice.

Upstream: github.com/robfig/cron/v3 (parser.go, spec.go, constantdelay.go).
"""

from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple, Protocol

from pykubectl.machinery.timestamps import parse_duration

YEARS_MAX = 5
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_DAYS = {name: number for number, name in enumerate(["sun", "mon", "tue", "wed", "thu", "fri", "sat"])}


class _Bounds(NamedTuple):
    low: int
    high: int
    names: dict[str, int]


_FIELDS = (_Bounds(0, 59, {}), _Bounds(0, 23, {}), _Bounds(1, 31, {}), _Bounds(1, 12, _MONTHS), _Bounds(0, 6, _DAYS))
_DESCRIPTORS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}


class CronError(ValueError):
    """A schedule that cannot be understood, in the words of the API server."""


class Schedule(Protocol):
    def next(self, after: datetime, zone: tzinfo = timezone.utc) -> datetime | None:
        """The first moment after `after`, in UTC; None when there is none in the next years."""


class Every(NamedTuple):
    """`@every`: a fixed delay, in whole seconds."""

    seconds: int

    def next(self, after: datetime, zone: tzinfo = timezone.utc) -> datetime | None:
        return after.replace(microsecond=0) + timedelta(seconds=self.seconds)


class Fields(NamedTuple):
    """The values that each field allows; a starred day field leaves the choice to the other one."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    days_starred: bool
    weekdays_starred: bool

    def next(self, after: datetime, zone: tzinfo = timezone.utc) -> datetime | None:
        moment = (after.replace(microsecond=0) + timedelta(seconds=1)).astimezone(zone)
        if moment.second:
            moment = _plus(moment, timedelta(seconds=60 - moment.second))
        last_year = moment.year + YEARS_MAX
        while moment.year <= last_year:
            if moment.month not in self.months:
                moment = _midnight(moment.year + moment.month // 12, moment.month % 12 + 1, 1, zone)
            elif not self._has_day(moment):
                tomorrow = moment.date() + timedelta(days=1)
                moment = _midnight(tomorrow.year, tomorrow.month, tomorrow.day, zone)
            elif moment.hour not in self.hours:
                moment = _plus(moment, timedelta(minutes=60 - moment.minute))
            elif moment.minute not in self.minutes:
                moment = _plus(moment, timedelta(minutes=1))
            else:
                return moment.astimezone(timezone.utc)
        return None

    def _has_day(self, moment: datetime) -> bool:
        day = moment.day in self.days
        weekday = moment.isoweekday() % 7 in self.weekdays
        if self.days_starred or self.weekdays_starred:
            return day and weekday
        return day or weekday


def _plus(moment: datetime, delta: timedelta) -> datetime:
    """Later by so much real time, on the wall clock of the same zone."""
    return (moment.astimezone(timezone.utc) + delta).astimezone(moment.tzinfo)


def _midnight(year: int, month: int, day: int, zone: tzinfo) -> datetime:
    # By way of UTC: where a clock change takes midnight away, the day begins later.
    return datetime(year, month, day, tzinfo=zone).astimezone(timezone.utc).astimezone(zone)


@lru_cache(maxsize=256)
def parse(text: str) -> Schedule:
    """Raises CronError. A `TZ=` prefix is not part of the schedule."""
    if not text:
        raise CronError("empty spec string")
    if text.startswith("@"):
        return _descriptor(text)
    fields = text.split()
    if len(fields) != len(_FIELDS):
        raise CronError(f"expected exactly 5 fields, found {len(fields)}: [{' '.join(fields)}]")
    sets = [_field(field, bounds) for field, bounds in zip(fields, _FIELDS, strict=True)]
    values = [frozenset(found) for found, _ in sets]
    return Fields(values[0], values[1], values[2], values[3], values[4], sets[2][1], sets[4][1])


def _descriptor(text: str) -> Schedule:
    if text in _DESCRIPTORS:
        return parse(_DESCRIPTORS[text])
    if not text.startswith("@every "):
        raise CronError(f"unrecognized descriptor: {text}")
    try:
        delay = parse_duration(text.removeprefix("@every "))
    except ValueError as error:
        raise CronError(f"failed to parse duration {text}: {error}") from None
    return Every(max(int(delay.total_seconds()), 1))


def _field(text: str, bounds: _Bounds) -> tuple[set[int], bool]:
    """The values of a field, and whether it leaves everything open."""
    found: set[int] = set()
    starred = False
    for part in filter(None, text.split(",")):
        values, star = _range(part, bounds)
        found.update(values)
        starred = starred or star
    return found, starred


def _range(text: str, bounds: _Bounds) -> tuple[range, bool]:
    span, *steps = text.split("/")
    first, *rest = span.split("-")
    starred = first in ("*", "?")
    if starred:
        low, high = bounds.low, bounds.high
    else:
        if len(rest) > 1:
            raise CronError(f"too many hyphens: {text}")
        low = _number(first, bounds)
        high = _number(rest[0], bounds) if rest else low
    step = 1
    if len(steps) > 1:
        raise CronError(f"too many slashes: {text}")
    if steps:
        step = _number(steps[0], bounds._replace(names={}))
        if not rest:
            high = bounds.high
        starred = starred and step <= 1
    _check(low, high, step, text, bounds)
    return range(low, high + 1, step), starred


def _check(low: int, high: int, step: int, text: str, bounds: _Bounds) -> None:
    if low < bounds.low:
        raise CronError(f"beginning of range ({low}) below minimum ({bounds.low}): {text}")
    if high > bounds.high:
        raise CronError(f"end of range ({high}) above maximum ({bounds.high}): {text}")
    if low > high:
        raise CronError(f"beginning of range ({low}) beyond end of range ({high}): {text}")
    if step == 0:
        raise CronError(f"step of range should be a positive number: {text}")


def _number(text: str, bounds: _Bounds) -> int:
    if text.lower() in bounds.names:
        return bounds.names[text.lower()]
    digits = text[1:] if text[:1] in ("-", "+") else text
    if not (digits.isascii() and digits.isdigit()):
        raise CronError(f'failed to parse int from {text}: strconv.Atoi: parsing "{text}": invalid syntax')
    if int(text) < 0:
        raise CronError(f"negative number ({int(text)}) not allowed: {text}")
    return int(text)
