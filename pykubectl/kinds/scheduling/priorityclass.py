"""Priority classes.

Upstream: pkg/apis/scheduling/v1/defaults.go.
"""

from pykubectl import Object
from pykubectl.kinds.scheduling import priority_validation
from pykubectl.kinds.zero_values import drop_zero_values

validate = priority_validation.validate_priority_class
validate_update = priority_validation.validate_priority_class_update


def default(obj: Object) -> None:
    drop_zero_values(obj)
    obj.setdefault("value", 0)
    if obj.get("preemptionPolicy") is None:
        obj["preemptionPolicy"] = "PreemptLowerPriority"
