"""Replication: keeps as many pods as wanted that match a selector. ReplicaSets and ReplicationControllers are both this.

Upstream: pkg/controller/replicaset.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts import conditions, pods
from pykubectl.controllers.parts.claims import claim
from pykubectl.controllers.parts.pod_control import create_pod, delete_pod, is_namespace_ending
from pykubectl.controllers.parts.templates import pod_from_template
from pykubectl.errors import StatusError
from pykubectl.machinery.owners import controller_of
from pykubectl.machinery.selectors import Selector
from pykubectl.machinery.timestamps import format_time


def replicate(api: Api, resource: str, owner: Object, selector: Selector, *, counts_terminating: bool) -> float | None:
    """Bring the number of `owner`'s pods to spec.replicas, and its status up to date.

    Raises what the API server refused pods with, when the status says so too.
    """
    claimed = claim(api, owner, "pods", selector, pods.is_active)
    active = [pod for pod in claimed if pods.is_active(pod)]
    terminating = sum(map(pods.is_terminating, claimed)) if counts_terminating else None
    error = None
    if not owner["metadata"].get("deletionTimestamp"):
        active, error = _fit(api, resource, owner, active)
    status = _status(api, owner, active, terminating, error)
    if status != (owner.get("status") or {}):
        api.update_status(resource, {**owner, "status": status})
    if error is not None and not is_namespace_ending(error):
        raise error
    return pods.seconds_until_available(active, owner["spec"].get("minReadySeconds", 0), api.now)


def _fit(api: Api, resource: str, owner: Object, active: list[Object]) -> tuple[list[Object], StatusError | None]:
    surplus = len(active) - int(owner["spec"].get("replicas", 1))
    if surplus < 0:
        created, error = _create(api, owner, -surplus)
        return active + created, error
    if surplus == 0:
        return active, None
    doomed = pods.in_deletion_order(active, api.now, _ranks(api, resource, owner, active))[:surplus]
    gone = set()
    try:
        for pod in doomed:
            delete_pod(api, owner, pod)
            gone.add(pod["metadata"]["name"])
    except StatusError as error:
        return [pod for pod in active if pod["metadata"]["name"] not in gone], error
    return [pod for pod in active if pod["metadata"]["name"] not in gone], None


def _create(api: Api, owner: Object, wanted: int) -> tuple[list[Object], StatusError | None]:
    """In batches of 1, 2, 4 ...: a batch that meets refusal is the last, so that a quota is not hit a thousand times."""
    template = pod_from_template(owner["spec"]["template"], owner)
    created: list[Object] = []
    batch = 1
    while len(created) < wanted:
        error = None
        for _ in range(min(batch, wanted - len(created))):
            try:
                created.append(create_pod(api, owner, template))
            except StatusError as refusal:
                error = refusal
        if error is not None:
            return created, error
        batch *= 2
    return created, None


def _ranks(api: Api, resource: str, owner: Object, active: Sequence[Object]) -> dict[str, int]:
    """How many pods of the same controller's replica sets share each pod's node."""
    reference = controller_of(owner)
    if reference is None:
        return {}
    namespace = owner["metadata"]["namespace"]
    nodes: Counter[str] = Counter()
    for sibling in api.list(resource, namespace, owner=reference["uid"]):
        for pod in api.list("pods", namespace, owner=sibling["metadata"]["uid"]):
            if pods.is_active(pod):
                nodes[pod["spec"].get("nodeName", "")] += 1
    return {pod["metadata"]["uid"]: nodes[pod["spec"].get("nodeName", "")] for pod in active}


def _status(
    api: Api, owner: Object, active: Sequence[Object], terminating: int | None, error: StatusError | None
) -> Object:
    min_ready_seconds = owner["spec"].get("minReadySeconds", 0)
    template_labels = ((owner["spec"]["template"].get("metadata") or {}).get("labels") or {}).items()
    status: Object = {
        "replicas": len(active),
        "fullyLabeledReplicas": _count(
            template_labels <= (pod["metadata"].get("labels") or {}).items() for pod in active
        ),
        "readyReplicas": _count(map(pods.is_ready, active)),
        "availableReplicas": _count(pods.is_available(pod, min_ready_seconds, api.now) for pod in active),
        "terminatingReplicas": terminating,
        "observedGeneration": owner["metadata"].get("generation", 0),
        "conditions": _conditions(api, owner, len(active), error),
    }
    always = ("replicas",) if terminating is None else ("replicas", "terminatingReplicas")
    return conditions.compact(status, always)


def _count(claims: Iterable[bool]) -> int:
    return sum(claims)


def _conditions(api: Api, owner: Object, active: int, error: StatusError | None) -> list[Object]:
    found = (owner.get("status") or {}).get("conditions") or []
    if error is None:
        return conditions.without(found, "ReplicaFailure")
    if conditions.find(found, "ReplicaFailure") is not None:
        return list(found)
    failure: Object = {
        "type": "ReplicaFailure",
        "status": "True",
        "lastTransitionTime": format_time(api.now),
        "reason": "FailedCreate" if active < owner["spec"].get("replicas", 1) else "FailedDelete",
        "message": error.message,
    }
    return [*found, failure]
