"""From the body of a request to an object of the stored version, and back to the version asked for.

Decoding checks that the body is of the kind the path names, then walks it once along the schema: unknown and duplicate
fields (an error under Strict, a warning under Warn), types, canonical quantities, nulls dropped; then the kind's defaults.

Upstream: apiserver/pkg/endpoints/handlers/{create,rest}.go, apimachinery/pkg/runtime/serializer/json.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pykubectl import Object, kinds
from pykubectl.apiserver import field_management
from pykubectl.apiserver.calls import Call
from pykubectl.errors import BadRequest, StatusError
from pykubectl.machinery.decode import Decoded
from pykubectl.machinery.decode import decode as walk
from pykubectl.machinery.go_values import go_print
from pykubectl.machinery.literals import go_kind
from pykubectl.machinery.objects import copy

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer


# What every object is decoded into first.
_TYPE_META = (
    r'value of type struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }'
)
Refusal = Callable[[Call, Decoded], StatusError]


def cannot_be_handled(call: Call, found: Decoded) -> StatusError:
    kind = call.kind.kind
    return BadRequest(f'{kind} in version "{call.version}" cannot be handled as a {kind}: {found.error}')


def decode(server: "ApiServer", call: Call, body: Any) -> Object:
    """A defaulted object as the registry handles it (see `versions`), the caller's own. Raises BadRequest."""
    if not isinstance(body, dict):
        raise _unrecognized(call, body, body, _TYPE_META)
    for name in ("apiVersion", "kind"):
        if not isinstance(body.get(name) or "", str):
            raise _unrecognized(call, body, body[name], f"struct field .{name} of type string")
    obj = copy(body)
    _check_kind(server, call, obj)
    return convert_in(server, call, obj)


def _unrecognized(call: Call, body: Any, wrong: Any, wanted: str) -> BadRequest:
    """A body that does not even say what it is. One that is no JSON comes as its text."""
    from pykubectl.machinery.json_codec import compact
    from pykubectl.machinery.json_reading import json_problem

    if body is None:
        text, why = "", "unexpected end of JSON input"
    else:
        text = body if isinstance(body, str) else compact(body, sort=False)
        why = json_problem(text) or f"json: cannot unmarshal {go_kind(wrong)} into Go {wanted}"
    shown = text[:30] if text.startswith("{") else text.encode()[:30].hex()
    cut = " ..." if len(text.encode()) > 30 else ""
    return BadRequest(
        f"the object provided is unrecognized (must be of type {call.kind.kind}): couldn't get version/kind;"
        f" json parse error: {why} ({shown + cut if text else '<empty>'})"
    )


def convert_in(server: "ApiServer", call: Call, obj: Object, refuse: Refusal = cannot_be_handled) -> Object:
    """Decode `obj` (of the call's version) in place, fill in its defaults, and convert it as the registry handles it.

    Raises what `refuse` makes of the problems.
    """
    field_management.keep_wish_to_forget(obj)
    found = _walk(call, obj)
    if found.unknown and call.field_validation == "Strict" and not found.error:
        text = f"strict decoding error: {', '.join(found.unknown)}"
        found = Decoded(found.unknown, text, text)
    if found.error:
        raise refuse(call, found)
    if found.unknown and call.field_validation == "Warn":
        server.warn(found.unknown)
    if not isinstance(obj.get("metadata"), dict):
        obj["metadata"] = {}
    _complete(call, obj)
    if call.kind.definition is not None:
        obj["apiVersion"], obj["kind"] = call.api_version, call.kind.kind
        default(call.kind, obj)
        return obj
    stored = call.stored_kind
    obj = _converted(call, obj, stored.api_version)
    obj["apiVersion"], obj["kind"] = stored.api_version, stored.kind
    default(stored, obj)
    return obj


def default(kind: kinds.Kind, obj: Object) -> None:
    hooks = kinds.hooks(kind)
    if hasattr(hooks, "default"):
        hooks.default(obj)


def _complete(call: Call, obj: Object) -> None:
    """The specs of built-in kinds are structs, which are there even when nothing is said of them."""
    schema = kinds.schema(call.kind, call.version) if call.kind.definition is None else None
    if schema is not None and "spec" in schema.fields() and not isinstance(obj.get("spec"), dict):
        obj["spec"] = {}


def _walk(call: Call, obj: Object) -> Decoded:
    if call.kind.definition is not None:
        api_version = obj.get("apiVersion") or call.api_version
        if api_version != call.api_version:
            # Only patches get here with another.
            text = f"unable to convert to another version: {go_print(api_version)}"
            return Decoded([], text, text)
        obj["apiVersion"] = api_version
        return call.kind.definition.decode(obj)
    schema = kinds.schema(call.kind, call.version)
    return walk(obj, schema) if schema is not None else Decoded([], "")


def _check_kind(server: "ApiServer", call: Call, obj: Object) -> None:
    """A body may leave out apiVersion and kind; what it says must be what the path names."""
    api_version, kind = obj.get("apiVersion") or call.api_version, obj.get("kind") or call.kind.kind
    if kind != call.kind.kind:
        group, _, version = api_version.rpartition("/")
        asked = f"{api_version}, Kind={kind}" if group else f"/{version}, Kind={kind}"
        raise BadRequest(
            f'{kind} in version "{version}" cannot be handled as a {call.kind.kind}: no kind "{kind}" is registered for version "{api_version}" in scheme "pkg/api/legacyscheme/scheme.go:30"'
            if not server.catalogue.of_kind(group, kind)
            else f"the object provided is unrecognized (must be of type {call.kind.kind}): {asked}"
        )
    if api_version != call.api_version:
        raise BadRequest(
            f"the API version in the data ({api_version}) does not match the expected API version ({call.api_version})"
        )


def _converted(call: Call, obj: Object, api_version: str) -> Object:
    if api_version == call.api_version:
        return obj
    hooks = kinds.hooks(call.stored_kind)
    found: Object = hooks.convert(obj, api_version)
    return found
