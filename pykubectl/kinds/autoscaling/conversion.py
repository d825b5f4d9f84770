"""Autoscalers between v1 and v2: what v1 has no field for is kept as JSON in annotations, in the shape of an older v2.

v1 knows one metric, the use of cpu. The others stand in an annotation with their targets flattened (`targetAverageValue`),
the behavior in another one as the server's own type prints.

Upstream: pkg/apis/autoscaling/v1/conversion.go, pkg/apis/autoscaling/annotations.go.
"""

import json
from typing import Any

from pykubectl import Object
from pykubectl.kinds.autoscaling.flat_metrics import flat_metric, from_flat
from pykubectl.kinds.go_values import go_value
from pykubectl.machinery.decode import check_types
from pykubectl.machinery.objects import copy
from pykubectl.machinery.schema import schema_of

_METRICS = "autoscaling.alpha.kubernetes.io/metrics"
_CURRENT = "autoscaling.alpha.kubernetes.io/current-metrics"
_CONDITIONS = "autoscaling.alpha.kubernetes.io/conditions"
_BEHAVIOR = "autoscaling.alpha.kubernetes.io/behavior"
_CPU_TARGET = "targetCPUUtilizationPercentage"
_CPU_CURRENT = "currentCPUUtilizationPercentage"
_CONDITION = ("type", "status", "lastTransitionTime", "reason", "message")


def convert(obj: Object, version: str) -> Object:
    """To `autoscaling/v1` or `autoscaling/v2`; the argument is not changed."""
    wanted = version if "/" in version else f"autoscaling/{version}"
    if obj.get("apiVersion") == wanted:
        return obj
    found = copy(obj)
    found["apiVersion"] = wanted
    if wanted == "autoscaling/v1":
        _to_v1(found)
    else:
        _to_v2(found)
    return found


def _cpu_use(metric: Object, section: str) -> int | None:
    """The use of cpu that a metric aims at ("target") or has ("current"); None of any other metric."""
    resource = metric.get("resource") or {}
    found: int | None = (resource.get(section) or {}).get("averageUtilization")
    return found if resource.get("name") == "cpu" else None


def _to_v1(obj: Object) -> None:
    spec, status = obj["spec"], obj.get("status") or {}
    metrics, current = spec.pop("metrics", None) or (), status.pop("currentMetrics", None) or ()
    targets = [use for metric in metrics if (use := _cpu_use(metric, "target")) is not None]
    uses = [use for metric in current if (use := _cpu_use(metric, "current")) is not None]
    if targets:
        spec[_CPU_TARGET] = targets[0]
    if uses:
        status[_CPU_CURRENT] = uses[-1]
    kept = {
        _METRICS: [flat_metric(metric, "target") for metric in metrics if _cpu_use(metric, "target") is None],
        _CURRENT: [flat_metric(metric, "current") for metric in current],
        _CONDITIONS: [_ordered(one) for one in status.pop("conditions", None) or ()],
        _BEHAVIOR: go_value(spec.pop("behavior", None), "ScalingBehavior"),
    }
    texts = {name: json.dumps(value, separators=(",", ":")) for name, value in kept.items() if value}
    if texts:
        obj["metadata"]["annotations"] = {**(obj["metadata"].get("annotations") or {}), **texts}
    status.setdefault("currentReplicas", 0)
    status.setdefault("desiredReplicas", 0)
    obj["status"] = status


def _ordered(condition: Object) -> Object:
    return {name: condition[name] for name in _CONDITION if name in condition}


def _to_v2(obj: Object) -> None:
    spec, status = obj.setdefault("spec", {}), obj.setdefault("status", {})
    annotations = dict(obj["metadata"].get("annotations") or {})
    metrics, current, conditions, behavior = (
        _loaded(annotations.pop(name, "")) for name in (_METRICS, _CURRENT, _CONDITIONS, _BEHAVIOR)
    )
    found = _typed("spec", "metrics", _from_flat(metrics, "target")) or []
    # What has a field in v1 comes last.
    found += _cpu_metric("target", spec.pop(_CPU_TARGET, None))
    if found:
        spec["metrics"] = found
    if behavior := _typed("spec", "behavior", _wire(behavior)):
        spec["behavior"] = behavior
    use = _cpu_metric("current", status.pop(_CPU_CURRENT, None))
    if current := _typed("status", "currentMetrics", _from_flat(current, "current")) or use:
        status["currentMetrics"] = current
    if isinstance(conditions, list) and _typed("status", "conditions", conditions):
        status["conditions"] = [_ordered(condition) for condition in conditions]
    if annotations:
        obj["metadata"]["annotations"] = annotations
    else:
        obj["metadata"].pop("annotations", None)


def _cpu_metric(section: str, percentage: int | None) -> list[Object]:
    if percentage is None:
        return []
    use = {"averageUtilization": percentage}
    amount = {"type": "Utilization", **use} if section == "target" else use
    return [{"type": "Resource", "resource": {"name": "cpu", section: amount}}]


def _wire(value: Any) -> Any:
    """A value of the server's own type as its API spells it: small first letters, and nothing that is not set."""
    if isinstance(value, dict):
        return {name[:1].lower() + name[1:]: _wire(one) for name, one in value.items() if one is not None}
    return [_wire(one) for one in value] if isinstance(value, list) else value


def _loaded(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None


def _from_flat(metrics: Any, section: str) -> list[Object] | None:
    if not isinstance(metrics, list) or not all(isinstance(metric, dict) for metric in metrics):
        return None
    return [from_flat(metric, section) for metric in metrics]


def _typed(section: str, field: str, value: Any) -> Any:
    """The value where it is of the field's type, else nothing: a user may have put anything into an annotation."""
    schema = schema_of("autoscaling/v2", "HorizontalPodAutoscaler")
    if value is None or schema is None or check_types({section: {field: value}}, schema):
        return None
    return value
