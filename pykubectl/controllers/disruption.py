"""Disruption: how many pods of a budget are healthy, should be, and may be evicted now.

Upstream: pkg/controller/disruption.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts.pods import is_being_deleted, is_ready
from pykubectl.controllers.parts.scaled import scaled
from pykubectl.machinery.owners import controller_of
from pykubectl.machinery.selectors import from_label_selector
from pykubectl.machinery.timestamps import format_time, parse_time
from pykubectl.storage import Change

RESOURCE = "poddisruptionbudgets.policy"
# An eviction that was granted counts as one until the pod goes, at most so long.
DELETION_TIMEOUT = timedelta(minutes=2)
_SCALED = {"ReplicationController", "ReplicaSet", "Deployment", "StatefulSet"}


class _NotCountable(Exception):
    """The controller of a pod has no size to compare with."""


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    budget = api.find(RESOURCE, namespace, name)
    if budget is None or is_being_deleted(budget):
        return None
    pods = api.list("pods", namespace, selector=from_label_selector(budget["spec"].get("selector")))
    if not pods:
        api.event(budget, "Normal", "NoPods", "No matching pods found")
    try:
        expected, desired = _expected(api, budget, pods)
    except _NotCountable as error:
        text = f"Failed to calculate the number of expected pods: {error}"
        api.event(budget, "Warning", "CalculateExpectedPodCountFailed", text)
        _fail_safe(api, budget, str(error))
        return None
    disrupted = _disrupted(api, budget, pods)
    healthy = sum(_is_healthy(pod, disrupted) for pod in pods)
    _write(api, budget, (healthy, desired, expected), disrupted)
    return _recheck_seconds(api, disrupted)


def woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]:
    """The budgets of a pod; all of the namespace when a workload changes its size."""
    if change.key.resource == "pods" and _relevant(change.obj) == _relevant(change.previous):
        return
    for budget in api.list(RESOURCE, change.key.namespace):
        selector = from_label_selector(budget["spec"].get("selector"))
        if change.key.resource != "pods" or any(
            one is not None and selector.matches(one["metadata"].get("labels")) for one in (change.obj, change.previous)
        ):
            yield change.key.namespace, budget["metadata"]["name"]


def _relevant(pod: Object | None) -> object:
    if pod is None:
        return None
    metadata = pod["metadata"]
    return metadata.get("labels"), metadata.get("ownerReferences"), is_ready(pod), is_being_deleted(pod)


def _expected(api: Api, budget: Object, pods: Sequence[Object]) -> tuple[int, int]:
    """How many pods there should be in all, and how many of them healthy."""
    spec = budget["spec"]
    if "maxUnavailable" in spec:
        expected = _scale(api, budget, pods)
        return expected, max(expected - scaled(spec["maxUnavailable"], expected, round_up=True), 0)
    minimum = spec.get("minAvailable", 1)
    if isinstance(minimum, int):
        return len(pods), minimum
    expected = _scale(api, budget, pods)
    return expected, scaled(minimum, expected, round_up=True)


def _scale(api: Api, budget: Object, pods: Sequence[Object]) -> int:
    """The sizes of the pods' controllers together."""
    sizes: dict[str, int] = {}
    unmanaged = False
    for pod in pods:
        reference = controller_of(pod)
        if reference is None:
            unmanaged = True
        elif reference["uid"] not in sizes:
            uid, size = _size(api, pod, reference)
            sizes[reference["uid"]] = 0
            sizes[uid] = size
    if unmanaged:
        selector = budget["spec"].get("selector")
        text = (
            f"Pods selected by this PodDisruptionBudget (selector: {selector}) were found to be unmanaged. As a result, "
            "the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for "
            "these pods please set .spec.minAvailable field to an integer value."
        )
        api.event(budget, "Warning", "UnmanagedPods", text)
    return sum(sizes.values())


def _size(api: Api, pod: Object, reference: Object) -> tuple[str, int]:
    """Uid and size of what scales the pod: its controller, or the deployment that controls that."""
    kind = api.kind_of(reference["apiVersion"], reference["kind"])
    if kind is None or kind.kind not in _SCALED:
        name = kind.resource if kind else reference["kind"]
        raise _NotCountable(f"{name} does not implement the scale subresource")
    controller = api.find(kind.resource, pod["metadata"]["namespace"], reference["name"])
    if controller is None or controller["metadata"]["uid"] != reference["uid"]:
        raise _NotCountable(f'found no controllers for pod "{pod["metadata"]["name"]}"')
    above = controller_of(controller)
    if above is not None and above["kind"] in _SCALED:
        return _size(api, controller, above)
    return controller["metadata"]["uid"], int(controller["spec"].get("replicas", 1))


def _disrupted(api: Api, budget: Object, pods: Sequence[Object]) -> dict[str, str]:
    """Pods whose eviction was granted and that are still there, with the time of it."""
    given: Mapping[str, str] = (budget.get("status") or {}).get("disruptedPods") or {}
    there = {pod["metadata"]["name"] for pod in pods if not is_being_deleted(pod)}
    return {
        name: moment
        for name, moment in given.items()
        if name in there and parse_time(moment) + DELETION_TIMEOUT > api.now
    }


def _recheck_seconds(api: Api, disrupted: Mapping[str, str]) -> float | None:
    waits = [(parse_time(moment) + DELETION_TIMEOUT - api.now).total_seconds() for moment in disrupted.values()]
    return min(waits, default=None)


def _is_healthy(pod: Object, disrupted: Mapping[str, str]) -> bool:
    return is_ready(pod) and not is_being_deleted(pod) and pod["metadata"]["name"] not in disrupted


def _write(api: Api, budget: Object, numbers: tuple[int, int, int], disrupted: Mapping[str, str]) -> None:
    healthy, desired, expected = numbers
    allowed = max(healthy - desired, 0) if expected > 0 else 0
    status: Object = {
        "currentHealthy": healthy,
        "desiredHealthy": desired,
        "expectedPods": expected,
        "disruptionsAllowed": allowed,
        "observedGeneration": budget["metadata"].get("generation", 0),
    }
    if disrupted:
        status["disruptedPods"] = dict(disrupted)
    words = ("True", "SufficientPods", "") if allowed else ("False", "InsufficientPods", "")
    _write_status(api, budget, status, words)


def _fail_safe(api: Api, budget: Object, message: str) -> None:
    status = {**(budget.get("status") or {}), "disruptionsAllowed": 0}
    for field in ("currentHealthy", "desiredHealthy", "expectedPods"):
        status.setdefault(field, 0)
    _write_status(api, budget, status, ("False", "SyncFailed", message))


def _write_status(api: Api, budget: Object, status: Object, words: tuple[str, str, str]) -> None:
    value, reason, message = words
    old = budget.get("status") or {}
    before: Object = next((one for one in old.get("conditions") or () if one["type"] == "DisruptionAllowed"), {})
    moment = before.get("lastTransitionTime") if before.get("status") == value else format_time(api.now)
    condition = {
        "type": "DisruptionAllowed",
        "status": value,
        "observedGeneration": budget["metadata"].get("generation", 0),
        "lastTransitionTime": moment,
        "reason": reason,
        "message": message,
    }
    status["conditions"] = [condition]
    if status != old:
        api.update_status(RESOURCE, {**budget, "status": status})
