"""NodeResourcesFit: what the pod asks for must be free; the emptier node is the better one (LeastAllocated).

Upstream: pkg/scheduler/framework/plugins/noderesources (fit.go, least_allocated.go).
"""

from typing import NamedTuple

from pykubectl.scheduler.cycle import Cycle
from pykubectl.scheduler.plugins import SCORE_MAX, Rejection
from pykubectl.scheduler.snapshot import Amounts, NodeInfo, requests, scored_requests

LOCAL = True
# Asked for in this order, so that the reasons come in it.
_FIRST = ("cpu", "memory", "ephemeral-storage")


class Demand(NamedTuple):
    requests: Amounts
    scored_cpu: int
    scored_memory: int


def prepare(cycle: Cycle) -> Demand:
    asked = {name: value for name, value in requests(cycle.pod).items() if value}
    ordered = [name for name in _FIRST if name in asked] + sorted(asked.keys() - set(_FIRST))
    return Demand({name: asked[name] for name in ordered}, *scored_requests(cycle.pod))


def filter(cycle: Cycle, demand: Demand, info: NodeInfo) -> Rejection | None:
    reasons, hopeless = [], False
    if info.number + 1 > info.allocatable.get("pods", 0):
        reasons.append("Too many pods")
    for name, value in demand.requests.items():
        capacity = info.allocatable.get(name, 0)
        if value > capacity - info.requested.get(name, 0):
            reasons.append(f"Insufficient {name}")
            hopeless = hopeless or value > capacity
    return Rejection(tuple(reasons), hopeless) if reasons else None


def score(cycle: Cycle, demand: Demand, info: NodeInfo) -> float:
    return least_allocated(demand, info)


def least_allocated(demand: Demand, info: NodeInfo) -> float:
    """The free share of cpu and memory with the pod on the node, 0..100."""
    cpu = _free(info.allocatable.get("cpu", 0), info.scored_cpu + demand.scored_cpu)
    memory = _free(info.allocatable.get("memory", 0), info.scored_memory + demand.scored_memory)
    return (cpu + memory) // 2


def _free(capacity: int, used: int) -> int:
    return (capacity - used) * SCORE_MAX // capacity if 0 < used <= capacity else 0
