"""Priority classes.

Upstream: pkg/apis/scheduling/v1/defaults.go.
"""

from pykubectl import Object
from pykubectl.kinds.zero_values import drop_zero_values


def default(obj: Object) -> None:
    drop_zero_values(obj)
    obj.setdefault("value", 0)
    if obj.get("preemptionPolicy") is None:
        obj["preemptionPolicy"] = "PreemptLowerPriority"
