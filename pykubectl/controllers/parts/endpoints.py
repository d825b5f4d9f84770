"""Which pods stand behind a service, at which address and ports: what Endpoints and EndpointSlices are made from.

Upstream: pkg/api/v1/service, staging/src/k8s.io/endpointslice/util.
"""

from collections.abc import Iterable, Iterator

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts.pods import is_being_deleted, is_finished, is_ready, ready_since
from pykubectl.machinery.selectors import from_labels
from pykubectl.machinery.timestamps import format_time
from pykubectl.storage import Change

TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time"
HEADLESS = "service.kubernetes.io/headless"


def is_headless(service: Object) -> bool:
    return service["spec"].get("clusterIP") in (None, "", "None")


def has_endpoints(service: Object) -> bool:
    """Whether a controller keeps the endpoints of a service; else its user does."""
    return bool(service["spec"].get("selector")) and service["spec"].get("type") != "ExternalName"


def pods_behind(api: Api, service: Object) -> list[Object]:
    namespace = service["metadata"]["namespace"]
    pods = api.list("pods", namespace, selector=from_labels(service["spec"].get("selector")))
    return [pod for pod in pods if addresses(pod) and not is_finished(pod)]


def addresses(pod: Object) -> list[str]:
    status = pod.get("status") or {}
    found = [str(one["ip"]) for one in status.get("podIPs") or ()]
    return found or ([str(status["podIP"])] if status.get("podIP") else [])


def address(pod: Object, family: str) -> str:
    return next((ip for ip in addresses(pod) if (":" in ip) == (family == "IPv6")), "")


def target_port(pod: Object, port: Object) -> int | None:
    """The number that a service port means on a pod; None when the pod has no port of that name."""
    target = port.get("targetPort", port["port"])
    if isinstance(target, int):
        return target or int(port["port"])
    for container in (*pod["spec"]["containers"], *_sidecars(pod)):
        for declared in container.get("ports") or ():
            same_protocol = declared.get("protocol", "TCP") == port.get("protocol", "TCP")
            if declared.get("name") == target and same_protocol:
                return int(declared["containerPort"])
    return None


def _sidecars(pod: Object) -> Iterator[Object]:
    for container in pod["spec"].get("initContainers") or ():
        if container.get("restartPolicy") == "Always":
            yield container


def hostname(pod: Object, service: Object) -> str:
    """The pod's own name in the service's DNS zone, if it has one."""
    spec = pod["spec"]
    is_named = spec.get("hostname") and spec.get("subdomain") == service["metadata"]["name"]
    return str(spec["hostname"]) if is_named else ""


def target_reference(pod: Object) -> Object:
    metadata = pod["metadata"]
    return {"kind": "Pod", "namespace": metadata["namespace"], "name": metadata["name"], "uid": metadata["uid"]}


def trigger_time(service: Object, pods: Iterable[Object], *, is_first: bool) -> str:
    """What set off the change: the first of these pods to become ready, else the service itself if it is new."""
    times = [since for pod in pods if (since := ready_since(pod)) is not None]
    if times:
        return format_time(min(times))
    return str(service["metadata"]["creationTimestamp"]) if is_first else ""


def services_of(api: Api, change: Change) -> Iterator[tuple[str, str]]:
    """The services whose endpoints a pod's change may alter."""
    before, after = _relevant(change.previous), _relevant(change.obj)
    if before == after:
        return
    labels = [(obj["metadata"].get("labels") or {}) for obj in (change.previous, change.obj) if obj is not None]
    for service in api.list("services", change.key.namespace):
        if has_endpoints(service):
            selector = from_labels(service["spec"]["selector"])
            if any(selector.matches(one) for one in labels):
                yield change.key.namespace, service["metadata"]["name"]


def _relevant(pod: Object | None) -> object:
    if pod is None or not addresses(pod):
        return None
    labels, name = pod["metadata"].get("labels"), pod["spec"].get("nodeName")
    return addresses(pod), labels, is_ready(pod), is_being_deleted(pod), is_finished(pod), name
