"""The steps of a rollout: who is scaled next. Each returns the replica sets as they are after the step.

Upstream: pkg/controller/deployment/{rolling,recreate,sync}.go.
"""

from collections.abc import Sequence

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.deployment import arithmetic
from pykubectl.controllers.deployment.arithmetic import active, count, replicas
from pykubectl.controllers.deployment.replicasets import clean_up, ensure_new, resize, scale
from pykubectl.controllers.deployment.revisions import by_age
from pykubectl.controllers.deployment.status import is_complete
from pykubectl.controllers.parts.pods import is_finished


def _together(new: Object | None, old: Sequence[Object]) -> list[Object]:
    return [*old, new] if new is not None else list(old)


def scale_to_size(api: Api, deployment: Object, new: Object | None, old: Sequence[Object]) -> list[Object]:
    """Give the active replica sets their part of the deployment's size."""
    single = _active_or_latest(new, old)
    if single is not None:
        return _replaced(_together(new, old), resize(api, deployment, single, replicas(deployment)))
    everyone = _together(new, old)
    if arithmetic.is_saturated(deployment, new):
        for replicaset in active(old):
            everyone = _replaced(everyone, resize(api, deployment, replicaset, 0))
        return everyone
    if arithmetic.is_rolling(deployment):
        for replicaset, size in arithmetic.proportions(deployment, active(everyone)):
            everyone = _replaced(everyone, scale(api, deployment, replicaset, size))
    return everyone


def _active_or_latest(new: Object | None, old: Sequence[Object]) -> Object | None:
    """The only active replica set, or with none the newest; None when several share the size."""
    found = active(_together(new, old))
    if len(found) > 1:
        return None
    if found:
        return found[0]
    return new or (by_age(old)[-1] if old else None)


def _replaced(replicasets: Sequence[Object], updated: Object) -> list[Object]:
    uid = updated["metadata"]["uid"]
    return [updated if replicaset["metadata"]["uid"] == uid else replicaset for replicaset in replicasets]


def roll(api: Api, deployment: Object, new: Object | None, old: list[Object]) -> list[Object]:
    """One step of a rolling update."""
    new = ensure_new(api, deployment, _together(new, old), create=True)
    if new is not None:
        size = replicas(deployment)
        if replicas(new) < size:
            size = arithmetic.replicas_of_new(deployment, _together(new, old), replicas(new))
        if size != replicas(new):
            return [*old, scale(api, deployment, new, size)]
    shrunk = _shrink_old(api, deployment, new, old)
    has_shrunk = arithmetic.desired(shrunk) < arithmetic.desired(old)
    if not has_shrunk and is_complete(deployment, deployment.get("status") or {}):
        clean_up(api, deployment, old)
    return _together(new, shrunk)


def _shrink_old(api: Api, deployment: Object, new: Object | None, old: list[Object]) -> list[Object]:
    room = arithmetic.surplus_of_old(deployment, _together(new, old), new)
    if room <= 0 or not active(old):
        return old
    if any(count(replicaset, "availableReplicas") > replicas(replicaset) for replicaset in active(old)):
        # Scaled down a moment ago, and its status does not say so yet: those pods must not be counted on again.
        return old
    after: list[Object] = old
    for replicaset in by_age(active(old)):
        # Pods that do not work are the first to go: it costs nobody anything.
        gone = min(room, max(replicas(replicaset) - count(replicaset, "availableReplicas"), 0))
        room -= gone
        after = _replaced(after, resize(api, deployment, replicaset, replicas(replicaset) - gone))
    minimum = replicas(deployment) - arithmetic.max_unavailable(deployment)
    spare = arithmetic.total(_together(new, after), "availableReplicas") - minimum
    for replicaset in by_age(active(after)):
        gone = min(max(spare, 0), replicas(replicaset))
        spare -= gone
        after = _replaced(after, resize(api, deployment, replicaset, replicas(replicaset) - gone))
    return after


def recreate(api: Api, deployment: Object, new: Object | None, old: list[Object]) -> list[Object]:
    """One step of a Recreate update."""
    if active(old):
        return _together(new, [resize(api, deployment, replicaset, 0) for replicaset in old])
    if _old_pods_run(api, deployment, old):
        return _together(new, old)
    new = ensure_new(api, deployment, _together(new, old), create=True)
    if new is None:
        return old
    new = resize(api, deployment, new, replicas(deployment))
    if is_complete(deployment, deployment.get("status") or {}):
        clean_up(api, deployment, old)
    return [*old, new]


def _old_pods_run(api: Api, deployment: Object, old: Sequence[Object]) -> bool:
    if arithmetic.total(old, "replicas") > 0:
        return True
    namespace = deployment["metadata"]["namespace"]
    pods = (pod for replicaset in old for pod in api.list("pods", namespace, owner=replicaset["metadata"]["uid"]))
    return any(not is_finished(pod) for pod in pods)
