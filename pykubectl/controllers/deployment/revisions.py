"""Revisions: each template of a deployment has one replica set, numbered in the order in which templates came into use.

Upstream: pkg/controller/deployment/sync.go, util/deployment_util.go.
"""

from collections.abc import Sequence

from pykubectl import Object
from pykubectl.controllers.deployment.arithmetic import (
    DESIRED_REPLICAS,
    MAX_REPLICAS,
    annotation,
    count,
    max_surge,
    number_in,
    replicas,
)
from pykubectl.controllers.parts.templates import hash_of
from pykubectl.machinery.objects import copy
from pykubectl.machinery.owners import controller_reference

HASH_LABEL = "pod-template-hash"
REVISION = "deployment.kubernetes.io/revision"
REVISION_HISTORY = "deployment.kubernetes.io/revision-history"
HISTORY_LENGTH_MAX = 2000
UNLIMITED = 2**31 - 1
_NOT_COPIED = frozenset(
    {
        "kubectl.kubernetes.io/last-applied-configuration",
        REVISION,
        REVISION_HISTORY,
        DESIRED_REPLICAS,
        MAX_REPLICAS,
        "deprecated.deployment.rollback.to",
    }
)


def by_age(replicasets: Sequence[Object]) -> list[Object]:
    return sorted(replicasets, key=lambda rs: (rs["metadata"]["creationTimestamp"], rs["metadata"]["name"]))


def same_template(first: Object, second: Object) -> bool:
    """Whether two pod templates are equal but for the hash label."""
    return _without_hash(first) == _without_hash(second)


def _without_hash(template: Object) -> Object:
    metadata = {key: value for key, value in (template.get("metadata") or {}).items() if value}
    metadata.pop("creationTimestamp", None)
    labels = {key: value for key, value in (metadata.pop("labels", None) or {}).items() if key != HASH_LABEL}
    return {**template, "metadata": {**metadata, "labels": labels}}


def split(deployment: Object, replicasets: Sequence[Object]) -> tuple[Object | None, list[Object]]:
    """The oldest replica set with the deployment's template, and all others."""
    new = None
    for replicaset in by_age(replicasets):
        if same_template(replicaset["spec"]["template"], deployment["spec"]["template"]):
            new = replicaset
            break
    return new, [replicaset for replicaset in replicasets if replicaset is not new]


def next_revision(old: Sequence[Object]) -> int:
    return max((number_in(replicaset, REVISION) or 0 for replicaset in old), default=0) + 1


def new_replicaset(deployment: Object) -> Object:
    """The replica set of the deployment's template, without a size."""
    template = copy(deployment["spec"]["template"])
    collision_count = (deployment.get("status") or {}).get("collisionCount")
    suffix = hash_of(_without_hash(template), collision_count)
    labels = {**((template.get("metadata") or {}).get("labels") or {}), HASH_LABEL: suffix}
    template["metadata"] = {**(template.get("metadata") or {}), "labels": labels}
    selector = copy(deployment["spec"]["selector"])
    selector["matchLabels"] = {**(selector.get("matchLabels") or {}), HASH_LABEL: suffix}
    spec: Object = {"selector": selector, "template": template}
    if deployment["spec"].get("minReadySeconds"):
        spec["minReadySeconds"] = deployment["spec"]["minReadySeconds"]
    return {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {
            "name": f"{deployment['metadata']['name']}-{suffix}",
            "namespace": deployment["metadata"]["namespace"],
            "labels": dict(labels),
            "ownerReferences": [controller_reference(deployment)],
        },
        "spec": spec,
    }


def size_annotations(deployment: Object) -> dict[str, str]:
    """What a replica set notes of the deployment's size, for proportional scaling."""
    wanted = replicas(deployment)
    return {DESIRED_REPLICAS: str(wanted), MAX_REPLICAS: str(wanted + max_surge(deployment))}


def annotations(deployment: Object, replicaset: Object, revision: int) -> dict[str, str]:
    """The annotations that the new replica set should have; its size is noted when it is made or scaled."""
    given = deployment["metadata"].get("annotations") or {}
    result = dict(replicaset["metadata"].get("annotations") or {})
    result |= {key: value for key, value in given.items() if key not in _NOT_COPIED}
    old_text = result.get(REVISION)
    old = number_in(replicaset, REVISION) or 0
    if old < revision:
        result[REVISION] = str(revision)
        if old_text is not None:
            result[REVISION_HISTORY] = _history(result.get(REVISION_HISTORY, ""), old_text)
    return result


def _history(history: str, revision: str) -> str:
    revisions = [*history.split(","), revision] if history else [revision]
    while len(",".join(revisions)) > HISTORY_LENGTH_MAX:
        del revisions[0]
    return ",".join(revisions)


def superfluous(deployment: Object, old: Sequence[Object]) -> list[Object]:
    """The old replica sets beyond the history limit that are done with."""
    limit = deployment["spec"].get("revisionHistoryLimit")
    if limit is None or limit == UNLIMITED:
        return []
    alive = [replicaset for replicaset in old if not replicaset["metadata"].get("deletionTimestamp")]
    ordered = sorted(alive, key=lambda rs: (number_in(rs, REVISION) or 0, rs["metadata"]["creationTimestamp"]))
    return [rs for rs in ordered[: max(len(alive) - limit, 0)] if _is_idle(rs)]


def _is_idle(replicaset: Object) -> bool:
    observed = count(replicaset, "observedGeneration") >= replicaset["metadata"].get("generation", 0)
    return observed and not count(replicaset, "replicas") and not replicas(replicaset)


def revision_of(obj: Object) -> str:
    return annotation(obj, REVISION)
