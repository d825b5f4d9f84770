"""Autoscalers between v1 and v2: what v1 has no field for is kept as JSON in annotations.

Upstream: pkg/apis/autoscaling/v1/conversion.go.
"""

import json
from typing import Any

from pykubectl import Object
from pykubectl.machinery.objects import copy

_METRICS = "autoscaling.alpha.kubernetes.io/metrics"
_CURRENT = "autoscaling.alpha.kubernetes.io/current-metrics"
_CONDITIONS = "autoscaling.alpha.kubernetes.io/conditions"
_BEHAVIOR = "autoscaling.alpha.kubernetes.io/behavior"
_CPU_TARGET = "targetCPUUtilizationPercentage"
_CPU_CURRENT = "currentCPUUtilizationPercentage"


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


def _is_cpu(metric: Object, section: str) -> bool:
    resource = metric.get("resource") or {}
    return bool(resource.get("name") == "cpu" and (resource.get(section) or {}).get("averageUtilization") is not None)


def _to_v1(obj: Object) -> None:
    spec, status = obj["spec"], obj.get("status") or {}
    rest = []
    for metric in spec.pop("metrics", None) or ():
        if _CPU_TARGET not in spec and _is_cpu(metric, "target"):
            spec[_CPU_TARGET] = metric["resource"]["target"]["averageUtilization"]
        else:
            rest.append(metric)
    current = []
    for metric in status.pop("currentMetrics", None) or ():
        if _is_cpu(metric, "current"):
            status[_CPU_CURRENT] = metric["resource"]["current"]["averageUtilization"]
        current.append(metric)
    kept = {
        _METRICS: rest,
        _CURRENT: current,
        _CONDITIONS: status.pop("conditions", None),
        _BEHAVIOR: spec.pop("behavior", None),
    }
    texts = {name: json.dumps(value, separators=(",", ":")) for name, value in kept.items() if value}
    if texts:
        obj["metadata"]["annotations"] = {**(obj["metadata"].get("annotations") or {}), **texts}
    status.setdefault("currentReplicas", 0)
    status.setdefault("desiredReplicas", 0)
    obj["status"] = status


def _to_v2(obj: Object) -> None:
    spec, status = obj.setdefault("spec", {}), obj.setdefault("status", {})
    annotations = dict(obj["metadata"].get("annotations") or {})
    kept = {name: _loaded(annotations.pop(name, "")) for name in (_METRICS, _CURRENT, _CONDITIONS, _BEHAVIOR)}
    metrics = list(kept[_METRICS] or ())
    percentage = spec.pop(_CPU_TARGET, None)
    if percentage is not None:
        target = {"type": "Utilization", "averageUtilization": percentage}
        metrics.insert(0, {"type": "Resource", "resource": {"name": "cpu", "target": target}})
    if metrics:
        spec["metrics"] = metrics
    if kept[_BEHAVIOR]:
        spec["behavior"] = kept[_BEHAVIOR]
    status.pop(_CPU_CURRENT, None)
    if kept[_CURRENT]:
        status["currentMetrics"] = kept[_CURRENT]
    if kept[_CONDITIONS]:
        status["conditions"] = kept[_CONDITIONS]
    if annotations:
        obj["metadata"]["annotations"] = annotations
    else:
        obj["metadata"].pop("annotations", None)


def _loaded(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None
