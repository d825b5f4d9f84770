"""Metrics as autoscalers of v1 keep them in annotations: targets and current values are fields of the source itself.

`section` is "target" for what an autoscaler aims at, "current" for what it has: the names of flat fields begin with it.

Upstream: pkg/apis/autoscaling/v1/conversion.go (Convert_autoscaling_ObjectMetricSource_To_v1_ObjectMetricSource, ...).
"""

from typing import Any

from pykubectl import Object

_FIELDS = {
    "Object": "object",
    "Pods": "pods",
    "Resource": "resource",
    "ContainerResource": "containerResource",
    "External": "external",
}


def flat_metric(metric: Object, section: str) -> Object:
    kind = metric.get("type") or ""
    field = _FIELDS.get(kind, "")
    source = metric.get(field)
    if source is None:
        return {"type": kind}
    flat = _flat(kind, source, source.get(section) or {}, section)
    return {"type": kind, field: {name: value for name, value in flat.items() if value is not None}}


def _flat(kind: str, source: Object, amount: Object, section: str) -> Object:
    measured = source.get("metric") or {}
    name, selector, average = measured.get("name") or "", measured.get("selector"), amount.get("averageValue")
    match kind:
        case "Object":
            target = source.get("describedObject") or {}
            ordered = {field: target[field] for field in ("kind", "name", "apiVersion") if field in target}
            values = {f"{section}Value": amount.get("value", "0"), "selector": selector, "averageValue": average}
            return {"target": ordered, "metricName": name, **values}
        case "Pods":
            return {"metricName": name, f"{section}AverageValue": average or "0", "selector": selector}
        case "External":
            value = amount.get("value") if section == "target" else amount.get("value", "0")
            values = {f"{section}Value": value, f"{section}AverageValue": average}
            return {"metricName": name, "metricSelector": selector, **values}
    found = {
        "name": source.get("name"),
        f"{section}AverageUtilization": amount.get("averageUtilization"),
        f"{section}AverageValue": average if section == "target" else average or "0",
    }
    return {**found, "container": source.get("container")} if kind == "ContainerResource" else found


def from_flat(metric: Object, section: str) -> Object:
    kind = metric.get("type") or ""
    field = _FIELDS.get(kind, "") if isinstance(kind, str) else ""
    source = metric.get(field)
    if not isinstance(source, dict):
        return {"type": kind}
    return {"type": kind, field: _source(kind, source, section)}


def _source(kind: str, source: Object, section: str) -> Object:
    average = source.get(f"{section}AverageValue")
    if kind in ("Resource", "ContainerResource"):
        names: Object = {field: source[field] for field in ("name", "container") if field in source}
        use = source.get(f"{section}AverageUtilization")
        amount = _amount(
            section, averageUtilization=use, averageValue=None if use is not None and average == "0" else average
        )
        return {**names, section: amount}
    selector = source.get("metricSelector" if kind == "External" else "selector")
    found: Object = {"metric": {"name": source.get("metricName", "")}}
    if selector is not None:
        found["metric"]["selector"] = selector
    if kind == "Object":
        found["describedObject"] = source.get("target") or {}
        average = source.get("averageValue")
    value = None if kind == "Object" and average is not None else source.get(f"{section}Value")
    return {**found, section: _amount(section, value=value, averageValue=average)}


def _amount(section: str, **values: Any) -> Object:
    given = {name: value for name, value in values.items() if value is not None}
    if section == "current":
        return given
    first = next(iter(given), "averageValue")
    kind = {"averageUtilization": "Utilization", "value": "Value"}.get(first, "AverageValue")
    return {"type": kind, **given}
