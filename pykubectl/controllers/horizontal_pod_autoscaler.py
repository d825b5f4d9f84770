"""Horizontal pod autoscaler: keeps a workload's size within its bounds; what metrics say is unknown here, as on any cluster without
a metrics server, and is reported so.

It looks first 15 seconds after an autoscaler is made, and then every 15 seconds; changes in between wait for the next look.

Upstream: pkg/controller/podautoscaler.
"""

from datetime import timedelta
from typing import NamedTuple

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts import conditions
from pykubectl.kinds import Kind
from pykubectl.machinery.objects import split_api_version
from pykubectl.machinery.timestamps import format_time, parse_time

RESOURCE = "horizontalpodautoscalers.autoscaling"
SYNC_SECONDS = 15.0
_CUSTOM = "unable to fetch metrics from {} metrics API: no {} metrics API ({}.metrics.k8s.io) registered"
_RESOURCE_API = (
    "unable to fetch metrics from resource metrics API: the server could not find the requested resource "
    "(get pods.metrics.k8s.io)"
)


class _Failure(NamedTuple):
    """Why a metric cannot be had: the event's reason and text, and what the condition makes of it."""

    reason: str
    text: str
    in_condition: str
    in_summary: str


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    autoscaler = api.find(RESOURCE, namespace, name)
    if autoscaler is None:
        return None
    first = parse_time(autoscaler["metadata"]["creationTimestamp"]) + timedelta(seconds=SYNC_SECONDS)
    late = (api.now - first).total_seconds()
    if late < 0 or late % SYNC_SECONDS >= 1:
        return -late if late < 0 else SYNC_SECONDS - late % SYNC_SECONDS
    status = dict(autoscaler.get("status") or {})
    status["conditions"] = list(status.get("conditions") or ())
    status.setdefault("desiredReplicas", 0)
    status["currentMetrics"] = None
    failures = _look(api, autoscaler, status)
    status = {**conditions.compact(status), "desiredReplicas": status["desiredReplicas"], "currentMetrics": None}
    if status != (autoscaler.get("status") or {}):
        # The write comes back as another call at this very moment, and that one complains.
        api.update_status(RESOURCE, {**autoscaler, "status": status})
    else:
        for reason, text in failures:
            api.event(autoscaler, "Warning", reason, text)
    return SYNC_SECONDS


def _set(api: Api, status: Object, type: str, value: str, reason: str, message: str) -> None:
    status["conditions"] = conditions.set_in_place(status["conditions"], type, (value, reason, message), api.now)


def _look(api: Api, autoscaler: Object, status: Object) -> list[tuple[str, str]]:
    """Compare size and bounds; `status` is filled in. What to complain of: reasons and texts."""
    reference = autoscaler["spec"]["scaleTargetRef"]
    kind = api.kind_of(reference.get("apiVersion", "v1"), reference["kind"])
    target = api.find(kind.resource, autoscaler["metadata"]["namespace"], reference["name"]) if kind else None
    if kind is None or target is None:
        return _without_target(api, autoscaler, status, kind)
    text = "the HPA controller was able to get the target's current scale"
    _set(api, status, "AbleToScale", "True", "SucceededGetScale", text)
    current = int(target["spec"].get("replicas", 1))
    status["currentReplicas"] = int((target.get("status") or {}).get("replicas") or 0)
    wanted, why = _within_bounds(autoscaler, current)
    if current == 0 and autoscaler["spec"].get("minReplicas", 1) != 0:
        text = "scaling is disabled since the replica count of the target is zero"
        _set(api, status, "ScalingActive", "False", "ScalingDisabled", text)
        status["desiredReplicas"] = 0
    elif wanted != current:
        _rescale(api, autoscaler, status, (kind, target), wanted)
        api.event(autoscaler, "Normal", "SuccessfulRescale", f"New size: {wanted}; reason: {why}")
    else:
        return _without_metrics(api, autoscaler, status)
    return []


def _within_bounds(autoscaler: Object, current: int) -> tuple[int, str]:
    spec = autoscaler["spec"]
    if current > spec["maxReplicas"]:
        return spec["maxReplicas"], "Current number of replicas above Spec.MaxReplicas"
    if current < spec.get("minReplicas", 1):
        return spec["minReplicas"], "Current number of replicas below Spec.MinReplicas"
    return current, ""


def _rescale(api: Api, autoscaler: Object, status: Object, scaled: tuple[Kind, Object], wanted: int) -> None:
    kind, target = scaled
    api.update(kind.resource, {**target, "spec": {**target["spec"], "replicas": wanted}})
    text = f"the HPA controller was able to update the target scale to {wanted}"
    _set(api, status, "AbleToScale", "True", "SucceededRescale", text)
    status["desiredReplicas"] = wanted
    status["lastScaleTime"] = format_time(api.now)


def _without_target(api: Api, autoscaler: Object, status: Object, kind: Kind | None) -> list[tuple[str, str]]:
    name = autoscaler["spec"]["scaleTargetRef"]["name"]
    scale = f"{kind.plural}/scale.{kind.group}" if kind and kind.group else f"{kind.plural}/scale" if kind else ""
    text = f'{scale} "{name}" not found'
    if kind is None:
        reference = autoscaler["spec"]["scaleTargetRef"]
        group = split_api_version(reference.get("apiVersion", "v1"))[0]
        text = f'no matches for kind "{reference["kind"]}" in group "{group}"'
    message = f"the HPA controller was unable to get the target's current scale: {text}"
    _set(api, status, "AbleToScale", "False", "FailedGetScale", message)
    return [("FailedGetScale", text)]


def _failure(metric: Object) -> _Failure:
    match metric["type"]:
        case "Resource" | "ContainerResource":
            return _resource_failure(metric)
        case "Pods" | "Object":
            kind = metric["type"]
            name = metric[kind.lower()]["metric"]["name"]
            text = f"unable to get metric {name}: {_CUSTOM.format('custom', 'custom', 'custom')}"
            return _Failure(f"FailedGet{kind}Metric", text, text, f"failed to get {kind.lower()} metric value: {text}")
    source = metric["external"]
    name = source["metric"]["name"]
    text = f"unable to get external metric {name}: {_CUSTOM.format('external', 'external', 'external')}"
    return _Failure("FailedGetExternalMetric", text, text, f"failed to get external metric value: {text}")


def _resource_failure(metric: Object) -> _Failure:
    field = "resource" if metric["type"] == "Resource" else "containerResource"
    name = metric[field]["name"]
    kind = "usage" if metric[field]["target"]["type"] == "AverageValue" else "utilization"
    text = f"failed to get {name} {kind}: unable to get metrics for resource {name}: {_RESOURCE_API}"
    what = "resource" if field == "resource" else "container"
    reason = "FailedGetResourceMetric" if field == "resource" else "FailedGetContainerResourceMetric"
    return _Failure(reason, text, text, f"failed to get {name} {what} metric value: {text}")


def _without_metrics(api: Api, autoscaler: Object, status: Object) -> list[tuple[str, str]]:
    metrics = autoscaler["spec"].get("metrics") or ()
    failures = [_failure(metric) for metric in metrics]
    if not failures:
        return []
    first = failures[0]
    message = f"the HPA was unable to compute the replica count: {first.in_condition}"
    _set(api, status, "ScalingActive", "False", first.reason, message)
    text = f"invalid metrics ({len(failures)} invalid out of {len(metrics)}), first error is: {first.in_summary}"
    return [*((failure.reason, failure.text) for failure in failures), ("FailedComputeMetricsReplicas", text)]
