"""The queue: pods without a node, most important first, each given to a scheduling cycle, identical ones to a batch.

A pod that finds no node gets the condition PodScheduled=False and an event, and is looked at again when a node, a volume
or another pod changes in a way that may help.

Upstream: pkg/scheduler/schedule_one.go, backend/queue.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.errors import Conflict, NotFound
from pykubectl.machinery.pod_phases import is_finished
from pykubectl.machinery.timestamps import format_time
from pykubectl.scheduler import batch
from pykubectl.scheduler.cycle import Cycle, FitError, fit_message
from pykubectl.scheduler.preemption import is_waiting_for_victims, preempt
from pykubectl.scheduler.snapshot import Snapshot, memory_of
from pykubectl.storage import Change

SCHEDULER = "default-scheduler"
# The plugin of resource claims is asked before preemption, and has nothing to give up.
_NO_CLAIMS = "no new claims to deallocate"


def woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]:
    """What may help a pod that waits: nodes and volumes that change, pods that go, end or change their labels.

    A pod that gets a node helps those that want to be near others, or evenly spread.
    """
    of_pod = change.key.resource == "pods"
    arrived = of_pod and _has_arrived(change)
    if of_pod and not arrived and not _may_help(change):
        return
    waiting = _waiting(api)
    yield from waiting.minding_others if arrived else waiting.all


class _Waiting(NamedTuple):
    """The pods without a node at a revision of the store, as (namespace, name)."""

    revision: int
    all: list[tuple[str, str]]
    minding_others: list[tuple[str, str]]


def _waiting(api: Api) -> _Waiting:
    """Looked up once a revision: a round asks for it with every change."""
    revision = api.revision()
    known: _Waiting | None = api.memory.get("waiting")
    if known is None or known.revision != revision:
        pods = api.list("pods", node="")
        known = _Waiting(revision, _places(pods), _places(pod for pod in pods if _minds_others(pod)))
        api.memory["waiting"] = known
    return known


def _places(pods: Iterable[Object]) -> list[tuple[str, str]]:
    return [(pod["metadata"]["namespace"], pod["metadata"]["name"]) for pod in pods]


def _has_arrived(change: Change) -> bool:
    new, old = change.obj, change.previous
    return bool(new and new["spec"].get("nodeName") and not (old and old["spec"].get("nodeName")))


def _minds_others(pod: Object) -> bool:
    spec = pod["spec"]
    return bool((spec.get("affinity") or {}).get("podAffinity") or spec.get("topologySpreadConstraints"))


def _may_help(change: Change) -> bool:
    new, old = change.obj, change.previous
    if old is None or not old["spec"].get("nodeName"):
        return False
    if new is None or (is_finished(new) and not is_finished(old)):
        return True
    return bool(new["metadata"].get("labels") != old["metadata"].get("labels"))


def reconcile_all(api: Api, places: Sequence[tuple[str, str]]) -> None:
    found = (api.find("pods", namespace, name) for namespace, name in places)
    waiting = [pod for pod in found if pod is not None and _is_waiting(pod)]
    if not waiting:
        return
    snapshot = memory_of(api)
    snapshot.refresh(api)
    ready = [pod for pod in waiting if not _hold_at_gates(api, pod)]
    ready.sort(key=lambda pod: -(pod["spec"].get("priority") or 0))
    for run in batch.runs(ready):
        if len(run) > 1:
            run = _schedule_batch(api, snapshot, run)
        for pod in run:
            _schedule(api, snapshot, pod)


def _is_waiting(pod: Object) -> bool:
    spec = pod["spec"]
    mine = spec.get("schedulerName", SCHEDULER) == SCHEDULER
    return mine and not spec.get("nodeName") and "deletionTimestamp" not in pod["metadata"] and not is_finished(pod)


def _hold_at_gates(api: Api, pod: Object) -> bool:
    if not pod["spec"].get("schedulingGates"):
        return False
    _set_condition(api, pod, "SchedulingGated", "Scheduling is blocked due to non-empty scheduling gates")
    return True


def _schedule_batch(api: Api, snapshot: Snapshot, pods: list[Object]) -> list[Object]:
    """Place identical pods; those that are left found no node."""
    try:
        nodes = batch.Batch(Cycle(api, snapshot, pods[0]))
    except FitError:
        return pods
    for index, pod in enumerate(pods):
        name = nodes.next_node()
        if name is None:
            return pods[index:]
        if _bind(api, snapshot, pod, name):
            nodes.placed(name)
    return []


def _schedule(api: Api, snapshot: Snapshot, pod: Object) -> None:
    if not snapshot.nodes:
        _fail(api, pod, fit_message(0, {}), "")
        return
    if is_waiting_for_victims(snapshot, pod):
        return
    cycle = Cycle(api, snapshot, pod)
    try:
        name = cycle.find()
    except FitError as error:
        node, said = preempt(cycle, error)
        message = error.message if node else f"{error.message} {_NO_CLAIMS}, preemption: {said}"
        _fail(api, pod, message, node)
        if node:
            snapshot.refresh(api)
        return
    _bind(api, snapshot, pod, name)


def _bind(api: Api, snapshot: Snapshot, pod: Object, name: str) -> bool:
    meta = pod["metadata"]
    try:
        bound = api.bind(pod, name)
    except (Conflict, NotFound):
        return False
    snapshot.assume(bound, name)
    where = f"{meta['namespace']}/{meta['name']}"
    api.event(pod, "Normal", "Scheduled", f"Successfully assigned {where} to {name}", action="Binding")
    return True


def _fail(api: Api, pod: Object, message: str, nominated: str) -> None:
    """Say why, once for each reason."""
    if _set_condition(api, pod, "Unschedulable", message, nominated):
        api.event(pod, "Warning", "FailedScheduling", message, action="Scheduling")


def _set_condition(api: Api, pod: Object, reason: str, message: str, nominated: str = "") -> bool:
    """PodScheduled=False; whether that is news."""
    status = pod["status"]
    conditions = status.get("conditions") or ()
    before: Object = next((one for one in conditions if one["type"] == "PodScheduled"), {})
    same = (before.get("reason"), before.get("message")) == (reason, message)
    if same and status.get("nominatedNodeName", "") == (nominated or status.get("nominatedNodeName", "")):
        return False
    since = before.get("lastTransitionTime") if before.get("status") == "False" else format_time(api.now)
    condition = {
        "type": "PodScheduled",
        "status": "False",
        "reason": reason,
        "message": message,
        "lastProbeTime": None,
        "lastTransitionTime": since,
    }
    new = {**status, "conditions": [condition, *(one for one in conditions if one["type"] != "PodScheduled")]}
    if nominated:
        new["nominatedNodeName"] = nominated
    fresh = api.find("pods", pod["metadata"]["namespace"], pod["metadata"]["name"])
    if fresh is None:
        return False
    api.update_status("pods", {**fresh, "status": new})
    return True


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    reconcile_all(api, [(namespace, name)])
    return None
