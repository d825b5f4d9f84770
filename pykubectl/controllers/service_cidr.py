"""Service CIDR: a range of service addresses is ready, and when it is deleted it stays until no address of it is in use.

Upstream: pkg/controller/servicecidrs.
"""

from collections.abc import Iterable
from ipaddress import ip_address, ip_network

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts.finalizers import having, without
from pykubectl.controllers.parts.pods import condition, is_being_deleted
from pykubectl.machinery.timestamps import format_time
from pykubectl.storage import Change

RESOURCE = "servicecidrs.networking.k8s.io"
ADDRESSES = "ipaddresses.networking.k8s.io"
FINALIZER = "networking.k8s.io/service-cidr-finalizer"


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    found = api.find(RESOURCE, "", name)
    if found is None:
        return None
    has_finalizer = FINALIZER in (found["metadata"].get("finalizers") or ())
    if not is_being_deleted(found):
        if not has_finalizer:
            found = api.update(RESOURCE, having(found, FINALIZER))
        _set_ready(api, found, ("True", "", "Kubernetes Service CIDR is ready"))
    elif has_finalizer and _is_needed(api, found):
        text = "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR"
        _set_ready(api, found, ("False", "Terminating", text))
    elif has_finalizer:
        api.update(RESOURCE, without(found, FINALIZER))
    return None


def woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]:
    """Ranges that are being deleted, when an address is given back."""
    if change.obj is None:
        for found in api.list(RESOURCE):
            if is_being_deleted(found):
                yield "", found["metadata"]["name"]


def _is_needed(api: Api, servicecidr: Object) -> bool:
    others = [
        ip_network(text)
        for other in api.list(RESOURCE)
        if other["metadata"]["uid"] != servicecidr["metadata"]["uid"] and not is_being_deleted(other)
        for text in other["spec"]["cidrs"]
    ]
    own = [ip_network(text) for text in servicecidr["spec"]["cidrs"]]
    for used in api.list(ADDRESSES):
        address = ip_address(used["metadata"]["name"])
        if any(address in range for range in own) and not any(address in range for range in others):
            return True
    return False


def _set_ready(api: Api, servicecidr: Object, words: tuple[str, str, str]) -> None:
    value, reason, message = words
    before = condition(servicecidr, "Ready")
    if before is not None and (before["status"], before["reason"]) == (value, reason):
        return
    ready = {"type": "Ready", "status": value, "reason": reason, "message": message}
    ready["lastTransitionTime"] = format_time(api.now)
    api.update_status(RESOURCE, {**servicecidr, "status": {"conditions": [ready]}})
