"""A structural schema: every part has a type, and nothing that could not be pruned or defaulted.

Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation, pkg/apiserver/schema (structural).
"""

from typing import Any

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, required
from pykubectl.kinds import rules

_TYPES = ("array", "boolean", "integer", "number", "object", "string")
_PRESERVE = "x-kubernetes-preserve-unknown-fields"
_INT_OR_STRING = "x-kubernetes-int-or-string"


def validate_schema(path: str, schema: Object) -> list[FieldError]:
    """Of a whole version; the root must be an object."""
    errors = _part(path, schema)
    if schema.get("type") != "object":
        if not schema.get("type"):
            errors.append(required(f"{path}.type", "must not be empty at the root"))
        else:
            errors.append(invalid(f"{path}.type", schema["type"], "must be object at the root"))
    return errors


def _part(path: str, schema: Object) -> list[FieldError]:
    errors = _type(path, schema)
    if schema.get("type") == "array" and schema.get("items") is None:
        errors.append(required(f"{path}.items", "must be specified"))
    if schema.get("uniqueItems"):
        text = "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"
        errors.append(forbidden(f"{path}.uniqueItems", text))
    extra = schema.get("additionalProperties")
    if extra is False:
        text = "additionalProperties cannot be set to false"
        errors.append(forbidden(f"{path}.additionalProperties", text))
    if schema.get("properties") and isinstance(extra, dict):
        text = "additionalProperties and properties are mutual exclusive"
        errors.append(forbidden(f"{path}.additionalProperties", text))
    errors += _default(path, schema) + _lists(path, schema)
    for name, part in sorted((schema.get("properties") or {}).items()):
        errors += _part(f"{path}.properties[{name}]", part)
    if isinstance(extra, dict):
        errors += _part(f"{path}.additionalProperties", extra)
    if isinstance(schema.get("items"), dict):
        errors += _part(f"{path}.items", schema["items"])
    return errors


def _type(path: str, schema: Object) -> list[FieldError]:
    kind = schema.get("type") or ""
    if kind and kind not in _TYPES:
        return [rules.unsupported(f"{path}.type", kind, _TYPES)]
    if not kind and not schema.get(_PRESERVE) and not schema.get(_INT_OR_STRING):
        return [required(f"{path}.type", "must not be empty for specified object fields")]
    return []


def _default(path: str, schema: Object) -> list[FieldError]:
    if "default" not in schema or schema["default"] is None:
        return []
    value, kind = schema["default"], schema.get("type") or ""
    found = _type_of(value)
    if kind not in _TYPES or found == kind or (kind == "number" and found == "integer"):
        return []
    # The server's value is the name of the type it found.
    text = f' in body must be of type {kind}: "{found}"'
    return [invalid(f"{path}.default", found, text)]


def _type_of(value: Any) -> str:
    for name, python in (("boolean", bool), ("integer", int), ("number", float), ("string", str), ("array", list)):
        if isinstance(value, python):
            return name
    return "object"


def _lists(path: str, schema: Object) -> list[FieldError]:
    kind, keys = schema.get("x-kubernetes-list-type"), schema.get("x-kubernetes-list-map-keys") or []
    errors = []
    if kind is not None and schema.get("type") != "array":
        text = "must be array if x-kubernetes-list-type is specified"
        errors.append(invalid(f"{path}.type", schema.get("type") or "", text))
    if kind is not None and kind not in ("atomic", "set", "map"):
        errors.append(rules.unsupported(f"{path}.x-kubernetes-list-type", kind, ("atomic", "set", "map")))
    if keys and kind != "map":
        text = "must be map if x-kubernetes-list-map-keys is non-empty"
        where = f"{path}.x-kubernetes-list-type"
        errors.append(invalid(where, kind, text) if kind is not None else required(where, text))
    if kind == "map" and not keys:
        text = "must not be empty if x-kubernetes-list-type is map"
        errors.append(required(f"{path}.x-kubernetes-list-map-keys", text))
    return errors
