"""The `x-kubernetes-*` extensions of a schema: which go together, and what a list's keys must be.

Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation (ValidateCustomResourceDefinitionOpenAPISchema).
"""

from collections.abc import Sequence

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.go_values import go_value
from pykubectl.machinery.structural import parts

_MAP_TYPES = ("atomic", "granular")
_LIST_TYPES = ("atomic", "set", "map")


def validate_extensions(path: str, schema: Object, atomic_sets: bool) -> list[FieldError]:
    """Of one part of a schema, not of those in it; `atomic_sets`: whether items of sets must be atomic."""
    errors = []
    if schema.get(parts.PRESERVE) is False:
        errors.append(invalid(f"{path}.{parts.PRESERVE}", False, "must be true or undefined"))
    if schema.get(parts.MAP_TYPE) is not None:
        errors += _of_type(path, schema, "object", parts.MAP_TYPE)
        if schema[parts.MAP_TYPE] not in _MAP_TYPES:
            errors.append(rules.unsupported(f"{path}.{parts.MAP_TYPE}", schema[parts.MAP_TYPE], _MAP_TYPES))
    return errors + _list(path, schema, atomic_sets)


def _of_type(path: str, schema: Object, wanted: str, extension: str) -> list[FieldError]:
    kind, text = schema.get("type") or "", f"must be {wanted} if {extension} is specified"
    if kind == wanted:
        return []
    return [invalid(f"{path}.type", kind, text) if kind else required(f"{path}.type", text)]


def _list(path: str, schema: Object, atomic_sets: bool) -> list[FieldError]:
    kind, keys = schema.get(parts.LIST_TYPE), schema.get(parts.LIST_MAP_KEYS) or []
    errors, where = [], f"{path}.{parts.LIST_TYPE}"
    if kind is not None:
        errors += _of_type(path, schema, "array", parts.LIST_TYPE)
        items = parts.items(schema)
        if not errors and kind == "set" and atomic_sets and items is not None:
            errors += _atomic(f"{path}.items", items)
        if kind not in _LIST_TYPES:
            errors.append(rules.unsupported(where, kind, _LIST_TYPES))
    if keys and kind != "map":
        text = f"must be map if {parts.LIST_MAP_KEYS} is non-empty"
        errors.append(invalid(where, kind, text) if kind is not None else required(where, text))
    return errors + (_map(path, schema, keys) if kind == "map" else [])


def _atomic(path: str, items: Object) -> list[FieldError]:
    text = f"must be atomic as item of a list with {parts.LIST_TYPE}=set"
    # The server shows the list type of both.
    shown = items.get(parts.LIST_TYPE)
    if items.get("type") == "array" and shown not in (None, "atomic"):
        return [invalid(f"{path}.{parts.LIST_TYPE}", shown, text)]
    if items.get("type") == "object" and items.get(parts.MAP_TYPE) != "atomic":
        return [invalid(f"{path}.{parts.MAP_TYPE}", shown, text)]
    return []


def _map(path: str, schema: Object, keys: Sequence[str]) -> list[FieldError]:
    errors, items = [], schema.get("items")
    if not keys:
        text = f"must not be empty if {parts.LIST_TYPE} is map"
        errors.append(required(f"{path}.{parts.LIST_MAP_KEYS}", text))
    if items is None:
        errors.append(required(f"{path}.items", f"must have a schema if {parts.LIST_TYPE} is map"))
    elif isinstance(items, list):
        text = f"must only have a single schema if {parts.LIST_TYPE} is map"
        errors.append(invalid(f"{path}.items", go_value({"items": items}, "JSONSchema")["Items"], text))
    elif items.get("type") != "object":
        text = f"must be object if parent array's {parts.LIST_TYPE} is map"
        errors.append(invalid(f"{path}.items.type", items.get("type") or "", text))
    else:
        errors += _keys(path, items, keys)
    return errors


def _keys(path: str, items: Object, keys: Sequence[str]) -> list[FieldError]:
    errors, where = [], f"{path}.{parts.LIST_MAP_KEYS}"
    for index, key in enumerate(keys):
        field = parts.properties(items).get(key)
        if field is None:
            errors.append(invalid(where, list(keys), "entries must all be names of item properties"))
        elif field.get("type") in ("array", "object"):
            text = f"must be a scalar type if parent array's {parts.LIST_TYPE} is map"
            errors.append(invalid(f"{path}.items.properties[{key}].type", items["type"], text))
        if key in keys[:index]:
            errors.append(invalid(where, list(keys), "must not contain duplicate entries"))
    return errors


def validate_keys(path: str, schema: Object) -> list[FieldError]:
    """The keys of a list-type map are always there, and no item of a map or set is null."""
    kind, items = schema.get(parts.LIST_TYPE), parts.items(schema)
    if items is None or kind not in ("set", "map"):
        return []
    errors = []
    if items.get("nullable"):
        errors.append(forbidden(f"{path}.items.nullable", f"cannot be nullable when {parts.LIST_TYPE} is {kind}"))
    for key in (schema.get(parts.LIST_MAP_KEYS) or ()) if kind == "map" else ():
        field = parts.properties(items).get(key)
        if field is None:
            continue
        where = f"{path}.items.properties[{key}]"
        text = f"this property is in {parts.LIST_MAP_KEYS}, so it"
        if key not in (items.get("required") or ()) and field.get("default") is None:
            errors.append(required(f"{where}.default", f"{text} must have a default or be a required property"))
        if field.get("nullable"):
            errors.append(forbidden(f"{where}.nullable", f"{text} cannot be nullable"))
    return errors
