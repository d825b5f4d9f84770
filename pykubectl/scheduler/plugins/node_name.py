"""NodeName: a pod that names its node goes there or nowhere.

Upstream: pkg/scheduler/framework/plugins/nodename.
"""

from pykubectl.scheduler.cycle import Cycle
from pykubectl.scheduler.plugins import Rejection
from pykubectl.scheduler.snapshot import NodeInfo

LOCAL = True


def prepare(cycle: Cycle) -> str | None:
    return cycle.pod["spec"].get("nodeName") or None


def filter(cycle: Cycle, wanted: str, info: NodeInfo) -> Rejection | None:
    if wanted != info.name:
        return Rejection(("node(s) didn't match the requested node name",), hopeless=True)
    return None
