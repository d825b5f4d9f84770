"""Merge types: what structured merging has to know of a schema, found once and kept.

A type takes scalars, lists or maps; that of a value whose schema says nothing takes all three ("deduced"): its lists are
atomic, its maps granular and of deduced values.

Upstream: structured-merge-diff/schema, kube-openapi/pkg/schemaconv/openapi.go.
"""

from functools import lru_cache
from typing import Any

from pykubectl.machinery.schema import Schema

NUMERIC, STRING, BOOLEAN, UNTYPED = "numeric", "string", "boolean", "untyped"
_SCALARS = {"string": STRING, "integer": NUMERIC, "number": NUMERIC, "boolean": BOOLEAN}

# Keys of list items that the API fills in for built-in types. A required key that is missing is its zero value.
_KEY_DEFAULTS: dict[tuple[str, str], Any] = {
    ("ContainerPort", "protocol"): "TCP",
    ("ServicePort", "protocol"): "TCP",
    ("LocalObjectReference", "name"): "",
}
_ZERO: dict[str, Any] = {"string": "", "integer": 0}


class MergeType:
    """How values of one schema merge; `scalar` is "" for types that take none."""

    __slots__ = (
        "_children",
        "_element",
        "_schema",
        "is_associative",
        "is_atomic_map",
        "is_deduced",
        "keys",
        "scalar",
        "takes_list",
        "takes_map",
    )

    def __init__(self, schema: Schema | None) -> None:
        kind = "any" if schema is None else schema.type
        self._schema = schema
        self._children: dict[str, MergeType | None] = {}
        self._element: MergeType | None = None
        self.is_deduced = kind == "any"
        self.takes_map = kind in ("object", "any")
        self.takes_list = kind in ("array", "any")
        self.scalar = "" if kind in ("object", "array") else _scalar(kind, schema.format if schema else "")
        self.is_atomic_map = schema is not None and schema.map_type == "atomic"
        self.is_associative, self.keys = _list_kind(schema) if kind == "array" else (False, ())

    def declared(self, name: str) -> "MergeType | None":
        """The type of a field that the schema names."""
        found = self._children.get(name)
        if found is None and name not in self._children:
            field = self._schema.fields().get(name) if self._schema is not None and self.takes_map else None
            found = self._children[name] = None if field is None else of_schema(field)
        return found

    def child(self, name: str) -> "MergeType | None":
        """The type of a field, or of a map's values; None when the schema has no place for it."""
        return self.declared(name) or self.element

    @property
    def element(self) -> "MergeType | None":
        """The type of a list's items, or of a map's values."""
        if self._element is None:
            self._element = self._find_element()
        return self._element

    def _find_element(self) -> "MergeType | None":
        schema = self._schema
        if schema is None:
            return DEDUCED
        if self.takes_list and not self.takes_map:
            return of_schema(schema.items) if schema.items is not None else DEDUCED
        if schema.additional is not None:
            return of_schema(schema.additional)
        return DEDUCED if schema.preserves_unknown or not schema.fields() else None

    def key_default(self, name: str) -> Any:
        """What an item has for a key it does not say; None when there is nothing."""
        if self._schema is None:
            return None
        field = self._schema.fields().get(name)
        if field is not None and "default" in field.source:
            return field.source["default"]
        definition = self._schema.name.rpartition(".")[2]
        if (definition, name) in _KEY_DEFAULTS:
            return _KEY_DEFAULTS[definition, name]
        is_required = field is not None and not self._schema.source and name in self._schema.required
        return _ZERO.get(field.type) if field is not None and is_required else None


def _scalar(kind: str, format: str) -> str:
    if kind == "string" and format not in ("", "byte"):
        return UNTYPED
    return _SCALARS.get(kind, UNTYPED)


def _list_kind(schema: Schema | None) -> tuple[bool, tuple[str, ...]]:
    """Whether a list is associative, and by which keys (none: by value)."""
    if schema is None:
        return False, ()
    if schema.list_type:
        return schema.list_type in ("map", "set"), schema.list_map_keys if schema.list_type == "map" else ()
    if "merge" in schema.patch_strategy:
        return True, (schema.patch_merge_key,) if schema.patch_merge_key else ()
    return False, ()


@lru_cache(maxsize=50_000)
def of_schema(schema: Schema) -> MergeType:
    return MergeType(schema)


DEDUCED = MergeType(None)
