"""Managed fields: every write says who owns the fields that it changes.

Objects are kept with `metadata.managedFields` as text (see `machinery.structured_merge.managers`), which is copied, compared and
stored as one value. It becomes the list of the API where an object leaves the server (`versions.shown`), and a list that comes in
counts only as what its sender read, or as the wish to forget everything (`[]` or `[{}]`).

Owners are found when an object is decoded and defaulted, before admission: what admission adds belongs to nobody. An object
without managed fields gets none until it is applied.

Upstream: apimachinery/pkg/util/managedfields/internal (fieldmanager.go, skipnonapplied.go), apiserver/pkg/endpoints/handlers.
"""

import json
from collections.abc import Hashable, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from pykubectl import Object, kinds
from pykubectl.apiserver.calls import Call
from pykubectl.errors import FieldError, Invalid, invalid, too_long
from pykubectl.kinds import Kind
from pykubectl.machinery.field_sets import FieldSet
from pykubectl.machinery.objects import split_api_version
from pykubectl.machinery.structured_merge import managers, merge_types, updating, zero_values
from pykubectl.machinery.structured_merge.managers import UPDATE, BadEntry, Owners
from pykubectl.machinery.structured_merge.merge_types import MergeType
from pykubectl.machinery.structured_merge.updating import Frame
from pykubectl.machinery.timestamps import format_time

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

FIELD = "managedFields"
MANAGER_BYTES_MAX = 128
_STATUS: FieldSet = {"f:status": {}}
_SPEC: FieldSet = {"f:spec": {}}

# New objects, but for their names, and the managed fields that they got.
_twins: dict[Hashable, str] = {}
_TWINS_MAX = 100
_encode = json.JSONEncoder(separators=(",", ":")).encode

# The programs behind the loops; all others are parts of kube-controller-manager.
_PROGRAMS = {"kubelet": "kubelet", "default-scheduler": "kube-scheduler", "kube-apiserver": "kube-apiserver"}


def on_create(server: "ApiServer", call: Call, obj: Object) -> None:
    """Note in a new object, which is the registry's own, who made it."""
    given = obj["metadata"].pop(FIELD, None)
    if not call.internal:
        _note_new(server, call, _given(call, given, {}), obj)
        return
    # Controllers make many objects that differ by nothing but their names, which nobody owns.
    meta = {name: value for name, value in obj["metadata"].items() if name != "name"}
    _note_twin(server, call, obj, _encode({**obj, "metadata": meta}))


def from_the_start(kind: Kind, obj: Object, manager: str, subresources: Sequence[str], now: str) -> None:
    """Note who made an object that was there before there was a server to ask, and each part of it, in place."""
    nothing = {"apiVersion": obj["apiVersion"], "kind": obj["kind"], **_zero(kind, obj["apiVersion"])}
    without_status = {**obj, "status": nothing.get("status")}
    if kind.resource == "namespaces":
        # All of their spec is the server's own.
        without_status["spec"] = nothing["spec"]
    owners: Owners = {}
    for subresource in subresources:
        old, new = (without_status, obj) if subresource else (nothing, without_status)
        writer = managers.owner(manager, UPDATE, obj["apiVersion"], subresource)
        owners = updating.update(_built_in_frame(kind.resource, subresource), owners, old, new, writer, now)
    keep(obj, owners)


def on_event(server: "ApiServer", actor: str, event: Object) -> None:
    """Note who reports an event, for the first time or again: all of it is the reporter's, whatever it says."""
    event["metadata"].pop(FIELD, None)
    parts = (event, event["involvedObject"], event.get("source") or {}, event.get("series") or {})
    # What is empty as it was before anybody said anything is nobody's.
    shape = (*map(tuple, parts), not event.get("reportingInstance"), not event.get("eventTime"))
    # The scheduler reports through the newer API.
    kind = kinds.of_resource("events" if actor != "default-scheduler" else "events.events.k8s.io")
    assert kind is not None
    _note_twin(server, Call(kind, "v1", "create", manager=actor, internal=True), event, shape)


def _note_twin(server: "ApiServer", call: Call, obj: Object, looks: Hashable) -> None:
    """As `_note_new`; objects of the same looks, made at one moment by one manager, get the same."""
    likeness = (manager_of(call), server.world.now, looks)
    text = _twins.get(likeness)
    if text:
        obj["metadata"][FIELD] = text
        return
    _note_new(server, call, {}, obj)
    if len(_twins) >= _TWINS_MAX:
        _twins.clear()
    _twins[likeness] = obj["metadata"].get(FIELD, "")


def _note_new(server: "ApiServer", call: Call, owners: Owners, obj: Object) -> None:
    old = {"apiVersion": obj["apiVersion"], "kind": obj["kind"], **_zero(call.stored_kind, obj["apiVersion"])}
    _note(server, call, owners, old, obj)


def on_update(server: "ApiServer", call: Call, new: Object, old: Object) -> None:
    """Note in `new`, the registry's own, who changed what in `old`."""
    given = new["metadata"].pop(FIELD, None)
    text = old["metadata"].get(FIELD) or ""
    live = managers.parse(text)
    owners = live if call.subresource else _given(call, given, live)
    if owners:
        # Alike in this, both have the same metadata more often than not, and comparing them ends there.
        new["metadata"][FIELD] = text
        _note(server, call, owners, _completed(call.stored_kind, old), new)


