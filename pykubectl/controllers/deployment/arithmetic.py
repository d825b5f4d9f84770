"""The numbers of a rollout: how many pods may be too many, how many may be missing, and who gets which part of a scaling.

Upstream: pkg/controller/deployment/util/deployment_util.go.
"""

import math
from collections.abc import Iterable, Sequence

from pykubectl import Object
from pykubectl.controllers.parts.scaled import scaled

DESIRED_REPLICAS = "deployment.kubernetes.io/desired-replicas"
MAX_REPLICAS = "deployment.kubernetes.io/max-replicas"


def annotation(obj: Object, key: str) -> str:
    return str((obj["metadata"].get("annotations") or {}).get(key, ""))


def number_in(obj: Object, key: str) -> int | None:
    """An annotation that holds a number."""
    text = annotation(obj, key)
    try:
        return int(text)
    except ValueError:
        return None


def replicas(obj: Object) -> int:
    return int(obj["spec"].get("replicas", 1))


def count(obj: Object, field: str) -> int:
    return int((obj.get("status") or {}).get(field) or 0)


def total(objs: Iterable[Object], field: str) -> int:
    return sum(count(obj, field) for obj in objs)


def desired(replicasets: Iterable[Object]) -> int:
    return sum(replicas(replicaset) for replicaset in replicasets)


def active(replicasets: Iterable[Object]) -> list[Object]:
    return [replicaset for replicaset in replicasets if replicas(replicaset) > 0]


def is_rolling(deployment: Object) -> bool:
    return bool(deployment["spec"].get("strategy", {}).get("type", "RollingUpdate") == "RollingUpdate")


def _fenceposts(deployment: Object) -> tuple[int, int]:
    rolling = deployment["spec"].get("strategy", {}).get("rollingUpdate") or {}
    surge = scaled(rolling.get("maxSurge", 0), replicas(deployment), round_up=True)
    unavailable = scaled(rolling.get("maxUnavailable", 0), replicas(deployment), round_up=False)
    if surge == 0 and unavailable == 0:
        # Percentages of small numbers can both come to nothing, which would never move.
        unavailable = 1
    return surge, unavailable


def max_surge(deployment: Object) -> int:
    return _fenceposts(deployment)[0] if is_rolling(deployment) else 0


def max_unavailable(deployment: Object) -> int:
    if not is_rolling(deployment) or replicas(deployment) == 0:
        return 0
    return min(_fenceposts(deployment)[1], replicas(deployment))


def replicas_of_new(deployment: Object, replicasets: Sequence[Object], current: int) -> int:
    """What the new replica set, now at `current`, may be scaled to; `replicasets` are all, the new one among them."""
    if not is_rolling(deployment):
        return replicas(deployment)
    room = replicas(deployment) + max_surge(deployment) - desired(replicasets)
    if room <= 0:
        return current
    return current + min(room, replicas(deployment) - current)


def surplus_of_old(deployment: Object, replicasets: Sequence[Object], new: Object | None) -> int:
    """How many old pods may go without falling below the minimum, counting that new ones are not yet available."""
    unavailable_new = replicas(new) - count(new, "availableReplicas") if new else 0
    minimum = replicas(deployment) - max_unavailable(deployment)
    return desired(replicasets) - minimum - unavailable_new


def is_saturated(deployment: Object, new: Object | None) -> bool:
    if new is None:
        return False
    wanted = replicas(deployment)
    return wanted == replicas(new) == number_in(new, DESIRED_REPLICAS) == count(new, "availableReplicas")


def _round(value: float) -> int:
    """Half away from zero, as Go rounds."""
    return int(math.copysign(math.floor(abs(value) + 0.5), value))


def _fraction(deployment: Object, replicaset: Object) -> int:
    if replicas(deployment) == 0:
        return -replicas(replicaset)
    before = number_in(replicaset, MAX_REPLICAS) or count(deployment, "replicas")
    if not before:
        return 0
    share = replicas(replicaset) * (replicas(deployment) + max_surge(deployment)) / before
    return _round(share) - replicas(replicaset)


def proportions(deployment: Object, replicasets: Sequence[Object]) -> list[tuple[Object, int]]:
    """New sizes of the active replica sets after a scaling in the middle of a rollout, the largest one taking the remainder."""
    allowed = replicas(deployment) + max_surge(deployment) if replicas(deployment) > 0 else 0
    to_add = allowed - desired(replicasets)
    newest_first = to_add > 0
    ordered = sorted(replicasets, key=lambda rs: rs["metadata"]["creationTimestamp"], reverse=newest_first)
    ordered.sort(key=replicas, reverse=True)
    sizes, added = [], 0
    for replicaset in ordered:
        part = 0
        if to_add not in (0, added):
            part = _fraction(deployment, replicaset)
            part = min(part, to_add - added) if to_add > 0 else max(part, to_add - added)
        sizes.append(replicas(replicaset) + part)
        added += part
    if sizes and to_add:
        sizes[0] = max(sizes[0] + to_add - added, 0)
    return list(zip(ordered, sizes, strict=True))
