"""PATCH: the body changes the object in the version it is asked in, and the result goes the way of an update.

Upstream: apiserver/pkg/endpoints/handlers/patch.go.
"""

from typing import TYPE_CHECKING, Any

from pykubectl import Object
from pykubectl.apiserver import decoding
from pykubectl.apiserver.calls import Call
from pykubectl.errors import BadRequest, UnsupportedMediaType
from pykubectl.machinery.objects import copy
from pykubectl.machinery.requests import JSON_PATCH, MERGE_PATCH, STRATEGIC_MERGE_PATCH, Request
from pykubectl.machinery.schema import schema_of

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer


def answer(server: "ApiServer", call: Call, request: Request) -> tuple[int, Object]:
    def transform(old: Object) -> Object:
        patched = patch(call, copy(decoding.encode(call, old)), request.body, request.content_type)
        return decoding.convert_in(server, call, patched)

    return 200, decoding.encode(call, server.registry.update(call, transform))


def patch(call: Call, obj: Object, body: Any, content_type: str) -> Object:
    """The patched object, in the call's version. Raises BadRequest, Invalid, UnsupportedMediaType."""
    from pykubectl.machinery import json_merge, json_patch, strategic_merge
    if content_type == JSON_PATCH:
        patched = json_patch.apply(obj, body)
    elif content_type == MERGE_PATCH:
        patched = json_merge.apply(obj, body)
    elif content_type == STRATEGIC_MERGE_PATCH:
        schema = schema_of(call.api_version, call.kind.kind)
        if schema is None:
            raise UnsupportedMediaType("the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml")
        patched = strategic_merge.apply(obj, body, schema)
    else:
        raise UnsupportedMediaType(
            "the body of the request was in an unknown format - accepted media types include: "
            "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml, application/apply-patch+cbor"
        )
    if not isinstance(patched, dict):
        raise BadRequest("the patch does not give an object")
    return patched
