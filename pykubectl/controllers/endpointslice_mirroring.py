"""EndpointSlice mirroring: slices for Endpoints that a user wrote by hand, for services without a selector.

Upstream: pkg/controller/endpointslicemirroring.
"""

import json
from collections.abc import Iterable

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts import slices
from pykubectl.controllers.parts.endpoints import TRIGGER_TIME
from pykubectl.storage import Change

MANAGER = "endpointslicemirroring-controller.k8s.io"
SKIP = "endpointslice.kubernetes.io/skip-mirror"
_LEADER = "control-plane.alpha.kubernetes.io/leader"
_NOT_MIRRORED = frozenset({"kubectl.kubernetes.io/last-applied-configuration", TRIGGER_TIME})
_ADDRESSES_MAX = 1000


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    there = slices.of_service(api, namespace, name, MANAGER)
    source = api.find("endpoints", namespace, name)
    service = api.find("services", namespace, name)
    if source is None or service is None or service["spec"].get("selector") or not _is_mirrored(source):
        slices.delete_all(api, there)
        return None
    labels = {**(source["metadata"].get("labels") or {})}
    labels |= {slices.SERVICE_NAME: name, slices.MANAGED_BY: MANAGER}
    given = source["metadata"].get("annotations") or {}
    annotations = {key: value for key, value in given.items() if key not in _NOT_MIRRORED}
    wanted = slices.Wanted(source, labels, annotations, _groups(source), given.get(TRIGGER_TIME, ""))
    slices.reconcile(api, there, wanted)
    return None


def woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]:
    if change.key.resource == "services":
        return [(change.key.namespace, change.key.name)]
    labels = ((change.obj or change.previous or {}).get("metadata") or {}).get("labels") or {}
    if change.obj is None and labels.get(slices.MANAGED_BY) == MANAGER and slices.SERVICE_NAME in labels:
        return [(change.key.namespace, labels[slices.SERVICE_NAME])]
    return []


def _is_mirrored(source: Object) -> bool:
    metadata = source["metadata"]
    skipped = (metadata.get("labels") or {}).get(SKIP) == "true"
    return not skipped and _LEADER not in (metadata.get("annotations") or {})


def _groups(source: Object) -> list[slices.Group]:
    by_key: dict[str, slices.Group] = {}
    for subset in source.get("subsets") or ():
        ports = [_port(port) for port in subset.get("ports") or ()]
        for field, ready in (("addresses", True), ("notReadyAddresses", False)):
            for address in (subset.get(field) or ())[:_ADDRESSES_MAX]:
                family = "IPv6" if ":" in address["ip"] else "IPv4"
                group = by_key.setdefault(json.dumps([family, ports]), slices.Group(family, ports, []))
                group.endpoints.append(_endpoint(address, ready=ready))
    return list(by_key.values())


def _port(port: Object) -> Object:
    declared: Object = {"name": port.get("name", ""), "port": port["port"], "protocol": port.get("protocol", "TCP")}
    if port.get("appProtocol"):
        declared["appProtocol"] = port["appProtocol"]
    return declared


def _endpoint(address: Object, *, ready: bool) -> Object:
    endpoint: Object = {"addresses": [address["ip"]], "conditions": {"ready": ready}}
    for field in ("hostname", "nodeName", "targetRef"):
        if address.get(field):
            endpoint[field] = address[field]
    return endpoint
