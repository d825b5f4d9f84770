"""Deployment: moves its pods from one template to the next, one replica set per template.

A reconcile makes one step and lets the changes that it causes wake it for the next:

    paused          note it; only scale, in proportion over the active replica sets
    scaled          the same, when the size noted on an active replica set is not the deployment's
    RollingUpdate   new replica set up as far as surge allows; else unhealthy old pods down; else old ones down as far as
                    availability allows; when complete, drop replica sets beyond the history limit
    Recreate        all old down; wait until their pods are gone; new one up

Whoever has written the deployment itself stops there: its change comes back as the next call.

Upstream: pkg/controller/deployment.
"""

from collections.abc import Iterable

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.deployment import status as statuses
from pykubectl.controllers.deployment.arithmetic import DESIRED_REPLICAS, active, is_rolling, number_in, replicas
from pykubectl.controllers.deployment.replicasets import Written, clean_up, ensure_new
from pykubectl.controllers.deployment.revisions import split
from pykubectl.controllers.deployment.scaling import recreate, roll, scale_to_size
from pykubectl.controllers.parts import conditions
from pykubectl.controllers.parts.claims import claim, interested
from pykubectl.machinery.objects import copy
from pykubectl.machinery.owners import controller_of
from pykubectl.machinery.selectors import Selector, from_label_selector
from pykubectl.storage import Change


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    found = api.find("deployments.apps", namespace, name)
    if found is None:
        return None
    deployment = copy(found)
    if not deployment["spec"].get("selector"):
        _selects_all(api, deployment)
        return None
    replicasets = claim(api, deployment, "replicasets.apps", _selector(deployment))
    try:
        return _step(api, deployment, replicasets)
    except Written:
        return None


def woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]:
    """A replica set that nobody controls may be adopted."""
    if change.obj is None or controller_of(change.obj) is not None:
        return ()
    return interested(api, "deployments.apps", change.obj, _selector)


def _selector(deployment: Object) -> Selector:
    return from_label_selector(deployment["spec"].get("selector"))


def _selects_all(api: Api, deployment: Object) -> None:
    text = "This deployment is selecting all pods. A non-empty selector is required."
    api.event(deployment, "Warning", "SelectingAll", text)
    status = {**(deployment.get("status") or {}), "observedGeneration": deployment["metadata"]["generation"]}
    api.update_status("deployments.apps", {**deployment, "status": status})


def _step(api: Api, deployment: Object, replicasets: list[Object]) -> float | None:
    if deployment["metadata"].get("deletionTimestamp"):
        _write_counts(api, deployment, replicasets)
        return None
    _note_pause(api, deployment)
    new = ensure_new(api, deployment, replicasets, create=False)
    old = [replicaset for replicaset in replicasets if new is None or not _is_same(replicaset, new)]
    if deployment["spec"].get("paused") or _is_scaling(deployment, replicasets):
        replicasets = scale_to_size(api, deployment, new, old)
        if deployment["spec"].get("paused"):
            clean_up(api, deployment, old)
        _write_counts(api, deployment, replicasets)
        return None
    step = roll if is_rolling(deployment) else recreate
    replicasets = step(api, deployment, new, old)
    return _write_rollout(api, deployment, replicasets)


def _is_same(first: Object, second: Object) -> bool:
    return bool(first["metadata"]["uid"] == second["metadata"]["uid"])


def _note_pause(api: Api, deployment: Object) -> None:
    """Pausing and resuming restart the clock of the progress deadline."""
    current = statuses.progressing(deployment.get("status") or {})
    if not statuses.has_deadline(deployment) or (current and current["reason"] == "ProgressDeadlineExceeded"):
        return
    is_paused = bool(deployment["spec"].get("paused"))
    was_paused = current is not None and current["reason"] == "DeploymentPaused"
    if is_paused == was_paused:
        return
    reason, text = ("DeploymentPaused", "paused") if is_paused else ("DeploymentResumed", "resumed")
    noted = statuses.condition("Progressing", "Unknown", reason, f"Deployment is {text}", api.now)
    status = dict(deployment.get("status") or {})
    status["conditions"] = conditions.put(status.get("conditions") or (), noted)
    api.update_status("deployments.apps", {**deployment, "status": status})
    raise Written


def _is_scaling(deployment: Object, replicasets: list[Object]) -> bool:
    sizes = (number_in(replicaset, DESIRED_REPLICAS) for replicaset in active(replicasets))
    return any(size is not None and size != replicas(deployment) for size in sizes)


def _write_counts(api: Api, deployment: Object, replicasets: list[Object]) -> None:
    new, _ = split(deployment, replicasets)
    status = statuses.counted(deployment, replicasets, new, api.now)
    if status != (deployment.get("status") or {}):
        api.update_status("deployments.apps", {**deployment, "status": status})


def _write_rollout(api: Api, deployment: Object, replicasets: list[Object]) -> float | None:
    new, _ = split(deployment, replicasets)
    status = statuses.of_rollout(deployment, replicasets, new, api.now)
    if status == (deployment.get("status") or {}):
        return statuses.seconds_until_deadline(deployment, status, api.now)
    api.update_status("deployments.apps", {**deployment, "status": status})
    return None
