"""The CEL type of a structural OpenAPI schema, with the sizes that bound what a rule can cost.

Property names that are no CEL identifiers are escaped (`a.b` is `a__dot__b`, `namespace` is `__namespace__`); what
cannot be, and what has no known type, cannot be reached from rules. At the root of a resource, and of an embedded one,
apiVersion, kind, metadata.name and metadata.generateName are always there.

Upstream: k8s.io/apiserver/pkg/cel (common/schemas.go, escaping.go, limits.go), pkg/cel/types.go (MaybeAssignTypeName).
"""

import re
from collections.abc import Mapping
from typing import Any

from pykubectl.machinery.cel import cel_types as types
from pykubectl.machinery.cel.cel_types import CelType
from pykubectl.machinery.cel.reserved_words import RESERVED

REQUEST_BYTES_MAX = 3 * 1024 * 1024
_ESCAPES = {"__": "__underscores__", ".": "__dot__", "-": "__dash__", "/": "__slash__"}
_TO_ESCAPE = re.compile(r"__|[-./]")
# The text formats CEL has types for: the type, the fewest and the most bytes of a value.
_FORMATS = {
    "duration": (types.DURATION, 3, 32),
    "date": (types.TIMESTAMP, 12, 12),
    "date-time": (types.TIMESTAMP, 21, 32),
}
_STRING = {"type": "string"}
_META = {"type": "object", "properties": {"name": _STRING, "generateName": _STRING}}
# Scalars have no size of their own in the estimate.
_SCALARS = {
    "boolean": types.BOOL.sized(0, 4),
    "number": types.DOUBLE.sized(0, 1),
    "integer": types.INT.sized(0, 1),
}


def escape(name: str) -> str | None:
    """The name as a CEL identifier; None when it can be none."""
    if not name or name[0].isdigit() or not re.fullmatch(r"[A-Za-z0-9_./-]+", name):
        return None
    if name in RESERVED:
        return f"__{name}__"
    return _TO_ESCAPE.sub(lambda match: _ESCAPES[match.group()], name)


def declared_type(schema: Mapping[str, Any], is_root: bool = False, name: str = "selfType") -> CelType | None:
    """The type of a schema; None when it has none. `name` is what objects without a name are called."""
    if schema.get("x-kubernetes-int-or-string"):
        length = schema.get("maxLength")
        return types.DYN.sized(_characters(length), 1)
    if is_root:
        schema = with_object_meta(schema)
    match schema.get("type"):
        case "array":
            return _list(schema, name)
        case "object":
            return _map(schema, name) if _values(schema) is not None else _object(schema, name)
        case "string":
            return _string(schema)
    return _SCALARS.get(schema.get("type") or "")


def with_object_meta(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if _has_object_meta(schema.get("properties") or {}):
        return schema
    properties = {**(schema.get("properties") or {}), "kind": _STRING, "apiVersion": _STRING, "metadata": _META}
    return {**schema, "type": "object", "properties": properties}


def _has_object_meta(properties: Mapping[str, Any]) -> bool:
    metadata = properties.get("metadata") or {}
    texts = [properties.get(name) for name in ("kind", "apiVersion")]
    texts += [(metadata.get("properties") or {}).get(name) for name in ("name", "generateName")]
    return metadata.get("type") == "object" and all(text and text.get("type") == "string" for text in texts)


def _child(schema: Mapping[str, Any], name: str) -> CelType | None:
    return declared_type(schema, bool(schema.get("x-kubernetes-embedded-resource")), name)


def _values(schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
    values = schema.get("additionalProperties")
    return values if isinstance(values, Mapping) else None


def _at_least_zero(number: int) -> int:
    return max(int(number), 0)


def _characters(length: int | None) -> int:
    """maxLength counts characters, sizes count bytes: four of them at most."""
    return REQUEST_BYTES_MAX - 2 if length is None else _at_least_zero(length) * 4


def _list(schema: Mapping[str, Any], name: str) -> CelType | None:
    items = schema.get("items")
    element = _child(items, f"{name}.@idx") if isinstance(items, Mapping) else None
    if element is None:
        return None
    bound = schema.get("maxItems")
    count = (REQUEST_BYTES_MAX - 2) // (element.min_size + 1) if bound is None else _at_least_zero(bound)
    made = types.list_of(element).sized(count, 2)
    made.list_type = schema.get("x-kubernetes-list-type") or ""
    made.list_keys = tuple(schema.get("x-kubernetes-list-map-keys") or ())
    return made


def _map(schema: Mapping[str, Any], name: str) -> CelType | None:
    values = _values(schema)
    value = _child(values, f"{name}.@elem") if values is not None else None
    if value is None:
        return None
    bound = schema.get("maxProperties")
    count = (REQUEST_BYTES_MAX - 2) // (value.min_size + 6) if bound is None else _at_least_zero(bound)
    return types.map_of(types.STRING.sized(0, 2), value).sized(count, 2)


def _object(schema: Mapping[str, Any], name: str) -> CelType:
    fields: dict[str, CelType] = {}
    names: dict[str, str] = {}
    required = set(schema.get("required") or ())
    size = 2
    for wire, part in (schema.get("properties") or {}).items():
        escaped = escape(wire)
        kind = _child(part, f"{name}.{escaped}")
        if kind is None:
            continue
        if escaped:
            fields[escaped], names[escaped] = kind, wire
        if wire in required and part.get("default") is None:
            size += len(wire) + kind.min_size + 4
    return types.object_type(name, fields, names).sized(0, size)


def _string(schema: Mapping[str, Any]) -> CelType:
    form, length = schema.get("format"), schema.get("maxLength")
    if form in _FORMATS:
        kind, least, most = _FORMATS[form]
        return kind.sized(most, least)
    if form == "byte":
        return types.BYTES.sized(REQUEST_BYTES_MAX - 2 if length is None else _at_least_zero(length), 2)
    if length is None and schema.get("enum"):
        return types.STRING.sized(max((len(one) for one in schema["enum"] if isinstance(one, str)), default=0), 2)
    return types.STRING.sized(_characters(length), 2)
