"""Replication: keeps as many pods as wanted that match a selector. ReplicaSets and ReplicationControllers are both this.

How many pods there are of which sort is kept by the store, so that the cost of one more or less does not grow with their
number; they are listed only where some must go, be taken in or be let go.

Upstream: pkg/controller/replicaset.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts import conditions, pods
from pykubectl.controllers.parts.claims import claim
from pykubectl.controllers.parts.pod_control import create_pod, delete_pod, is_namespace_ending
from pykubectl.controllers.parts.templates import pod_from_template
from pykubectl.errors import StatusError
from pykubectl.machinery.owners import controller_of
from pykubectl.machinery.selectors import Selector
from pykubectl.machinery.timestamps import format_time, parse_time


class Replicas(NamedTuple):
    """Pods of one owner that are alike; `state` is ready (`since`), unready, terminating or finished."""

    labels: Mapping[str, str]
    state: str
    since: datetime | None
    number: int

    @property
    def is_active(self) -> bool:
        return self.state in ("ready", "unready")

    @property
    def is_ready(self) -> bool:
        return self.state == "ready"

    def is_available(self, min_ready_seconds: int, now: datetime) -> bool:
        if not min_ready_seconds:
            return self.is_ready
        return self.since is not None and self.since + timedelta(seconds=min_ready_seconds) <= now


def replicate(api: Api, resource: str, owner: Object, selector: Selector, *, counts_terminating: bool) -> float | None:
    """Bring the number of `owner`'s pods to spec.replicas, and its status up to date.

    Raises what the API server refused pods with, when the status says so too.
    """
    replicas = _claimed(api, owner, selector)
    error = None
    if not owner["metadata"].get("deletionTimestamp"):
        error = _fit(api, resource, owner, sum(one.number for one in replicas if one.is_active))
        replicas = _replicas(api, owner)
    status = _status(api, owner, replicas, error, counts_terminating=counts_terminating)
    if status != (owner.get("status") or {}):
        api.update_status(resource, {**owner, "status": status})
    if error is not None and not is_namespace_ending(error):
        raise error
    return _seconds_until_available(replicas, owner["spec"].get("minReadySeconds", 0), api.now)


def _replicas(api: Api, owner: Object) -> list[Replicas]:
    return [
        Replicas(*_sort(tally.digest), tally.number) for tally in api.tally("pods", "owner", owner["metadata"]["uid"])
    ]


@lru_cache(maxsize=4096)
def _sort(digest: str) -> tuple[Mapping[str, str], str, datetime | None]:
    labels, state, since = json.loads(digest)
    return labels, state, parse_time(since) if since else None


def _claimed(api: Api, owner: Object, selector: Selector) -> list[Replicas]:
    """The owner's pods, after adoption and release."""
    replicas = _replicas(api, owner)
    strangers = api.list("pods", owner["metadata"]["namespace"], owner="", selector=selector)
    if not strangers and all(selector.matches(one.labels) for one in replicas):
        return replicas
    claim(api, owner, "pods", selector, pods.is_active)
    return _replicas(api, owner)


def _fit(api: Api, resource: str, owner: Object, active: int) -> StatusError | None:
    surplus = active - int(owner["spec"].get("replicas", 1))
    if surplus < 0:
        return _create(api, owner, -surplus)
    if surplus > 0:
        return _delete(api, resource, owner, surplus)
    return None


def _create(api: Api, owner: Object, wanted: int) -> StatusError | None:
    """In batches of 1, 2, 4 ...: a batch that meets refusal is the last, so that a quota is not hit a thousand times."""
    template = pod_from_template(owner["spec"]["template"], owner)
    created, batch = 0, 1
    while created < wanted:
        error = None
        for _ in range(min(batch, wanted - created)):
            try:
                create_pod(api, owner, template)
                created += 1
            except StatusError as refusal:
                error = refusal
        if error is not None:
            return error
        batch *= 2
    return None


def _delete(api: Api, resource: str, owner: Object, surplus: int) -> StatusError | None:
    metadata = owner["metadata"]
    active = [pod for pod in api.list("pods", metadata["namespace"], owner=metadata["uid"]) if pods.is_active(pod)]
    for pod in pods.in_deletion_order(active, api.now, _ranks(api, resource, owner, active))[:surplus]:
        try:
            delete_pod(api, owner, pod)
        except StatusError as error:
            return error
    return None


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
    api: Api, owner: Object, replicas: Sequence[Replicas], error: StatusError | None, *, counts_terminating: bool
) -> Object:
    min_ready_seconds = owner["spec"].get("minReadySeconds", 0)
    template_labels = ((owner["spec"]["template"].get("metadata") or {}).get("labels") or {}).items()
    active = [one for one in replicas if one.is_active]
    number = _count(active)
    status: Object = {
        "replicas": number,
        "fullyLabeledReplicas": _count(one for one in active if template_labels <= one.labels.items()),
        "readyReplicas": _count(one for one in active if one.is_ready),
        "availableReplicas": _count(one for one in active if one.is_available(min_ready_seconds, api.now)),
        "terminatingReplicas": None,
        "observedGeneration": owner["metadata"].get("generation", 0),
        "conditions": _conditions(api, owner, number, error),
    }
    if counts_terminating:
        status["terminatingReplicas"] = _count(one for one in replicas if one.state == "terminating")
    always = ("replicas", "terminatingReplicas") if counts_terminating else ("replicas",)
    return conditions.compact(status, always)


def _count(replicas: Iterable[Replicas]) -> int:
    return sum(one.number for one in replicas)


def _seconds_until_available(replicas: Iterable[Replicas], min_ready_seconds: int, now: datetime) -> float | None:
    """When the first ready pods that are not yet available become so."""
    if not min_ready_seconds:
        return None
    moments = (one.since + timedelta(seconds=min_ready_seconds) for one in replicas if one.since is not None)
    return min(((moment - now).total_seconds() for moment in moments if moment > now), default=None)


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
