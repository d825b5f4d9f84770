"""Defaults in a schema: each is a value that the schema itself lets through, with nothing in it that would be pruned.

Upstream: apiextensions-apiserver/pkg/apiserver/schema/defaulting/validation.go.
"""

from typing import Any

from pykubectl import Object
from pykubectl.errors import FieldError, invalid
from pykubectl.kinds.metadata import validate_embedded
from pykubectl.machinery.objects import copy
from pykubectl.machinery.structural import embedded, parts, pruning, validation
from pykubectl.machinery.structural.equality import same

_UNKNOWN = "must not have unknown fields"


def validate_defaults(path: str, schema: Object, pruned: bool) -> list[FieldError]:
    """`pruned`: whether unknown fields in defaults are an error."""
    return _part(path, parts.as_resource(schema), pruned, in_metadata=False)


def _part(path: str, schema: Object, pruned: bool, *, in_metadata: bool) -> list[FieldError]:
    is_resource = bool(schema.get(parts.EMBEDDED))
    in_metadata = in_metadata and not is_resource
    errors: list[FieldError] = []
    if schema.get("default") is not None:
        errors += _default(f"{path}.default", schema, pruned and not in_metadata, in_metadata)
    items = parts.items(schema)
    if items is not None:
        errors += _part(f"{path}.items", items, pruned, in_metadata=in_metadata)
    for name, part in sorted(parts.properties(schema).items()):
        within = in_metadata or (is_resource and name in parts.META_FIELDS)
        errors += _part(f"{path}.properties[{name}]", part, pruned, in_metadata=within)
    return errors


def _default(path: str, schema: Object, pruned: bool, in_metadata: bool) -> list[FieldError]:
    value, is_resource = schema["default"], bool(schema.get(parts.EMBEDDED))
    errors = []
    if pruned and not same(_pruned(value, schema, is_resource), value):
        errors.append(invalid(path, value, _UNKNOWN))
    if not in_metadata:
        broken = _embedded_errors(path, schema, is_resource)
        if broken:
            return errors + broken
    return errors + validation.validate(value, schema, prefix=path)


def _pruned(value: Any, schema: Object, is_resource: bool) -> Any:
    found = copy(value)
    pruning.prune(found, schema, is_resource)
    return found


def _embedded_errors(path: str, schema: Object, is_resource: bool) -> list[FieldError]:
    value = copy(schema["default"])
    error = embedded.coerce(value, schema, is_resource, path).error
    if error is not None:
        return [error]
    return embedded.validate(value, schema, validate_embedded, path, is_root=is_resource)


def has_unpruned_default(schema: Object) -> bool:
    """Whether a default anywhere in the schema has unknown fields."""
    return any(error.detail == _UNKNOWN for error in validate_defaults("", schema, True))
