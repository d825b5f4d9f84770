"""Priority classes.

Upstream: pkg/apis/scheduling/v1/defaults.go.
"""

from pykubectl import Object


def default(obj: Object) -> None:
    obj.setdefault("value", 0)
    if obj.get("preemptionPolicy") is None:
        obj["preemptionPolicy"] = "PreemptLowerPriority"
