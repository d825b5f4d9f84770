"""EndpointSlice: the addresses behind a service with what is known of each: ready, serving, terminating, node, zone.

Upstream: pkg/controller/endpointslice, staging/src/k8s.io/endpointslice.
"""

import json
from collections.abc import Iterable, Sequence

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts import endpoints, slices
from pykubectl.controllers.parts.pods import is_being_deleted, is_ready
from pykubectl.storage import Change

MANAGER = "endpointslice-controller.k8s.io"
ZONE = "topology.kubernetes.io/zone"
_RESERVED = frozenset({slices.SERVICE_NAME, slices.MANAGED_BY, endpoints.HEADLESS})


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    service = api.find("services", namespace, name)
    there = slices.of_service(api, namespace, name, MANAGER)
    if service is None:
        slices.delete_all(api, there)
        return None
    if not endpoints.has_endpoints(service):
        return None
    pods = endpoints.pods_behind(api, service)
    known = {
        endpoint["targetRef"]["uid"]
        for one in there
        for endpoint in one.get("endpoints") or ()
        if endpoint.get("targetRef") and endpoint["conditions"].get("ready")
    }
    fresh = [pod for pod in pods if pod["metadata"]["uid"] not in known]
    trigger = endpoints.trigger_time(service, fresh, is_first=not there)
    wanted = slices.Wanted(service, _labels(service), {}, _groups(api, service, pods), trigger)
    slices.reconcile(api, there, wanted)
    return None


def woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]:
    if change.key.resource != slices.RESOURCE:
        return endpoints.services_of(api, change)
    labels = ((change.obj or change.previous or {}).get("metadata") or {}).get("labels") or {}
    if change.obj is None and labels.get(slices.MANAGED_BY) == MANAGER and slices.SERVICE_NAME in labels:
        return [(change.key.namespace, labels[slices.SERVICE_NAME])]
    return []


def _labels(service: Object) -> dict[str, str]:
    given = service["metadata"].get("labels") or {}
    labels = {key: value for key, value in given.items() if key not in _RESERVED}
    labels |= {slices.SERVICE_NAME: service["metadata"]["name"], slices.MANAGED_BY: MANAGER}
    if endpoints.is_headless(service):
        labels[endpoints.HEADLESS] = ""
    return labels


def _groups(api: Api, service: Object, pods: Sequence[Object]) -> list[slices.Group]:
    groups = []
    for family in service["spec"].get("ipFamilies") or ["IPv4"]:
        by_ports: dict[str, slices.Group] = {}
        for pod in pods:
            ip = endpoints.address(pod, family)
            if ip:
                ports = _ports(service, pod)
                group = by_ports.setdefault(json.dumps(ports), slices.Group(family, ports, []))
                group.endpoints.append(_endpoint(api, service, pod, ip))
        groups += list(by_ports.values()) or [slices.Group(family, [], [])]
    return groups


def _ports(service: Object, pod: Object) -> list[Object]:
    found = []
    for port in service["spec"].get("ports") or ():
        number = endpoints.target_port(pod, port)
        if number is not None:
            declared: Object = {"name": port.get("name", ""), "port": number, "protocol": port.get("protocol", "TCP")}
            if port.get("appProtocol"):
                declared["appProtocol"] = port["appProtocol"]
            found.append(declared)
    return found


def _endpoint(api: Api, service: Object, pod: Object, ip: str) -> Object:
    serving, terminating = is_ready(pod), is_being_deleted(pod)
    ready = bool(service["spec"].get("publishNotReadyAddresses")) or (serving and not terminating)
    endpoint: Object = {
        "addresses": [ip],
        "conditions": {"ready": ready, "serving": serving, "terminating": terminating},
        "targetRef": endpoints.target_reference(pod),
    }
    if endpoints.hostname(pod, service):
        endpoint["hostname"] = endpoints.hostname(pod, service)
    name = pod["spec"].get("nodeName")
    if name:
        endpoint["nodeName"] = name
        node = api.find("nodes", "", name) or {"metadata": {}}
        zone = (node["metadata"].get("labels") or {}).get(ZONE)
        if zone:
            endpoint["zone"] = zone
        hints = _hints(service, name, zone or "") if ready else {}
        if hints:
            endpoint["hints"] = hints
    return endpoint


def _hints(service: Object, node: str, zone: str) -> Object:
    """For whom the endpoint is near, when the service asks for near ones."""
    distribution = service["spec"].get("trafficDistribution")
    hints: Object = {}
    if distribution in ("PreferClose", "PreferSameZone", "PreferSameNode") and zone:
        hints["forZones"] = [{"name": zone}]
    if distribution == "PreferSameNode":
        hints["forNodes"] = [{"name": node}]
    return hints
