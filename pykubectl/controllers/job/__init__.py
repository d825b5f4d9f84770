"""Job: runs pods until enough of them have succeeded, or too many have failed.

A reconcile: measure the pods; decide whether the job has ended (SuccessCriteriaMet, FailureTarget); if so give up the pods that
still run, else make or drop pods; then count. Counting is done so that a crash loses and doubles nothing: a pod that has ended
is first noted by uid in status.uncountedTerminatedPods, then loses its finalizer, then moves into the counts. When nothing is
left to count and no pod is on its way out, Complete or Failed follows.

Upstream: pkg/controller/job.
"""

from collections.abc import Iterable

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.job import counting
from pykubectl.controllers.job.indexes import index_of
from pykubectl.controllers.job.pods import (
    backoff_seconds,
    create_pods,
    drop_pods,
    for_removal,
    index_backoff_seconds,
    is_tracked,
    untrack,
)
from pykubectl.controllers.job.policies import has_limit_per_index, is_indexed, replaces_only_failed
from pykubectl.controllers.job.progress import (
    Progress,
    condition,
    ending,
    is_complete,
    is_suspended,
    measure,
    seconds_until_deadline,
)
from pykubectl.controllers.parts import conditions
from pykubectl.controllers.parts.claims import claim, interested
from pykubectl.controllers.parts.pod_control import delete_pod
from pykubectl.controllers.parts.pods import is_active, is_being_deleted
from pykubectl.errors import StatusError
from pykubectl.machinery.objects import copy
from pykubectl.machinery.owners import controller_of
from pykubectl.machinery.selectors import Selector, from_label_selector, from_labels
from pykubectl.machinery.timestamps import format_time
from pykubectl.storage import Change

RESOURCE = "jobs.batch"
NAME_LABEL = "batch.kubernetes.io/job-name"
OWN_NAME = "kubernetes.io/job-controller"


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    found = api.find(RESOURCE, namespace, name)
    if found is None:
        _release_pods(api, namespace, name)
        return None
    if found["spec"].get("managedBy") not in (None, OWN_NAME) or is_finished(found):
        return None
    job = copy(found)
    pods = claim(api, job, "pods", _selector(job))
    status = job.setdefault("status", {})
    if not status.get("startTime") and not is_suspended(job):
        status["startTime"] = format_time(api.now)
    progress = measure(job, pods)
    end = ending(job, progress, api.now)
    wait = refusal = None
    if end is not None:
        _give_up(api, job, progress)
    elif not is_being_deleted(job):
        try:
            wait = _manage(api, job, progress)
        except StatusError as error:
            refusal = error
        end = _completion(api, job, progress)
        if end is None:
            _note_suspension(api, job)
    counting.count(api, job, progress, end)
    if refusal is not None:
        raise refusal
    return _earliest(wait, seconds_until_deadline(job, api.now))


def woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]:
    """Pods without an owner: one may be adopted, one that lost its job must lose the finalizer."""
    if change.obj is None or controller_of(change.obj) is not None:
        return
    yield from interested(api, RESOURCE, change.obj, _selector)
    name = (change.obj["metadata"].get("labels") or {}).get(NAME_LABEL)
    if name and is_tracked(change.obj):
        yield change.obj["metadata"]["namespace"], name


def is_finished(job: Object) -> bool:
    found = (job.get("status") or {}).get("conditions") or ()
    return any(one["type"] in ("Complete", "Failed") and one["status"] == "True" for one in found)


def _selector(job: Object) -> Selector:
    return from_label_selector(job["spec"].get("selector"))


def _earliest(*waits: float | None) -> float | None:
    return min((wait for wait in waits if wait is not None and wait > 0), default=None)


def _release_pods(api: Api, namespace: str, name: str) -> None:
    """The job is gone: nothing is counted any more."""
    for pod in api.list("pods", namespace, selector=from_labels({NAME_LABEL: name})):
        reference = controller_of(pod)
        if is_tracked(pod) and (reference is None or reference["kind"] == "Job"):
            untrack(api, pod)


