"""Endpoints: the old list of the addresses behind a service, ready and not ready, grouped by their ports.

Upstream: pkg/controller/endpoint, pkg/api/v1/endpoints/util.go.
"""

from collections.abc import Iterable, Sequence
from ipaddress import ip_address

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts import endpoints
from pykubectl.controllers.parts.pods import is_being_deleted, is_ready
from pykubectl.errors import AlreadyExists, Forbidden, NotFound
from pykubectl.storage import Change

RESOURCE = "endpoints"
MANAGED_BY = "endpoints.kubernetes.io/managed-by"
OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity"
ADDRESSES_MAX = 1000
_Port = tuple[str, int, str, str]


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    service = api.find("services", namespace, name)
    if service is None:
        _delete(api, namespace, name)
        return None
    if not endpoints.has_endpoints(service):
        return None
    pods = [pod for pod in endpoints.pods_behind(api, service) if not is_being_deleted(pod)]
    there = api.find(RESOURCE, namespace, name)
    subsets, cut = _subsets(service, pods)
    old = (there or {}).get("subsets") or []
    known = {address["ip"] for subset in old for address in subset.get("addresses") or ()}
    fresh = [pod for pod in pods if endpoints.address(pod, "IPv4") not in known]
    trigger = endpoints.trigger_time(service, fresh, is_first=there is None)
    _write(api, service, there, (subsets, trigger, cut))
    return None


def woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]:
    if change.key.resource == RESOURCE:
        return [(change.key.namespace, change.key.name)] if change.obj is None else []
    return endpoints.services_of(api, change)


def _delete(api: Api, namespace: str, name: str) -> None:
    try:
        api.delete(RESOURCE, namespace, name)
    except NotFound:
        return


def _ports(service: Object, pod: Object) -> list[_Port]:
    found = []
    for port in service["spec"].get("ports") or ():
        number = endpoints.target_port(pod, port)
        if number is not None:
            found.append((port.get("name", ""), number, port.get("protocol", "TCP"), port.get("appProtocol", "")))
    return found


def _address(service: Object, pod: Object, ip: str) -> Object:
    found: Object = {"ip": ip, "targetRef": endpoints.target_reference(pod)}
    if pod["spec"].get("nodeName"):
        found["nodeName"] = pod["spec"]["nodeName"]
    if endpoints.hostname(pod, service):
        found["hostname"] = endpoints.hostname(pod, service)
    return found


def _subsets(service: Object, pods: Sequence[Object]) -> tuple[list[Object], bool]:
    """Addresses with the same ports together; and whether there were too many."""
    family = (service["spec"].get("ipFamilies") or ["IPv4"])[0]
    by_ports: dict[tuple[_Port, ...], tuple[list[Object], list[Object]]] = {}
    portless = endpoints.is_headless(service) and not service["spec"].get("ports")
    total = 0
    for pod in pods:
        ports = _ports(service, pod)
        ip = endpoints.address(pod, family)
        if not ip or not (ports or portless):
            continue
        total += 1
        if total > ADDRESSES_MAX:
            continue
        is_usable = service["spec"].get("publishNotReadyAddresses") or is_ready(pod)
        ready, unready = by_ports.setdefault(tuple(sorted(ports)), ([], []))
        (ready if is_usable else unready).append(_address(service, pod, ip))
    return [_subset(ports, *found) for ports, found in sorted(by_ports.items())], total > ADDRESSES_MAX


def _subset(ports: Sequence[_Port], ready: list[Object], unready: list[Object]) -> Object:
    subset: Object = {}
    for field, found in (("addresses", ready), ("notReadyAddresses", unready)):
        if found:
            subset[field] = sorted(found, key=lambda one: (ip_address(one["ip"]).packed, one["targetRef"]["uid"]))
    if ports:
        subset["ports"] = [_port(port) for port in ports]
    return subset


def _port(port: _Port) -> Object:
    name, number, protocol, app_protocol = port
    fields = {"name": name, "port": number, "protocol": protocol, "appProtocol": app_protocol}
    return {key: value for key, value in fields.items() if value}


def _write(api: Api, service: Object, there: Object | None, wanted: tuple[list[Object], str, bool]) -> None:
    subsets, trigger, cut = wanted
    labels = {**(service["metadata"].get("labels") or {}), MANAGED_BY: "endpoint-controller"}
    if endpoints.is_headless(service):
        labels[endpoints.HEADLESS] = ""
    given = (there or {"metadata": {}})["metadata"]
    is_same = there is not None and (there.get("subsets") or []) == subsets and given.get("labels") == labels
    if is_same and cut == (OVER_CAPACITY in (given.get("annotations") or {})):
        return
    annotations = dict(given.get("annotations") or {})
    for key, value in ((endpoints.TRIGGER_TIME, trigger), (OVER_CAPACITY, "truncated" if cut else "")):
        annotations.pop(key, None)
        if value:
            annotations[key] = value
    metadata: Object = {key: value for key, value in given.items() if key != "annotations"}
    metadata |= {"name": service["metadata"]["name"], "namespace": service["metadata"]["namespace"], "labels": labels}
    if annotations:
        metadata["annotations"] = annotations
    obj: Object = {"apiVersion": "v1", "kind": "Endpoints", "metadata": metadata}
    if subsets:
        obj["subsets"] = subsets
    try:
        if there is None:
            api.create(RESOURCE, metadata["namespace"], obj)
        else:
            api.update(RESOURCE, obj)
    except (AlreadyExists, Forbidden):
        return
