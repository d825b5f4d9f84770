"""PodTopologySpread: matching pods are spread over zones and nodes, strictly or as well as may be.

A pod without constraints of its own that belongs to a service or controller is spread softly over nodes and zones.

Upstream: pkg/scheduler/framework/plugins/podtopologyspread.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

from pykubectl import Object
from pykubectl.machinery.node_selectors import matches_required
from pykubectl.machinery.owners import controller_of
from pykubectl.machinery.selectors import Selector, from_label_selector
from pykubectl.machinery.tolerations import first_untolerated
from pykubectl.scheduler.cycle import Cycle
from pykubectl.scheduler.plugins import SCORE_MAX, Rejection
from pykubectl.scheduler.snapshot import NodeInfo

_REASON = "node(s) didn't match pod topology spread constraints"
HOSTNAME, ZONE = "kubernetes.io/hostname", "topology.kubernetes.io/zone"
_DEFAULTS = ((HOSTNAME, 3), (ZONE, 5))


class Constraint(NamedTuple):
    """`counts`: matching pods by value of the topology key, over the nodes that count."""

    key: str
    max_skew: int
    strict: bool
    selector: Selector
    matches_self: bool
    min_domains: int
    counts: dict[str, int]


class State(NamedTuple):
    strict: list[Constraint]
    soft: list[Constraint]


def prepare(cycle: Cycle) -> State | None:
    given = cycle.pod["spec"].get("topologySpreadConstraints") or ()
    constraints = [_constraint(cycle, one) for one in given] if given else _defaults(cycle)
    strict = [one for one in constraints if one.strict]
    soft = [one for one in constraints if not one.strict]
    return State(strict, soft) if constraints else None


def _constraint(cycle: Cycle, given: Object) -> Constraint:
    labels = cycle.pod["metadata"].get("labels") or {}
    wanted = given.get("labelSelector")
    extra = {key: labels[key] for key in given.get("matchLabelKeys") or () if key in labels}
    if wanted is not None and extra:
        wanted = {**wanted, "matchLabels": {**(wanted.get("matchLabels") or {}), **extra}}
    selector = from_label_selector(wanted)
    strict = given["whenUnsatisfiable"] == "DoNotSchedule"
    counts = _counts(cycle, given["topologyKey"], selector, given)
    return Constraint(
        given["topologyKey"],
        given["maxSkew"],
        strict,
        selector,
        selector.matches(labels),
        given.get("minDomains") or 1,
        counts,
    )


def _defaults(cycle: Cycle) -> list[Constraint]:
    """Soft constraints for pods that a controller made; they match its other pods."""
    owner = controller_of(cycle.pod)
    labels: Mapping[str, str] = cycle.pod["metadata"].get("labels") or {}
    if owner is None or not labels or owner["kind"] not in ("ReplicaSet", "ReplicationController", "StatefulSet"):
        return []
    selector = from_label_selector({"matchLabels": dict(labels)})
    return [
        Constraint(key, skew, False, selector, True, 1, _counts(cycle, key, selector, {})) for key, skew in _DEFAULTS
    ]


def _counts(cycle: Cycle, key: str, selector: Selector, given: Object) -> dict[str, int]:
    counts: dict[str, int] = {}
    namespace = cycle.pod["metadata"]["namespace"]
    for info in cycle.snapshot.nodes.values():
        value = info.labels.get(key)
        if value is None or not _counts_node(cycle, info, given):
            continue
        matching = sum(count for pod, count in info.pods() if _is_counted(pod, namespace, selector))
        counts[value] = counts.get(value, 0) + matching
    return counts


def _counts_node(cycle: Cycle, info: NodeInfo, given: Object) -> bool:
    """Nodes that the pod cannot go to anyway count only where the constraint says so."""
    if given.get("nodeAffinityPolicy") != "Ignore" and not matches_required(cycle.pod, info.name, info.labels):
        return False
    if given.get("nodeTaintsPolicy") == "Honor":
        taints = info.node["spec"].get("taints") or ()
        tolerations = cycle.pod["spec"].get("tolerations") or ()
        return first_untolerated(taints, tolerations, ("NoSchedule", "NoExecute")) is None
    return True


def _is_counted(pod: Object, namespace: str, selector: Selector) -> bool:
    meta = pod["metadata"]
    return (
        meta["namespace"] == namespace
        and "deletionTimestamp" not in meta
        and selector.matches(meta.get("labels") or {})
    )


def filter(cycle: Cycle, state: State, info: NodeInfo) -> Rejection | None:
    for one in state.strict:
        value = info.labels.get(one.key)
        if value is None:
            return Rejection((f"{_REASON} (missing required label)",), hopeless=True)
        least = min(one.counts.values(), default=0) if len(one.counts) >= one.min_domains else 0
        if one.counts.get(value, 0) + one.matches_self - least > one.max_skew:
            return Rejection((_REASON,))
    return None


def score(cycle: Cycle, state: State, info: NodeInfo) -> float:
    total = 0.0
    for one in state.soft:
        value = info.labels.get(one.key)
        if value is not None:
            total += one.counts.get(value, 0) * math.log(len(one.counts) + 2) + one.max_skew - 1
    return round(total)


def normalize(scores: dict[str, float], cycle: Cycle) -> dict[str, float]:
    """The fewer the better."""
    least, most = min(scores.values()), max(scores.values())
    if most == 0:
        return dict.fromkeys(scores, SCORE_MAX)
    return {name: SCORE_MAX * (most + least - value) // most for name, value in scores.items()}
