"""Eviction: a deletion that asks the pod's disruption budget first.

Upstream: pkg/registry/core/pod/storage/eviction.go.
"""

from typing import TYPE_CHECKING, Any

from pykubectl import Object
from pykubectl.apiserver import deletion
from pykubectl.apiserver.calls import Call, DeleteOptions
from pykubectl.apiserver.exchanged import typed
from pykubectl.errors import InternalError, TooManyRequests
from pykubectl.kinds import of_resource
from pykubectl.machinery.objects import copy
from pykubectl.machinery.requests import Request
from pykubectl.machinery.selectors import from_label_selector
from pykubectl.machinery.timestamps import format_time

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

_BUDGETS = "poddisruptionbudgets.policy"
_REFUSED = "Cannot evict pod as it would violate the pod's disruption budget."


def answer(server: "ApiServer", call: Call, request: Request) -> tuple[int, Any]:
    pod = server.registry.get(call.kind, call.namespace, call.name)
    body = typed(request.body, "policy/v1", "Eviction")
    options = body.get("deleteOptions") or {}
    if not _is_free(pod):
        _spend(server, call, pod, dry_run=call.dry_run or bool(options.get("dryRun")))
    grace = options.get("gracePeriodSeconds")
    preconditions = options.get("preconditions") or {}
    asked = DeleteOptions(grace, options.get("propagationPolicy") or "", preconditions.get("uid") or "")
    dry_run = call.dry_run or bool(options.get("dryRun"))
    deletion.delete(server.registry, call._replace(verb="delete", subresource="", dry_run=dry_run), asked)
    return 201, {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201}


def _is_free(pod: Object) -> bool:
    """A pod that does no work, or is going anyway, costs no budget."""
    phase = pod.get("status", {}).get("phase")
    return phase in ("Succeeded", "Failed", "Pending") or "deletionTimestamp" in pod["metadata"]


def _spend(server: "ApiServer", call: Call, pod: Object, *, dry_run: bool) -> None:
    labels = pod["metadata"].get("labels") or {}
    budgets = [
        one
        for one in server.registry.list(_BUDGETS, call.namespace)
        if from_label_selector(one["spec"].get("selector")).matches(labels)
    ]
    if len(budgets) > 1:
        raise InternalError(
            "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."
        )
    for budget in budgets:
        if not _may_ignore(budget, pod):
            _decrement(server, budget, pod, dry_run=dry_run)


def _may_ignore(budget: Object, pod: Object) -> bool:
    """An unready pod may go whenever the policy says so, or the healthy ones are enough."""
    conditions = pod["status"].get("conditions") or ()
    if any(one["type"] == "Ready" and one["status"] == "True" for one in conditions):
        return False
    if budget["spec"].get("unhealthyPodEvictionPolicy") == "AlwaysAllow":
        return True
    status = budget.get("status") or {}
    healthy, desired = status.get("currentHealthy", 0), status.get("desiredHealthy", 0)
    enough: bool = healthy >= desired and desired > 0
    return enough


def _decrement(server: "ApiServer", budget: Object, pod: Object, *, dry_run: bool) -> None:
    name, status = budget["metadata"]["name"], budget.get("status") or {}
    if status.get("observedGeneration", 0) < budget["metadata"].get("generation", 1):
        server.catch_up()
        budget = server.registry.get(_budget_kind(), budget["metadata"]["namespace"], name)
        status = budget.get("status") or {}
    if status.get("disruptionsAllowed", 0) <= 0:
        needs, has = status.get("desiredHealthy", 0), status.get("currentHealthy", 0)
        text = f"The disruption budget {name} needs {needs} healthy pods and has {has} currently"
        raise TooManyRequests(_REFUSED, {"causes": [{"reason": "DisruptionBudget", "message": text}]})

    def transform(old: Object) -> Object:
        new = copy(old)
        new["status"]["disruptionsAllowed"] -= 1
        disrupted = new["status"].get("disruptedPods") or {}
        new["status"]["disruptedPods"] = {**disrupted, pod["metadata"]["name"]: format_time(server.world.now)}
        return new

    where = budget["metadata"]["namespace"]
    call = Call(_budget_kind(), "v1", "update", where, name, "status", dry_run=dry_run, manager="kube-apiserver")
    server.registry.update(call, transform)


def _budget_kind() -> Any:
    return of_resource(_BUDGETS)
