"""NodeUnschedulable: a cordoned node takes only pods that tolerate it.

Upstream: pkg/scheduler/framework/plugins/nodeunschedulable.
"""

from pykubectl.machinery.tolerations import tolerates
from pykubectl.scheduler.cycle import Cycle
from pykubectl.scheduler.plugins import Rejection
from pykubectl.scheduler.snapshot import NodeInfo

LOCAL = True
_TAINT = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}


def prepare(cycle: Cycle) -> bool:
    return any(tolerates(one, _TAINT) for one in cycle.pod["spec"].get("tolerations") or ())


def filter(cycle: Cycle, tolerated: bool, info: NodeInfo) -> Rejection | None:
    if info.node["spec"].get("unschedulable") and not tolerated:
        return Rejection(("node(s) were unschedulable",), hopeless=True)
    return None
