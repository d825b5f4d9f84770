"""The scale subresource: replicas, wanted and counted, of whatever has them.

Upstream: pkg/registry/apps/deployment/storage (ScaleREST), apimachinery autoscaling/v1.
"""

from typing import TYPE_CHECKING

from pykubectl import Object
from pykubectl.apiserver import patching
from pykubectl.apiserver.calls import Call
from pykubectl.errors import BadRequest, Conflict, Invalid, invalid
from pykubectl.machinery.objects import copy
from pykubectl.machinery.requests import Request
from pykubectl.machinery.selectors import format_label_selector

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer


def answer(server: "ApiServer", call: Call, request: Request) -> tuple[int, Object]:
    if call.verb == "get":
        return 200, _scale(server.registry.get(call.kind, call.namespace, call.name))

    def transform(old: Object) -> Object:
        scale = _scale(old)
        body = request.body
        if call.verb == "patch":
            body = patching.patch(_scale_call(call), scale, body, request.content_type)
        elif not isinstance(body, dict):
            raise BadRequest("the body of the request is not a Scale")
        _check(call, body, old)
        new = copy(old)
        new["spec"]["replicas"] = (body.get("spec") or {}).get("replicas", 0)
        return new

    updated = server.registry.update(call._replace(subresource=""), transform)
    return 200, _scale(updated)


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


def _scale(obj: Object) -> Object:
    meta = obj["metadata"]
    kept = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
    selector = obj["spec"].get("selector") or {}
    # A ReplicationController's selector is the plain map.
    labels = selector if obj["kind"] != "ReplicationController" else {"matchLabels": selector}
    return {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": {name: meta[name] for name in kept if name in meta},
        "spec": {"replicas": obj["spec"].get("replicas", 0)},
        "status": {
            "replicas": (obj.get("status") or {}).get("replicas", 0),
            "selector": format_label_selector(labels) if labels else "",
        },
    }
