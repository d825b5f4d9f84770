"""Server-side apply: PATCH with a configuration, which is merged into what is there by who owns which field.

The configuration is checked against the schema of its kind as it is, before anything is filled in; what comes of the merge goes
the way of every patched object. What is not there is created.

Upstream: apiserver/pkg/endpoints/handlers/patch.go (applyPatcher), apimachinery/pkg/util/managedfields/internal
(structuredmerge.go, conflict.go, versioncheck.go).
"""

import json
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pykubectl import Object
from pykubectl.apiserver import decoding, field_management, versions
from pykubectl.apiserver.calls import Call
from pykubectl.apiserver.field_management import FIELD
from pykubectl.errors import BadRequest, Conflict, StatusError
from pykubectl.machinery.decode import Decoded
from pykubectl.machinery.field_sets.elements import printed_path
from pykubectl.machinery.objects import copy, split_api_version
from pykubectl.machinery.requests import Request
from pykubectl.machinery.structured_merge import last_applied, managers, updating, validation
from pykubectl.machinery.structured_merge.managers import APPLY, UPDATE, Owner
from pykubectl.machinery.structured_merge.merge_types import MergeType
from pykubectl.machinery.structured_merge.updating import Applied, Applier, Conflicts
from pykubectl.machinery.timestamps import format_time
from pykubectl.storage import Key

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

BEFORE_FIRST_APPLY = "before-first-apply"


def answer(server: "ApiServer", call: Call, request: Request) -> tuple[int, Object]:
    configuration = decoded(request.body)

    def transform(old: Object) -> Object:
        return applied(server, call, old, configuration)

    # Whether it is there must stay true until it is written: another process may apply the same.
    with server.registry.transaction(call):
        stored = server.store.get(Key(call.kind.storage, call.namespace, call.name))
        if stored is None and not call.subresource:
            code, obj = 201, _create(server, call, configuration)
        else:
            code, obj = 200, server.registry.update(call, transform, tracked=False)
    return code, versions.answered(call, obj)


def _create(server: "ApiServer", call: Call, configuration: Object) -> Object:
    nothing = {"apiVersion": call.api_version, "kind": call.kind.kind, "metadata": {}}
    obj = applied(server, call, nothing, configuration)
    meta = obj["metadata"]
    if meta.get("uid"):
        why = f"uid mismatch: the provided object specified uid {meta['uid']}, and no existing object was found"
        raise Conflict.of(call.kind.resource, call.name, why)
    if not meta.get("name"):
        raise BadRequest(f"the name of the object ({call.name} based on URL) was undeterminable: name must be provided")
    if meta["name"] != call.name:
        raise BadRequest(f"the name of the object ({meta['name']}) does not match the name on the URL ({call.name})")
    return server.registry.create(call, obj, tracked=False)


def decoded(body: Any) -> Object:
    """The configuration in a body that is JSON already, or text. Raises BadRequest."""
    if isinstance(body, str):
        from pykubectl.machinery.yaml_codec import load

        try:
            body = load(body)
        except ValueError as error:
            raise BadRequest(f"error decoding YAML: {error}") from error
    if not isinstance(body, dict):
        raise BadRequest("error decoding YAML: error unmarshaling JSON: expected a map")
    return body


def applied(server: "ApiServer", call: Call, live: Object, configuration: Object) -> Object:
    """What an apply makes of an object: decoded, with its managed fields. Raises BadRequest, Conflict, StatusError."""
    _check_version(call, configuration)
    type = field_management.merge_type(
        call.stored_kind if call.kind.definition is None else call.kind, call.api_version
    )
    assert type is not None, f"{call.api_version} {call.kind.kind} has no schema"
    _check_types("patch", configuration, configuration, type, call)
    result = _apply(server, call, live, configuration, type)
    obj = _merged(server, call, live, result)
    if field_management.manager_of(call) == last_applied.MANAGER and last_applied.annotation(obj):
        obj = last_applied.with_annotation(obj, configuration)
    field_management.keep(obj, result.owners)
    return obj


_TYPE_META = ("apiVersion", "kind")


