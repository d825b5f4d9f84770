"""The scale subresource: replicas, wanted and counted, of whatever has them.

Where they are is the same for all built-in kinds; a custom kind says it. Who scales an object owns that one field of it,
by the subresource and without a time.

Upstream: pkg/registry/apps/deployment/storage (ScaleREST), apiextensions-apiserver/pkg/registry/customresource/etcd.go,
apimachinery autoscaling/v1, apimachinery/pkg/util/managedfields/scalehandler.go.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

from pykubectl import Object
from pykubectl.apiserver import field_management, patching
from pykubectl.apiserver.calls import Call
from pykubectl.apiserver.exchanged import typed
from pykubectl.errors import BadRequest, Conflict, InternalError, Invalid, invalid
from pykubectl.machinery.objects import copy, get_path
from pykubectl.machinery.requests import APPLY_PATCH, Request
from pykubectl.machinery.selectors import format_label_selector

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer


class _Paths(NamedTuple):
    """Where an object keeps what its scale shows; a custom kind's selector is a string."""

    wanted: str = "spec.replicas"
    counted: str = "status.replicas"
    selector: str = "spec.selector"
    is_custom: bool = False


def answer(server: "ApiServer", call: Call, request: Request) -> tuple[int, Object]:
    paths = _paths(call)
    if call.verb == "get":
        return 200, _scale(server.registry.get(call.kind, call.namespace, call.name), paths)
    if request.content_type == APPLY_PATCH and call.verb == "patch":
        return 200, _scale(_apply(server, call, request, paths), paths)

    def transform(old: Object) -> Object:
        scale = _scale(old, paths)
        body = request.body
        if call.verb == "patch":
            body = patching.patch(_scale_call(call), scale, body, request.content_type)
        body = typed(body, "autoscaling/v1", "Scale")
        _check(call, body, old)
        new = copy(old)
        _put(new, paths.wanted, (body.get("spec") or {}).get("replicas", 0))
        field_management.on_update(server, call, new, old)
        return new

    updated = server.registry.update(call, transform, tracked=False)
    return 200, _scale(updated, paths)


def _apply(server: "ApiServer", call: Call, request: Request, paths: _Paths) -> Object:
    """A scale that is applied is a configuration of the object that has nothing but its replicas."""
    from pykubectl.apiserver import applying

    patching.check_options(call, applies=True)
    scale = typed(applying.decoded(request.body), "autoscaling/v1", "Scale")
    if (scale.get("apiVersion"), scale.get("kind")) != ("autoscaling/v1", "Scale"):
        raise BadRequest(
            f"invalid object type: {applying.kind_text(scale.get('apiVersion') or '', scale.get('kind') or '')}"
        )
    configuration: Object = {"apiVersion": call.api_version, "kind": call.kind.kind, "metadata": {"name": call.name}}
    if "replicas" in (scale.get("spec") or {}):
        _put(configuration, paths.wanted, scale["spec"]["replicas"])

    def transform(old: Object) -> Object:
        _check(call, scale, old)
        return applying.applied(server, call, old, configuration)

    return server.registry.update(call, transform, tracked=False)


def scale_of(call: Call, obj: Object) -> Object:
    """The Scale of an object, which is what admission sees of a call of this subresource."""
    return _scale(obj, _paths(call))


def _paths(call: Call) -> _Paths:
    if call.kind.definition is None:
        return _Paths()
    declared = call.kind.definition.scale_paths(call.version) or {}
    names = ("specReplicasPath", "statusReplicasPath", "labelSelectorPath")
    wanted, counted, selector = ((declared.get(name) or "").removeprefix(".") for name in names)
    return _Paths(wanted, counted, selector, is_custom=True)


def _put(obj: Object, path: str, value: Any) -> None:
    *folders, last = path.split(".")
    for name in folders:
        obj = obj.setdefault(name, {})
    obj[last] = value


def _scale_call(call: Call) -> Call:
    return call._replace(kind=call.kind._replace(group="autoscaling", kind="Scale", definition=None), version="v1")


def _check(call: Call, scale: Object, old: Object) -> None:
    version = (scale.get("metadata") or {}).get("resourceVersion")
    if version and version != old["metadata"]["resourceVersion"]:
        raise Conflict.modified(call.kind.resource, call.name)
    replicas = (scale.get("spec") or {}).get("replicas", 0)
    if not isinstance(replicas, int) or replicas < 0:
        error = invalid("spec.replicas", replicas, "must be greater than or equal to 0")
        raise Invalid.of("Scale", "autoscaling", call.name, [error])


def _scale(obj: Object, paths: _Paths) -> Object:
    meta = obj["metadata"]
    kept = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
    wanted = get_path(obj, paths.wanted)
    if wanted is None and paths.is_custom:
        raise InternalError.of(f'the spec replicas field ".{paths.wanted}" does not exist')
    return {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": {name: meta[name] for name in kept if name in meta},
        "spec": {"replicas": wanted or 0},
        "status": {
            "replicas": get_path(obj, paths.counted, 0),
            "selector": _selector(obj, paths.selector),
        },
    }


def _selector(obj: Object, path: str) -> str:
    selector = get_path(obj, path, {}) if path else {}
    if isinstance(selector, str):
        return selector
    # A ReplicationController's selector is the plain map.
    labels = selector if obj["kind"] != "ReplicationController" else {"matchLabels": selector}
    return format_label_selector(labels) if labels else ""
