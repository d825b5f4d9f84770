"""How far a job is: its pods sorted into active, ready, terminating and newly finished, and the condition that ends it.

Upstream: pkg/controller/job/job_controller.go (syncJob).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from pykubectl import Object
from pykubectl.controllers.job import indexes
from pykubectl.controllers.job.pods import index_failures, is_tracked
from pykubectl.controllers.job.policies import (
    has_limit_per_index,
    is_failed,
    is_indexed,
    judge,
    success_message,
)
from pykubectl.controllers.parts import conditions
from pykubectl.controllers.parts.pods import is_active, is_ready, is_terminating, phase
from pykubectl.machinery.timestamps import format_time, parse_time


class Progress(NamedTuple):
    pods: Sequence[Object]
    active: list[Object]
    ready: int
    terminating: int
    succeeded: int
    failed: int
    succeeded_indexes: set[int]
    failed_indexes: set[int]


def condition(type: str, status: str, reason: str, message: str, now: datetime) -> Object:
    moment = format_time(now)
    return {
        "type": type,
        "status": status,
        "lastProbeTime": moment,
        "lastTransitionTime": moment,
        "reason": reason,
        "message": message,
    }


def is_suspended(job: Object) -> bool:
    return bool(job["spec"].get("suspend"))


def uncounted(status: Object, field: str) -> list[str]:
    """Uids of pods that have ended but are not yet in the counts."""
    found: list[str] = (status.get("uncountedTerminatedPods") or {}).get(field) or []
    return found


def measure(job: Object, pods: Sequence[Object]) -> Progress:
    status = job.get("status") or {}
    known = {*uncounted(status, "succeeded"), *uncounted(status, "failed")}
    fresh = [pod for pod in pods if is_tracked(pod) and pod["metadata"]["uid"] not in known]
    new_succeeded = [pod for pod in fresh if phase(pod) == "Succeeded"]
    new_failed = [pod for pod in fresh if is_failed(job, pod) and judge(job, pod).counts]
    active = [pod for pod in pods if is_active(pod)]
    succeeded = status.get("succeeded", 0) + len(new_succeeded) + len(uncounted(status, "succeeded"))
    done: set[int] = set()
    lost: set[int] = set()
    if is_indexed(job):
        done, lost = _indexes(job, pods)
        succeeded = len(done)
    return Progress(
        pods,
        active,
        sum(map(is_ready, active)),
        sum(map(is_terminating, pods)),
        succeeded,
        status.get("failed", 0) + len(new_failed) + len(uncounted(status, "failed")),
        done,
        lost,
    )


def _indexes(job: Object, pods: Sequence[Object]) -> tuple[set[int], set[int]]:
    status = job.get("status") or {}
    completions = job["spec"].get("completions") or 0
    done = indexes.parse(status.get("completedIndexes", ""), completions)
    lost = indexes.parse(status.get("failedIndexes") or "", completions)
    for pod in pods:
        index = indexes.index_of(pod)
        if index is None or index >= completions or not is_tracked(pod):
            continue
        if phase(pod) == "Succeeded":
            done.add(index)
        elif has_limit_per_index(job) and is_failed(job, pod) and _has_used_up(job, pod, index, pods):
            lost.add(index)
    return done, lost - done


def _has_used_up(job: Object, pod: Object, index: int, pods: Sequence[Object]) -> bool:
    if judge(job, pod).action == "FailIndex":
        return True
    return index_failures(job, index, pods)[0] > int(job["spec"]["backoffLimitPerIndex"])


def ending(job: Object, progress: Progress, now: datetime) -> Object | None:
    """The condition that decides the job before its pods are managed: SuccessCriteriaMet or FailureTarget."""
    found = (job.get("status") or {}).get("conditions") or ()
    for type in ("SuccessCriteriaMet", "FailureTarget"):
        decided = conditions.find(found, type)
        if decided is not None and decided["status"] == "True":
            return decided
    failure = _failure(job, progress, now)
    if failure is not None:
        return condition("FailureTarget", "True", *failure, now)
    message = success_message(job, progress.succeeded_indexes) if is_indexed(job) else ""
    return condition("SuccessCriteriaMet", "True", "SuccessPolicy", message, now) if message else None


def _failure(job: Object, progress: Progress, now: datetime) -> tuple[str, str] | None:
    """Reason and message of the first thing that fails the job."""
    for pod in progress.pods:
        if is_failed(job, pod) and (verdict := judge(job, pod)).action == "FailJob":
            return "PodFailurePolicy", verdict.message
    limit = job["spec"].get("backoffLimit", 6)
    if progress.failed > limit or _restarts_exceed(job, progress.pods, limit):
        return "BackoffLimitExceeded", "Job has reached the specified backoff limit"
    seconds = seconds_until_deadline(job, now)
    if seconds is not None and seconds <= 0:
        return "DeadlineExceeded", "Job was active longer than specified deadline"
    if not has_limit_per_index(job):
        return None
    limit = job["spec"].get("maxFailedIndexes")
    if limit is not None and len(progress.failed_indexes) > limit:
        return "MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes"
    over = len(progress.failed_indexes) + len(progress.succeeded_indexes) >= (job["spec"].get("completions") or 0)
    return ("FailedIndexes", "Job has failed indexes") if progress.failed_indexes and over else None


def _restarts_exceed(job: Object, pods: Sequence[Object], limit: int) -> bool:
    """With restartPolicy OnFailure the kubelet's restarts count as failures."""
    if job["spec"]["template"]["spec"].get("restartPolicy") != "OnFailure":
        return False
    count = 0
    for pod in pods:
        if phase(pod) in ("Running", "Pending"):
            status = pod.get("status") or {}
            containers = [*(status.get("initContainerStatuses") or ()), *(status.get("containerStatuses") or ())]
            count += sum(container.get("restartCount", 0) for container in containers)
    return count > 0 if limit == 0 else count >= limit


def seconds_until_deadline(job: Object, now: datetime) -> float | None:
    deadline = job["spec"].get("activeDeadlineSeconds")
    start = (job.get("status") or {}).get("startTime")
    if deadline is None or not start or is_suspended(job):
        return None
    return (parse_time(start) + timedelta(seconds=deadline) - now).total_seconds()


def is_complete(job: Object, succeeded: int, active: int) -> bool:
    completions = job["spec"].get("completions")
    if completions is None:
        return succeeded > 0 and active == 0
    return bool(succeeded >= completions and active == 0)
