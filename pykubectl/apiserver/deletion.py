"""Deletion: at once, after a grace period, or when the last finalizer is gone.

A deleted object that something still holds (grace period of a pod on a node, finalizers, the contents of a namespace)
stays with a deletionTimestamp; whoever holds it lets go by an update or by deleting it with no grace. The propagation
policy becomes a finalizer that the garbage collector works off: `foregroundDeletion`, `orphan`, or none for background.

Upstream: apiserver/pkg/registry/rest/delete.go, registry/generic/registry/store.go (Delete), pkg/registry/core/pod/strategy.go.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from pykubectl import Object, kinds
from pykubectl.apiserver import admission, reading, versions
from pykubectl.apiserver.admission import Attributes
from pykubectl.apiserver.calls import Call, DeleteOptions, delete_options
from pykubectl.apiserver.registry import Registry, is_held
from pykubectl.errors import Conflict, FieldError, Invalid
from pykubectl.kinds import Kind
from pykubectl.machinery.objects import copy
from pykubectl.machinery.requests import Request
from pykubectl.machinery.timestamps import format_time, parse_time
from pykubectl.storage import Key, Write

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

ORPHAN, FOREGROUND = "orphan", "foregroundDeletion"
_FINALIZERS = {"Orphan": ORPHAN, "Foreground": FOREGROUND, "Background": None, "": None}


def answer(server: "ApiServer", call: Call, request: Request) -> tuple[int, Object]:
    options = delete_options(request)
    if call.verb == "delete":
        obj, gone = delete(server.registry, call, options)
        return 200, status(call, obj) if gone else versions.encode(call, obj)
    found, metadata = reading.listed(server, call)
    for obj in found:
        meta = obj["metadata"]
        one = call._replace(verb="delete", namespace=meta.get("namespace", ""), name=meta["name"])
        delete(server.registry, one, options)
    return 200, reading.wrap(call, found, metadata)


def delete(registry: Registry, call: Call, options: DeleteOptions) -> tuple[Object, bool]:
    """The object, and whether it is gone. Raises NotFound, Conflict (preconditions), Forbidden, Invalid."""
    kind = call.stored_kind
    if options.propagation not in _FINALIZERS:
        supported = 'supported values: "Foreground", "Background", "Orphan", "nil"'
        error = FieldError("Unsupported value", "propagationPolicy", options.propagation, supported)
        raise Invalid.of("DeleteOptions", "meta.k8s.io", "", [error])
    with registry.transaction(call):
        old = registry.get(call.kind, call.namespace, call.name)
        _check_preconditions(call, options, old)
        attributes = Attributes("DELETE", call, None, old, call.name)
        admission.mutate(registry.server, attributes)
        admission.validate(registry.server, attributes)
        new = copy(old)
        hooks = kinds.hooks(kind)
        if hasattr(hooks, "prepare_delete"):
            hooks.prepare_delete(new, registry.world.now)
        grace = _mark(registry, kind, new, options)
        gone = not is_held(kind, new) and not grace
        _write(registry, kind, new, old, gone)
    return new, gone


def _write(registry: Registry, kind: Kind, new: Object, old: Object, gone: bool) -> None:
    if not gone and new == old:
        return
    meta = new["metadata"]
    key = Key(kind.resource, meta.get("namespace", ""), meta["name"])
    if gone:
        registry.server.release(kind, new)
    registry.store.write([Write(key, None if gone else new, int(old["metadata"]["resourceVersion"]))])


def _check_preconditions(call: Call, options: DeleteOptions, old: Object) -> None:
    checks = (
        ("UID", options.uid, old["metadata"]["uid"], "deleted and then recreated"),
        ("ResourceVersion", options.resource_version, old["metadata"]["resourceVersion"], "modified"),
    )
    for what, asked, found, happened in checks:
        if asked and asked != found:
            text = f"the {what} in the precondition ({asked}) does not match the {what} in record ({found})"
            # Named by its kind here, unlike in all other conflicts.
            kind = f"{call.kind.kind}.{call.kind.group}" if call.kind.group else call.kind.kind
            raise Conflict.of(kind, call.name, f"{text}. The object might have been {happened}")


def _mark(registry: Registry, kind: Kind, new: Object, options: DeleteOptions) -> int:
    """Set what deletion sets, in place; returns the grace period left (seconds)."""
    meta = new["metadata"]
    _set_propagation(meta, options.propagation)
    grace = _grace_seconds(kind, new, options)
    if "deletionTimestamp" in meta:
        return _shorten(registry, meta, grace)
    if grace or is_held(kind, new):
        meta["deletionTimestamp"] = format_time(registry.world.now + timedelta(seconds=grace))
        meta["deletionGracePeriodSeconds"] = grace
        if "generation" in meta:
            meta["generation"] += 1
        if kind.resource == "namespaces":
            new["status"] = {**(new.get("status") or {}), "phase": "Terminating"}
    return grace


def _shorten(registry: Registry, meta: Object, grace: int) -> int:
    """A second deletion may only shorten the grace period of the first."""
    before: int = meta.get("deletionGracePeriodSeconds") or 0
    if grace >= before:
        return before
    end = parse_time(meta["deletionTimestamp"]) - timedelta(seconds=before - grace)
    meta["deletionTimestamp"] = format_time(max(end, registry.world.now) if grace else registry.world.now)
    meta["deletionGracePeriodSeconds"] = grace
    return grace


def _set_propagation(meta: Object, propagation: str) -> None:
    asked = _FINALIZERS[propagation]
    if not propagation:
        return
    kept = [name for name in meta.get("finalizers") or () if name not in (ORPHAN, FOREGROUND)]
    if asked:
        kept.append(asked)
    if kept:
        meta["finalizers"] = kept
    else:
        meta.pop("finalizers", None)


def _grace_seconds(kind: Kind, obj: Object, options: DeleteOptions) -> int:
    """Only pods go gracefully, and of these only those that a node runs."""
    if kind.resource != "pods":
        return 0
    spec, phase = obj["spec"], obj.get("status", {}).get("phase")
    if not spec.get("nodeName") or phase in ("Succeeded", "Failed"):
        return 0
    if options.grace_seconds is not None:
        return max(options.grace_seconds, 0)
    grace: int = spec.get("terminationGracePeriodSeconds", 30)
    return grace


def status(call: Call, obj: Object) -> Object:
    """The answer to a deletion that is complete."""
    details = {
        "name": call.name,
        "group": call.kind.group,
        "kind": call.kind.plural,
        "uid": obj["metadata"]["uid"],
    }
    return {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Success",
        "details": {key: value for key, value in details.items() if value},
    }
