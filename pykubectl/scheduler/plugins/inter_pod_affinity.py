"""InterPodAffinity: pods that want, or will not have, others in their topology.

Upstream: pkg/scheduler/framework/plugins/interpodaffinity.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pykubectl import Object
from pykubectl.machinery.selectors import from_label_selector
from pykubectl.scheduler.cycle import Cycle
from pykubectl.scheduler.plugins import SCORE_MAX, Rejection
from pykubectl.scheduler.snapshot import NodeInfo

_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
# What a required affinity of a pod that is there counts for in scores.
_HARD_WEIGHT = 1

Places = set[tuple[str, str]]


class State(NamedTuple):
    """Topology values where the pod's terms find their pods, and where others want it not to be."""

    affinity: list[tuple[str, set[str]]]
    # The pod is the first of those it wants to be near to.
    is_first: bool
    anti_affinity: list[tuple[str, set[str]]]
    repelled: Places
    weights: Counter[tuple[str, str]]


def prepare(cycle: Cycle) -> State | None:
    own = cycle.pod["spec"].get("affinity") or {}
    near = (own.get("podAffinity") or {}).get(_REQUIRED) or ()
    affinity = _near(cycle, near)
    is_first = not any(values for _, values in affinity) and all(
        is_meant(cycle, term, cycle.pod, cycle.pod) for term in near
    )
    anti = [_find(cycle, term) for term in (own.get("podAntiAffinity") or {}).get(_REQUIRED) or ()]
    repelled, weights = _others(cycle)
    for sign, field in ((1, "podAffinity"), (-1, "podAntiAffinity")):
        for one in (own.get(field) or {}).get(_PREFERRED) or ():
            _weigh(cycle, one, sign, weights)
    if not (affinity or anti or repelled or weights):
        return None
    return State(affinity, is_first, anti, repelled, weights)


def _near(cycle: Cycle, terms: Sequence[Object]) -> list[tuple[str, set[str]]]:
    """Per term its topology key and the values where there is a pod that all the terms mean."""
    found: list[tuple[str, set[str]]] = [(term["topologyKey"], set()) for term in terms]
    if not terms:
        return found
    for info, other, _ in _placed(cycle):
        if all(is_meant(cycle, term, cycle.pod, other) for term in terms):
            for key, values in found:
                if key in info.labels:
                    values.add(info.labels[key])
    return found


def _find(cycle: Cycle, term: Object) -> tuple[str, set[str]]:
    """The topology key, and the values where a pod is that the term means."""
    key, values = term["topologyKey"], set()
    for info, other, _ in _placed(cycle):
        if key in info.labels and is_meant(cycle, term, cycle.pod, other):
            values.add(info.labels[key])
    return key, values


def _others(cycle: Cycle) -> tuple[Places, Counter[tuple[str, str]]]:
    repelled: Places = set()
    weights: Counter[tuple[str, str]] = Counter()
    for info, other, count in _placed(cycle):
        theirs = other["spec"].get("affinity")
        if not theirs:
            continue
        for term in (theirs.get("podAntiAffinity") or {}).get(_REQUIRED) or ():
            if term["topologyKey"] in info.labels and is_meant(cycle, term, other, cycle.pod):
                repelled.add((term["topologyKey"], info.labels[term["topologyKey"]]))
        for weight, term in _soft_terms(theirs):
            if term["topologyKey"] in info.labels and is_meant(cycle, term, other, cycle.pod):
                weights[term["topologyKey"], info.labels[term["topologyKey"]]] += count * weight
    return repelled, weights


def _soft_terms(affinity: Object) -> Iterator[tuple[int, Object]]:
    for term in (affinity.get("podAffinity") or {}).get(_REQUIRED) or ():
        yield _HARD_WEIGHT, term
    for sign, field in ((1, "podAffinity"), (-1, "podAntiAffinity")):
        for one in (affinity.get(field) or {}).get(_PREFERRED) or ():
            yield sign * one["weight"], one["podAffinityTerm"]


def _weigh(cycle: Cycle, preferred: Object, sign: int, weights: Counter[tuple[str, str]]) -> None:
    term = preferred["podAffinityTerm"]
    for info, other, count in _placed(cycle):
        if term["topologyKey"] in info.labels and is_meant(cycle, term, cycle.pod, other):
            weights[term["topologyKey"], info.labels[term["topologyKey"]]] += sign * count * preferred["weight"]


def _placed(cycle: Cycle) -> Iterator[tuple[NodeInfo, Object, int]]:
    for info in cycle.snapshot.nodes.values():
        for pod, count in info.pods():
            yield info, pod, count


def is_meant(cycle: Cycle, term: Object, owner: Object, other: Object) -> bool:
    """Whether `other` is a pod that a term of `owner` is about."""
    namespace = other["metadata"]["namespace"]
    named, selector = term.get("namespaces") or (), term.get("namespaceSelector")
    if named or selector is not None:
        found = cycle.api.find("namespaces", "", namespace) or {"metadata": {}}
        by_label = selector is not None and from_label_selector(selector).matches(found["metadata"].get("labels") or {})
        if namespace not in named and not by_label:
            return False
    elif namespace != owner["metadata"]["namespace"]:
        return False
    wanted: Any = from_label_selector(term.get("labelSelector"))
    matched: bool = wanted.matches(other["metadata"].get("labels") or {})
    return matched


def filter(cycle: Cycle, state: State, info: NodeInfo) -> Rejection | None:
    for key, values in state.affinity:
        if key not in info.labels or (info.labels[key] not in values and not state.is_first):
            return Rejection(("node(s) didn't match pod affinity rules",), hopeless=True)
    for key, values in state.anti_affinity:
        if info.labels.get(key) in values:
            return Rejection(("node(s) didn't match pod anti-affinity rules",))
    for key, value in state.repelled:
        if info.labels.get(key) == value:
            return Rejection(("node(s) didn't satisfy existing pods anti-affinity rules",))
    return None


def score(cycle: Cycle, state: State, info: NodeInfo) -> float:
    return sum(weight for (key, value), weight in state.weights.items() if info.labels.get(key) == value)


def normalize(scores: dict[str, float], cycle: Cycle) -> dict[str, float]:
    least, most = min(scores.values()), max(scores.values())
    if most == least:
        return dict.fromkeys(scores, 0)
    return {name: int(SCORE_MAX * (value - least) / (most - least)) for name, value in scores.items()}
