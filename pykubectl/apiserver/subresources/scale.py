"""The scale subresource: replicas, wanted and counted, of whatever has them.

Where they are is the same for all built-in kinds; a custom kind says it. Who scales an object owns that one field of it,
by the subresource and without a time.

Upstream: pkg/registry/apps/deployment/storage (ScaleREST), apiextensions-apiserver/pkg/registry/customresource/etcd.go,
apimachinery autoscaling/v1, apimachinery/pkg/util/managedfields/scalehandler.go.
"""

from typing import TYPE_CHECKING

from pykubectl import Object
from pykubectl.apiserver import field_management, patching
from pykubectl.apiserver.calls import Call
from pykubectl.apiserver.exchanged import typed
from pykubectl.errors import BadRequest, Conflict, InternalError, Invalid, invalid
from pykubectl.machinery.objects import get_path
from pykubectl.machinery.requests import APPLY_PATCH, Request
from pykubectl.machinery.selectors import format_label_selector
from pykubectl.machinery.structural import scale as custom

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

_BUILT_IN = {"specReplicasPath": ".spec.replicas"}


def answer(server: "ApiServer", call: Call, request: Request) -> tuple[int, Object]:
    if call.verb == "get":
        return 200, _answer(call, server.registry.get(call.kind, call.namespace, call.name))
    if request.content_type == APPLY_PATCH and call.verb == "patch":
        return 200, _answer(call, _apply(server, call, request))

    def transform(old: Object) -> Object:
        scale = scale_of(call, old)
        body = request.body
        if call.verb == "patch":
            body = patching.patch(_scale_call(call), scale, body, request.content_type)
        body = typed(body, "autoscaling/v1", "Scale")
        _check(call, body, old)
        new = _scaled(call, old, body)
        field_management.on_update(server, call, new, old)
        return new

    updated = server.registry.update(call, transform, tracked=False)
    return 200, _answer(call, updated)


def _apply(server: "ApiServer", call: Call, request: Request) -> Object:
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
        configuration = _scaled(call, configuration, scale)

    def transform(old: Object) -> Object:
        _check(call, scale, old)
        return applying.applied(server, call, old, configuration)

    return server.registry.update(call, transform, tracked=False)


def _answer(call: Call, obj: Object) -> Object:
    scale, paths = scale_of(call, obj), _custom_paths(call)
    if paths is not None and not custom.has_replicas(obj, paths):
        raise InternalError.of(f'the spec replicas field "{paths["specReplicasPath"]}" does not exist')
    return scale


def scale_of(call: Call, obj: Object) -> Object:
    """The Scale of an object, which is also what admission sees of a call of this subresource."""
    paths = _custom_paths(call)
    if paths is None:
        return _built_in(obj)
    try:
        return custom.read(obj, paths)
    except custom.ScaleError as error:
        raise BadRequest(str(error))


def _scaled(call: Call, obj: Object, scale: Object) -> Object:
    """A copy of the object that has the replicas of the Scale."""
    try:
        return custom.write(obj, scale, _custom_paths(call) or _BUILT_IN)
    except custom.ScaleError as error:
        raise BadRequest(str(error))


def _custom_paths(call: Call) -> Object | None:
    """Where a custom kind keeps what its scale shows; None of a built-in kind."""
    definition = call.kind.definition
    return None if definition is None else definition.scale_paths(call.version)


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


def _built_in(obj: Object) -> Object:
    replicas = get_path(obj, "spec.replicas", 0)
    return {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": custom.metadata(obj),
        "spec": {"replicas": replicas} if replicas else {},
        "status": {"replicas": get_path(obj, "status.replicas", 0), "selector": _selector(obj)},
    }


def _selector(obj: Object) -> str:
    selector = get_path(obj, "spec.selector", {})
    # A ReplicationController's selector is the plain map.
    labels = selector if obj["kind"] != "ReplicationController" else {"matchLabels": selector}
    return format_label_selector(labels) if labels else ""
