"""StatefulSet: pods that keep their name, host name and storage, made and updated in order.

Upstream: pkg/controller/statefulset.
"""

from collections.abc import Iterable, Sequence

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts import conditions, history, pods
from pykubectl.controllers.parts.claims import claim, interested
from pykubectl.controllers.statefulset import identity
from pykubectl.controllers.statefulset.rollout import Rollout, step
from pykubectl.errors import StatusError
from pykubectl.machinery.objects import copy
from pykubectl.machinery.owners import controller_of
from pykubectl.machinery.selectors import Selector, from_label_selector
from pykubectl.storage import Change

RESOURCE = "statefulsets.apps"
HASH_LABEL = "controller.kubernetes.io/hash"


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    found = api.find(RESOURCE, namespace, name)
    if found is None:
        return None
    statefulset = copy(found)
    members = claim(api, statefulset, "pods", _selector(statefulset), lambda pod: identity.is_member(statefulset, pod))
    members = [pod for pod in members if identity.is_member(statefulset, pod)]
    revisions = history.revisions_of(api, statefulset)
    status = statefulset.get("status") or {}
    update, collisions = history.ensure(api, statefulset, revisions, HASH_LABEL, status.get("collisionCount") or 0)
    current = _named(revisions, status.get("currentRevision", "")) or update
    rollout = Rollout(api, statefulset, current, update, {identity.ordinal(pod): pod for pod in members})
    refusal = None
    if not statefulset["metadata"].get("deletionTimestamp"):
        refusal = _try_step(rollout)
    _write_status(rollout, collisions)
    live = {identity.revision(pod) for pod in members} | {current["metadata"]["name"], update["metadata"]["name"]}
    history.truncate(api, statefulset, revisions, live)
    if refusal is not None:
        raise refusal
    return pods.seconds_until_available(members, statefulset["spec"].get("minReadySeconds", 0), api.now)


def woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]:
    """A pod that nobody controls may be adopted; a claim that is gone may let its pod come back."""
    obj = change.obj or change.previous
    if obj is not None and change.key.resource == "persistentvolumeclaims":
        return _with_claim(api, obj) if change.obj is None else ()
    if change.obj is None:
        # Also a stranger's pod may have held the name that one of ours is to have.
        owner = change.key.name.rpartition("-")[0]
        return [(change.key.namespace, owner)] if api.find(RESOURCE, change.key.namespace, owner) else []
    if controller_of(change.obj) is not None:
        return ()
    return interested(api, RESOURCE, change.obj, _selector)


def _with_claim(api: Api, claim: Object) -> Iterable[tuple[str, str]]:
    for statefulset in api.list(RESOURCE, claim["metadata"]["namespace"]):
        for template in statefulset["spec"].get("volumeClaimTemplates") or ():
            if claim["metadata"]["name"].startswith(
                f"{template['metadata']['name']}-{statefulset['metadata']['name']}-"
            ):
                yield statefulset["metadata"]["namespace"], statefulset["metadata"]["name"]


def _selector(statefulset: Object) -> Selector:
    return from_label_selector(statefulset["spec"].get("selector"))


def _named(revisions: Sequence[Object], name: str) -> Object | None:
    return next((revision for revision in revisions if revision["metadata"]["name"] == name), None)


def _try_step(rollout: Rollout) -> StatusError | None:
    """A refusal (quota, a claim on its way out) is said in an event; it is raised when the status is written."""
    try:
        step(rollout)
    except StatusError as refusal:
        return refusal
    return None


def _write_status(rollout: Rollout, collisions: int) -> None:
    statefulset = rollout.statefulset
    status = _status(rollout, collisions)
    if status != (statefulset.get("status") or {}):
        rollout.api.update_status(RESOURCE, {**statefulset, "status": status})


def _status(rollout: Rollout, collisions: int) -> Object:
    members = list(rollout.pods.values())
    staying = [pod for pod in members if not pods.is_being_deleted(pod)]
    current, update = (revision["metadata"]["name"] for revision in (rollout.current, rollout.update))
    ready = sum(pods.phase(pod) == "Running" and pods.is_ready(pod) for pod in members)
    status: Object = {
        "observedGeneration": rollout.statefulset["metadata"].get("generation", 0),
        "replicas": len(members),
        "readyReplicas": ready,
        "availableReplicas": sum(rollout.is_up(pod) for pod in members),
        "currentReplicas": sum(identity.revision(pod) == current for pod in staying),
        "updatedReplicas": sum(identity.revision(pod) == update for pod in staying),
        "currentRevision": current,
        "updateRevision": update,
        "collisionCount": collisions,
    }
    wanted = identity.replicas(rollout.statefulset)
    is_done = status["updatedReplicas"] == wanted == status["replicas"] == ready
    if identity.is_rolling(rollout.statefulset) and is_done:
        status |= {"currentReplicas": status["updatedReplicas"], "currentRevision": update}
    return conditions.compact(status, always=("replicas", "availableReplicas", "collisionCount"))
