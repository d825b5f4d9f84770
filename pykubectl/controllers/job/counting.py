"""Counting the pods of a job that have ended, exactly once each, and closing the job when all are counted.

Upstream: pkg/controller/job/job_controller.go (trackJobStatusAndRemoveFinalizers).
"""

from collections.abc import Sequence

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.job import indexes
from pykubectl.controllers.job.pods import is_tracked, untrack
from pykubectl.controllers.job.policies import has_limit_per_index, is_failed, is_indexed, judge
from pykubectl.controllers.job.progress import Progress, condition, uncounted
from pykubectl.controllers.parts import conditions
from pykubectl.controllers.parts.pods import is_being_deleted, is_terminating, phase

RESOURCE = "jobs.batch"
_FINAL = {"SuccessCriteriaMet": "Complete", "FailureTarget": "Failed"}


def count(api: Api, job: Object, progress: Progress, end: Object | None) -> None:
    """Write the job's status: once to note what is to be counted, once when it is."""
    status = job["status"]
    namespace = job["metadata"]["namespace"]
    pods = api.list("pods", namespace, owner=job["metadata"]["uid"])
    status["active"] = len(progress.active)
    active = {pod["metadata"]["uid"] for pod in progress.active}
    status["ready"] = sum(pod["metadata"]["uid"] in active for pod in pods if _is_ready(pod))
    status["terminating"] = sum(map(is_terminating, pods))
    ended = _note_ended(job, pods, end)
    if is_indexed(job):
        _write_indexes(job, progress)
    if end is not None and conditions.find(status.get("conditions") or (), end["type"]) is None:
        status["conditions"] = [*(status.get("conditions") or ()), end]
    if ended or end is not None:
        _write(api, job)
    for pod in ended:
        untrack(api, pod)
    _add_up(job)
    final = _close(api, job, end)
    _write(api, job)
    if final is not None:
        _say_end(api, job, final)


def _is_ready(pod: Object) -> bool:
    found = conditions.find((pod.get("status") or {}).get("conditions") or (), "Ready")
    return found is not None and found["status"] == "True"


def _note_ended(job: Object, pods: Sequence[Object], end: Object | None) -> list[Object]:
    """Note the uids of pods to be counted; the pods that may lose their finalizer."""
    status = job["status"]
    noted = {field: list(uncounted(status, field)) for field in ("succeeded", "failed")}
    is_over = end is not None and end["type"] == "FailureTarget"
    ended: list[Object] = []
    for pod in pods:
        uid = pod["metadata"]["uid"]
        has_failed = is_failed(job, pod)
        has_ended = has_failed or phase(pod) == "Succeeded" or is_over or is_being_deleted(job)
        if not is_tracked(pod) or not (has_ended or (end is not None and is_being_deleted(pod))):
            continue
        ended.append(pod)
        if uid in noted["succeeded"] or uid in noted["failed"]:
            continue
        if phase(pod) == "Succeeded":
            if not is_indexed(job):
                noted["succeeded"].append(uid)
        elif (has_failed or is_over) and judge(job, pod).counts:
            noted["failed"].append(uid)
    status["uncountedTerminatedPods"] = {field: uids for field, uids in noted.items() if uids}
    return ended


def _write_indexes(job: Object, progress: Progress) -> None:
    status = job["status"]
    status["succeeded"] = len(progress.succeeded_indexes)
    status["completedIndexes"] = indexes.render(progress.succeeded_indexes)
    if has_limit_per_index(job):
        status["failedIndexes"] = indexes.render(progress.failed_indexes)


def _add_up(job: Object) -> None:
    """Move what was noted into the counts."""
    status = job["status"]
    for field in ("succeeded", "failed"):
        status[field] = status.get(field, 0) + len(uncounted(status, field))
    status["uncountedTerminatedPods"] = {}


def _close(api: Api, job: Object, end: Object | None) -> Object | None:
    """The final condition, when no pod is on its way out any more."""
    status = job["status"]
    left = api.list("pods", job["metadata"]["namespace"], owner=job["metadata"]["uid"])
    status["terminating"] = sum(map(is_terminating, left))
    if end is None or status["terminating"]:
        return None
    final = condition(_FINAL[end["type"]], "True", end["reason"], end["message"], api.now)
    status["conditions"] = [*conditions.without(status.get("conditions") or (), final["type"]), final]
    if final["type"] == "Complete":
        status["completionTime"] = final["lastTransitionTime"]
    return final


def _say_end(api: Api, job: Object, final: Object) -> None:
    if final["type"] == "Complete":
        api.event(job, "Normal", "Completed", "Job completed")
    else:
        api.event(job, "Warning", final["reason"], final["message"])


def _write(api: Api, job: Object) -> None:
    """Write what differs; the job at hand takes on the new revision."""
    always = ("ready", "terminating", "uncountedTerminatedPods", "failedIndexes")
    status = conditions.compact(job["status"], always)
    updated = api.update_status(RESOURCE, {**job, "status": status})
    job["metadata"] = updated["metadata"]
