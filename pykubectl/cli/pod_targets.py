"""Which pod and container a command means that speaks to one: POD, TYPE/NAME of a workload or service, and the default container.

Upstream: staging/src/k8s.io/kubectl/pkg/polymorphichelpers (logsforobject, attachablepodforobject, helpers),
.../pkg/cmd/util/podcmd.
"""

from collections.abc import Callable
from typing import Any

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import quote
from pykubectl.cli.session import Session
from pykubectl.machinery.selectors import from_label_selector, from_labels
from pykubectl.machinery.timestamps import parse_time

DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container"
_POLL_SECONDS = 0.5
_WITH_SELECTOR = ("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job")

SortKey = Callable[[Object], Any]


def go_type(obj: Object) -> str:
    """What Go's %T says of an object: `*v1.Service`."""
    return f"*{obj['apiVersion'].rpartition('/')[2]}.{obj['kind']}"


def selector_of(obj: Object) -> str:
    """The label selector of the pods behind an object. Raises Failure."""
    spec = obj.get("spec") or {}
    if obj["kind"] in _WITH_SELECTOR:
        return str(from_label_selector(spec.get("selector")))
    if obj["kind"] == "ReplicationController":
        return str(from_labels(spec.get("selector")))
    if obj["kind"] == "Service":
        if not spec.get("selector"):
            raise Failure(f"invalid service '{obj['metadata']['name']}': Service is defined without a selector")
        return str(from_labels(spec["selector"]))
    raise Failure(f"selector for {go_type(obj)} not implemented")


def pods_of(session: Session, obj: Object, key: SortKey, timeout: float) -> list[Object]:
    """The pods behind an object, best first; waits until there is one. Raises Failure."""
    query = {"labelSelector": selector_of(obj)}
    path = f"/api/v1/namespaces/{obj['metadata']['namespace']}/pods"
    while True:
        pods: list[Object] = session.request("GET", path, query=query)["items"]
        if pods:
            return sorted(pods, key=key)
        if timeout <= 0:
            raise Failure("timed out waiting for the condition")
        timeout -= session.client.pause(min(_POLL_SECONDS, timeout), wakes=True)


def by_logging(pod: Object) -> Any:
    """On a node, running, ready, ready for long, often restarted, old."""
    return _by_state(pod, -_restarts(pod.get("status") or {}))


def by_activity(pod: Object) -> Any:
    """The pod that a command is run in: the reverse of the order in which controllers give pods up."""
    return _by_state(pod, _restarts(pod.get("status") or {}))


def _by_state(pod: Object, restarts: int) -> Any:
    status = pod.get("status") or {}
    ready = _ready_since(status)
    return (
        not pod["spec"].get("nodeName"),
        {"Running": 0, "Unknown": 1, "Pending": 2}.get(status.get("phase", ""), 0),
        ready is None,
        ready or 0.0,
        restarts,
        pod["metadata"].get("creationTimestamp") or "~",
    )


def _ready_since(status: Object) -> float | None:
    for condition in status.get("conditions") or ():
        if condition["type"] == "Ready" and condition["status"] == "True":
            since = condition.get("lastTransitionTime")
            return parse_time(since).timestamp() if since else 0.0
    return None


def _restarts(status: Object) -> int:
    return max((one.get("restartCount", 0) for one in status.get("containerStatuses") or ()), default=0)


def containers_of(pod: Object, *fields: str) -> list[str]:
    """The names of the containers in these lists of the spec."""
    return [one["name"] for field in fields for one in pod["spec"].get(field) or ()]


def default_container(session: Session, pod: Object, *, quiet: bool = False) -> str:
    """The container that is meant when none is named; says so when there are others. Raises Failure."""
    annotated: str = (pod["metadata"].get("annotations") or {}).get(DEFAULT_CONTAINER, "")
    if annotated:
        return the_container(pod, annotated)
    return first_container(session, pod, quiet=quiet)


def first_container(session: Session, pod: Object, *, quiet: bool = False) -> str:
    first: str = pod["spec"]["containers"][0]["name"]
    everyone = container_list(pod)
    if len(everyone) > 1 and not quiet:
        session.note(f"Defaulted container {quote(first)} out of: {', '.join(everyone)}")
    return first


def the_container(pod: Object, name: str) -> str:
    """Raises Failure for a container that is not there."""
    if not has_container(pod, name):
        everyone = ", ".join(container_list(pod))
        raise Failure(f"container {name} is not valid for pod {pod['metadata']['name']} out of: {everyone}")
    return name


def container_list(pod: Object) -> list[str]:
    """All containers as messages list them."""
    return [
        *containers_of(pod, "containers"),
        *(f"{name} (ephem)" for name in containers_of(pod, "ephemeralContainers")),
        *(f"{name} (init)" for name in containers_of(pod, "initContainers")),
    ]


def has_container(pod: Object, name: str) -> bool:
    return name in containers_of(pod, "containers", "initContainers", "ephemeralContainers")
