"""Addresses and ports of services: cluster IPs from the service range, node ports from theirs, none given twice.

An IPAddress object stands for each cluster IP given, named like it; a node port is looked up in the index. Both ranges
are drawn from at random, so that a command need not know what else is given.

Upstream: pkg/registry/core/service/storage/alloc.go, .../ipallocator, .../portallocator.
"""

import ipaddress
from typing import TYPE_CHECKING, Any

from pykubectl import Object
from pykubectl.errors import InternalError, Invalid, invalid
from pykubectl.machinery.timestamps import format_time
from pykubectl.storage import Index, Key, Write

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

SERVICE_RANGE = "10.96.0.0/16"
_RANGE = ipaddress.IPv4Network(SERVICE_RANGE)
# The low end is left to those who ask for an address, as upstream does.
_RESERVED = 256
NODE_PORTS = (30000, 32767)
_NODE_PORTS_RESERVED = 86
_IP_ADDRESSES = "ipaddresses.networking.k8s.io"
_TRIES = 10_000


def allocate(server: "ApiServer", new: Object, old: Object | None) -> None:
    """Fill in clusterIP(s), families and node ports, in place; give back what a change of type frees. Raises Invalid."""
    spec = new["spec"]
    before = old["spec"] if old else {}
    if spec.get("type") == "ExternalName":
        _clear(spec)
        if old:
            release(server, old)
        return
    _set_families(spec)
    _set_cluster_ip(server, new, before)
    _set_node_ports(server, new, before)


def release(server: "ApiServer", service: Object) -> None:
    for address in service["spec"].get("clusterIPs") or ():
        found = server.store.get(Key(_IP_ADDRESSES, "", address))
        if found is not None:
            server.store.write([Write(Key(_IP_ADDRESSES, "", address), None, int(found["metadata"]["resourceVersion"]))])


def _clear(spec: Object) -> None:
    for field in ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"):
        spec.pop(field, None)
    for port in spec.get("ports") or ():
        port.pop("nodePort", None)


def _set_families(spec: Object) -> None:
    spec.setdefault("ipFamilyPolicy", "SingleStack")
    spec.setdefault("ipFamilies", ["IPv4"])
    if spec.get("clusterIP") == "None" and not spec.get("selector") and "ipFamilyPolicy" not in spec:
        spec["ipFamilyPolicy"] = "RequireDualStack"


def _set_cluster_ip(server: "ApiServer", service: Object, before: Object) -> None:
    spec = service["spec"]
    if not spec.get("clusterIP") and before.get("clusterIP"):
        spec["clusterIP"], spec["clusterIPs"] = before["clusterIP"], before["clusterIPs"]
    address = spec.get("clusterIP") or ""
    if address != "None" and address != before.get("clusterIP"):
        address = _take(server, service, address)
    spec["clusterIP"], spec["clusterIPs"] = address, [address]


def _take(server: "ApiServer", service: Object, asked: str) -> str:
    if asked:
        error = _problem(server, asked)
        if error:
            detail = f"failed to allocate IP {asked}: {error}"
            raise Invalid.of("Service", "", service["metadata"]["name"], [invalid("spec.clusterIPs", [asked], detail)])
        address = asked
    else:
        address = _free_address(server)
    server.store.write([Write(Key(_IP_ADDRESSES, "", address), _ip_address(server, service, address), 0)])
    return address


def _problem(server: "ApiServer", asked: str) -> str:
    try:
        address = ipaddress.ip_address(asked)
    except ValueError:
        return ""
    if address not in _RANGE:
        return f"the provided IP ({asked}) is not in the valid range. The range of valid IPs is {SERVICE_RANGE}"
    taken = server.store.get(Key(_IP_ADDRESSES, "", asked)) is not None
    return "provided IP is already allocated" if taken else ""


def _free_address(server: "ApiServer") -> str:
    for _ in range(_TRIES):
        address = str(_RANGE[server.world.integer(_RESERVED, _RANGE.num_addresses - 2)])
        if server.store.get(Key(_IP_ADDRESSES, "", address)) is None:
            return address
    raise InternalError.of("failed to allocate a serviceIP: range is full")


def _ip_address(server: "ApiServer", service: Object, address: str) -> Object:
    meta = service["metadata"]
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "IPAddress",
        "metadata": {
            "name": address,
            "uid": server.world.uid(),
            "creationTimestamp": format_time(server.world.now),
            "labels": {
                "ipaddress.kubernetes.io/ip-family": "IPv4",
                "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io",
            },
        },
        "spec": {
            "parentRef": {"group": "", "name": meta.get("name", ""), "namespace": meta["namespace"], "resource": "services"}
        },
    }


def _set_node_ports(server: "ApiServer", service: Object, before: Object) -> None:
    spec = service["spec"]
    if not _wants_node_ports(spec):
        for port in spec.get("ports") or ():
            if before and port.get("nodePort") in _given(before):
                del port["nodePort"]
        return
    mine = _given(before)
    used: set[int] = set()
    kept = {(port.get("protocol"), port["port"]): port["nodePort"] for port in before.get("ports") or () if port.get("nodePort")}
    for index, port in enumerate(spec.get("ports") or ()):
        asked = port.get("nodePort") or kept.get((port.get("protocol"), port["port"]))
        if asked and asked not in mine and asked not in used:
            _check_node_port(server, service, index, asked)
        port["nodePort"] = asked or _free_node_port(server, used)
        used.add(port["nodePort"])


def _wants_node_ports(spec: Object) -> bool:
    if spec.get("type") == "NodePort":
        return True
    return spec.get("type") == "LoadBalancer" and spec.get("allocateLoadBalancerNodePorts") is not False


def _given(spec: Object) -> set[Any]:
    return {port["nodePort"] for port in spec.get("ports") or () if port.get("nodePort")}


def _check_node_port(server: "ApiServer", service: Object, index: int, port: int) -> None:
    low, high = NODE_PORTS
    if not low <= port <= high:
        detail = f"provided port is not in the valid range. The range of valid ports is {low}-{high}"
    elif server.store.list("services", None, Index("nodePort", str(port))):
        detail = "provided port is already allocated"
    else:
        return
    error = invalid(f"spec.ports[{index}].nodePort", port, detail)
    raise Invalid.of("Service", "", service["metadata"]["name"], [error])


def _free_node_port(server: "ApiServer", used: set[Any]) -> int:
    for _ in range(_TRIES):
        port = server.world.integer(NODE_PORTS[0] + _NODE_PORTS_RESERVED, NODE_PORTS[1])
        if port not in used and not server.store.list("services", None, Index("nodePort", str(port))):
            return port
    raise InternalError.of("failed to allocate a nodePort: range is full")
