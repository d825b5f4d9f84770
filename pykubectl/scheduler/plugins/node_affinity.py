"""NodeAffinity: nodeSelector, required and preferred node affinity.

Upstream: pkg/scheduler/framework/plugins/nodeaffinity.
"""

from pykubectl import Object
from pykubectl.machinery.node_selectors import matches_required, matches_term
from pykubectl.scheduler.cycle import Cycle, normalize_to_max
from pykubectl.scheduler.plugins import Rejection
from pykubectl.scheduler.snapshot import NodeInfo

LOCAL = True
normalize = normalize_to_max


def prepare(cycle: Cycle) -> Object | None:
    spec = cycle.pod["spec"]
    affinity = (spec.get("affinity") or {}).get("nodeAffinity")
    return affinity or ({} if spec.get("nodeSelector") else None)


def filter(cycle: Cycle, affinity: Object, info: NodeInfo) -> Rejection | None:
    if not matches_required(cycle.pod, info.name, info.labels):
        return Rejection(("node(s) didn't match Pod's node affinity/selector",), hopeless=True)
    return None


def score(cycle: Cycle, affinity: Object, info: NodeInfo) -> float:
    preferred = affinity.get("preferredDuringSchedulingIgnoredDuringExecution") or ()
    weights: list[int] = [one["weight"] for one in preferred if matches_term(one["preference"], info.name, info.labels)]
    return sum(weights)
