"""Services. Cluster addresses and node ports are handed out elsewhere: they need to know what is taken.

Upstream: pkg/apis/core/v1/defaults.go, pkg/registry/core/service.
"""

from pykubectl import Object
from pykubectl.kinds.core import balancer_validation, service_validation

validate = service_validation.validate_service
validate_update = service_validation.validate_service_update
validate_status = balancer_validation.validate_service_status

NAME = "label"
FIELDS = ("spec.clusterIP", "spec.type")
_AFFINITY_SECONDS = 10800
_HINTS = "service.kubernetes.io/topology-aware-hints"
_MODE = "service.kubernetes.io/topology-mode"


def default(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    spec["type"] = spec.get("type") or "ClusterIP"
    _default_affinity(spec)
    for port in spec.get("ports") or ():
        port["protocol"] = port.get("protocol") or "TCP"
        if port.get("targetPort") in (None, 0, ""):
            port["targetPort"] = port.get("port", 0)
    outside = spec["type"] in ("NodePort", "LoadBalancer") or (spec["type"] == "ClusterIP" and spec.get("externalIPs"))
    if outside and not spec.get("externalTrafficPolicy"):
        spec["externalTrafficPolicy"] = "Cluster"
    if spec.get("internalTrafficPolicy") is None and spec["type"] in ("ClusterIP", "NodePort", "LoadBalancer"):
        spec["internalTrafficPolicy"] = "Cluster"
    if spec["type"] == "LoadBalancer" and spec.get("allocateLoadBalancerNodePorts") is None:
        spec["allocateLoadBalancerNodePorts"] = True
    for ingress in obj.setdefault("status", {}).setdefault("loadBalancer", {}).get("ingress") or ():
        if ingress.get("ip") and not ingress.get("ipMode"):
            ingress["ipMode"] = "VIP"


def _default_affinity(spec: Object) -> None:
    spec["sessionAffinity"] = spec.get("sessionAffinity") or "None"
    if spec["sessionAffinity"] == "None":
        spec.pop("sessionAffinityConfig", None)
    elif spec["sessionAffinity"] == "ClientIP":
        config = spec.get("sessionAffinityConfig") or {}
        client = config.get("clientIP") or {}
        if client.get("timeoutSeconds") is None:
            client = {**client, "timeoutSeconds": _AFFINITY_SECONDS}
        spec["sessionAffinityConfig"] = {**config, "clientIP": client}


def prepare_create(obj: Object) -> None:
    obj["status"] = {"loadBalancer": {}}
    _fill_in_addresses(obj["spec"], None)
    _drop_what_the_type_does_not_use(obj["spec"], None)


def prepare_update(new: Object, old: Object) -> None:
    _fill_in_addresses(new["spec"], old["spec"])
    _drop_what_the_type_does_not_use(new["spec"], old["spec"])


def _fill_in_addresses(spec: Object, old: Object | None) -> None:
    """clusterIP is the first of clusterIPs; who changes the one alone means both."""
    address, addresses = spec.get("clusterIP") or "", spec.get("clusterIPs") or []
    if old is None:
        if address and not addresses:
            spec["clusterIPs"] = [address]
    elif address != (old.get("clusterIP") or "") and addresses == (old.get("clusterIPs") or []):
        spec["clusterIPs"] = [address, *addresses[1:]] if address else []


def _drop_what_the_type_does_not_use(spec: Object, old: Object | None) -> None:
    """A changed type leaves fields behind that only the old type used: those that did not change go."""
    if old is None or old.get("type") == spec.get("type"):
        return
    kind = spec.get("type")
    if kind == "ExternalName":
        _drop_same(spec, old, ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"))
    if kind not in ("NodePort", "LoadBalancer"):
        _drop_node_ports(spec, old)
        if not spec.get("externalIPs"):
            _drop_same(spec, old, ("externalTrafficPolicy",))
    if kind != "LoadBalancer":
        _drop_same(spec, old, ("allocateLoadBalancerNodePorts", "loadBalancerClass", "healthCheckNodePort"))
    if old.get("type") == "ExternalName":
        _drop_same(spec, old, ("externalName",))


def _drop_same(spec: Object, old: Object, fields: tuple[str, ...]) -> None:
    for name in fields:
        if spec.get(name) == old.get(name):
            spec.pop(name, None)


def _drop_node_ports(spec: Object, old: Object) -> None:
    before = [port.get("nodePort") for port in old.get("ports") or ()]
    for index, port in enumerate(spec.get("ports") or ()):
        if index < len(before) and port.get("nodePort") == before[index]:
            port.pop("nodePort", None)


def warnings(new: Object, old: Object | None) -> list[str]:
    spec, annotations = new["spec"], new["metadata"].get("annotations") or {}
    external, kind, found = spec.get("externalIPs"), spec.get("type"), []
    if _HINTS in annotations:
        found.append(f"annotation {_HINTS} is deprecated, please use {_MODE} instead")
    if service_validation.is_headless(spec):
        ignored = [("loadBalancerIP", spec.get("loadBalancerIP")), ("externalIPs", external)]
        ignored.append(("SessionAffinity", spec.get("sessionAffinity") != "None"))
        found += [f"spec.{name} is ignored for headless services" for name, given in ignored if given]
    if external and kind == "ExternalName":
        found.append('spec.externalIPs is ignored when spec.type is "ExternalName"')
    elif external:
        found.append("spec.externalIPs is deprecated and may no longer be implemented in some clusters")
    if kind != "ExternalName" and spec.get("externalName"):
        found.append('spec.externalName is ignored when spec.type is not "ExternalName"')
    return found
