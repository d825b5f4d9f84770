"""Subresources that replace one part of the object: ephemeralcontainers, resize, approval, finalize.

Each takes the whole object, as PUT or PATCH, and lets only its own part through.

Upstream: pkg/registry/core/{pod,namespace}/strategy.go, pkg/registry/certificates.
"""

from typing import TYPE_CHECKING, Any

from pykubectl import Object
from pykubectl.apiserver import decoding, field_management, patching
from pykubectl.apiserver.calls import Call
from pykubectl.machinery.objects import copy
from pykubectl.machinery.requests import APPLY_PATCH, Request
from pykubectl.machinery.timestamps import format_time

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer


def answer(server: "ApiServer", call: Call, request: Request) -> tuple[int, Any]:
    if call.verb == "get":
        return 200, server.registry.get(call.kind, call.namespace, call.name)

    applies = call.verb == "patch" and request.content_type == APPLY_PATCH
    if call.verb == "patch":
        patching.check_options(call, applies=applies)

    def transform(old: Object) -> Object:
        new = _asked(server, call, old, request)
        merged = copy(old)
        merged["metadata"]["resourceVersion"] = new["metadata"].get("resourceVersion", "")
        _TAKE[call.subresource](merged, new)
        if call.subresource == "approval":
            _stamp(merged, old, format_time(server.world.now))
        if applies:
            field_management.take_over(merged, new)
        return merged

    return 200, server.registry.update(call, transform, tracked=not applies)


def _asked(server: "ApiServer", call: Call, old: Object, request: Request) -> Object:
    """The whole object as the request wants it."""
    if call.verb != "patch":
        return decoding.decode(server, call, request.body)
    if request.content_type != APPLY_PATCH:
        return patching.patched(server, call, old, request)
    from pykubectl.apiserver import applying

    return applying.applied(server, call, old, applying.decoded(request.body))


def _ephemeral_containers(merged: Object, new: Object) -> None:
    merged["spec"]["ephemeralContainers"] = new["spec"].get("ephemeralContainers") or []


def _resources(merged: Object, new: Object) -> None:
    for field in ("containers", "initContainers"):
        wanted = {one["name"]: one.get("resources") or {} for one in new["spec"].get(field) or ()}
        for container in merged["spec"].get(field) or ():
            container["resources"] = wanted.get(container["name"], container.get("resources") or {})


def _approval(merged: Object, new: Object) -> None:
    status = new.get("status") or {}
    merged["status"] = {**(merged.get("status") or {}), "conditions": status.get("conditions") or []}


def _stamp(merged: Object, old: Object, now: str) -> None:
    """Say when the conditions came."""
    before = {one["type"]: one for one in (old.get("status") or {}).get("conditions") or ()}
    stamped = []
    for condition in merged["status"]["conditions"]:
        known = before.get(condition["type"]) or {}
        since = known.get("lastTransitionTime") if known.get("status") == condition.get("status") else None
        times = {"lastUpdateTime": condition.get("lastUpdateTime") or now, "lastTransitionTime": since or now}
        stamped.append({"status": "True", **condition, **times})
    merged["status"]["conditions"] = stamped


def _finalizers(merged: Object, new: Object) -> None:
    merged["spec"] = {**(merged.get("spec") or {}), "finalizers": (new.get("spec") or {}).get("finalizers") or []}
    if not merged["spec"]["finalizers"]:
        del merged["spec"]["finalizers"]


_TAKE = {
    "ephemeralcontainers": _ephemeral_containers,
    "resize": _resources,
    "approval": _approval,
    "finalize": _finalizers,
}
