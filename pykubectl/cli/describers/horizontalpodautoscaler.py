"""A horizontal pod autoscaler: its metrics with their targets, its bounds and behaviour, and what it did last.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from typing import Any

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import format_time, labels_and_annotations, name_and_namespace, or_unset
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.cli.grammar import quote
from pykubectl.machinery.objects import get_path

UNKNOWN = "<unknown>"
FIELDS = {
    "External": "external",
    "Pods": "pods",
    "Object": "object",
    "Resource": "resource",
    "ContainerResource": "containerResource",
}


def describe(writer: Writer, autoscaler: Object, subject: Subject) -> None:
    spec, status = autoscaler["spec"], autoscaler.get("status") or {}
    target = spec.get("scaleTargetRef") or {}
    name_and_namespace(writer, autoscaler)
    labels_and_annotations(writer, autoscaler)
    writer.field("CreationTimestamp", format_time(autoscaler["metadata"].get("creationTimestamp")))
    writer.field("Reference", f"{target.get('kind', '')}/{target.get('name', '')}")
    writer.field("Metrics", "( current / target )")
    current = status.get("currentMetrics") or []
    for index, metric in enumerate(spec.get("metrics") or ()):
        _write_metric(writer, metric, current[index] if index < len(current) else {})
    writer.field("Min replicas", or_unset(spec.get("minReplicas")))
    writer.field("Max replicas", spec.get("maxReplicas", 0))
    behavior = spec.get("behavior")
    if behavior is not None:
        writer.line("Behavior:")
        _write_rules(writer, "Scale Up", behavior.get("scaleUp"))
        _write_rules(writer, "Scale Down", behavior.get("scaleDown"))
    replicas = f"{status.get('currentReplicas', 0)} current / {status.get('desiredReplicas', 0)} desired"
    writer.field(f"{target.get('kind', '')} pods", replicas)
    _write_conditions(writer, status)


def _write_metric(writer: Writer, metric: Object, now: Object) -> None:
    kind = metric.get("type", "")
    if kind not in FIELDS:
        writer.line(f"<unknown metric type {quote(kind)}>", level=1)
        return
    source, current = metric[FIELDS[kind]], now.get(FIELDS[kind])
    target = source.get("target") or {}
    if kind in ("Resource", "ContainerResource"):
        _write_resource(writer, source, target, current)
        return
    name = quote(get_path(source, "metric.name", ""))
    if kind == "Pods":
        writer.field(f"{name} on pods", _values(current, target, "averageValue"), 1)
        return
    if kind == "Object":
        about = source.get("describedObject") or {}
        name = f'"{get_path(source, "metric.name", "")}" on {about.get("kind", "")}/{about.get("name", "")}'
        average = target.get("type") == "AverageValue"
    else:
        average = target.get("averageValue") is not None
    title, field = ("target average value", "averageValue") if average else ("target value", "value")
    # An external metric without an average yet is unknown; of an object the zero is shown.
    if average and kind == "External" and get_path(current or {}, "current.averageValue") is None:
        current = None
    writer.field(f"{name} ({title})", _values(current, target, field), 1)


def _values(current: Object | None, target: Object, field: str) -> str:
    """`current / target`."""
    return f"{_current(current, field)} / {_or_zero(target.get(field))}"


def _current(current: Object | None, field: str) -> str:
    return UNKNOWN if current is None else _or_zero((current.get("current") or {}).get(field))


def _or_zero(value: Any) -> str:
    return "<nil>" if value is None else str(value)


def _write_resource(writer: Writer, source: Object, target: Object, current: Object | None) -> None:
    title = f"resource {source.get('name', '')}"
    if source.get("container") is not None:
        title += f' of container "{source["container"]}"'
    if target.get("averageValue") is not None:
        writer.field(f"{title} on pods", _values(current, target, "averageValue"), 1)
        return
    utilization = get_path(current or {}, "current.averageUtilization")
    now = UNKNOWN if utilization is None else f"{utilization}% ({get_path(current, 'current.averageValue', '<nil>')})"
    wanted = "<auto>" if target.get("averageUtilization") is None else f"{target['averageUtilization']}%"
    writer.field(f"{title} on pods  (as a percentage of request)", f"{now} / {wanted}", 1)


def _write_rules(writer: Writer, title: str, rules: Object | None) -> None:
    if rules is None:
        return
    writer.line(f"{title}:", level=1)
    if rules.get("stabilizationWindowSeconds") is not None:
        writer.line(f"Stabilization Window: {rules['stabilizationWindowSeconds']} seconds", level=2)
    if not rules.get("policies"):
        return
    writer.line(f"Select Policy: {rules.get('selectPolicy', 'Max')}", level=2)
    writer.line("Policies:", level=2)
    for policy in rules["policies"]:
        cells = (f"Value: {policy['value']}", f"Period: {policy['periodSeconds']} seconds")
        writer.line(f"- Type: {policy['type']}", *cells, level=3)


def _write_conditions(writer: Writer, status: Object) -> None:
    conditions = status.get("conditions")
    if not conditions:
        return
    writer.line("Conditions:")
    writer.line("Type", "Status", "Reason", "Message", level=1)
    writer.line("----", "------", "------", "-------", level=1)
    for condition in conditions:
        cells = (condition["type"], condition.get("status", ""), condition.get("reason", ""))
        writer.line(*cells, condition.get("message", ""), level=1)
