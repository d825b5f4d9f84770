"""Budgets, quotas, autoscalers, and nodes that push pods away."""

from typing import Any

import pytest
from workbench import Bench, conditions, template, workload

BUDGETS = "poddisruptionbudgets.policy"


def budget(**spec: Any) -> dict[str, Any]:
    base = {"selector": {"matchLabels": {"app": "web"}}}
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "web"},
        "spec": {**base, **spec},
    }


@pytest.mark.parametrize(
    ("spec", "numbers"),
    [
        ({"minAvailable": "60%"}, (7, 5, 7, 2)),
        ({"minAvailable": 6}, (7, 6, 7, 1)),
        ({"maxUnavailable": "30%"}, (7, 4, 7, 3)),
        ({"maxUnavailable": 0}, (7, 7, 7, 0)),
    ],
)
def test_budget_numbers(bench: Bench, spec: dict[str, Any], numbers: tuple[int, ...]) -> None:
    bench.create(workload("Deployment", "web", replicas=7))
    bench.create(budget(**spec))
    status = bench.get(BUDGETS, "web")["status"]
    fields = ("currentHealthy", "desiredHealthy", "expectedPods", "disruptionsAllowed")
    assert tuple(status[field] for field in fields) == numbers
    reason = "True SufficientPods" if numbers[-1] else "False InsufficientPods"
    assert conditions(bench.get(BUDGETS, "web")) == [f"DisruptionAllowed={reason}"]


def test_budget_of_pods_without_a_controller(bench: Bench) -> None:
    pod = template("web")
    bench.create({"apiVersion": "v1", "kind": "Pod", **pod, "metadata": {**pod["metadata"], "name": "lone"}})
    bench.create(budget(maxUnavailable="50%"))
    assert bench.get(BUDGETS, "web")["status"]["disruptionsAllowed"] == 0


def test_quota_counts(bench: Bench) -> None:
    hard = {"pods": "9", "requests.cpu": "2", "count/deployments.apps": "2", "services.nodeports": "1", "secrets": "3"}
    bench.create({"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q"}, "spec": {"hard": hard}})
    deployment = workload("Deployment", "web", replicas=3)
    deployment["spec"]["template"]["spec"]["containers"][0]["resources"] = {"requests": {"cpu": "150m"}}
    bench.create(deployment)
    ports = {"type": "NodePort", "ports": [{"port": 80}]}
    bench.create({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"}, "spec": ports})
    used = {
        "pods": "3",
        "requests.cpu": "450m",
        "count/deployments.apps": "1",
        "services.nodeports": "1",
        "secrets": "0",
    }
    assert bench.get("resourcequotas", "q")["status"] == {"hard": hard, "used": used}
    bench.delete("deployments.apps", "web")
    assert bench.get("resourcequotas", "q")["status"]["used"]["requests.cpu"] == "0"


def autoscaler(**spec: Any) -> dict[str, Any]:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    metric = {
        "type": "Resource",
        "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 70}},
    }
    base = {"scaleTargetRef": target, "maxReplicas": 3, "metrics": [metric]}
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "web"},
        "spec": {**base, **spec},
    }


@pytest.mark.parametrize(
    ("replicas", "size", "state"),
    [
        (2, 2, ["AbleToScale=True SucceededGetScale", "ScalingActive=False FailedGetResourceMetric"]),
        (5, 3, None),
        (0, 0, ["AbleToScale=True SucceededGetScale", "ScalingActive=False ScalingDisabled"]),
        (None, None, ["AbleToScale=False FailedGetScale"]),
    ],
)
def test_autoscaler(bench: Bench, replicas: int | None, size: int | None, state: list[str] | None) -> None:
    if replicas is not None:
        bench.create(workload("Deployment", "web", replicas=replicas))
    bench.create(autoscaler())
    assert conditions(bench.get("horizontalpodautoscalers.autoscaling", "web")) == []
    bench.pass_seconds(16)
    if size is not None:
        assert bench.get("deployments.apps", "web")["spec"]["replicas"] == size
    if state is not None:
        assert conditions(bench.get("horizontalpodautoscalers.autoscaling", "web")) == state
    if replicas == 5:
        text = "SuccessfulRescale New size: 3; reason: Current number of replicas above Spec.MaxReplicas x1"
        assert text in bench.events("HorizontalPodAutoscaler")


def test_cordon_taints(bench: Bench) -> None:
    bench.patch("nodes", "node-1", {"spec": {"unschedulable": True}})
    [taint] = bench.get("nodes", "node-1")["spec"]["taints"]
    assert (taint["key"], taint["effect"]) == ("node.kubernetes.io/unschedulable", "NoSchedule")
    bench.patch("nodes", "node-1", {"spec": {"unschedulable": None}})
    assert "taints" not in bench.get("nodes", "node-1")["spec"]


@pytest.mark.parametrize(("seconds", "at_once", "later"), [(None, 0, 0), (60, 1, 0)])
def test_no_execute(bench: Bench, seconds: int | None, at_once: int, later: int) -> None:
    spec: dict[str, Any] = {"nodeName": "node-1"}
    if seconds is not None:
        spec["tolerations"] = [{"key": "a", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": seconds}]
    pod = template("web", **spec)
    bench.create({"apiVersion": "v1", "kind": "Pod", **pod, "metadata": {"name": "web"}})
    bench.patch("nodes", "node-1", {"spec": {"taints": [{"key": "a", "effect": "NoExecute"}]}})
    assert len(bench.names("pods")) == at_once
    bench.pass_seconds(61)
    assert len(bench.names("pods")) == later
    assert bench.events("Pod")[-1] == "TaintManagerEviction Marking for deletion Pod default/web x1"


def test_pods_of_a_node_that_is_gone(bench: Bench) -> None:
    bench.create(workload("ReplicaSet", "web", replicas=3))
    bench.delete("nodes", "node-1")
    assert {pod["spec"]["nodeName"] for pod in bench.all("pods")} == {"node-0", "node-2"}
