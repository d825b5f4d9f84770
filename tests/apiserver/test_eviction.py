"""Evictions ask the disruption budgets."""

from typing import Any

import pytest

from pykubectl import Object
from pykubectl.machinery.requests import MERGE_PATCH
from tests.api_bench import ApiBench

_REFUSED = "Cannot evict pod as it would violate the pod's disruption budget."


def pods(bench: ApiBench, count: int, **spec: Any) -> None:
    for number in range(count):
        body = {
            "metadata": {"name": f"p{number}", "labels": {"a": "b"}},
            "spec": {"containers": [{"name": "c", "image": "i"}], **spec},
        }
        bench.call("POST", "pods", body)
    bench.settle()


def budget(bench: ApiBench, name: str = "b", **spec: Any) -> None:
    body = {"metadata": {"name": name}, "spec": {"selector": {"matchLabels": {"a": "b"}}, **spec}}
    bench.call("POST", "poddisruptionbudgets.policy", body)
    bench.settle()


def eviction(name: str, **options: Any) -> Object:
    body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": name, "namespace": "default"}}
    return {**body, "deleteOptions": options} if options else body


def evict(bench: ApiBench, name: str, **options: Any) -> Object:
    answer = bench.call("POST", f"pods {name}/eviction", eviction(name, **options))
    assert answer.code == 201
    return dict(answer.body)


def unready(bench: ApiBench, name: str) -> None:
    bench.call("PATCH", f"pods {name}/status", {"status": {"conditions": [{"type": "Ready", "status": "False"}]}}, content_type=MERGE_PATCH)  # fmt: skip
    bench.settle()


def test_without_a_budget(bench: ApiBench) -> None:
    pods(bench, 1)
    assert evict(bench, "p0")["status"] == "Success"
    assert "deletionTimestamp" in bench.get("pods", "p0")["metadata"]
    assert bench.refused("POST", "pods none/eviction", eviction("none")).message == 'pods "none" not found'


def test_the_budget_is_spent(bench: ApiBench) -> None:
    """Two of three may go before anyone has counted anew."""
    pods(bench, 3)
    budget(bench, minAvailable=1)
    evict(bench, "p0")
    evict(bench, "p1")
    status = bench.get("poddisruptionbudgets.policy", "b")["status"]
    assert (status["disruptionsAllowed"], sorted(status["disruptedPods"])) == (0, ["p0", "p1"])
    error = bench.refused("POST", "pods p2/eviction", eviction("p2"))
    causes = [
        {"reason": "DisruptionBudget", "message": "The disruption budget b needs 1 healthy pods and has 3 currently"}
    ]
    assert (error.code, error.message, error.details["causes"]) == (429, _REFUSED, causes)
    bench.settle()
    assert bench.names("pods") == ["p2"]


def test_two_budgets_are_one_too_many(bench: ApiBench) -> None:
    pods(bench, 1)
    budget(bench, "b", maxUnavailable=1)
    budget(bench, "c", maxUnavailable=1)
    error = bench.refused("POST", "pods p0/eviction", eviction("p0"))
    text = "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."
    assert (error.code, error.message) == (500, text)


def test_a_budget_just_made_is_waited_for(bench: ApiBench) -> None:
    pods(bench, 2)
    body = {"metadata": {"name": "b"}, "spec": {"minAvailable": 1, "selector": {"matchLabels": {"a": "b"}}}}
    bench.call("POST", "poddisruptionbudgets.policy", body)
    assert evict(bench, "p0")["status"] == "Success"


@pytest.mark.parametrize("phase", ["Succeeded", "Failed", "Pending"])
def test_pods_that_do_no_work_cost_nothing(bench: ApiBench, phase: str) -> None:
    pods(bench, 1)
    budget(bench, minAvailable=1)
    bench.call("PATCH", "pods p0/status", {"status": {"phase": phase}}, content_type=MERGE_PATCH)
    evict(bench, "p0")


@pytest.mark.parametrize(
    ("policy", "min_available", "code"),
    [("IfHealthyBudget", 2, 429), ("AlwaysAllow", 2, 201), (None, 2, 429), (None, 1, 201), ("AlwaysAllow", 1, 201)],
)
def test_unready_pods(bench: ApiBench, policy: str | None, min_available: int, code: int) -> None:
    pods(bench, 2)
    budget(bench, minAvailable=min_available, **({"unhealthyPodEvictionPolicy": policy} if policy else {}))
    unready(bench, "p0")
    if code == 201:
        evict(bench, "p0")
    else:
        assert bench.refused("POST", "pods p0/eviction", eviction("p0")).code == code


def test_dry_run_spends_nothing(bench: ApiBench) -> None:
    pods(bench, 2)
    budget(bench, minAvailable=1)
    before = bench.store.revision()
    evict(bench, "p0", dryRun=["All"])
    bench.call("POST", "pods p0/eviction", eviction("p0"), dryRun="All")
    assert bench.store.revision() == before


def test_options(bench: ApiBench) -> None:
    pods(bench, 1)
    assert bench.refused("POST", "pods p0/eviction", eviction("p0", preconditions={"uid": "other"})).code == 409
    evict(bench, "p0", gracePeriodSeconds=4)
    assert bench.get("pods", "p0")["metadata"]["deletionGracePeriodSeconds"] == 4
