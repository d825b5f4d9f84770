"""One scheduling cycle: which nodes will do for a pod, which of them is best; and if none will, why not.

Upstream: pkg/scheduler/schedule_one.go, pkg/scheduler/framework/types.go (FitError).
"""

from collections import Counter
from collections.abc import Mapping
from types import ModuleType
from typing import Any, NamedTuple

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.scheduler.plugins import PLUGINS, SCORE_MAX, Plugin, Rejection, Unschedulable, load
from pykubectl.scheduler.snapshot import NodeInfo, Snapshot


class FitError(Exception):
    """No node will do. `rejections` per node; `message` is the text of FailedScheduling without its word on preemption."""

    def __init__(self, message: str, rejections: Mapping[str, Rejection]) -> None:
        super().__init__(message)
        self.message = message
        self.rejections = rejections


class Active(NamedTuple):
    """A plugin that has something to say about the pod, and what it remembers."""

    plugin: Plugin
    module: ModuleType
    state: Any


class Cycle:
    """A pod on its way to a node. `active` are the plugins that have something to say."""

    def __init__(self, api: Api, snapshot: Snapshot, pod: Object) -> None:
        self.api = api
        self.snapshot = snapshot
        self.pod = pod
        self.active: list[Active] = []
        self._nominated: dict[str, list[Object]] = {}

    def prepare(self) -> None:
        """Raises FitError when a plugin says that no node will do."""
        self.active = []
        self._nominated = self._room_kept()
        for plugin in PLUGINS:
            module = load(plugin)
            state = None
            try:
                state = module.prepare(self)
            except Unschedulable as error:
                raise FitError(_sentence(len(self.snapshot.nodes), str(error)), {}) from error
            if state is not None:
                self.active.append(Active(plugin, module, state))

    def _room_kept(self) -> dict[str, list[Object]]:
        """By node, the other pods for which room is being made there, unless this one is more important."""
        found: dict[str, list[Object]] = {}
        for uid, pod in self.snapshot.nominated.items():
            if uid != self.pod["metadata"]["uid"] and _priority(pod) >= _priority(self.pod):
                found.setdefault(pod["status"]["nominatedNodeName"], []).append(pod)
        return found

    def reject(self, info: NodeInfo) -> Rejection | None:
        """The first objection to a node, with those that are to come there or without them."""
        kept = self._nominated.get(info.name)
        rejection = self._objection(info.changed_by(kept, 1)) if kept else None
        return rejection or self._objection(info)

    def _objection(self, info: NodeInfo) -> Rejection | None:
        for one in self.active:
            if hasattr(one.module, "filter"):
                rejection: Rejection | None = one.module.filter(self, one.state, info)
                if rejection is not None:
                    return rejection
        return None

    def find(self) -> str:
        """The best node. Raises FitError."""
        self.prepare()
        feasible, rejections = [], {}
        for name, info in self.snapshot.nodes.items():
            rejection = self.reject(info)
            if rejection is None:
                feasible.append(info)
            else:
                rejections[name] = rejection
        if not feasible:
            raise FitError(fit_message(len(self.snapshot.nodes), rejections), rejections)
        return self._best(feasible)

    def _best(self, feasible: list[NodeInfo]) -> str:
        nominated = self.pod.get("status", {}).get("nominatedNodeName")
        if nominated in {info.name for info in feasible}:
            return str(nominated)
        if len(feasible) == 1:
            return feasible[0].name
        totals = dict.fromkeys((info.name for info in feasible), 0.0)
        for one in self.active:
            if one.plugin.weight:
                for name, value in self._scores(one, feasible).items():
                    totals[name] += one.plugin.weight * value
        most = max(totals.values())
        best = [name for name, value in totals.items() if value == most]
        return best[self.api.world.integer(0, len(best) - 1)]

    def _scores(self, one: Active, feasible: list[NodeInfo]) -> dict[str, float]:
        scores = {info.name: float(one.module.score(self, one.state, info)) for info in feasible}
        if hasattr(one.module, "normalize"):
            scores = one.module.normalize(scores, self)
        return scores


def _priority(pod: Object) -> int:
    found: int = pod["spec"].get("priority") or 0
    return found


def fit_message(nodes: int, rejections: Mapping[str, Rejection]) -> str:
    """How many nodes will not do for which reasons."""
    if nodes == 0:
        return "no nodes available to schedule pods"
    counted = Counter(reason for rejection in rejections.values() for reason in rejection.reasons)
    reasons = ", ".join(sorted(f"{count} {reason}" for reason, count in counted.items()))
    return _sentence(nodes, reasons)


def _sentence(nodes: int, reasons: str) -> str:
    return f"0/{nodes} nodes are available: {reasons}."


def normalize_to_max(scores: dict[str, float], cycle: Cycle) -> dict[str, float]:
    """The greatest score becomes 100."""
    most = max(scores.values())
    return {name: SCORE_MAX * value // most for name, value in scores.items()} if most else scores


def normalize_inverse(scores: dict[str, float], cycle: Cycle) -> dict[str, float]:
    """The greatest score becomes 0, none 100."""
    most = max(scores.values())
    if not most:
        return dict.fromkeys(scores, SCORE_MAX)
    return {name: SCORE_MAX - SCORE_MAX * value // most for name, value in scores.items()}
