"""Autoscalers: the current and target value of the first two metrics.

Upstream: pkg/printers/internalversion/printers.go.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.kinds.tables import AGE, NAME, Column, age

COLUMNS = (
    NAME,
    Column("Reference"),
    Column("Targets"),
    Column("MinPods"),
    Column("MaxPods"),
    Column("Replicas"),
    AGE,
)


_SOURCES = {
    "External": "external",
    "Pods": "pods",
    "Object": "object",
    "Resource": "resource",
    "ContainerResource": "containerResource",
}


def cells(obj: Object, now: datetime) -> list[Any]:
    spec, status = obj["spec"], obj.get("status") or {}
    target = spec["scaleTargetRef"]
    return [
        obj["metadata"]["name"],
        f"{target.get('kind', '')}/{target.get('name', '')}",
        _metrics(spec.get("metrics") or (), status.get("currentMetrics") or ()),
        str(spec.get("minReplicas", "<unset>")),
        spec.get("maxReplicas", 0),
        status.get("currentReplicas", 0),
        age(obj, now),
    ]


def _metrics(specs: Sequence[Object], statuses: Sequence[Object]) -> str:
    if not specs:
        return "<none>"
    texts = [_metric(spec, statuses[index] if index < len(statuses) else {}) for index, spec in enumerate(specs)]
    shown = ", ".join(texts[:2])
    return f"{shown} + {len(texts) - 2} more..." if len(texts) > 2 else shown


def _metric(spec: Object, status: Object) -> str:
    source = _SOURCES.get(spec.get("type", ""))
    if source is None:
        return "<unknown type>"
    target = spec[source].get("target") or {}
    current = (status.get(source) or {}).get("current") or {}
    if source in ("resource", "containerResource"):
        return f"{spec[source].get('name', '')}: {_resource(target, current)}"
    if source == "pods":
        return f"{current.get('averageValue', '<unknown>')}/{target.get('averageValue', '0')}"
    if "averageValue" in target:
        return f"{current.get('averageValue', '<unknown>')}/{target['averageValue']} (avg)"
    return f"{current.get('value', '<unknown>')}/{target.get('value', '0')}"


def _resource(target: Object, current: Object) -> str:
    if "averageValue" in target:
        return f"{current.get('averageValue', '<unknown>')}/{target['averageValue']}"
    used = f"{current['averageUtilization']}%" if "averageUtilization" in current else "<unknown>"
    wanted = f"{target['averageUtilization']}%" if "averageUtilization" in target else "<auto>"
    return f"{used}/{wanted}"
