"""NodeResourcesBalancedAllocation: cpu and memory should be used up evenly.

A pod that asks for nothing is not scored.

Upstream: pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go.
"""

from pykubectl.scheduler.cycle import Cycle
from pykubectl.scheduler.plugins import SCORE_MAX
from pykubectl.scheduler.snapshot import Amounts, NodeInfo, requests


def prepare(cycle: Cycle) -> Amounts | None:
    return {name: value for name, value in requests(cycle.pod).items() if value} or None


def score(cycle: Cycle, asked: Amounts, info: NodeInfo) -> float:
    shares = []
    for name in ("cpu", "memory"):
        capacity = info.allocatable.get(name, 0)
        if capacity:
            shares.append(min(1.0, (info.requested.get(name, 0) + asked.get(name, 0)) / capacity))
    if len(shares) < 2:
        return 0
    return int((1 - abs(shares[0] - shares[1]) / 2) * SCORE_MAX)
