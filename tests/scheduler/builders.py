"""One line per pod and node: `place(bench, pod("web", cpu="1"))` says where it went, or why nowhere."""

from typing import Any

from pykubectl import Object
from pykubectl.machinery.requests import MERGE_PATCH
from tests.api_bench import ApiBench

ZONE, HOST = "topology.kubernetes.io/zone", "kubernetes.io/hostname"
_READY = {
    "type": "Ready",
    "status": "True",
    "reason": "KubeletReady",
    "message": "",
    "lastTransitionTime": "2026-03-01T00:00:00Z",
}
UNHELPFUL = (
    "no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."
)
NO_VICTIMS = (
    "no new claims to deallocate, preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod."
)


def pod(
    name: str = "p", *, labels: Object | None = None, requests: Object | None = None, port: int = 0, **spec: Any
) -> Object:
    """`cpu` is short for the request; `node` for spec.nodeName; everything else goes into the spec."""
    asked = {**({"cpu": spec.pop("cpu")} if "cpu" in spec else {}), **(requests or {})}
    extended = {name: value for name, value in asked.items() if "/" in name}
    container: Object = {"name": "c", "image": "i", "resources": {"requests": asked, "limits": extended}}
    if port:
        container["ports"] = [{"containerPort": port, "hostPort": port}]
    if "node" in spec:
        spec["nodeName"] = spec.pop("node")
    metadata = {"name": name, "labels": {"app": name, **(labels or {})}}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {"containers": [container], **spec}}


def node(
    name: str, *, zone: str = "", labels: Object | None = None, taints: list[Object] | None = None, **amounts: str
) -> Object:
    labels = {HOST: name, **({ZONE: zone} if zone else {}), **(labels or {})}
    allocatable = {"cpu": "4", "memory": "8Gi", "pods": "110", **amounts}
    spec: Object = {"taints": taints} if taints else {}
    status = {"allocatable": allocatable, "capacity": allocatable, "conditions": [_READY]}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": labels},
        "spec": spec,
        "status": status,
    }


def set_nodes(bench: ApiBench, *nodes: Object) -> None:
    """These instead of the bench's own."""
    for name in bench.names("nodes", None):
        bench.call("DELETE", f"nodes {name}")
    for one in nodes:
        wanted = one["spec"].get("taints")
        bench.call("POST", "nodes", one)
        bench.patch("nodes", one["metadata"]["name"], {"status": one["status"]}, subresource="status")
        change_node(bench, one["metadata"]["name"], taints=wanted)
    bench.settle()


def change_node(bench: ApiBench, name: str, labels: Object | None = None, **spec: Any) -> None:
    body: Object = {"spec": spec}
    if labels:
        body["metadata"] = {"labels": labels}
    bench.call("PATCH", f"nodes {name}", body, content_type=MERGE_PATCH)
    bench.settle()


def place(bench: ApiBench, body: Object) -> str:
    """The node the pod went to, or what FailedScheduling says."""
    bench.create(body)
    return outcome(bench, body["metadata"]["name"])


def outcome(bench: ApiBench, name: str) -> str:
    found = bench.get("pods", name)
    if found["spec"].get("nodeName"):
        return str(found["spec"]["nodeName"])
    return next(
        (str(one["message"]) for one in found["status"].get("conditions", ()) if one["type"] == "PodScheduled"), ""
    )


def expression(key: str, operator: str, *values: str) -> Object:
    return {"key": key, "operator": operator, **({"values": list(values)} if values else {})}


def node_affinity(*terms: Object, preferred: list[Object] | None = None) -> Object:
    found: Object = {}
    if terms:
        found["requiredDuringSchedulingIgnoredDuringExecution"] = {"nodeSelectorTerms": list(terms)}
    if preferred:
        found["preferredDuringSchedulingIgnoredDuringExecution"] = preferred
    return {"nodeAffinity": found}


def pod_affinity(field: str, *apps: str, key: str = HOST, preferred: int = 0) -> Object:
    """`field` is podAffinity or podAntiAffinity; the terms mean pods with app=<app>."""
    terms = [{"topologyKey": key, "labelSelector": {"matchLabels": {"app": app}}} for app in apps]
    if preferred:
        weighed = [{"weight": preferred, "podAffinityTerm": term} for term in terms]
        return {field: {"preferredDuringSchedulingIgnoredDuringExecution": weighed}}
    return {field: {"requiredDuringSchedulingIgnoredDuringExecution": terms}}


def spread(key: str, app: str, *, max_skew: int = 1, strict: bool = True, **more: Any) -> Object:
    what = "DoNotSchedule" if strict else "ScheduleAnyway"
    selector = {"matchLabels": {"app": app}}
    return {"maxSkew": max_skew, "topologyKey": key, "whenUnsatisfiable": what, "labelSelector": selector, **more}
