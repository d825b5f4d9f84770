"""The pods of a job: made with a finalizer so that none is lost before it is counted, given up when there are too many.

Upstream: pkg/controller/job/job_controller.go (manageJob), backoff_utils.go.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.job import indexes
from pykubectl.controllers.job.policies import has_limit_per_index, is_failed, is_indexed, judge
from pykubectl.controllers.parts.pod_control import create_pod, delete_pod
from pykubectl.controllers.parts.pods import in_deletion_order, phase
from pykubectl.controllers.parts.templates import pod_from_template
from pykubectl.errors import Conflict, NotFound
from pykubectl.machinery.timestamps import parse_time

FINALIZER = "batch.kubernetes.io/job-tracking"
CREATE_MAX = 500
BACKOFF_SECONDS, BACKOFF_SECONDS_MAX = 10.0, 600.0
_INDEX_VARIABLE: Object = {
    "name": "JOB_COMPLETION_INDEX",
    "valueFrom": {"fieldRef": {"fieldPath": f"metadata.labels['{indexes.INDEX}']"}},
}


def is_tracked(pod: Object) -> bool:
    return FINALIZER in (pod["metadata"].get("finalizers") or ())


def untrack(api: Api, pod: Object) -> None:
    """Take the finalizer off; a pod that is gone needs nothing."""
    there = api.find("pods", pod["metadata"]["namespace"], pod["metadata"]["name"])
    if there is None or there["metadata"]["uid"] != pod["metadata"]["uid"] or not is_tracked(there):
        return
    remaining = [name for name in there["metadata"]["finalizers"] if name != FINALIZER]
    metadata = {key: value for key, value in there["metadata"].items() if key != "finalizers"}
    if remaining:
        metadata["finalizers"] = remaining
    try:
        api.update("pods", {**there, "metadata": metadata})
    except (NotFound, Conflict):
        return


def new_pod(job: Object, index: int | None, pods: Sequence[Object]) -> Object:
    pod = pod_from_template(job["spec"]["template"], job)
    metadata = pod["metadata"]
    metadata["finalizers"] = [*(metadata.get("finalizers") or ()), FINALIZER]
    if index is None:
        return pod
    name = f"{job['metadata']['name']}-{index}"
    metadata["generateName"] = f"{name}-"
    metadata.setdefault("annotations", {})[indexes.INDEX] = str(index)
    metadata.setdefault("labels", {})[indexes.INDEX] = str(index)
    pod["spec"]["hostname"] = name
    for container in [*(pod["spec"].get("initContainers") or ()), *pod["spec"]["containers"]]:
        variables = container.setdefault("env", [])
        if all(variable["name"] != _INDEX_VARIABLE["name"] for variable in variables):
            variables.append(_INDEX_VARIABLE)
    if has_limit_per_index(job):
        counted, ignored = index_failures(job, index, pods)
        metadata["annotations"][indexes.FAILURE_COUNT] = str(counted)
        if ignored:
            metadata["annotations"][indexes.IGNORED_COUNT] = str(ignored)
    return pod


def _failed_of(job: Object, index: int, pods: Iterable[Object]) -> list[Object]:
    return [pod for pod in pods if indexes.index_of(pod) == index and is_failed(job, pod)]


def index_failures(job: Object, index: int, pods: Sequence[Object]) -> tuple[int, int]:
    """How often an index has failed by now: counted, ignored."""
    failed = _failed_of(job, index, pods)
    if not failed:
        return 0, 0
    last = max(failed, key=lambda pod: sum(indexes.failures_before(pod)))
    counted, ignored = indexes.failures_before(last)
    return (counted + 1, ignored) if judge(job, last).counts else (counted, ignored + 1)


def finished_at(pod: Object) -> datetime:
    """When the last container ended, else when the pod was last known to change."""
    status = pod.get("status") or {}
    ends = [
        ((container.get("state") or {}).get("terminated") or {}).get("finishedAt")
        for container in status.get("containerStatuses") or ()
    ]
    times = [end for end in ends if end]
    if not times:
        ready: Object = next((found for found in status.get("conditions") or () if found["type"] == "Ready"), {})
        times = [ready["lastTransitionTime"]] if ready.get("lastTransitionTime") else []
    fallback = pod["metadata"].get("deletionTimestamp") or pod["metadata"]["creationTimestamp"]
    return parse_time(max(times) if times else fallback)


def _delay(failures: int, last: datetime, now: datetime) -> float:
    backoff = min(BACKOFF_SECONDS * 2.0 ** min(failures - 1, 10), BACKOFF_SECONDS_MAX)
    remaining: float = backoff - (now - last).total_seconds()
    return max(remaining, 0.0)


def backoff_seconds(job: Object, pods: Sequence[Object], now: datetime) -> float:
    """How long to wait before a failed pod is replaced: doubled with each failure since the last success."""
    successes = [finished_at(pod) for pod in pods if phase(pod) == "Succeeded"]
    failures = [finished_at(pod) for pod in pods if is_failed(job, pod)]
    if successes:
        failures = [end for end in failures if end > max(successes)]
    return _delay(len(failures), max(failures), now) if failures else 0.0


def index_backoff_seconds(job: Object, index: int, pods: Sequence[Object], now: datetime) -> float:
    failed = _failed_of(job, index, pods)
    if not failed:
        return 0.0
    return _delay(sum(index_failures(job, index, pods)), max(map(finished_at, failed)), now)


def create_pods(api: Api, job: Object, numbers: Sequence[int | None], pods: Sequence[Object]) -> list[Object]:
    return [create_pod(api, job, new_pod(job, number, pods)) for number in numbers[:CREATE_MAX]]


def drop_pods(api: Api, job: Object, doomed: Iterable[Object]) -> None:
    """Delete pods that nobody holds against the job: without the finalizer they are not counted as failed."""
    for pod in doomed:
        untrack(api, pod)
        delete_pod(api, job, pod)


def for_removal(job: Object, active: Sequence[Object], at_least: int, now: datetime) -> list[Object]:
    """Pods of no or doubled index first, then the ones least worth keeping."""
    ordered = in_deletion_order(active, now, {})
    doomed: list[Object] = []
    if is_indexed(job):
        doomed = _misplaced(ordered, job["spec"].get("completions") or 0)
    names = {pod["metadata"]["name"] for pod in doomed}
    others = [pod for pod in ordered if pod["metadata"]["name"] not in names]
    return doomed + others[: max(at_least - len(doomed), 0)]


def _misplaced(ordered: Sequence[Object], completions: int) -> list[Object]:
    kept: set[int] = set()
    doomed = []
    for pod in reversed(ordered):
        index = indexes.index_of(pod)
        if index is None or index >= completions or index in kept:
            doomed.append(pod)
        else:
            kept.add(index)
    return doomed
