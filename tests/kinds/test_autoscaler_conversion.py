"""Autoscalers of v1: what has no field there is an annotation, and comes back from it."""

import json
from typing import Any

import pytest

from pykubectl import Object
from pykubectl.kinds.autoscaling.conversion import convert
from pykubectl.machinery.objects import copy

PREFIX = "autoscaling.alpha.kubernetes.io"
TARGET = {"kind": "Deployment", "name": "web", "apiVersion": "apps/v1"}
CPU = {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 50}}}
SELECTOR = {"matchLabels": {"a": "b"}}


def autoscaler(status: Object | None = None, **spec: Any) -> Object:
    metadata = {"name": "web", "annotations": {"mine": "1"}}
    return {
        "apiVersion": "autoscaling/v2",
        "metadata": metadata,
        "spec": {"maxReplicas": 3, **spec},
        "status": status or {"currentReplicas": 0, "desiredReplicas": 0},
    }


@pytest.mark.parametrize(
    ("metric", "flat"),
    [
        ({"type": "Resource", "resource": {"name": "memory", "target": {"type": "AverageValue", "averageValue": "1Gi"}}}, {"name": "memory", "targetAverageValue": "1Gi"}),
        ({"type": "Resource", "resource": {"name": "memory", "target": {"type": "Utilization", "averageUtilization": 80}}}, {"name": "memory", "targetAverageUtilization": 80}),
        ({"type": "ContainerResource", "containerResource": {"name": "cpu", "container": "c", "target": {"type": "Utilization", "averageUtilization": 80}}}, {"name": "cpu", "targetAverageUtilization": 80, "container": "c"}),
        ({"type": "Pods", "pods": {"metric": {"name": "m", "selector": SELECTOR}, "target": {"type": "AverageValue", "averageValue": "5"}}}, {"metricName": "m", "targetAverageValue": "5", "selector": SELECTOR}),
        ({"type": "Object", "object": {"metric": {"name": "m"}, "describedObject": TARGET, "target": {"type": "Value", "value": "5"}}}, {"target": TARGET, "metricName": "m", "targetValue": "5"}),
        ({"type": "Object", "object": {"metric": {"name": "m"}, "describedObject": TARGET, "target": {"type": "AverageValue", "averageValue": "5"}}}, {"target": TARGET, "metricName": "m", "targetValue": "0", "averageValue": "5"}),
        ({"type": "External", "external": {"metric": {"name": "m", "selector": SELECTOR}, "target": {"type": "Value", "value": "5"}}}, {"metricName": "m", "metricSelector": SELECTOR, "targetValue": "5"}),
    ],
)  # fmt: skip
def test_metrics_are_flat_in_the_annotation(metric: Object, flat: Object) -> None:
    hpa = autoscaler(metrics=[metric, CPU])
    old = convert(copy(hpa), "autoscaling/v1")
    assert old["spec"] == {"maxReplicas": 3, "targetCPUUtilizationPercentage": 50}
    (kept,) = json.loads(old["metadata"]["annotations"][f"{PREFIX}/metrics"])
    assert kept == {"type": metric["type"], **{name: flat for name in metric if name != "type"}}
    assert list(next(value for value in kept.values() if isinstance(value, dict))) == list(flat)
    assert convert(old, "autoscaling/v2") == hpa


def test_behavior_and_status_come_back() -> None:
    rules = {
        "stabilizationWindowSeconds": 5,
        "selectPolicy": "Max",
        "policies": [{"type": "Pods", "value": 1, "periodSeconds": 9}],
    }
    current = [
        {"type": "Resource", "resource": {"name": "cpu", "current": {"averageUtilization": 9, "averageValue": "5m"}}}
    ]
    conditions = [{"type": "AbleToScale", "status": "True"}]
    status = {"currentReplicas": 1, "desiredReplicas": 1, "currentMetrics": current, "conditions": conditions}
    hpa = autoscaler(status, metrics=[CPU], behavior={"scaleDown": rules})
    old = convert(copy(hpa), "autoscaling/v1")
    annotations = old["metadata"]["annotations"]
    assert old["status"] == {"currentReplicas": 1, "desiredReplicas": 1, "currentCPUUtilizationPercentage": 9}
    assert annotations[f"{PREFIX}/behavior"] == (
        '{"ScaleUp":null,"ScaleDown":{"StabilizationWindowSeconds":5,"SelectPolicy":"Max",'
        '"Policies":[{"Type":"Pods","Value":1,"PeriodSeconds":9}],"Tolerance":null}}'
    )
    assert annotations[f"{PREFIX}/current-metrics"] == (
        '[{"type":"Resource","resource":{"name":"cpu","currentAverageUtilization":9,"currentAverageValue":"5m"}}]'
    )
    assert convert(old, "autoscaling/v2") == hpa


@pytest.mark.parametrize(
    "text", ["", "{", "5", "[5]", '[{"type":5}]', '[{"type":"Pods","pods":{"metricName":[]}}]', '{"ScaleUp":5}']
)
def test_what_a_user_puts_into_the_annotations_is_ignored(text: str) -> None:
    names = ("metrics", "current-metrics", "behavior")
    old: Object = {
        "apiVersion": "autoscaling/v1",
        "metadata": {"annotations": {f"{PREFIX}/{name}": text for name in names}},
    }
    assert convert({**old, "spec": {"maxReplicas": 1}, "status": {}}, "autoscaling/v2") == {
        "apiVersion": "autoscaling/v2",
        "metadata": {},
        "spec": {"maxReplicas": 1},
        "status": {},
    }
