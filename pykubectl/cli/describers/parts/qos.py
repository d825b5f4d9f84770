"""The quality of service of a pod whose status does not tell it.

Upstream: staging/src/k8s.io/kubectl/pkg/util/qos/qos.go.
"""

from pykubectl import Object
from pykubectl.machinery.quantity import parse

BEST_EFFORT, BURSTABLE, GUARANTEED = "BestEffort", "Burstable", "Guaranteed"


def qos_class(pod: Object) -> str:
    """As the status says, else of the amounts for the pod as a whole, else the class that all its containers have."""
    known = (pod.get("status") or {}).get("qosClass")
    if known:
        return str(known)
    spec = pod["spec"]
    if spec.get("resources"):
        return _class_of(spec["resources"])
    containers = [*(spec.get("initContainers") or ()), *(spec.get("containers") or ())]
    classes = {_class_of(container.get("resources") or {}) for container in containers}
    return classes.pop() if len(classes) == 1 else BURSTABLE


def _class_of(resources: Object) -> str:
    requests, limits = resources.get("requests") or {}, resources.get("limits") or {}
    if not requests and not limits:
        return BEST_EFFORT
    amounts = [[parse(section.get(name, "0")).nanos for section in (requests, limits)] for name in ("cpu", "memory")]
    if any(request != limit for request, limit in amounts):
        return BURSTABLE
    classes = {GUARANTEED if limit else BEST_EFFORT for _, limit in amounts}
    return classes.pop() if len(classes) == 1 else BURSTABLE
