"""PATCH: the body changes the object in the version it is asked in, and the result goes the way of an update.

What is wrong with the patch itself is a BadRequest; a result that does not fit the kind is Invalid, at the field `patch`.

Upstream: apiserver/pkg/endpoints/handlers/patch.go.
"""

from typing import TYPE_CHECKING, Any

from pykubectl import Object, kinds
from pykubectl.apiserver import decoding, field_management, versions
from pykubectl.apiserver.calls import Call
from pykubectl.errors import (
    BadRequest,
    FieldError,
    Invalid,
    StatusError,
    UnsupportedMediaType,
    forbidden,
    required,
)
from pykubectl.machinery.decode import Decoded
from pykubectl.machinery.literals import go_kind
from pykubectl.machinery.objects import copy
from pykubectl.machinery.requests import APPLY_PATCH, JSON_PATCH, MERGE_PATCH, STRATEGIC_MERGE_PATCH, Request
from pykubectl.machinery.schema import Schema

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

_ACCEPTED = (
    JSON_PATCH,
    MERGE_PATCH,
    STRATEGIC_MERGE_PATCH,
    "application/apply-patch+yaml",
    "application/apply-patch+cbor",
)
# Custom kinds have no Go types, by which strategic merge goes.
_BUILT_IN_ONLY = (STRATEGIC_MERGE_PATCH, "application/apply-patch+cbor")
_MAP, _OPERATIONS, _OPERATION = "map[string]interface {}", "[]handlers.jsonPatchOp", "handlers.jsonPatchOp"


def answer(server: "ApiServer", call: Call, request: Request) -> tuple[int, Object]:
    """Raises Invalid for options that do not fit."""
    applies = request.content_type == APPLY_PATCH
    check_options(call, applies=applies)
    if applies:
        from pykubectl.apiserver import applying

        return applying.answer(server, call, request)

    def transform(old: Object) -> Object:
        return patched(server, call, old, request)

    return 200, versions.answered(call, server.registry.update(call, transform))


def check_options(call: Call, *, applies: bool) -> None:
    """Raises Invalid for options that do not go with a PATCH."""
    asked = call.query.get("fieldManager", "")
    errors: list[FieldError] = []
    if applies and not asked:
        errors.append(required("fieldManager", "is required for apply patch"))
    if not applies and "force" in call.query:
        errors.append(forbidden("force", "may not be specified for non-apply patch"))
    errors += field_management.manager_errors(asked, "fieldManager")
    if errors:
        raise Invalid.of("PatchOptions", "meta.k8s.io", "", errors)


def patched(server: "ApiServer", call: Call, old: Object, request: Request) -> Object:
    """The stored object as the patch makes it, decoded and defaulted. Raises BadRequest, Invalid, UnsupportedMediaType."""
    new, _ = _merged(call, old, request)

    def refuse(call: Call, found: Decoded) -> StatusError:
        from pykubectl.apiserver.refused_patches import refusal

        # Decoding works in place: what the error shows is what was there before.
        again, body = _merged(call, old, request)
        return refusal(again, body, request.content_type, found)

    return decoding.convert_in(server, call, new, refuse)


def _merged(call: Call, old: Object, request: Request) -> tuple[Object, Any]:
    """The patched object, and what is left of the patch: merging takes its directives out."""
    body = copy(request.body) if request.content_type == STRATEGIC_MERGE_PATCH else request.body
    return patch(call, copy(versions.shown(versions.answered(call, old))), body, request.content_type), body


def patch(call: Call, obj: Object, body: Any, content_type: str) -> Object:
    """The patched object, in the call's version; strategic merging uses up `body`."""
    if content_type == JSON_PATCH:
        return _json_patch(obj, body)
    if content_type == MERGE_PATCH:
        from pykubectl.machinery import json_merge

        _check_decoded(body, dict, _MAP, "error decoding patch: ")
        merged: Object = json_merge.apply(obj, body)
        return merged
    is_custom = call.kind.definition is not None
    schema = None if is_custom else kinds.schema(call.kind, call.version)
    if content_type != STRATEGIC_MERGE_PATCH or schema is None:
        accepted = [one for one in _ACCEPTED if not is_custom or one not in _BUILT_IN_ONLY]
        text = "the body of the request was in an unknown format - accepted media types include"
        raise UnsupportedMediaType(f"{text}: {', '.join(accepted)}")
    return _strategic_merge(obj, body, schema)


def _json_patch(obj: Object, body: Any) -> Object:
    from pykubectl.machinery import json_patch

    _check_decoded(body, list, _OPERATIONS, "error decoding patch: ")
    for operation in body:
        _check_decoded(operation, dict, _OPERATION, "error decoding patch: ")
    try:
        found = json_patch.apply(obj, body)
    except json_patch.JSONPatchError as error:
        raise Invalid("the server rejected our request due to an error in our request") from error
    if not isinstance(found, dict):
        raise Invalid("the server rejected our request due to an error in our request")
    return found


def _strategic_merge(obj: Object, body: Any, schema: Schema) -> Object:
    from pykubectl.machinery import strategic_merge

    _check_decoded(body, dict, _MAP, "")
    try:
        return strategic_merge.merge_maps(obj, body, schema, parallel=True)
    except strategic_merge.StrategicMergeError as error:
        raise StatusError(str(error)) from error


def _check_decoded(value: Any, wanted: type, go_type: str, prefix: str) -> None:
    """A body that is no JSON comes as its text."""
    if isinstance(value, wanted):
        return
    from pykubectl.machinery.json_reading import json_problem

    if isinstance(value, str) and value.lstrip().startswith(("{", "[")) and json_problem(value):
        raise BadRequest(prefix + json_problem(value))
    raise BadRequest(f"{prefix}json: cannot unmarshal {go_kind(value)} into Go value of type {go_type}")