def _note(server: "ApiServer", call: Call, owners: Owners, old: Object, new: Object) -> None:
    writer = managers.owner(manager_of(call), UPDATE, call.api_version, call.subresource)
    # A scale has no times to give to its parent.
    time = "" if call.subresource == "scale" else format_time(server.world.now)
    keep(new, updating.update(frame(call), owners, old, new, writer, time))


def keep(obj: Object, owners: Owners) -> None:
    """Write the owners into an object, in place."""
    obj["metadata"].pop(FIELD, None)
    text = managers.text_of(owners)
    if text:
        obj["metadata"][FIELD] = text


def take_over(obj: Object, other: Object) -> None:
    """Give an object the managed fields of another, in place."""
    obj["metadata"].pop(FIELD, None)
    if FIELD in other["metadata"]:
        obj["metadata"][FIELD] = other["metadata"][FIELD]


def keep_wish_to_forget(obj: Object) -> None:
    """Spell it so that it outlives decoding, to which an empty list is none; in place."""
    metadata = obj.get("metadata")
    if isinstance(metadata, dict) and metadata.get(FIELD) == []:
        metadata[FIELD] = [{}]


def _given(call: Call, given: Any, live: Owners) -> Owners:
    """The owners that a write begins with, by what its object says of them. Raises Invalid for bad names."""
    if not isinstance(given, list):
        return live
    if given == [{}]:
        return {}
    errors: list[FieldError] = []
    for index, entry in enumerate(given):
        errors += manager_errors(entry.get("manager") or "", f"metadata.{FIELD}[{index}].manager")
    if errors:
        raise Invalid.of(call.kind.kind, call.kind.group, call.name, errors)
    try:
        return managers.accepted(given) or live
    except BadEntry:
        return live


def is_unchanged(new: Object, old: Object) -> bool:
    """Whether a write changes nothing but times of managed fields, which `new` then has from `old`."""
    meta = new["metadata"]
    before, after = old["metadata"].get(FIELD), meta.get(FIELD)
    if before == after or not before or not after:
        return new == old
    meta[FIELD] = before
    if new == old and managers.without_times(managers.parse(before)) == managers.without_times(managers.parse(after)):
        return True
    meta[FIELD] = after
    return False


def manager_of(call: Call) -> str:
    """Who writes: the field manager that the request names, or the program that sends it."""
    if call.internal:
        return _PROGRAMS.get(call.manager, "kube-controller-manager")
    if call.query.get("fieldManager"):
        return call.query["fieldManager"]
    program = "".join(character for character in call.manager.split("/")[0] if character.isprintable())
    return program.encode()[:MANAGER_BYTES_MAX].decode(errors="ignore")


def manager_errors(manager: str, field: str) -> list[FieldError]:
    errors = []
    if len(manager.encode()) > MANAGER_BYTES_MAX:
        errors.append(too_long(field, MANAGER_BYTES_MAX))
    for position, character in enumerate(manager):
        if not character.isprintable():
            detail = f"invalid character U+{ord(character):04X} (at position {position})"
            errors.append(invalid(field, manager, detail))
    return errors


def frame(call: Call) -> Frame:
    """How objects of the call's kind are seen by their owners."""
    if call.kind.definition is None:
        return _built_in_frame(call.stored_kind.resource, call.subresource)
    return _frame(call.kind, call.subresource)


@cache
def _built_in_frame(resource: str, subresource: str) -> Frame:
    kind = kinds.of_resource(resource)
    assert kind is not None
    return _frame(kind, subresource)


def _frame(kind: Kind, subresource: str) -> Frame:
    def convert(obj: Object, api_version: str) -> Object | None:
        if obj["apiVersion"] == api_version:
            return obj
        if merge_type(kind, api_version) is None:
            return None
        found: Object = kinds.hooks(kind).convert(obj, api_version)
        return found

    reset: FieldSet = _SPEC if subresource in ("status", "approval") else {}
    if not subresource and "status" in kind.subresources:
        reset = _STATUS
    return Frame(lambda api_version: merge_type(kind, api_version), convert, reset, varies=kind.definition is not None)


def merge_type(kind: Kind, api_version: str) -> MergeType | None:
    """The type of a kind in one of its versions; None when it has no such version."""
    if kind.definition is None:
        return _built_in_type(kind.kind, api_version)
    group, version = split_api_version(api_version)
    declared = kind.definition.versions.get(version)
    if group != kind.group or declared is None or not declared["served"]:
        return None
    return merge_types.of_schema(kind.definition.schema(version))


@lru_cache(maxsize=1024)
def _built_in_type(kind: str, api_version: str) -> MergeType | None:
    from pykubectl.machinery.schema import schema_of

    schema = schema_of(api_version, kind)
    return None if schema is None else merge_types.of_schema(schema)


def _zero(kind: Kind, api_version: str) -> Object:
    schema = kinds.schema(kind, split_api_version(api_version)[1])
    return {} if schema is None else zero_values.zero_object(schema)


def _completed(kind: Kind, old: Object) -> Object:
    """The object with the structs that Go's always has: a first status does not make its writer the owner of `status`."""
    if kind.definition is not None or "status" in old:
        return old
    status = _zero(kind, old["apiVersion"]).get("status")
    return old if status is None else {**old, "status": status}
