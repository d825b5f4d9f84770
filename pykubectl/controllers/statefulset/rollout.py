"""The steps of a stateful set: pods of wanted ordinals up in order, the others down in reverse, then updates from the top.

OrderedReady ("monotonic") does one pod at a time and waits until it is available; Parallel does all at once.

Upstream: pkg/controller/statefulset/stateful_set_control.go.
"""

from typing import NamedTuple

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts.pods import is_available, is_being_deleted, is_ready, phase
from pykubectl.controllers.parts.scaled import scaled
from pykubectl.controllers.statefulset import claims, identity
from pykubectl.errors import NotFound, StatusError
from pykubectl.machinery.objects import copy


class Rollout(NamedTuple):
    """One reconcile: the set, its revisions, and its pods by ordinal."""

    api: Api
    statefulset: Object
    current: Object
    update: Object
    pods: dict[int, Object]

    @property
    def monotonic(self) -> bool:
        return bool(self.statefulset["spec"].get("podManagementPolicy", "OrderedReady") == "OrderedReady")

    @property
    def wanted(self) -> range:
        first = identity.start(self.statefulset)
        return range(first, first + identity.replicas(self.statefulset))

    def is_up(self, pod: Object) -> bool:
        """Running, ready for minReadySeconds, and to stay."""
        seconds = self.statefulset["spec"].get("minReadySeconds", 0)
        running = phase(pod) == "Running" and is_ready(pod) and not is_being_deleted(pod)
        return running and is_available(pod, seconds, self.api.now)


def step(rollout: Rollout) -> None:
    """Make the next step; `rollout.pods` is kept up to date with what it creates."""
    for number in rollout.wanted:
        if not _settle_wanted(rollout, number) and rollout.monotonic:
            return
    condemned = [pod for number, pod in rollout.pods.items() if number not in rollout.wanted]
    for pod in condemned:
        claims.update_owners(rollout.api, rollout.statefulset, pod)
    unhealthy = _first_unhealthy(rollout)
    for pod in identity.in_order(condemned, descending=True):
        if not _condemn(rollout, pod, unhealthy) and rollout.monotonic:
            return
    if identity.is_rolling(rollout.statefulset):
        _update(rollout)


def _settle_wanted(rollout: Rollout, number: int) -> bool:
    """Whether the pod of this ordinal is as it should be, so that the next one may be looked at."""
    pod = rollout.pods.get(number)
    if pod is None:
        _create(rollout, number)
        return False
    if phase(pod) in ("Failed", "Succeeded"):
        return _replace_finished(rollout, pod)
    if phase(pod) == "Pending" and not is_being_deleted(pod):
        claims.ensure_claims(rollout.api, rollout.statefulset, pod)
    if rollout.monotonic and not rollout.is_up(pod):
        return False
    if not is_being_deleted(pod):
        _fix_identity(rollout, number, pod)
    return True


def _create(rollout: Rollout, number: int) -> None:
    api, statefulset = rollout.api, rollout.statefulset
    pod = identity.new_pod(statefulset, number, rollout.current, rollout.update)
    name = pod["metadata"]["name"]
    if claims.has_stale_claim(api, statefulset, pod):
        return
    about = f"Create Pod {name} in StatefulSet {statefulset['metadata']['name']}"
    claims.ensure_claims(api, statefulset, pod)
    try:
        rollout.pods[number] = api.create("pods", statefulset["metadata"]["namespace"], pod)
    except StatusError as error:
        api.event(statefulset, "Warning", "FailedCreate", f"{about} failed error: {error.message}")
        raise
    api.event(statefulset, "Normal", "SuccessfulCreate", f"{about} successful")


def _replace_finished(rollout: Rollout, pod: Object) -> bool:
    """A pod that has ended is deleted; its successor comes when it is gone."""
    if is_being_deleted(pod):
        return False
    metadata = rollout.statefulset["metadata"]
    failed = phase(pod) == "Failed"
    reason, word = ("RecreatingFailedPod", "failed") if failed else ("RecreatingTerminatedPod", "terminated")
    about = f"{metadata['namespace']}/{metadata['name']} is recreating {word} Pod {pod['metadata']['name']}"
    rollout.api.event(rollout.statefulset, "Warning" if failed else "Normal", reason, f"StatefulSet {about}")
    _delete(rollout, pod)
    return False


def _fix_identity(rollout: Rollout, number: int, pod: Object) -> None:
    claims.update_owners(rollout.api, rollout.statefulset, pod)
    if identity.identity_matches(rollout.statefulset, pod):
        return
    fixed = copy(pod)
    identity.with_identity(rollout.statefulset, fixed)
    rollout.pods[number] = rollout.api.update("pods", fixed)
    about = f"Update Pod {pod['metadata']['name']} in StatefulSet {rollout.statefulset['metadata']['name']}"
    rollout.api.event(rollout.statefulset, "Normal", "SuccessfulUpdate", f"{about} successful")


def _first_unhealthy(rollout: Rollout) -> Object | None:
    wanted = [number for number in sorted(rollout.pods) if number in rollout.wanted]
    condemned = [number for number in sorted(rollout.pods) if number not in rollout.wanted]
    for number in wanted + condemned:
        if not rollout.is_up(rollout.pods[number]):
            return rollout.pods[number]
    return None


def _condemn(rollout: Rollout, pod: Object, unhealthy: Object | None) -> bool:
    """Whether the next condemned pod may be looked at."""
    if is_being_deleted(pod):
        return False
    if rollout.monotonic and not rollout.is_up(pod) and pod is not unhealthy:
        return False
    _delete(rollout, pod)
    return False


def _delete(rollout: Rollout, pod: Object) -> None:
    api, statefulset, metadata = rollout.api, rollout.statefulset, pod["metadata"]
    about = f"Delete Pod {metadata['name']} in StatefulSet {statefulset['metadata']['name']}"
    try:
        api.delete("pods", metadata["namespace"], metadata["name"])
    except NotFound:
        return
    except StatusError as error:
        api.event(statefulset, "Warning", "FailedDelete", f"{about} failed error: {error.message}")
        raise
    api.event(statefulset, "Normal", "SuccessfulDelete", f"{about} successful")


def _update(rollout: Rollout) -> None:
    """Delete pods of another revision from the highest ordinal down to the partition, as many as may be unavailable."""
    strategy = (rollout.statefulset["spec"].get("updateStrategy") or {}).get("rollingUpdate") or {}
    total = identity.replicas(rollout.statefulset)
    budget = max(scaled(strategy.get("maxUnavailable", 1), total, round_up=False), 1)
    first = rollout.wanted.start + identity.partition(rollout.statefulset)
    revision = rollout.update["metadata"]["name"]
    pods = [(number, rollout.pods[number]) for number in rollout.wanted if number in rollout.pods]
    stale = [pod for number, pod in pods if number >= first and identity.revision(pod) != revision]
    down = [pod for _, pod in pods if not rollout.is_up(pod)]
    # Old pods that are down anyway are replaced without using up what may be unavailable.
    down_and_stale = [pod for pod in stale if not rollout.is_up(pod) and not is_being_deleted(pod)]
    room = budget - len(down) + len(down_and_stale)
    for pod in [pod for pod in reversed(stale) if not is_being_deleted(pod)][: max(room, 0)]:
        _delete(rollout, pod)
