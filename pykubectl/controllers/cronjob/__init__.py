"""CronJob: starts a Job at each scheduled time, and keeps the finished ones up to its history limits.

A reconcile first brings status.active in line with the jobs there are, then looks whether a scheduled time has come; of several
missed ones only the latest counts. It asks to be called again at the next scheduled time.

Upstream: pkg/controller/cronjob.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone, tzinfo

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.cronjob.schedule import latest_missed, seconds_until_next
from pykubectl.controllers.parts import conditions
from pykubectl.controllers.parts.pods import is_being_deleted
from pykubectl.errors import AlreadyExists, NotFound, StatusError
from pykubectl.machinery import cron
from pykubectl.machinery.objects import copy
from pykubectl.machinery.owners import controller_reference, is_controlled_by
from pykubectl.machinery.timestamps import format_time

RESOURCE = "cronjobs.batch"
SCHEDULED_AT = "batch.kubernetes.io/cronjob-scheduled-timestamp"
MISSED_MAX = 100


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    found = api.find(RESOURCE, namespace, name)
    if found is None:
        return None
    cronjob = copy(found)
    cronjob.setdefault("status", {})
    jobs = api.list("jobs.batch", namespace, owner=cronjob["metadata"]["uid"])
    _reconcile_active(api, cronjob, jobs)
    wait = None
    if not is_being_deleted(cronjob) and not cronjob["spec"].get("suspend"):
        wait = _schedule(api, cronjob)
    _clean_up(api, cronjob, jobs)
    status = conditions.compact(cronjob["status"])
    if status != (found.get("status") or {}):
        api.update_status(RESOURCE, {**found, "status": status})
    return wait


def _finished(job: Object) -> str:
    """Complete, Failed, or "" for a job that is neither."""
    for condition in (job.get("status") or {}).get("conditions") or ():
        if condition["type"] in ("Complete", "Failed") and condition["status"] == "True":
            return str(condition["type"])
    return ""


def _active(cronjob: Object) -> list[Object]:
    references: list[Object] = cronjob["status"].get("active") or []
    return references


def _deactivate(cronjob: Object, uid: str) -> None:
    cronjob["status"]["active"] = [reference for reference in _active(cronjob) if reference.get("uid", "") != uid]


def _reconcile_active(api: Api, cronjob: Object, jobs: Sequence[Object]) -> None:
    for job in jobs:
        name, uid, finished = job["metadata"]["name"], job["metadata"]["uid"], _finished(job)
        is_active = any(reference.get("uid") == uid for reference in _active(cronjob))
        if not is_active and not finished:
            text = f"Saw a job that the controller did not create or forgot: {name}"
            api.event(cronjob, "Warning", "UnexpectedJob", text)
        elif is_active and finished:
            _deactivate(cronjob, uid)
            text = f"Saw completed job: {name}, condition: {finished}"
            api.event(cronjob, "Normal", "SawCompletedJob", text)
        if finished == "Complete":
            ended = (job.get("status") or {}).get("completionTime") or ""
            if ended > cronjob["status"].get("lastSuccessfulTime", ""):
                cronjob["status"]["lastSuccessfulTime"] = ended
    there = {job["metadata"]["uid"] for job in jobs}
    for reference in list(_active(cronjob)):
        if reference.get("uid", "") not in there:
            api.event(cronjob, "Normal", "MissingJob", f"Active job went missing: {reference['name']}")
            _deactivate(cronjob, reference.get("uid", ""))


def _zone(api: Api, cronjob: Object) -> tzinfo | None:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    name = cronjob["spec"].get("timeZone")
    if name is None:
        return timezone.utc
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        text = f'invalid timeZone: "{name}": unknown time zone {name}'
        api.event(cronjob, "Warning", "UnknownTimeZone", text)
        return None


def _schedule(api: Api, cronjob: Object) -> float | None:
    """Start the job that is due; the seconds until the next one is."""
    zone = _zone(api, cronjob)
    if zone is None:
        return None
    text = cronjob["spec"]["schedule"]
    try:
        schedule = cron.parse(text)
    except cron.CronError as error:
        api.event(cronjob, "Warning", "UnparseableSchedule", f'unparseable schedule: "{text}" : {error}')
        return None
    due, missed = latest_missed(cronjob, schedule, zone, api.now)
    if missed > MISSED_MAX and cronjob["spec"].get("startingDeadlineSeconds") is None:
        text = "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew"
        api.event(cronjob, "Warning", "TooManyMissedTimes", text)
    if due is not None and _may_start(api, cronjob, due):
        _start(api, cronjob, due.astimezone(zone))
    return seconds_until_next(cronjob, schedule, zone, api.now)


def _may_start(api: Api, cronjob: Object, due: datetime) -> bool:
    deadline = cronjob["spec"].get("startingDeadlineSeconds")
    if deadline is not None and due + timedelta(seconds=deadline) < api.now:
        text = f"Missed scheduled time to start a job: {due.strftime('%a, %d %b %Y %H:%M:%S +0000')}"
        api.event(cronjob, "Warning", "MissSchedule", text)
        return False
    if any(reference["name"] == _job_name(cronjob, due) for reference in _active(cronjob)):
        return False
    if cronjob["status"].get("lastScheduleTime") == format_time(due):
        return False
    if cronjob["spec"].get("concurrencyPolicy") == "Forbid" and _active(cronjob):
        text = "Not starting job because prior execution is running and concurrency policy is Forbid"
        api.event(cronjob, "Normal", "JobAlreadyActive", text)
        return False
    return True


def _job_name(cronjob: Object, due: datetime) -> str:
    return f"{cronjob['metadata']['name']}-{int(due.timestamp()) // 60}"


def _start(api: Api, cronjob: Object, due: datetime) -> None:
    namespace = cronjob["metadata"]["namespace"]
    if cronjob["spec"].get("concurrencyPolicy") == "Replace":
        for reference in list(_active(cronjob)):
            _delete(api, cronjob, reference)
    try:
        job = api.create("jobs.batch", namespace, _new_job(cronjob, due))
    except AlreadyExists:
        job = api.get("jobs.batch", namespace, _job_name(cronjob, due))
        if not is_controlled_by(job, cronjob):
            return
    except StatusError as error:
        api.event(cronjob, "Warning", "FailedCreate", f"Error creating job: {error.message}")
        return
    else:
        api.event(cronjob, "Normal", "SuccessfulCreate", f"Created job {job['metadata']['name']}")
    reference = {key: job["metadata"][key] for key in ("name", "namespace", "resourceVersion", "uid")}
    cronjob["status"]["active"] = [*_active(cronjob), {"apiVersion": "batch/v1", "kind": "Job", **reference}]
    cronjob["status"]["lastScheduleTime"] = format_time(due.astimezone(timezone.utc))


def _new_job(cronjob: Object, due: datetime) -> Object:
    template = cronjob["spec"]["jobTemplate"]
    given = template.get("metadata") or {}
    stamp = due.isoformat().replace("+00:00", "Z")
    metadata: Object = {
        "name": _job_name(cronjob, due),
        "namespace": cronjob["metadata"]["namespace"],
        "annotations": {**(given.get("annotations") or {}), SCHEDULED_AT: stamp},
        "ownerReferences": [controller_reference(cronjob)],
    }
    if given.get("labels"):
        metadata["labels"] = dict(given["labels"])
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": metadata, "spec": copy(template["spec"])}


def _delete(api: Api, cronjob: Object, job: Object) -> None:
    """`job` is a reference or the metadata of one."""
    try:
        api.delete("jobs.batch", cronjob["metadata"]["namespace"], job["name"], propagation="Background")
    except NotFound:
        _deactivate(cronjob, job["uid"])
        return
    _deactivate(cronjob, job["uid"])
    api.event(cronjob, "Normal", "SuccessfulDelete", f"Deleted job {job['name']}")


def _clean_up(api: Api, cronjob: Object, jobs: Sequence[Object]) -> None:
    """Delete the oldest finished jobs beyond the history limits."""
    limits = (("Complete", "successfulJobsHistoryLimit"), ("Failed", "failedJobsHistoryLimit"))
    for finished, field in limits:
        limit = cronjob["spec"].get(field)
        if limit is None:
            continue
        ended = [job for job in jobs if _finished(job) == finished and not is_being_deleted(job)]
        ended.sort(key=lambda job: ((job.get("status") or {}).get("startTime") or "", job["metadata"]["name"]))
        for job in ended[: max(len(ended) - limit, 0)]:
            _delete(api, cronjob, job["metadata"])
