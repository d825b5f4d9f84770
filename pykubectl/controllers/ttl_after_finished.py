"""TTL after finished: deletes a finished Job when its ttlSecondsAfterFinished is over.

Upstream: pkg/controller/ttlafterfinished.
"""

from datetime import timedelta

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.machinery.timestamps import parse_time


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    job = api.find("jobs.batch", namespace, name)
    if job is None or job["metadata"].get("deletionTimestamp"):
        return None
    seconds = job["spec"].get("ttlSecondsAfterFinished")
    finished = _finished_at(job)
    if seconds is None or not finished:
        return None
    wait = (parse_time(finished) + timedelta(seconds=seconds) - api.now).total_seconds()
    if wait > 0:
        return wait
    api.delete("jobs.batch", namespace, name, uid=job["metadata"]["uid"], propagation="Foreground")
    return None


def _finished_at(job: Object) -> str:
    """ "" also where the final condition came without a time."""
    for condition in (job.get("status") or {}).get("conditions") or ():
        if condition["type"] in ("Complete", "Failed") and condition["status"] == "True":
            return condition.get("lastTransitionTime") or ""
    return ""
