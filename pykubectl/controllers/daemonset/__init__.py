"""DaemonSet: one pod on every node that wants it, updated node by node.

Upstream: pkg/controller/daemon.
"""

from collections.abc import Iterable, Sequence

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.daemonset.pods import HASH_LABEL, is_updated, should_run, target_node
from pykubectl.controllers.daemonset.rollout import Daemons, manage, roll
from pykubectl.controllers.parts import conditions, history, pods
from pykubectl.controllers.parts.claims import claim, interested
from pykubectl.errors import StatusError
from pykubectl.machinery.objects import copy
from pykubectl.machinery.owners import controller_of
from pykubectl.machinery.selectors import Selector, from_label_selector
from pykubectl.storage import Change

RESOURCE = "daemonsets.apps"


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    found = api.find(RESOURCE, namespace, name)
    if found is None or found["metadata"].get("deletionTimestamp"):
        return None
    daemonset = copy(found)
    if not daemonset["spec"].get("selector"):
        text = "This daemon set is selecting all pods. A non-empty selector is required."
        api.event(daemonset, "Warning", "SelectingAll", text)
        return None
    collisions = (daemonset.get("status") or {}).get("collisionCount") or 0
    revisions = history.revisions_of(api, daemonset)
    current, collisions = history.ensure(api, daemonset, revisions, HASH_LABEL, collisions)
    daemons = _daemons(api, daemonset, (current["metadata"].get("labels") or {}).get(HASH_LABEL, ""))
    refusal = _try_step(daemons)
    _clean_up(daemons, revisions, current)
    # What the step created or deleted comes back as changes; the status counts what was there before.
    _write_status(_daemons(api, daemonset, daemons.revision_hash), collisions)
    everyone = [pod for on_node in daemons.by_node.values() for pod in on_node]
    if refusal is not None:
        raise refusal
    return pods.seconds_until_available(everyone, daemonset["spec"].get("minReadySeconds", 0), api.now)


def woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]:
    """Nodes that come, go or change what they accept; and pods that nobody controls."""
    if change.key.resource == "nodes":
        if _accepts(change.obj) == _accepts(change.previous):
            return ()
        everyone = (daemonset["metadata"] for daemonset in api.list(RESOURCE))
        return ((metadata["namespace"], metadata["name"]) for metadata in everyone)
    if change.obj is None or controller_of(change.obj) is not None:
        return ()
    return interested(api, RESOURCE, change.obj, _selector)


def _accepts(node: Object | None) -> object:
    if node is None:
        return None
    return node["metadata"].get("labels"), node["spec"].get("taints"), node["spec"].get("unschedulable")


def _selector(daemonset: Object) -> Selector:
    return from_label_selector(daemonset["spec"].get("selector"))


def _daemons(api: Api, daemonset: Object, revision_hash: str) -> Daemons:
    claimed = claim(api, daemonset, "pods", _selector(daemonset))
    by_node: dict[str, list[Object]] = {}
    for pod in sorted(claimed, key=lambda pod: (pods.created(pod), pod["metadata"]["name"])):
        by_node.setdefault(target_node(pod), []).append(pod)
    return Daemons(api, daemonset, revision_hash, api.list("nodes"), by_node)


def _try_step(daemons: Daemons) -> StatusError | None:
    """What the API server refuses is raised when the status is written."""
    try:
        manage(daemons)
        if (daemons.daemonset["spec"].get("updateStrategy") or {}).get("type", "RollingUpdate") == "RollingUpdate":
            fresh = _daemons(daemons.api, daemons.daemonset, daemons.revision_hash)
            roll(fresh)
    except StatusError as refusal:
        return refusal
    return None


def _clean_up(daemons: Daemons, revisions: Sequence[Object], current: Object) -> None:
    used = {
        (pod["metadata"].get("labels") or {}).get(HASH_LABEL) for on_node in daemons.by_node.values() for pod in on_node
    }
    live = {
        revision["metadata"]["name"]
        for revision in revisions
        if (revision["metadata"].get("labels") or {}).get(HASH_LABEL) in used
    }
    history.truncate(daemons.api, daemons.daemonset, revisions, live | {current["metadata"]["name"]})


def _write_status(daemons: Daemons, collisions: int) -> None:
    daemonset = daemons.daemonset
    numbers = dict.fromkeys(("desired", "current", "misscheduled", "ready", "available", "updated"), 0)
    seconds = daemonset["spec"].get("minReadySeconds", 0)
    for node in daemons.nodes:
        here = daemons.by_node.get(node["metadata"]["name"]) or []
        if not should_run(daemonset, node)[0]:
            numbers["misscheduled"] += bool(here)
            continue
        numbers["desired"] += 1
        if here:
            numbers["current"] += 1
            numbers["ready"] += pods.is_ready(here[0])
            numbers["available"] += pods.is_available(here[0], seconds, daemons.api.now)
            numbers["updated"] += is_updated(daemonset, here[0], daemons.revision_hash)
    status: Object = {
        "currentNumberScheduled": numbers["current"],
        "desiredNumberScheduled": numbers["desired"],
        "numberMisscheduled": numbers["misscheduled"],
        "numberReady": numbers["ready"],
        "numberAvailable": numbers["available"],
        "numberUnavailable": numbers["desired"] - numbers["available"],
        "updatedNumberScheduled": numbers["updated"],
        "observedGeneration": daemonset["metadata"].get("generation", 0),
        "collisionCount": collisions,
        "conditions": (daemonset.get("status") or {}).get("conditions"),
    }
    always = ("currentNumberScheduled", "desiredNumberScheduled", "numberMisscheduled", "numberReady")
    status = conditions.compact(status, always)
    if status != (daemonset.get("status") or {}):
        daemons.api.update_status(RESOURCE, {**daemonset, "status": status})
