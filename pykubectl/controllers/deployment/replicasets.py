"""The replica sets of a deployment: finding or making the one of its template, sizing them, dropping the old ones.

Upstream: pkg/controller/deployment/sync.go.
"""

from collections.abc import Sequence

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.deployment import revisions
from pykubectl.controllers.deployment.arithmetic import replicas, replicas_of_new
from pykubectl.controllers.deployment.status import condition, has_deadline, progressing
from pykubectl.controllers.parts import conditions
from pykubectl.controllers.parts.pod_control import is_namespace_ending
from pykubectl.errors import AlreadyExists, NotFound, StatusError
from pykubectl.machinery.owners import is_controlled_by


class Written(Exception):
    """The deployment itself was written: its change will call again."""


def ensure_new(api: Api, deployment: Object, replicasets: Sequence[Object], *, create: bool) -> Object | None:
    """The replica set of the deployment's template, brought up to date; made when there is none and `create` says so."""
    new, old = revisions.split(deployment, replicasets)
    revision = revisions.next_revision(old)
    if new is not None:
        return _update(api, deployment, new, revision)
    return _create(api, deployment, old, revision) if create else None


def _update(api: Api, deployment: Object, new: Object, revision: int) -> Object:
    annotations = revisions.annotations(deployment, new, revision)
    min_ready_seconds = deployment["spec"].get("minReadySeconds", 0)
    is_stale = new["spec"].get("minReadySeconds", 0) != min_ready_seconds
    if is_stale or annotations != (new["metadata"].get("annotations") or {}):
        spec = {key: value for key, value in new["spec"].items() if key != "minReadySeconds"}
        if min_ready_seconds:
            spec["minReadySeconds"] = min_ready_seconds
        metadata = {**new["metadata"], "annotations": annotations}
        return api.update("replicasets.apps", {**new, "metadata": metadata, "spec": spec})
    text = f'Found new replica set "{new["metadata"]["name"]}"'
    is_first = has_deadline(deployment) and progressing(deployment.get("status") or {}) is None
    found = condition("Progressing", "True", "FoundNewReplicaSet", text, api.now) if is_first else None
    _note(api, deployment, revisions.revision_of(new), found)
    return new


def _create(api: Api, deployment: Object, old: Sequence[Object], revision: int) -> Object | None:
    new = revisions.new_replicaset(deployment)
    size = replicas_of_new(deployment, old, 0)
    new["spec"]["replicas"] = size
    new["metadata"]["annotations"] = revisions.annotations(deployment, new, revision) | revisions.size_annotations(
        deployment
    )
    name = new["metadata"]["name"]
    try:
        created = api.create("replicasets.apps", deployment["metadata"]["namespace"], new)
    except AlreadyExists:
        return _collide(api, deployment, name)
    except StatusError as error:
        if is_namespace_ending(error):
            return None
        _refused(api, deployment, name, error)
        raise
    if size:
        api.event(deployment, "Normal", "ScalingReplicaSet", f"Scaled up replica set {name} from 0 to {size}")
    text = f'Created new replica set "{name}"'
    made = condition("Progressing", "True", "NewReplicaSetCreated", text, api.now) if has_deadline(deployment) else None
    _note(api, deployment, str(revision), made)
    return created


def _collide(api: Api, deployment: Object, name: str) -> Object:
    """Another replica set has the name: of this very template it is the one, else the next name is tried."""
    there = api.get("replicasets.apps", deployment["metadata"]["namespace"], name)
    same = revisions.same_template(there["spec"]["template"], deployment["spec"]["template"])
    if same and is_controlled_by(there, deployment):
        return there
    status = dict(deployment.get("status") or {})
    status["collisionCount"] = status.get("collisionCount", 0) + 1
    api.update_status("deployments.apps", {**deployment, "status": status})
    raise Written


def _refused(api: Api, deployment: Object, name: str, error: StatusError) -> None:
    text = f'Failed to create new replica set "{name}": {error.message}'
    api.event(deployment, "Warning", "ReplicaSetCreateError", text)
    if has_deadline(deployment):
        failed = condition("Progressing", "False", "ReplicaSetCreateError", text, api.now)
        _note(api, deployment, revisions.revision_of(deployment), failed)


def _note(api: Api, deployment: Object, revision: str, progress: Object | None) -> None:
    """Write the revision and a condition of progress, if they are news."""
    status = dict(deployment.get("status") or {})
    if progress is not None:
        status["conditions"] = conditions.put(status.get("conditions") or (), progress)
    annotations = dict(deployment["metadata"].get("annotations") or {})
    if revision:
        annotations[revisions.REVISION] = revision
    changed = {**deployment, "metadata": {**deployment["metadata"], "annotations": annotations}, "status": status}
    if annotations != (deployment["metadata"].get("annotations") or {}) or status != (deployment.get("status") or {}):
        api.update_status("deployments.apps", changed)
        raise Written


def scale(api: Api, deployment: Object, replicaset: Object, size: int) -> Object:
    """`replicaset` at `size`, with the deployment's size noted on it."""
    annotations = {**(replicaset["metadata"].get("annotations") or {}), **revisions.size_annotations(deployment)}
    before = replicas(replicaset)
    if before == size and annotations == (replicaset["metadata"].get("annotations") or {}):
        return replicaset
    metadata = {**replicaset["metadata"], "annotations": annotations}
    spec = {**replicaset["spec"], "replicas": size}
    updated = api.update("replicasets.apps", {**replicaset, "metadata": metadata, "spec": spec})
    if before != size:
        direction = "up" if before < size else "down"
        text = f"Scaled {direction} replica set {replicaset['metadata']['name']} from {before} to {size}"
        api.event(deployment, "Normal", "ScalingReplicaSet", text)
    return updated


def resize(api: Api, deployment: Object, replicaset: Object, size: int) -> Object:
    """`scale`, unless it has that size already."""
    return replicaset if replicas(replicaset) == size else scale(api, deployment, replicaset, size)


def clean_up(api: Api, deployment: Object, old: Sequence[Object]) -> None:
    """Drop replica sets beyond the history limit."""
    for replicaset in revisions.superfluous(deployment, old):
        metadata = replicaset["metadata"]
        try:
            api.delete("replicasets.apps", metadata["namespace"], metadata["name"])
        except NotFound:
            continue
