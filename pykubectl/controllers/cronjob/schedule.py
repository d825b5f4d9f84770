"""When a CronJob should have run, and when it will run next.

Upstream: pkg/controller/cronjob/utils.go.
"""

from datetime import datetime, timedelta, tzinfo

from pykubectl import Object
from pykubectl.machinery.cron import Schedule
from pykubectl.machinery.timestamps import parse_time


def _earliest(cronjob: Object, now: datetime, *, by_deadline: bool) -> datetime:
    last = (cronjob.get("status") or {}).get("lastScheduleTime")
    moment = parse_time(last or cronjob["metadata"]["creationTimestamp"])
    deadline = cronjob["spec"].get("startingDeadlineSeconds")
    if by_deadline and deadline is not None:
        moment = max(moment, now - timedelta(seconds=deadline))
    return moment


def latest_missed(cronjob: Object, schedule: Schedule, zone: tzinfo, now: datetime) -> tuple[datetime | None, int]:
    """The latest scheduled time that has come, and about how many have come since the last run."""
    first = schedule.next(_earliest(cronjob, now, by_deadline=True), zone)
    if first is None or now < first:
        return None, 0
    second = schedule.next(first, zone)
    if second is None or now < second:
        return first, 1
    # A schedule that runs each minute and was asleep for a year is not walked through minute by minute.
    interval = (second - first).total_seconds()
    missed = int((now - first).total_seconds() // interval) + 1
    latest = first
    moment = schedule.next(first + timedelta(seconds=(missed - 2) * interval), zone)
    while moment is not None and moment <= now:
        latest = moment
        moment = schedule.next(moment, zone)
    return latest, missed


def seconds_until_next(cronjob: Object, schedule: Schedule, zone: tzinfo, now: datetime) -> float | None:
    latest, _ = latest_missed({**cronjob, "spec": {}}, schedule, zone, now)
    moment = schedule.next(latest or _earliest(cronjob, now, by_deadline=False), zone)
    if moment is not None and moment <= now:
        moment = schedule.next(now, zone)
    return (moment - now).total_seconds() if moment is not None else None
