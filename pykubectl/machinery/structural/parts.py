"""The parts of a schema as the walks over objects ask for them: the schema of a field, of the values of a map, of items.

A schema is a plain dict as in openAPIV3Schema; a part that is not there is None.

Upstream: apiextensions-apiserver/pkg/apiserver/schema (structural.go, convert.go).
"""

from collections.abc import Iterator
from typing import Any

from pykubectl import Object

META_FIELDS = frozenset({"apiVersion", "kind", "metadata"})

EMBEDDED = "x-kubernetes-embedded-resource"
PRESERVE = "x-kubernetes-preserve-unknown-fields"
INT_OR_STRING = "x-kubernetes-int-or-string"
LIST_TYPE = "x-kubernetes-list-type"
LIST_MAP_KEYS = "x-kubernetes-list-map-keys"
MAP_TYPE = "x-kubernetes-map-type"
RULES = "x-kubernetes-validations"


def properties(schema: Object) -> dict[str, Object]:
    found: dict[str, Object] = schema.get("properties") or {}
    return found


def additional(schema: Object) -> Object | None:
    """The schema of a map's values."""
    found = schema.get("additionalProperties")
    return found if isinstance(found, dict) else None


def items(schema: Object) -> Object | None:
    found = schema.get("items")
    return found if isinstance(found, dict) else None


def field(schema: Object, name: str) -> Object | None:
    found = properties(schema).get(name)
    return found if found is not None else additional(schema)


def as_resource(schema: Object | None) -> Object:
    """The schema of a whole object, whose apiVersion, kind and metadata need no mention."""
    return {**(schema or {}), EMBEDDED: True}


def schemas(schema: Object) -> Iterator[Object]:
    """The schema and all schemas in it, whatever they are there for."""
    yield schema
    for part in _children(schema):
        yield from schemas(part)


def _children(schema: Object) -> Iterator[Object]:
    for name in ("items", "additionalProperties", "additionalItems", "not"):
        found: Any = schema.get(name)
        if isinstance(found, dict):
            yield found
        elif isinstance(found, list):
            yield from found
    for name in ("allOf", "anyOf", "oneOf"):
        yield from schema.get(name) or ()
    for name in ("properties", "patternProperties", "definitions", "dependencies"):
        yield from (part for part in (schema.get(name) or {}).values() if isinstance(part, dict))
