"""config set and unset: single values, by their dotted path (clusters.prod.server, current-context).

A path is taken apart by the types: after a map comes a name, which may hold dots and ends where a field of the map's values
begins; after a struct comes one of its fields. Nothing lies below a field of an entry.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/config/{set,unset,navigation_step_parser}.go.
"""

import base64
from typing import Any, NamedTuple

from pykubectl import Object
from pykubectl.cli.commands.config.arguments import exactly
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import KINDS, Command, Flag, Flags, quote
from pykubectl.cli.kubeconfig_files import merged, modify
from pykubectl.cli.kubeconfig_schema import (
    BOOL,
    BYTES,
    CONFIG,
    ENTRIES,
    EXTENSIONS,
    EXTRA,
    ORIGIN,
    PREFERENCES,
    STRING,
    STRINGS,
    Field,
    Struct,
    decode_bytes,
)
from pykubectl.cli.session import Session
from pykubectl.client.kubeconfig import ConfigError


class _Property(NamedTuple):
    """What a path names: a field of the config (`first`), in it an entry (`name`) and its field, as far as it goes."""

    first: Field
    name: str | None = None
    field: Field | None = None


def _property(path: str) -> _Property:
    """Raises Failure."""
    first, dot, rest = path.partition(".")
    field = _field_of(CONFIG, first)
    if field is None:
        raise Failure(f"unable to parse {path} after [] at api.Config")
    if not dot:
        return _Property(field)
    if first in ENTRIES:
        return _below_entries(path, field, rest)
    if field.type is PREFERENCES:
        return _below_preferences(path, field, rest)
    raise Failure(_too_deep(path))


def _field_of(struct: Struct, step: str) -> Field | None:
    origin = Field(ORIGIN, STRING)
    return next((one for one in (*struct.fields, origin) if one.step == step), None)


def _below_entries(path: str, first: Field, rest: str) -> _Property:
    struct = ENTRIES[first.name]
    parts = rest.split(".")
    end = next((index for index in range(1, len(parts)) if _field_of(struct, parts[index])), len(parts))
    name = ".".join(parts[:end])
    if end == len(parts):
        return _Property(first, name)
    if end + 1 < len(parts):
        # Below a map there is a name, but what it would stand for is no struct.
        kind = _field_of(struct, parts[end])
        raise Failure("string is not of type struct" if kind and kind.type == EXTRA else _too_deep(path))
    return _Property(first, name, _field_of(struct, parts[end]))


def _below_preferences(path: str, first: Field, rest: str) -> _Property:
    step, dot, _ = rest.partition(".")
    field = _field_of(PREFERENCES, step)
    if field is None or step == ORIGIN:
        raise Failure(f"unable to parse {path} after [{{preferences 0x22304a0}}] at api.Preferences")
    if dot:
        raise Failure(_too_deep(path))
    return _Property(first, None, field)


def _too_deep(path: str) -> str:
    return f"unable to parse one or more field values of {path}"


def _set(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    exactly(2, session, SET, arguments)
    path, text = arguments
    if not text:
        raise Failure("you cannot use set to unset a property")
    if not path:
        raise Failure("you must specify a property")
    config = merged(session)
    found = _property(path)
    if found.field is not None:
        holder = _holder(config, found)
        value = _value(found.field, text, holder, raw=flags["set-raw-bytes"])
        holder[found.field.name] = value
        if not value:
            del holder[found.field.name]
    elif found.first.type is PREFERENCES:
        raise Failure(_whole_preferences(config["preferences"]))
    elif found.first.type == STRING:
        config[found.first.name] = text
    else:
        raise Failure(f"can't set a map to a value: {_map_text(config[found.first.name])}")
    modify(session, config, relative=False)
    session.line(f"Property {quote(path)} set.")
    return None


def _holder(config: Object, found: _Property) -> Object:
    """The entry (made if need be), or the preferences."""
    entries, name = (config, "preferences") if found.name is None else (config[found.first.name], found.name)
    made: Object = dict(entries.get(name) or {})
    entries[name] = made
    return made


def _map_text(entries: Any) -> str:
    """A map of pointers, as Go prints it."""
    return f"map[{' '.join(f'{name}:0xc000000000' for name in sorted(entries or ()))}]"


def _whole_preferences(preferences: Object) -> str:
    colors = "true" if preferences.get("colors") else "false"
    return (
        'unable to locate path config.navigationStep{stepValue:"", stepType:reflect.Type(nil)}'
        f" under {{{colors} {_map_text(())}}}"
    )


def _value(field: Field, text: str, holder: Object, *, raw: bool) -> Any:
    if field.type == BOOL:
        try:
            return KINDS["bool"](text, None)
        except ValueError as error:
            raise Failure(str(error)) from None
    if field.type == BYTES:
        return base64.b64encode(text.encode() if raw else _decoded(text)).decode()
    if field.type == STRINGS:
        raise Failure("unrecognized slice type. string")
    if field.type in (EXTENSIONS, EXTRA):
        entries = holder.get(field.name) or ()
        names = [one["name"] for one in entries] if field.type == EXTENSIONS else entries
        raise Failure(f"can't set a map to a value: {_map_text(names)}")
    if field.type != STRING:
        raise Failure(f"can't set {field.step} to a value")
    return text


def _decoded(text: str) -> bytes:
    try:
        return decode_bytes(text)
    except ConfigError as error:
        raise Failure(f"error decoding input value: {error}") from None


def _unset(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    exactly(1, session, UNSET, arguments)
    path = arguments[0]
    if not path:
        raise Failure("you must specify a property")
    config = merged(session)
    _unset_in(config, _property(path))
    modify(session, config, relative=False)
    session.line(f"Property {quote(path)} unset.")
    return None


def _unset_in(config: Object, found: _Property) -> None:
    first = found.first.name
    if found.field is not None:
        if found.name is not None and found.name not in config[first]:
            raise Failure(f"current map key `{found.name}` is invalid")
        _holder(config, found).pop(found.field.name, None)
    elif found.name is not None:
        config[first].pop(found.name, None)
    elif first in config:
        config[first] = type(config[first])()


SET = Command(
    "set PROPERTY_NAME PROPERTY_VALUE",
    _set,
    short="Set one value of the kubeconfig",
    long="Sets one value. Its name is a path, such as clusters.prod.server or current-context.",
    examples="""
# The address of a cluster
kubectl config set clusters.prod.server https://prod.example.com
""",
    flags=(Flag("set-raw-bytes", "bool", False, "The value of a field of bytes is the bytes, not their base64 form."),),
)
UNSET = Command(
    "unset PROPERTY_NAME",
    _unset,
    short="Take one value out of the kubeconfig",
    long="Takes one value out. Its name is a path, such as contexts.prod.namespace or current-context.",
    examples="""
# No current context
kubectl config unset current-context
""",
)
