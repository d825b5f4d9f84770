"""Cron schedules: next times, time zones, refusals."""

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import pytest

from pykubectl.machinery import cron


@pytest.mark.parametrize(
    ("schedule", "after", "expected"),
    [
        ("*/15 * * * *", "2026-03-01T10:07:30", "2026-03-01T10:15:00"),
        ("0 0 * * *", "2026-12-31T23:59:59", "2027-01-01T00:00:00"),
        ("0 9 * * mon-fri", "2026-03-06T09:00:00", "2026-03-09T09:00:00"),
        ("30 4 1,15 * 5", "2026-03-02T00:00:00", "2026-03-06T04:30:00"),
        ("0 0 29 2 *", "2026-03-01T00:00:00", "2028-02-29T00:00:00"),
        ("0 12 */10 jan ?", "2026-01-02T00:00:00", "2026-01-11T12:00:00"),
        ("5/20 * * * *", "2026-03-01T10:26:00", "2026-03-01T10:45:00"),
        ("@hourly", "2026-03-01T10:07:30", "2026-03-01T11:00:00"),
        ("@yearly", "2026-03-01T10:07:30", "2027-01-01T00:00:00"),
        ("@every 90m", "2026-03-01T10:07:30", "2026-03-01T11:37:30"),
        ("0 0 31 2 *", "2026-03-01T00:00:00", None),
    ],
)
def test_next(schedule: str, after: str, expected: str | None) -> None:
    found = cron.parse(schedule).next(datetime.fromisoformat(after).replace(tzinfo=timezone.utc))
    assert (found.isoformat()[:19] if found else None) == expected


@pytest.mark.parametrize(
    ("schedule", "after", "expected"),
    [
        # The hour that spring takes away has no run; the one that autumn repeats has two.
        ("30 2 * * *", "2026-03-28T12:00:00", "2026-03-30T00:30:00"),
        ("30 2 * * *", "2026-10-24T23:00:00", "2026-10-25T00:30:00"),
        ("30 2 * * *", "2026-10-25T00:30:00", "2026-10-25T01:30:00"),
        ("0 0 1 1 *", "2026-06-01T00:00:00", "2026-12-31T23:00:00"),
    ],
)
def test_next_in_berlin(schedule: str, after: str, expected: str) -> None:
    moment = datetime.fromisoformat(after).replace(tzinfo=timezone.utc)
    found = cron.parse(schedule).next(moment, ZoneInfo("Europe/Berlin"))
    assert found is not None
    assert found.isoformat()[:19] == expected


@pytest.mark.parametrize(
    ("schedule", "message"),
    [
        ("", "empty spec string"),
        ("61 * * *", "expected exactly 5 fields, found 4: [61 * * *]"),
        ("61 * * * *", "end of range (61) above maximum (59): 61"),
        ("* * 0 * *", "beginning of range (0) below minimum (1): 0"),
        ("5-1 * * * *", "beginning of range (5) beyond end of range (1): 5-1"),
        ("*/0 * * * *", "step of range should be a positive number: */0"),
        ("1-2-3 * * * *", "too many hyphens: 1-2-3"),
        ("1/2/3 * * * *", "too many slashes: 1/2/3"),
        ("x * * * *", 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'),
        ("* * * * 7", "end of range (7) above maximum (6): 7"),
        ("@often", "unrecognized descriptor: @often"),
        ("@every soon", 'failed to parse duration @every soon: time: invalid duration "soon"'),
    ],
)
def test_refuses(schedule: str, message: str) -> None:
    with pytest.raises(cron.CronError) as caught:
        cron.parse(schedule)
    assert str(caught.value) == message
