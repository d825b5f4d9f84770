"""EndpointSlices in step with what they should hold: endpoints stay where they are, gaps are filled, empty slices go.

Upstream: staging/src/k8s.io/endpointslice (reconciler.go), pkg/controller/endpointslicemirroring.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts.endpoints import TRIGGER_TIME
from pykubectl.errors import Forbidden, NotFound
from pykubectl.machinery.owners import controller_reference
from pykubectl.machinery.selectors import from_labels

RESOURCE = "endpointslices.discovery.k8s.io"
SERVICE_NAME = "kubernetes.io/service-name"
MANAGED_BY = "endpointslice.kubernetes.io/managed-by"
ENDPOINTS_MAX = 100


class Group(NamedTuple):
    """Endpoints of one address family that share their ports."""

    address_type: str
    ports: list[Object]
    endpoints: list[Object]


class Wanted(NamedTuple):
    """What the slices of a service should be; `trigger` is the time of the change, if it is known."""

    owner: Object
    labels: dict[str, str]
    annotations: dict[str, str]
    groups: Sequence[Group]
    trigger: str


def of_service(api: Api, namespace: str, name: str, manager: str) -> list[Object]:
    """The slices of a service that `manager` keeps."""
    selector = from_labels({SERVICE_NAME: name, MANAGED_BY: manager})
    return [
        one for one in api.list(RESOURCE, namespace, selector=selector) if not one["metadata"].get("deletionTimestamp")
    ]


def delete_all(api: Api, slices: Sequence[Object]) -> None:
    for one in slices:
        try:
            api.delete(RESOURCE, one["metadata"]["namespace"], one["metadata"]["name"])
        except NotFound:
            continue


def reconcile(api: Api, slices: Sequence[Object], wanted: Wanted) -> None:
    left = list(slices)
    for group in wanted.groups:
        mine = [
            one for one in left if (one["addressType"], one.get("ports") or []) == (group.address_type, group.ports)
        ]
        left = [one for one in left if not any(one is other for other in mine)]
        _reconcile_group(api, mine, wanted, group)
    delete_all(api, left)


def _identity(endpoint: Object) -> str:
    target = endpoint.get("targetRef") or {}
    return str(target.get("uid") or json.dumps(endpoint["addresses"]))


def _reconcile_group(api: Api, slices: Sequence[Object], wanted: Wanted, group: Group) -> None:
    missing = {_identity(endpoint): endpoint for endpoint in group.endpoints}
    contents: list[list[Object]] = []
    for one in slices:
        contents.append([missing.pop(key) for key in map(_identity, one.get("endpoints") or ()) if key in missing])
    rest = list(missing.values())
    for content in contents:
        room = ENDPOINTS_MAX - len(content)
        content += rest[:room]
        rest = rest[room:]
    keep_one = not group.endpoints
    for one, content in zip(slices, contents, strict=True):
        if content or keep_one:
            _update(api, one, wanted, content)
            keep_one = False
        else:
            delete_all(api, [one])
    while rest or keep_one:
        _create(api, wanted, group, rest[:ENDPOINTS_MAX])
        rest, keep_one = rest[ENDPOINTS_MAX:], False


def _annotations(wanted: Wanted) -> dict[str, str]:
    return {**wanted.annotations, **({TRIGGER_TIME: wanted.trigger} if wanted.trigger else {})}


def _create(api: Api, wanted: Wanted, group: Group, content: list[Object]) -> None:
    metadata: Object = {
        "generateName": f"{wanted.owner['metadata']['name']}-",
        "namespace": wanted.owner["metadata"]["namespace"],
        "labels": wanted.labels,
        "ownerReferences": [controller_reference(wanted.owner)],
    }
    if _annotations(wanted):
        metadata["annotations"] = _annotations(wanted)
    obj = {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": metadata,
        "addressType": group.address_type,
        "endpoints": content or None,
        "ports": group.ports or None,
    }
    try:
        api.create(RESOURCE, metadata["namespace"], obj)
    except Forbidden:
        return


def _update(api: Api, one: Object, wanted: Wanted, content: list[Object]) -> None:
    metadata = one["metadata"]
    before = {key: value for key, value in (metadata.get("annotations") or {}).items() if key != TRIGGER_TIME}
    has_moved = (one.get("endpoints") or []) != content
    if not has_moved and metadata.get("labels") == wanted.labels and before == wanted.annotations:
        return
    changed = {key: value for key, value in metadata.items() if key != "annotations"}
    changed["labels"] = wanted.labels
    if _annotations(wanted):
        changed["annotations"] = _annotations(wanted)
    api.update(RESOURCE, {**one, "metadata": changed, "endpoints": content or None})
