"""The status of a deployment: counts summed over its replica sets, and the conditions Available, Progressing, ReplicaFailure.

Upstream: pkg/controller/deployment/progress.go, sync.go (calculateStatus).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pykubectl import Object
from pykubectl.controllers.deployment.arithmetic import count, desired, max_unavailable, replicas, total
from pykubectl.controllers.deployment.revisions import UNLIMITED
from pykubectl.controllers.parts import conditions
from pykubectl.machinery.timestamps import format_time, parse_time


def condition(type: str, status: str, reason: str, message: str, now: datetime) -> Object:
    moment = format_time(now)
    return {
        "type": type,
        "status": status,
        "lastUpdateTime": moment,
        "lastTransitionTime": moment,
        "reason": reason,
        "message": message,
    }


def has_deadline(deployment: Object) -> bool:
    return deployment["spec"].get("progressDeadlineSeconds") not in (None, UNLIMITED)


def progressing(status: Object) -> Object | None:
    return conditions.find(status.get("conditions") or (), "Progressing")


def counted(deployment: Object, replicasets: Sequence[Object], new: Object | None, now: datetime) -> Object:
    """The status by the numbers, with the Available condition."""
    available = total(replicasets, "availableReplicas")
    old = deployment.get("status") or {}
    status: Object = {
        "observedGeneration": deployment["metadata"].get("generation", 0),
        "replicas": total(replicasets, "replicas"),
        "updatedReplicas": count(new, "replicas") if new else 0,
        "readyReplicas": total(replicasets, "readyReplicas"),
        "availableReplicas": available,
        "unavailableReplicas": max(desired(replicasets) - available, 0),
        "terminatingReplicas": _terminating(replicasets),
        "collisionCount": old.get("collisionCount"),
        "conditions": conditions.put(old.get("conditions") or (), _availability(deployment, available, now)),
    }
    return conditions.compact(
        status, always=("terminatingReplicas",) if status["terminatingReplicas"] is not None else ()
    )


def _terminating(replicasets: Sequence[Object]) -> int | None:
    counts = [(replicaset.get("status") or {}).get("terminatingReplicas") for replicaset in replicasets]
    return None if None in counts else sum(filter(None, counts))


def _availability(deployment: Object, available: int, now: datetime) -> Object:
    if available >= replicas(deployment) - max_unavailable(deployment):
        text = "Deployment has minimum availability."
        return condition("Available", "True", "MinimumReplicasAvailable", text, now)
    text = "Deployment does not have minimum availability."
    return condition("Available", "False", "MinimumReplicasUnavailable", text, now)


def is_complete(deployment: Object, status: Object) -> bool:
    wanted = replicas(deployment)
    numbers = (status.get(field, 0) for field in ("updatedReplicas", "replicas", "availableReplicas"))
    generation = deployment["metadata"].get("generation", 0)
    return all(number == wanted for number in numbers) and status.get("observedGeneration", 0) >= generation


def _has_progressed(old: Object, new: Object) -> bool:
    def outdated(status: Object) -> int:
        return int(status.get("replicas", 0) - status.get("updatedReplicas", 0))

    rising = ("updatedReplicas", "readyReplicas", "availableReplicas")
    return outdated(new) < outdated(old) or any(new.get(field, 0) > old.get(field, 0) for field in rising)


def _has_timed_out(deployment: Object, status: Object, now: datetime) -> bool:
    current = progressing(status)
    if current is None or current["reason"] == "NewReplicaSetAvailable":
        return False
    if current["reason"] == "ProgressDeadlineExceeded":
        return True
    deadline = timedelta(seconds=deployment["spec"]["progressDeadlineSeconds"])
    return parse_time(current["lastUpdateTime"]) + deadline < now


def of_rollout(deployment: Object, replicasets: Sequence[Object], new: Object | None, now: datetime) -> Object:
    """The status during a rollout: the numbers, how it is getting on, and what keeps pods from being made."""
    status = counted(deployment, replicasets, new, now)
    found = list(status["conditions"])
    current = progressing(deployment.get("status") or {})
    if not has_deadline(deployment):
        found = conditions.without(found, "Progressing")
    is_done = (
        status.get("replicas", 0) == status.get("updatedReplicas", 0)
        and current is not None
        and current["reason"] == "NewReplicaSetAvailable"
    )
    if has_deadline(deployment) and not is_done:
        found = _with_progress(deployment, {**status, "conditions": found}, new, now)
    failure = _replica_failure(replicasets, new)
    found = conditions.without(found, "ReplicaFailure") if failure is None else conditions.put(found, failure)
    return {**status, "conditions": found}


def _with_progress(deployment: Object, status: Object, new: Object | None, now: datetime) -> list[Object]:
    found: list[Object] = status["conditions"]
    name = f'ReplicaSet "{new["metadata"]["name"]}"' if new else f'Deployment "{deployment["metadata"]["name"]}"'
    old = deployment.get("status") or {}
    if is_complete(deployment, status):
        text = f"{name} has successfully progressed."
        return conditions.put(found, condition("Progressing", "True", "NewReplicaSetAvailable", text, now))
    if _has_progressed(old, status):
        text = f"{name} is progressing."
        progress = condition("Progressing", "True", "ReplicaSetUpdated", text, now)
        current = progressing(old)
        if current is not None and current["status"] == "True":
            progress["lastTransitionTime"] = current.get("lastTransitionTime")
        return [*conditions.without(found, "Progressing"), progress]
    if _has_timed_out(deployment, status, now):
        text = f"{name} has timed out progressing."
        return conditions.put(found, condition("Progressing", "False", "ProgressDeadlineExceeded", text, now))
    return found


def _replica_failure(replicasets: Sequence[Object], new: Object | None) -> Object | None:
    for replicaset in ([new] if new else []) + list(replicasets):
        found = conditions.find((replicaset.get("status") or {}).get("conditions") or (), "ReplicaFailure")
        if found is not None:
            return {
                "type": "ReplicaFailure",
                "status": found["status"],
                "lastUpdateTime": found.get("lastTransitionTime"),
                "lastTransitionTime": found.get("lastTransitionTime"),
                "reason": found.get("reason", ""),
                "message": found.get("message", ""),
            }
    return None


def seconds_until_deadline(deployment: Object, status: Object, now: datetime) -> float | None:
    """When a rollout that stands still should be looked at for its progress deadline."""
    current = progressing(status)
    if not has_deadline(deployment) or current is None or is_complete(deployment, status):
        return None
    if current["reason"] == "ProgressDeadlineExceeded":
        return None
    deadline = timedelta(seconds=deployment["spec"]["progressDeadlineSeconds"])
    return max((parse_time(current["lastUpdateTime"]) + deadline - now).total_seconds(), 0) + 1
