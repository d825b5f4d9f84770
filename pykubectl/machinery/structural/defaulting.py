"""Defaults of a schema, put into an object, and nulls taken out of it, both in place.

A null where the schema allows none is as good as nothing: it goes, or makes room for the default.

Upstream: apiextensions-apiserver/pkg/apiserver/schema/defaulting/{algorithm,prunenulls}.go.
"""

from typing import Any

from pykubectl import Object
from pykubectl.machinery.objects import copy
from pykubectl.machinery.structural import parts


def default(value: Any, schema: Object | None) -> None:
    """Fill in the defaults, in place; idempotent."""
    if schema is None:
        return
    if isinstance(value, dict):
        _default_fields(value, schema)
    elif isinstance(value, list):
        items = parts.items(schema)
        for index, item in enumerate(value):
            if _is_null(item, items):
                value[index] = copy((items or {}).get("default"))
            default(value[index], items)


def _default_fields(value: Object, schema: Object) -> None:
    known = parts.properties(schema)
    for name, part in known.items():
        if part.get("default") is not None and (name not in value or _is_null(value[name], part)):
            value[name] = copy(part["default"])
    additional = parts.additional(schema)
    for name in value:
        if name in known:
            default(value[name], known[name])
            continue
        if additional is not None and _is_null(value[name], additional):
            value[name] = copy(additional.get("default"))
        default(value[name], additional)


def drop_nulls(value: Any, schema: Object | None) -> None:
    """Drop the nulls of fields that may be none and have no default, in place."""
    if isinstance(value, dict):
        for name in list(value):
            part = parts.field(schema, name) if schema is not None else None
            if _is_null(value[name], part) and (part or {}).get("default") is None:
                del value[name]
            else:
                drop_nulls(value[name], part)
    elif isinstance(value, list):
        for item in value:
            drop_nulls(item, parts.items(schema) if schema is not None else None)


def _is_null(value: Any, schema: Object | None) -> bool:
    return value is None and schema is not None and not schema.get("nullable")
