"""Validation of cron jobs.

Upstream: pkg/apis/batch/validation (ValidateCronJobSpec).
"""

import re

from pykubectl import Object
from pykubectl.errors import FieldError, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.batch.job_validation import validate_job_spec
from pykubectl.kinds.go_values import plain
from pykubectl.machinery import cron

# A job is named after its cron job, with eleven characters of time behind.
_NAME_MAX = 52
_POLICIES = ("Allow", "Forbid", "Replace")


def validate_cron_job(obj: Object) -> list[FieldError]:
    errors = _spec(obj["spec"], None)
    name = obj["metadata"].get("name", "")
    if len(name) > _NAME_MAX:
        errors.append(invalid("metadata.name", name, f"must be no more than {_NAME_MAX} characters"))
    return errors


def validate_cron_job_update(new: Object, old: Object) -> list[FieldError]:
    return _spec(new["spec"], old["spec"])


def _spec(spec: Object, before: Object | None) -> list[FieldError]:
    errors = _schedule(spec, before)
    errors += rules.nonnegative("spec.startingDeadlineSeconds", spec.get("startingDeadlineSeconds"))
    if spec.get("timeZone") is not None and (before is None or before.get("timeZone") != spec["timeZone"]):
        errors += _time_zone("spec.timeZone", spec["timeZone"])
    errors += rules.one_of("spec.concurrencyPolicy", spec.get("concurrencyPolicy"), _POLICIES, needed="")
    job = (spec.get("jobTemplate") or {}).get("spec") or {}
    errors += validate_job_spec("spec.jobTemplate.spec", job)
    if job.get("selector") is not None:
        text = "`selector` will be auto-generated"
        errors.append(invalid("spec.jobTemplate.spec.selector", plain(job["selector"]), text))
    if job.get("manualSelector"):
        errors.append(rules.unsupported("spec.jobTemplate.spec.manualSelector", True, ("nil", "false")))
    return errors + rules.nonnegative_fields("spec", spec, "successfulJobsHistoryLimit", "failedJobsHistoryLimit")


def _schedule(spec: Object, before: Object | None) -> list[FieldError]:
    schedule = spec.get("schedule") or ""
    if not schedule:
        return [required("spec.schedule")]
    problem = _problem(schedule)
    errors = [invalid("spec.schedule", schedule, problem)] if problem else []
    if "TZ" not in schedule:
        return errors
    # Who had it before there was a field for it may keep it.
    if before is None or "TZ" not in before.get("schedule", ""):
        text = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"
        errors.append(invalid("spec.schedule", schedule, text))
    elif spec.get("timeZone") is not None:
        text = "cannot use both timeZone field and TZ or CRON_TZ in schedule"
        errors.append(invalid("spec.schedule", schedule, text))
    return errors


def _problem(schedule: str) -> str:
    if found := re.match("(?:CRON_)?TZ=([^ ]*) *", schedule):
        schedule, zone = schedule[found.end() :], found.group(1)
        if not _is_known(zone):
            return f"provided bad location {zone}: unknown time zone {zone}"
    try:
        cron.parse(schedule)
    except ValueError as error:
        return str(error)
    return ""


def _time_zone(path: str, name: str) -> list[FieldError]:
    if not name:
        return [invalid(path, name, "timeZone must be nil or non-empty string")]
    if name.lower() == "local":
        text = "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"
        return [invalid(path, name, text)]
    return [] if _is_known(name) else [invalid(path, name, f"unknown time zone {name}")]


def _is_known(zone: str) -> bool:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
