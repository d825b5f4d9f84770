"""Decoding: what the API server's typed decoder makes of a JSON object, in one walk over object and schema.

The walk works in place, as if the object had gone through Go's types and back: unknown fields are dropped and reported,
null means absent (in a list: the zero value), empty lists and maps are absent unless required, quantities and times take
their canonical form. A value of the wrong type ends in Go's own words. What comes first in the sorted document, the order
in which kubectl sends it, is reported first. Custom resources have no Go types: `machinery.structural` decodes them.

Upstream: sigs.k8s.io/json, apimachinery/pkg/runtime/serializer/json, apiextensions-apiserver (schema/pruning).
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from pykubectl import Object
from pykubectl.machinery.literals import DecodeError, decode_base64, decode_time, go_kind
from pykubectl.machinery.objects import copy
from pykubectl.machinery.omitempty import is_omitted
from pykubectl.machinery.quantity import QuantityError, canonical
from pykubectl.machinery.scalars import json_float
from pykubectl.machinery.schema import Schema, definition

Path = tuple[str | int, ...]
_JSON_SCHEMA = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps"


class Decoded(NamedTuple):
    """`unknown` are strict decoding errors (`unknown field "spec.x"`), `error` is what ends decoding, or "".

    `conversion_error` says the same of a strategic merge patch, whose result goes to Go's types without being JSON again.
    """

    unknown: list[str]
    error: str
    conversion_error: str = ""


class _Findings:
    __slots__ = ("errors", "unknown")

    def __init__(self) -> None:
        self.unknown: list[Path] = []
        self.errors: list[tuple[Path, str, str]] = []


class _Absent:
    """The value of a field that is to be dropped."""


_ABSENT = _Absent()
_SCALARS = (str, bool, int)
_GO_KINDS = {str: "string", bool: "bool", int: "int64", float: "float64", dict: "map", list: "slice"}


def decode(obj: Object, schema: Schema) -> Decoded:
    """Prune and normalise `obj` in place; say what was unknown and what has the wrong type."""
    findings = _Findings()
    _object(obj, schema, (), findings, schema)
    if not findings.unknown and not findings.errors:
        return Decoded([], "")
    unknown = [f'unknown field "{_dotted(path)}"' for path in sorted(findings.unknown, key=_order)]
    if not findings.errors:
        return Decoded(unknown, "")
    _, error, conversion_error = min(findings.errors, key=lambda found: _order(found[0]))
    return Decoded(unknown, error, conversion_error)


def unknown_fields(obj: Object, schema: Schema) -> list[str]:
    """The strict decoding errors; `obj` is left as it is."""
    return decode(copy(obj), schema).unknown


def check_types(obj: Object, schema: Schema) -> str:
    """The error with which typed decoding ends, or ""; `obj` is left as it is."""
    return decode(copy(obj), schema).error


def _object(obj: Object, schema: Schema, path: Path, findings: _Findings, owner: Schema) -> None:
    """The fields of a struct, or the values of a map; `owner` is the struct whose name errors carry."""
    fields, additional = schema._fields, schema.additional
    if additional is None:
        owner = schema
    dropped: list[str] = []
    for name, value in obj.items():
        field = fields.get(name) or additional
        if field is None:
            if not schema.preserves_unknown:
                findings.unknown.append((*path, name))
                dropped.append(name)
            continue
        if type(value) is str and value and field.type == "string" and not field.format:
            continue
        changed = _value(value, field, (*path, name), findings, owner)
        if not value and type(value) in _SCALARS and is_omitted(schema.name, name):
            changed = _ABSENT
        if changed is not _ABSENT:
            obj[name] = changed
        elif value is None or (additional is not field and name not in schema.required):
            dropped.append(name)
    for name in dropped:
        del obj[name]


def _value(value: Any, schema: Schema, path: Path, findings: _Findings, owner: Schema) -> Any:
    if value is None:
        return None if schema.preserves_unknown and schema.type == "any" else _ABSENT
    try:
        return _DECODERS[schema.type](value, schema, path, findings, owner)
    except DecodeError as error:
        findings.errors.append((path, str(error), str(error)))
    except _WrongType as error:
        where = ".".join(_struct_fields(path, owner))
        message = f"json: cannot unmarshal {error.found} into Go struct field {where} of type {go_type(schema)}"
        findings.errors.append((path, message, _conversion_error(value, schema)))
    return value


def _conversion_error(value: Any, schema: Schema) -> str:
    """The words of the converter from maps to structs (apimachinery/pkg/runtime/converter.go)."""
    wanted, found = go_type(schema), _GO_KINDS.get(type(value), "invalid")
    if schema.type == "object":
        return f"cannot restore {'map from' if schema.additional is not None else 'struct from:'} {found}"
    if schema.type == "array":
        return f"cannot restore slice from {found}"
    # Go would convert numbers, which JSON does not.
    if (type(value), wanted) == (int, "string") or (type(value) is float and schema.type == "integer"):
        return f"cannot convert {found} to {wanted}"
    return f"unrecognized type: {wanted}"


class _WrongType(Exception):
    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.found = found


def _decode_object(value: Any, schema: Schema, path: Path, findings: _Findings, owner: Schema) -> Any:
    if type(value) is not dict:
        if schema.preserves_unknown:
            return value
        raise _WrongType(go_kind(value))
    if schema.preserves_unknown:
        return value
    if not value:
        return _ABSENT if schema.additional is not None else value
    _object(value, schema, path, findings, owner)
    return value


def _decode_array(value: Any, schema: Schema, path: Path, findings: _Findings, owner: Schema) -> Any:
    if type(value) is not list:
        raise _WrongType(go_kind(value))
    if not value:
        return _ABSENT
    items = schema.items
    assert items is not None
    plain = items.type == "string" and not items.format
    for index, item in enumerate(value):
        if plain and type(item) is str:
            continue
        changed = _value(item, items, (*path, index), findings, owner)
        if changed is _ABSENT:
            value[index] = [] if items.type == "array" else _zero(items)
        elif changed is not item:
            value[index] = changed
    return value


def _decode_string(value: Any, schema: Schema, path: Path, findings: _Findings, owner: Schema) -> Any:
    if schema.format in ("date-time", "micro-time"):
        return decode_time(value, micro=schema.format == "micro-time")
    if type(value) is not str:
        raise _WrongType(go_kind(value))
    return decode_base64(value) if schema.format == "byte" else value


def _decode_integer(value: Any, schema: Schema, path: Path, findings: _Findings, owner: Schema) -> Any:
    if type(value) is int:
        bound = 2**31 if schema.format == "int32" else 2**63
        if -bound <= value < bound:
            return value
        raise _WrongType(f"number {value}")
    raise _WrongType(f"number {json_float(value)}" if type(value) is float else go_kind(value))


def _decode_number(value: Any, schema: Schema, path: Path, findings: _Findings, owner: Schema) -> Any:
    if type(value) is int or type(value) is float:
        return value
    raise _WrongType(go_kind(value))


def _decode_boolean(value: Any, schema: Schema, path: Path, findings: _Findings, owner: Schema) -> Any:
    if type(value) is not bool:
        raise _WrongType(go_kind(value))
    return value


def _decode_quantity(value: Any, schema: Schema, path: Path, findings: _Findings, owner: Schema) -> Any:
    try:
        return canonical(value)
    except QuantityError as error:
        raise DecodeError(str(error)) from None


def _decode_int_or_string(value: Any, schema: Schema, path: Path, findings: _Findings, owner: Schema) -> Any:
    if type(value) is str or (type(value) is int and -(2**31) <= value < 2**31):
        return value
    found = (
        f"number {json_float(value) if type(value) is float else value}"
        if type(value) in (int, float)
        else go_kind(value)
    )
    raise DecodeError(f"json: cannot unmarshal {found} into Go value of type int32")


def _decode_any(value: Any, schema: Schema, path: Path, findings: _Findings, owner: Schema) -> Any:
    if schema.name.startswith(_JSON_SCHEMA):
        return _decode_json_schema(value, schema.name.removeprefix(_JSON_SCHEMA), path, findings)
    return value


def _decode_json_schema(value: Any, alternative: str, path: Path, findings: _Findings) -> Any:
    """A JSON schema, or what may stand in its place."""
    part = definition(_JSON_SCHEMA)
    if type(value) is dict:
        return _value(value, part, path, findings, part)
    if alternative == "OrBool":
        if type(value) is not bool:
            raise DecodeError("boolean or JSON schema expected")
        return value
    if type(value) is not list:
        return _ABSENT
    for index, item in enumerate(value):
        if alternative == "OrStringArray" and type(item) is not str:
            raise DecodeError(f"json: cannot unmarshal {go_kind(item)} into Go value of type string")
        if alternative == "OrArray":
            changed = _value(item, part, (*path, index), findings, part)
            value[index] = {} if changed is _ABSENT else changed
    return value


_DECODERS: dict[str, Callable[[Any, Schema, Path, _Findings, Schema], Any]] = {
    "object": _decode_object,
    "array": _decode_array,
    "string": _decode_string,
    "integer": _decode_integer,
    "number": _decode_number,
    "boolean": _decode_boolean,
    "quantity": _decode_quantity,
    "int-or-string": _decode_int_or_string,
    "any": _decode_any,
}


def _zero(schema: Schema) -> Any:
    """What Go holds where a list or map has null or nothing."""
    if schema.type in ("string", "any"):
        return "" if schema.type == "string" else None
    if schema.type == "quantity":
        return "0"
    return {"integer": 0, "number": 0, "boolean": False, "int-or-string": 0, "array": []}.get(schema.type, {})


def _order(path: Path) -> tuple[tuple[int, str], ...]:
    return tuple((part, "") if isinstance(part, int) else (-1, part) for part in path)


def _dotted(path: Path) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _struct_fields(path: Path, owner: Schema) -> list[str]:
    """`Container.spec.containers.args`: the struct, then the fields to here, without indexes and map keys."""
    names = [part for part in path if isinstance(part, str)]
    # The last names are keys of a map when the struct does not know them.
    while names and names[-1] not in owner._fields:
        names.pop()
    return [owner.name.rpartition(".")[2], *names]


def go_type(schema: Schema) -> str:
    """The Go type that a field of this schema has upstream."""
    if schema.type == "array":
        return f"[]{go_type(schema.items) if schema.items else 'interface {}'}"
    if schema.additional is not None:
        if schema.additional.type == "quantity":
            return "v1.ResourceList"
        return f"map[string]{go_type(schema.additional)}"
    if schema.type == "object":
        return ".".join(schema.name.split(".")[-2:]) or "map[string]interface {}"
    if schema.type == "integer":
        return schema.format or "int64"
    if schema.format == "byte":
        return "[]uint8"
    return {"boolean": "bool", "number": "float64"}.get(schema.type, schema.type)
