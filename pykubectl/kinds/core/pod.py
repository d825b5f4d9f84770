"""Pods: the group of containers that runs on one node.

Upstream: pkg/apis/core/v1/defaults.go, pkg/registry/core/pod/strategy.go.
"""

from pykubectl import Object
from pykubectl.kinds.core import pod_resize, pod_update, pod_validation, pod_warnings
from pykubectl.kinds.core.pod_defaults import default_pod_spec
from pykubectl.kinds.core.pod_qos import qos_class
from pykubectl.machinery import quantity

validate = pod_validation.validate_pod
validate_update = pod_update.validate_pod_update
validate_resize = pod_resize.validate_resize
validate_ephemeralcontainers = pod_update.validate_ephemeral_update
warnings = pod_warnings.pod_warnings

FIELDS = (
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "spec.hostNetwork",
    "status.phase",
    "status.podIP",
    "status.podIPs",
    "status.nominatedNodeName",
)
_POD_LEVEL = ("cpu", "memory")


def default(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    default_pod_spec(spec)
    for field in ("initContainers", "containers"):
        for container in spec.get(field) or ():
            _default_requests(container["resources"])
    _default_pod_requests(spec)
    if spec.get("enableServiceLinks") is None:
        spec["enableServiceLinks"] = True
    if spec["terminationGracePeriodSeconds"] < 0:
        # Of pods alone: templates keep what they say.
        spec["terminationGracePeriodSeconds"] = 1
    if spec.get("hostNetwork"):
        _default_host_ports(spec)
    obj.setdefault("status", {})
    for status in _container_statuses(obj["status"]):
        for state in ("state", "lastState"):
            status.setdefault(state, {})


def _default_requests(resources: Object) -> None:
    """What is limited is requested too, as much as the limit, where nothing else is said."""
    if resources.get("limits"):
        resources["requests"] = {**resources["limits"], **(resources.get("requests") or {})}


def _default_pod_requests(spec: Object) -> None:
    resources = spec.get("resources")
    if not resources or not resources.get("limits"):
        return
    requests = dict(resources.get("requests") or {})
    for name in (*_POD_LEVEL, *(name for name in resources["limits"] if name.startswith("hugepages-"))):
        asked = [
            ((item.get("resources") or {}).get("requests") or {}).get(name) for item in spec.get("containers") or ()
        ]
        total = None
        for amount in asked:
            if amount is not None:
                total = amount if total is None else quantity.add(total, amount)
        value = total if total is not None else resources["limits"].get(name)
        if name not in requests and value is not None:
            requests[name] = value
    if requests:
        resources["requests"] = requests


def _default_host_ports(spec: Object) -> None:
    for field in ("containers", "initContainers"):
        for container in spec.get(field) or ():
            for port in container.get("ports") or ():
                port["hostPort"] = port.get("hostPort") or port.get("containerPort")


def _container_statuses(status: Object) -> list[Object]:
    fields = ("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses")
    return [item for field in fields for item in status.get(field) or ()]


def prepare_create(obj: Object) -> None:
    obj["status"] = {"phase": "Pending", "qosClass": qos_class(obj)}
    obj["spec"].pop("ephemeralContainers", None)
    if obj["spec"].get("schedulingGates"):
        obj["status"]["conditions"] = [
            {
                "type": "PodScheduled",
                "status": "False",
                "lastProbeTime": None,
                "lastTransitionTime": None,
                "reason": "SchedulingGated",
                "message": "Scheduling is blocked due to non-empty scheduling gates",
            }
        ]
    _merge_match_label_keys(obj)


def _merge_match_label_keys(pod: Object) -> None:
    """matchLabelKeys and mismatchLabelKeys become ordinary expressions of the selector, once, at creation."""
    labels = pod["metadata"].get("labels") or {}
    affinity = pod["spec"].get("affinity") or {}
    for field in ("podAffinity", "podAntiAffinity"):
        rules = affinity.get(field) or {}
        terms = list(rules.get("requiredDuringSchedulingIgnoredDuringExecution") or ())
        preferred = rules.get("preferredDuringSchedulingIgnoredDuringExecution") or ()
        terms += [item["podAffinityTerm"] for item in preferred if item.get("podAffinityTerm")]
        for term in terms:
            _merge_keys(term, labels)
    for constraint in pod["spec"].get("topologySpreadConstraints") or ():
        _merge_keys(constraint, labels)


def _merge_keys(term: Object, labels: dict[str, str]) -> None:
    selector = term.get("labelSelector")
    if selector is None:
        return
    for field, operator in (("matchLabelKeys", "In"), ("mismatchLabelKeys", "NotIn")):
        for key in term.get(field) or ():
            if key in labels:
                expression = {"key": key, "operator": operator, "values": [labels[key]]}
                selector.setdefault("matchExpressions", []).append(expression)


def field(obj: Object, path: str) -> str:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    if path == "status.podIP":
        return str((status.get("podIPs") or [{"ip": status.get("podIP", "")}])[0].get("ip", ""))
    if path == "status.podIPs":
        return ",".join(item.get("ip", "") for item in status.get("podIPs") or ())
    if path == "spec.hostNetwork":
        return "true" if spec.get("hostNetwork") else "false"
    section, _, name = path.partition(".")
    return str((spec if section == "spec" else status).get(name) or "")