def _check_version(call: Call, configuration: Object) -> None:
    # What is no text counts as not said.
    api_version, kind = (str(one) if isinstance(one := configuration.get(name), str) else "" for name in _TYPE_META)
    if (api_version, kind) != (call.api_version, call.kind.kind):
        raise BadRequest(f"invalid object type: {kind_text(api_version, kind)}")
    meta = configuration.get("metadata")
    if isinstance(meta, dict) and meta.get(FIELD) is not None:
        raise BadRequest("metadata.managedFields must be nil")


def kind_text(api_version: str, kind: str) -> str:
    group, version = split_api_version(api_version)
    return f"{group}/{version}, Kind={kind}"


def _check_types(what: str, value: Object, named: Object, type: MergeType, call: Call) -> None:
    try:
        validation.check(value, type, allow_duplicates=what != "patch")
    except validation.TypingError as error:
        raise StatusError(f"failed to create typed {what} object ({_named(named, call)}): {error}") from error


def _named(obj: Object, call: Call) -> str:
    meta = obj.get("metadata")
    meta = meta if isinstance(meta, dict) else {}
    text = kind_text(call.api_version, call.kind.kind)
    return f"{meta.get('namespace', '')}/{meta.get('name', '')}; {text}"


def _apply(server: "ApiServer", call: Call, live: Object, configuration: Object, type: MergeType) -> Applied:
    frame = field_management.frame(call)
    manager, now = field_management.manager_of(call), format_time(server.world.now)
    owners = managers.parse(live["metadata"].get(FIELD) or "")
    meta = {name: value for name, value in live["metadata"].items() if name != FIELD}
    live = frame.convert({**live, "metadata": meta}, call.api_version) or live
    _check_types("live", live, live, type, call)
    if not owners:
        before = managers.owner(BEFORE_FIRST_APPLY, UPDATE, call.api_version, call.subresource)
        nothing = {"apiVersion": live["apiVersion"], "kind": live["kind"]}
        owners = updating.update(frame, {}, nothing, live, before, now)
    force = call.query.get("force") in ("true", "1")
    owner = managers.owner(manager, APPLY, call.api_version, call.subresource)
    writer = Applier(owner, call.api_version, now, force)
    try:
        return updating.apply(frame, owners, live, configuration, writer)
    except Conflicts as error:
        conflicts = error.found
    if manager == last_applied.MANAGER:
        conflicts = last_applied.unresolved(conflicts, live, type)
        if not conflicts:
            return updating.apply(frame, owners, live, configuration, writer._replace(force=True))
    raise conflict(conflicts)


def _merged(server: "ApiServer", call: Call, live: Object, result: Applied) -> Object:
    if result.obj is None:
        return {**live, "metadata": dict(live["metadata"])}

    def refuse(call: Call, found: Decoded) -> StatusError:
        named = _named(result.obj or {}, call)
        return StatusError(
            f"failed to convert new object ({named}) to proper version ({call.api_version}): {found.error}"
        )

    return decoding.convert_in(server, call, copy(result.obj), refuse)


def conflict(conflicts: Sequence[updating.Conflict]) -> Conflict:
    """The error for fields that others own."""
    found = sorted(conflicts, key=lambda one: _identity(one.owner, one.api_version))
    causes = [
        {
            "reason": "FieldManagerConflict",
            "message": f"conflict with {_spoken(one)}",
            "field": printed_path(one.path),
        }
        for one in found
    ]
    if len(found) == 1:
        text = f"1 conflict: conflict with {_spoken(found[0])}: {printed_path(found[0].path)}"
    else:
        lines = []
        for spoken, ours in groupby(found, key=_spoken):
            lines += [f"conflicts with {spoken}:", *(f"- {printed_path(one.path)}" for one in ours)]
        text = f"{len(found)} conflicts: " + "\n".join(lines)
    return Conflict(f"Apply failed with {text}", {"causes": causes})


def _identity(owner: Owner, api_version: str) -> str:
    """How upstream names an owner inside, by which conflicts are sorted."""
    parts = {"manager": owner.manager, "operation": owner.operation, "apiVersion": owner.api_version}
    return json.dumps({name: value for name, value in {**parts, "subresource": owner.subresource}.items() if value})


def _spoken(one: updating.Conflict) -> str:
    owner = one.owner
    text = json.dumps(owner.manager, ensure_ascii=False)
    if owner.subresource:
        text += f" with subresource {json.dumps(owner.subresource)}"
    return f"{text} using {owner.api_version}" if owner.operation == UPDATE else text
