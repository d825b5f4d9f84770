"""Priority classes.

Upstream: pkg/apis/scheduling/v1/defaults.go.
"""

from pykubectl import Object
from pykubectl.kinds.scheduling import priority_validation

validate = priority_validation.validate_priority_class
validate_update = priority_validation.validate_priority_class_update


def default(obj: Object) -> None:
    obj.setdefault("value", 0)
    if obj.get("preemptionPolicy") is None:
        obj["preemptionPolicy"] = "PreemptLowerPriority"
