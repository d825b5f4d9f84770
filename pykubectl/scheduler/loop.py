"""The queue of pods without a node, most important first, each given to the scheduling cycle.

Upstream: pkg/scheduler/schedule_one.go, backend/queue.
"""

from collections.abc import Iterable, Sequence

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.storage import Change


def woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]:
    """A change of nodes or claims may help any pod that waits."""
    for pod in api.list("pods"):
        if not pod["spec"].get("nodeName"):
            yield pod["metadata"]["namespace"], pod["metadata"]["name"]


def reconcile_all(api: Api, places: Sequence[tuple[str, str]]) -> None:
    nodes = api.list("nodes")
    counts = {node["metadata"]["name"]: len(api.list("pods", node=node["metadata"]["name"])) for node in nodes}
    for namespace, name in places:
        pod = api.find("pods", namespace, name)
        if pod is None or pod["spec"].get("nodeName") or "deletionTimestamp" in pod["metadata"]:
            continue
        fit = [node["metadata"]["name"] for node in nodes if not node["spec"].get("unschedulable") and not node["spec"].get("taints")]
        if fit:
            best = min(fit, key=lambda one: counts[one])
            counts[best] += 1
            api.bind(pod, best)
            api.event(pod, "Normal", "Scheduled", f"Successfully assigned {namespace}/{name} to {best}", action="Binding")


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    reconcile_all(api, [(namespace, name)])
    return None
