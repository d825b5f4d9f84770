"""What a pod's status says: active, terminating, ready, available; and which pod goes first when there are too many.

Upstream: pkg/api/v1/pod/util.go, pkg/controller/controller_utils.go (ActivePodsWithRanks).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cmp_to_key

from pykubectl import Object
from pykubectl.machinery.timestamps import parse_time

DELETION_COST = "controller.kubernetes.io/pod-deletion-cost"
_PHASE_ORDER = {"Pending": 0, "Unknown": 1, "Running": 2}


def phase(pod: Object) -> str:
    return str((pod.get("status") or {}).get("phase") or "")


def is_finished(pod: Object) -> bool:
    return phase(pod) in ("Succeeded", "Failed")


def is_being_deleted(obj: Object) -> bool:
    return bool(obj["metadata"].get("deletionTimestamp"))


def is_active(pod: Object) -> bool:
    return not is_finished(pod) and not is_being_deleted(pod)


def is_terminating(pod: Object) -> bool:
    return not is_finished(pod) and is_being_deleted(pod)


def condition(obj: Object, type: str) -> Object | None:
    """A condition of the status, by type."""
    for found in (obj.get("status") or {}).get("conditions") or ():
        if found["type"] == type:
            result: Object = found
            return result
    return None


def is_ready(pod: Object) -> bool:
    ready = condition(pod, "Ready")
    return ready is not None and ready["status"] == "True"


def ready_since(pod: Object) -> datetime | None:
    ready = condition(pod, "Ready")
    if ready is None or ready["status"] != "True" or not ready.get("lastTransitionTime"):
        return None
    return parse_time(ready["lastTransitionTime"])


def is_available(pod: Object, min_ready_seconds: int, now: datetime) -> bool:
    if not is_ready(pod):
        return False
    if not min_ready_seconds:
        return True
    since = ready_since(pod)
    return since is not None and since + timedelta(seconds=min_ready_seconds) <= now


def seconds_until_available(pods: Iterable[Object], min_ready_seconds: int, now: datetime) -> float | None:
    """When the first ready pod that is not yet available becomes so."""
    if not min_ready_seconds:
        return None
    waits = []
    for pod in pods:
        since = ready_since(pod)
        if since is not None and not is_available(pod, min_ready_seconds, now):
            waits.append((since + timedelta(seconds=min_ready_seconds) - now).total_seconds())
    return min(waits) if waits else None


def restarts(pod: Object) -> int:
    statuses = (pod.get("status") or {}).get("containerStatuses") or ()
    return max((status.get("restartCount", 0) for status in statuses), default=0)


def created(obj: Object) -> str:
    return str(obj["metadata"].get("creationTimestamp") or "")


def deletion_cost(pod: Object) -> int:
    text = (pod["metadata"].get("annotations") or {}).get(DELETION_COST, "0")
    try:
        return int(text)
    except ValueError:
        return 0


def _magnitude(text: str, now: datetime) -> int:
    """An age on a logarithmic scale: pods of about the same age count as equals."""
    if not text:
        return -1
    nanoseconds = int((now - parse_time(text)).total_seconds() * 1e9)
    return nanoseconds.bit_length() - 1 if nanoseconds > 0 else -1


def _age_order(first: str, second: str, uids: tuple[str, str], now: datetime) -> int:
    if first == second:
        return 0
    difference = _magnitude(first, now) - _magnitude(second, now)
    if difference:
        return difference
    return -1 if uids[0] < uids[1] else 1


def in_deletion_order(pods: Sequence[Object], now: datetime, ranks: Mapping[str, int]) -> list[Object]:
    """Pods in the order in which they are given up; `ranks` counts related pods on the same node, by pod uid."""

    def cheap(pod: Object) -> tuple[int, int, int, int, int]:
        return (
            int(bool(pod["spec"].get("nodeName"))),
            _PHASE_ORDER.get(phase(pod), 1),
            int(is_ready(pod)),
            deletion_cost(pod),
            -ranks.get(pod["metadata"]["uid"], 0),
        )

    def compare(first: Object, second: Object) -> int:
        left, right = cheap(first), cheap(second)
        if left != right:
            return -1 if left < right else 1
        uids = (first["metadata"]["uid"], second["metadata"]["uid"])
        if left[2]:
            ages = ((condition(pod, "Ready") or {}).get("lastTransitionTime") or "" for pod in (first, second))
            order = _age_order(next(ages), next(ages), uids, now)
            if order:
                return order
        if restarts(first) != restarts(second):
            return restarts(second) - restarts(first)
        return _age_order(created(first), created(second), uids, now)

    return sorted(pods, key=cmp_to_key(compare))
