"""Addresses and ports of services: cluster IPs from the service range, node ports from theirs, none given twice.

An IPAddress object stands for each cluster IP given, named like it; a node port is looked up in the index. Both ranges
are drawn from at random, so that a command need not know what else is given.

Upstream: pkg/registry/core/service/storage/alloc.go, .../ipallocator, .../portallocator.
"""

import ipaddress
from collections.abc import Sequence
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
_SERVICE_CIDRS = "servicecidrs.networking.k8s.io"
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
            server.store.write(
                [Write(Key(_IP_ADDRESSES, "", address), None, int(found["metadata"]["resourceVersion"]))]
            )


def _clear(spec: Object) -> None:
    for field in ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"):
        spec.pop(field, None)
    for port in spec.get("ports") or ():
        port.pop("nodePort", None)


def _set_families(spec: Object) -> None:
    # Whoever looks after the endpoints of a headless service himself may have both families.
    own_endpoints = spec.get("clusterIP") == "None" and not spec.get("selector")
    spec.setdefault("ipFamilyPolicy", "RequireDualStack" if own_endpoints else "SingleStack")
    spec.setdefault(
        "ipFamilies", ["IPv4", "IPv6"] if spec["ipFamilyPolicy"] == "RequireDualStack" and own_endpoints else ["IPv4"]
    )


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
    found = [network for network in _ranges(server) if address in network]
    if not found:
        return "the provided network does not match the current range"
    if address in (found[0].network_address, found[0].broadcast_address):
        return f"the provided IP ({asked}) is not in the valid range. The range of valid IPs is {found[0]}"
    taken = server.store.get(Key(_IP_ADDRESSES, "", asked)) is not None
    return "provided IP is already allocated" if taken else ""


def _ranges(server: "ApiServer") -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Of the service CIDRs that are ready; the cluster's own range where none is there yet."""
    found = server.store.list(_SERVICE_CIDRS, None)
    if not found:
        return [_RANGE]
    ready = [one for one in found if "deletionTimestamp" not in one["metadata"] and _is_ready(one)]
    return [ipaddress.ip_network(text) for one in ready for text in one["spec"]["cidrs"]]


def _is_ready(servicecidr: Object) -> bool:
    conditions = (servicecidr.get("status") or {}).get("conditions") or ()
    # The first address is given before the loop that looks after ranges has run once.
    return all(one["status"] == "True" for one in conditions if one["type"] == "Ready")


def _free_address(server: "ApiServer") -> str:
    ranges = [network for network in _ranges(server) if network.version == _RANGE.version]
    for network in ranges:
        reserved = min(_RESERVED, network.num_addresses // 16)
        for _ in range(_TRIES):
            address = str(network[server.world.integer(max(reserved, 1), network.num_addresses - 2)])
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
        "spec": {"parentRef": {"name": meta.get("name", ""), "namespace": meta["namespace"], "resource": "services"}},
    }


def _set_node_ports(server: "ApiServer", service: Object, before: Object) -> None:
    spec = service["spec"]
    if not _wants_node_ports(spec):
        for port in spec.get("ports") or ():
            if before and port.get("nodePort") in _given(before):
                del port["nodePort"]
        return
    ports = spec.get("ports") or []
    if before:
        _keep_node_ports(ports, before)
    given, taken = {port["port"]: port["nodePort"] for port in reversed(ports) if port.get("nodePort")}, _given(before)
    by_port: dict[int, int] = {}
    for index, port in enumerate(ports):
        # The same port of another protocol has the same node port.
        wanted = port.get("nodePort") or by_port.get(port["port"]) or given.get(port["port"])
        if wanted and wanted not in taken and wanted != by_port.get(port["port"]):
            _check_node_port(server, service, index, wanted, taken=wanted in by_port.values())
        port["nodePort"] = wanted or _free_node_port(server, {*taken, *by_port.values()})
        by_port.setdefault(port["port"], port["nodePort"])


def _keep_node_ports(ports: Sequence[Object], before: Object) -> None:
    """Who leaves node ports out of an update keeps those he has."""
    kept = {(port.get("protocol"), port["port"]): port.get("nodePort") for port in before.get("ports") or ()}
    used = {port.get("nodePort") for port in ports}
    for port in ports:
        node_port = kept.get((port.get("protocol"), port["port"]))
        if not port.get("nodePort") and node_port and node_port not in used:
            port["nodePort"] = node_port


def _wants_node_ports(spec: Object) -> bool:
    if spec.get("type") == "NodePort":
        return True
    return spec.get("type") == "LoadBalancer" and spec.get("allocateLoadBalancerNodePorts") is not False


def _given(spec: Object) -> set[Any]:
    return {port["nodePort"] for port in spec.get("ports") or () if port.get("nodePort")}


def _check_node_port(server: "ApiServer", service: Object, index: int, port: int, *, taken: bool) -> None:
    low, high = NODE_PORTS
    if not low <= port <= high:
        detail = f"provided port is not in the valid range. The range of valid ports is {low}-{high}"
    elif taken or server.store.list("services", None, Index("nodePort", str(port))):
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
