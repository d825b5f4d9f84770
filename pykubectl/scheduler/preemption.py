"""Preemption: whom a pod that finds no room may push out.

On each node where it would help, all pods of less priority are thought away; if the pod then fits, as many as possible are
taken back in, the most important first, those whose disruption budget would break before the others. The node with the least
harm is taken: fewest broken budgets, lowest highest priority, lowest sum of priorities, fewest pods, latest start.

Upstream: pkg/scheduler/framework/preemption, .../plugins/defaultpreemption.
"""

from typing import NamedTuple

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.errors import NotFound
from pykubectl.machinery.pod_phases import is_finished
from pykubectl.machinery.selectors import from_label_selector
from pykubectl.machinery.timestamps import format_time
from pykubectl.scheduler.cycle import Cycle, FitError, fit_message
from pykubectl.scheduler.plugins import Rejection
from pykubectl.scheduler.snapshot import NodeInfo, Snapshot
from pykubectl.storage.indexes import placement

_NOT_HELPFUL = "Preemption is not helpful for scheduling"
_NO_VICTIMS = "No preemption victims found for incoming pod"
_LEAST_PRIORITY = -(2**31)


class Candidate(NamedTuple):
    node: str
    victims: list[Object]
    violations: int


def preempt(cycle: Cycle, error: FitError) -> tuple[str, str]:
    """(node made room on or "", what FailedScheduling says about it)."""
    refusal = _refusal(cycle)
    if refusal:
        return "", refusal
    budgets = _budgets(cycle)
    candidates, rejections = [], {}
    for name, info in cycle.snapshot.nodes.items():
        if error.rejections.get(name, Rejection((), hopeless=True)).hopeless:
            rejections[name] = Rejection((_NOT_HELPFUL,))
            continue
        found = _victims(cycle, info, budgets)
        if isinstance(found, Rejection):
            rejections[name] = found
        else:
            candidates.append(found)
    if not candidates:
        return "", fit_message(len(cycle.snapshot.nodes), rejections)
    best = min(candidates, key=_harm)
    for victim in best.victims:
        _evict(cycle, victim, best.node)
    return best.node, ""


def _refusal(cycle: Cycle) -> str:
    if cycle.pod["spec"].get("preemptionPolicy") == "Never":
        return "not eligible due to preemptionPolicy=Never."
    return ""


def is_waiting_for_victims(snapshot: Snapshot, pod: Object) -> bool:
    """Whether those that were pushed out for the pod are still on their way; it is looked at again when they are gone."""
    nominated = snapshot.nodes.get(pod["status"].get("nominatedNodeName") or "")
    if nominated is None:
        return False
    return any(
        "deletionTimestamp" in other["metadata"] and _priority(other) < _priority(pod) for other, _ in nominated.pods()
    )


def _priority(pod: Object) -> int:
    found: int = pod["spec"].get("priority") or 0
    return found


def _budgets(cycle: Cycle) -> list[Object]:
    return list(cycle.api.list("poddisruptionbudgets.policy"))


def _victims(cycle: Cycle, info: NodeInfo, budgets: list[Object]) -> Candidate | Rejection:
    if not any(_priority(pod) < _priority(cycle.pod) for pod, _ in info.pods()):
        return Rejection((_NO_VICTIMS,))
    here = cycle.api.list("pods", node=info.name)
    lower = [pod for pod in here if _priority(pod) < _priority(cycle.pod) and not is_finished(pod)]
    if not lower:
        return Rejection((_NO_VICTIMS,))
    cleared = info.changed_by(lower, -1)
    rejection = _reject(cycle, cleared)
    if rejection is not None:
        return rejection
    lower.sort(key=lambda pod: (-_priority(pod), pod["status"].get("startTime") or ""))
    breaking, harmless = _by_budget(lower, budgets)
    victims, violations = [], 0
    for pod in [*breaking, *harmless]:
        cleared.add(placement(pod))
        if _reject(cycle, cleared) is not None:
            cleared.add(placement(pod), -1)
            victims.append(pod)
            violations += pod in breaking
    return Candidate(info.name, victims, violations) if victims else Rejection((_NO_VICTIMS,))


def _reject(cycle: Cycle, info: NodeInfo) -> Rejection | None:
    """What the plugins say with `info` in the place of its node."""
    actual = cycle.snapshot.nodes[info.name]
    cycle.snapshot.nodes[info.name] = info
    other = Cycle(cycle.api, cycle.snapshot, cycle.pod)
    try:
        other.prepare()
        return other.reject(info)
    finally:
        cycle.snapshot.nodes[info.name] = actual


def _by_budget(pods: list[Object], budgets: list[Object]) -> tuple[list[Object], list[Object]]:
    left = {one["metadata"]["uid"]: (one.get("status") or {}).get("disruptionsAllowed", 0) for one in budgets}
    breaking: list[Object] = []
    harmless: list[Object] = []
    for pod in pods:
        mine = [
            one["metadata"]["uid"]
            for one in budgets
            if one["metadata"]["namespace"] == pod["metadata"]["namespace"]
            and from_label_selector(one["spec"].get("selector")).matches(pod["metadata"].get("labels") or {})
        ]
        for uid in mine:
            left[uid] -= 1
        (breaking if any(left[uid] < 0 for uid in mine) else harmless).append(pod)
    return breaking, harmless


def _harm(candidate: Candidate) -> tuple[int, int, int, int, list[int], str]:
    priorities = [_priority(pod) for pod in candidate.victims]
    highest = [pod for pod in candidate.victims if _priority(pod) == max(priorities)]
    started = min(pod["status"].get("startTime") or "" for pod in highest)
    # The latest start is best: its characters count backwards.
    latest = [-ord(character) for character in started]
    # All counted from the least priority there is, so that more pods are never less harm.
    total = sum(priority - _LEAST_PRIORITY for priority in priorities)
    return candidate.violations, max(priorities), total, len(priorities), latest, candidate.node


def _evict(cycle: Cycle, victim: Object, node: str) -> None:
    api: Api = cycle.api
    meta = victim["metadata"]
    message = f"Preempted by pod {cycle.pod['metadata']['uid']} on node {node}"
    condition = {
        "type": "DisruptionTarget",
        "status": "True",
        "reason": "PreemptionByScheduler",
        "message": f"{cycle.pod['spec'].get('schedulerName', 'default-scheduler')}: preempting to accommodate a higher priority pod",
        "lastTransitionTime": format_time(api.now),
    }
    status = victim["status"]
    try:
        fresh = api.get("pods", meta["namespace"], meta["name"])
        status = fresh["status"]
        others = [one for one in status.get("conditions") or () if one["type"] != "DisruptionTarget"]
        api.update_status("pods", {**fresh, "status": {**status, "conditions": [*others, condition]}})
        api.delete("pods", meta["namespace"], meta["name"], uid=meta["uid"])
    except NotFound:
        return
    api.event(victim, "Normal", "Preempted", message, action="Preempting")
