"""Horizontal pod autoscalers: v2 is stored; v1 knows one metric, the rest travels in annotations.

Upstream: pkg/apis/autoscaling/v2/defaults.go, pkg/apis/autoscaling/v1/{defaults,conversion}.go.
"""

from typing import Any

from pykubectl import Object
from pykubectl.kinds.autoscaling import hpa_validation
from pykubectl.kinds.autoscaling.conversion import convert as convert

validate = hpa_validation.validate_autoscaler

_SCALE_UP: dict[str, Any] = {
    "stabilizationWindowSeconds": 0,
    "selectPolicy": "Max",
    "policies": [
        {"type": "Pods", "value": 4, "periodSeconds": 15},
        {"type": "Percent", "value": 100, "periodSeconds": 15},
    ],
}
# The window for scaling down stays open: a flag of the controller decides.
_SCALE_DOWN: dict[str, Any] = {
    "selectPolicy": "Max",
    "policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}],
}


def default(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    if spec.get("minReplicas") is None:
        spec["minReplicas"] = 1
    if obj.get("apiVersion") != "autoscaling/v1":
        spec.setdefault("maxReplicas", 0)
        if not spec.get("metrics"):
            target = {"type": "Utilization", "averageUtilization": 80}
            spec["metrics"] = [{"type": "Resource", "resource": {"name": "cpu", "target": target}}]
        if spec.get("behavior") is not None:
            _default_behavior(spec["behavior"])
        status = obj.setdefault("status", {})
        status.setdefault("currentMetrics", None)
        status.setdefault("desiredReplicas", 0)


def _default_behavior(behavior: Object) -> None:
    for direction, defaults in (("scaleUp", _SCALE_UP), ("scaleDown", _SCALE_DOWN)):
        rules = behavior[direction] = behavior.get(direction) or {}
        for field, value in defaults.items():
            if not rules.get(field):
                rules[field] = [dict(policy) for policy in value] if isinstance(value, list) else value


def prepare_create(obj: Object) -> None:
    obj["status"] = {"currentMetrics": None, "desiredReplicas": 0}
