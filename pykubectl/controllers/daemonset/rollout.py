"""Which nodes get a daemon pod and which pods go: first every node right, then the update, a few nodes at a time.

Upstream: pkg/controller/daemon/{daemon_controller,update}.go.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.daemonset.pods import is_updated, new_pod, should_run
from pykubectl.controllers.parts.pod_control import create_pod, delete_pod
from pykubectl.controllers.parts.pods import is_available, is_being_deleted, is_ready, phase
from pykubectl.controllers.parts.scaled import scaled


class Daemons(NamedTuple):
    """One reconcile: the set, the hash of its revision, all nodes, and its pods by node, the oldest first."""

    api: Api
    daemonset: Object
    revision_hash: str
    nodes: Sequence[Object]
    by_node: dict[str, list[Object]]

    def is_up(self, pod: Object) -> bool:
        return is_available(pod, self.daemonset["spec"].get("minReadySeconds", 0), self.api.now)

    def is_new(self, pod: Object) -> bool:
        return is_updated(self.daemonset, pod, self.revision_hash)


def limits(daemons: Daemons) -> tuple[int, int]:
    """How many pods may be too many, and how many nodes may be without one, during an update."""
    desired = sum(should_run(daemons.daemonset, node)[0] for node in daemons.nodes)
    rolling = (daemons.daemonset["spec"].get("updateStrategy") or {}).get("rollingUpdate") or {}
    surge = scaled(rolling.get("maxSurge", 0), desired, round_up=True)
    unavailable = scaled(rolling.get("maxUnavailable", 1), desired, round_up=True)
    return surge, unavailable if surge or unavailable else 1


def _allows_surge(daemonset: Object) -> bool:
    rolling = (daemonset["spec"].get("updateStrategy") or {}).get("rollingUpdate") or {}
    return scaled(rolling.get("maxSurge", 0), 100, round_up=True) > 0


def _apply(daemons: Daemons, doomed: Sequence[Object], node_names: Sequence[str]) -> None:
    for name in node_names:
        create_pod(daemons.api, daemons.daemonset, new_pod(daemons.daemonset, name, daemons.revision_hash))
    for pod in doomed:
        delete_pod(daemons.api, daemons.daemonset, pod)


def manage(daemons: Daemons) -> None:
    """One pod where there should be one, none where there should not."""
    needing: list[str] = []
    doomed: list[Object] = []
    known = set()
    for node in daemons.nodes:
        name = node["metadata"]["name"]
        known.add(name)
        here = daemons.by_node.get(name) or []
        should, may_stay = should_run(daemons.daemonset, node)
        if should and not here:
            needing.append(name)
        elif may_stay:
            doomed += _superfluous(daemons, name, here)
        else:
            doomed += [pod for pod in here if not is_being_deleted(pod)]
    for name in sorted(daemons.by_node.keys() - known):
        lost = daemons.by_node[name]
        doomed += [pod for pod in lost if not pod["spec"].get("nodeName") and not is_being_deleted(pod)]
    _apply(daemons, doomed, needing)


def _superfluous(daemons: Daemons, node_name: str, here: Sequence[Object]) -> list[Object]:
    doomed, running = [], []
    for pod in (pod for pod in here if not is_being_deleted(pod)):
        if phase(pod) not in ("Failed", "Succeeded"):
            running.append(pod)
            continue
        _say_finished(daemons, node_name, pod)
        doomed.append(pod)
    if _allows_surge(daemons.daemonset):
        return doomed + _superfluous_in_surge(daemons, running)
    # A scheduled pod goes before an unscheduled one, then the oldest stays.
    running.sort(key=lambda pod: not pod["spec"].get("nodeName"))
    return doomed + running[1:]


def _say_finished(daemons: Daemons, node_name: str, pod: Object) -> None:
    metadata = pod["metadata"]
    about = f"daemon pod {metadata['namespace']}/{metadata['name']} on node {node_name}"
    if phase(pod) == "Failed":
        text = f"Found failed {about}, will try to kill it"
        daemons.api.event(daemons.daemonset, "Warning", "FailedDaemonPod", text)
    else:
        text = f"Found succeeded {about}, will try to delete it"
        daemons.api.event(daemons.daemonset, "Normal", "SucceededDaemonPod", text)


def _superfluous_in_surge(daemons: Daemons, running: Sequence[Object]) -> list[Object]:
    """Of an old and a new pod on the node the old one goes when it is of no use or the new one serves."""
    if len(running) <= 1:
        return []
    new = [pod for pod in running if daemons.is_new(pod)]
    old = [pod for pod in running if not daemons.is_new(pod)]
    doomed = new[1:] + old[1:]
    if new and old and (not is_ready(old[0]) or daemons.is_up(new[0])):
        doomed.append(old[0])
    return doomed


def roll(daemons: Daemons) -> None:
    """One step of a rolling update."""
    surge, unavailable = limits(daemons)
    pairs = _pairs(daemons)
    if surge:
        _surge(daemons, pairs, surge)
    else:
        _replace(daemons, pairs, unavailable)


def _pairs(daemons: Daemons) -> list[tuple[str, tuple[Object | None, Object | None] | None]]:
    """For each node its (new, old) pod; None where pods are on their way out or too many."""
    names = [node["metadata"]["name"] for node in daemons.nodes if should_run(daemons.daemonset, node)[0]]
    names += [name for name in daemons.by_node if name not in names]
    return [(name, _pair(daemons, daemons.by_node.get(name) or [])) for name in names]


def _pair(daemons: Daemons, here: Sequence[Object]) -> tuple[Object | None, Object | None] | None:
    new = [pod for pod in here if daemons.is_new(pod)]
    old = [pod for pod in here if not daemons.is_new(pod)]
    if any(is_being_deleted(pod) for pod in here) or len(new) > 1 or len(old) > 1:
        return None
    return (new[0] if new else None), (old[0] if old else None)


def _replace(
    daemons: Daemons, pairs: Sequence[tuple[str, tuple[Object | None, Object | None] | None]], unavailable_max: int
) -> None:
    unavailable = 0
    free: list[Object] = []
    candidates: list[Object] = []
    for _, pair in pairs:
        if pair is None or (pair[0] is None) == (pair[1] is None):
            unavailable += 1
        elif pair[0] is not None:
            unavailable += not daemons.is_up(pair[0])
        elif pair[1] is not None and not daemons.is_up(pair[1]):
            free.append(pair[1])
            unavailable += 1
        elif pair[1] is not None:
            candidates.append(pair[1])
    _apply(daemons, free + candidates[: max(unavailable_max - unavailable, 0)], ())


def _surge(
    daemons: Daemons, pairs: Sequence[tuple[str, tuple[Object | None, Object | None] | None]], surge_max: int
) -> None:
    surging = 0
    doomed: list[Object] = []
    free: list[str] = []
    candidates: list[str] = []
    for name, pair in pairs:
        if pair is None:
            surging += 1
            continue
        new, old = pair
        if old is None:
            continue
        if new is None:
            (candidates if daemons.is_up(old) else free).append(name)
        elif daemons.is_up(new):
            doomed.append(old)
        else:
            surging += 1
    _apply(daemons, doomed, free + candidates[: max(surge_max - surging, 0)])