def _give_up(api: Api, job: Object, progress: Progress) -> None:
    for pod in progress.active:
        delete_pod(api, job, pod)
    progress.active.clear()


def _manage(api: Api, job: Object, progress: Progress) -> float | None:
    """Make or drop pods so that the wanted number runs; `progress.active` is kept up to date."""
    active = len(progress.active)
    if is_suspended(job):
        _drop(api, job, progress, active)
        return None
    wanted = _wanted(job, progress)
    doomed = for_removal(job, progress.active, max(active - wanted, 0), api.now)
    if doomed:
        _drop(api, job, progress, len(doomed), doomed)
        return None
    missing = wanted - active - (progress.terminating if replaces_only_failed(job) else 0)
    return _create(api, job, progress, missing) if missing > 0 else None


def _wanted(job: Object, progress: Progress) -> int:
    parallelism = int(job["spec"].get("parallelism", 1))
    completions = job["spec"].get("completions")
    if completions is None:
        # A work queue: after the first success nobody new joins.
        return len(progress.active) if progress.succeeded > 0 else parallelism
    return max(min(int(completions) - progress.succeeded, parallelism), 0)


def _drop(api: Api, job: Object, progress: Progress, number: int, doomed: list[Object] | None = None) -> None:
    chosen = doomed if doomed is not None else for_removal(job, progress.active, number, api.now)
    drop_pods(api, job, chosen)
    names = {pod["metadata"]["name"] for pod in chosen}
    progress.active[:] = [pod for pod in progress.active if pod["metadata"]["name"] not in names]


def _create(api: Api, job: Object, progress: Progress, missing: int) -> float | None:
    numbers: list[int | None] = [None] * missing
    if is_indexed(job):
        numbers = list(_pending_indexes(job, progress))
    if has_limit_per_index(job):
        waits = [index_backoff_seconds(job, number or 0, progress.pods, api.now) for number in numbers]
        due = [number for number, wait in zip(numbers, waits, strict=True) if not wait]
        wait = _earliest(*waits)
        numbers = due
    else:
        wait = backoff_seconds(job, progress.pods, api.now) or None
        if wait:
            return wait
    try:
        progress.active.extend(create_pods(api, job, numbers[:missing], progress.pods))
    except StatusError:
        progress.active[:] = [
            pod
            for pod in api.list("pods", job["metadata"]["namespace"], owner=job["metadata"]["uid"])
            if is_active(pod)
        ]
        raise
    return wait


def _pending_indexes(job: Object, progress: Progress) -> Iterable[int]:
    taken = progress.succeeded_indexes | progress.failed_indexes
    taken |= {index for pod in progress.active if (index := index_of(pod)) is not None}
    if replaces_only_failed(job):
        leaving = (pod for pod in progress.pods if is_being_deleted(pod) and not _has_ended(pod))
        taken |= {index for pod in leaving if (index := index_of(pod)) is not None}
    return (index for index in range(job["spec"].get("completions") or 0) if index not in taken)


def _has_ended(pod: Object) -> bool:
    return (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")


def _completion(api: Api, job: Object, progress: Progress) -> Object | None:
    if not is_complete(job, progress.succeeded, len(progress.active)):
        return None
    text = "Reached expected number of succeeded pods"
    return condition("SuccessCriteriaMet", "True", "CompletionsReached", text, api.now)


def _note_suspension(api: Api, job: Object) -> None:
    """Keep the Suspended condition, in its place; a resumed job starts its clock anew."""
    status = job["status"]
    found = list(status.get("conditions") or ())
    current = conditions.find(found, "Suspended")
    suspended = is_suspended(job)
    if (current is None and not suspended) or (current and current["status"] == str(suspended)):
        return
    words = ("JobSuspended", "Job suspended") if suspended else ("JobResumed", "Job resumed")
    noted = condition("Suspended", str(suspended), *words, api.now)
    status["conditions"] = [noted if one is current else one for one in found] if current else [*found, noted]
    api.event(job, "Normal", "Suspended" if suspended else "Resumed", words[1])
    if not suspended:
        status["startTime"] = format_time(api.now)
