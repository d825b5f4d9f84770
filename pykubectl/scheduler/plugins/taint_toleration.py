"""TaintToleration: pods go only where they tolerate the taints, and rather where there are none that ask them not to.

Upstream: pkg/scheduler/framework/plugins/tainttoleration.
"""

from pykubectl import Object
from pykubectl.machinery.tolerations import first_untolerated, tolerates
from pykubectl.scheduler.cycle import Cycle, normalize_inverse
from pykubectl.scheduler.plugins import Rejection
from pykubectl.scheduler.snapshot import NodeInfo

LOCAL = True
_EFFECTS = ("NoSchedule", "NoExecute")
normalize = normalize_inverse


def prepare(cycle: Cycle) -> list[Object]:
    return list(cycle.pod["spec"].get("tolerations") or ())


def filter(cycle: Cycle, tolerations: list[Object], info: NodeInfo) -> Rejection | None:
    taints = info.node["spec"].get("taints")
    if taints and first_untolerated(taints, tolerations, _EFFECTS) is not None:
        return Rejection(("node(s) had untolerated taint(s)",), hopeless=True)
    return None


def score(cycle: Cycle, tolerations: list[Object], info: NodeInfo) -> float:
    mild = [one for one in tolerations if one.get("effect") in (None, "", "PreferNoSchedule")]
    taints = [one for one in info.node["spec"].get("taints") or () if one.get("effect") == "PreferNoSchedule"]
    return sum(not any(tolerates(one, taint) for one in mild) for taint in taints)
