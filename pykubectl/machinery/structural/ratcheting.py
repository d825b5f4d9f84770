"""Ratcheting: on an update, what has not changed keeps its faults.

A Correlation pairs a value with what it was before: fields by name, items of a list only in a list-type map, by key. Errors
found within a value that is equal to its old one do not count.

Upstream: apiserver/pkg/cel/common/{equality,maplist}.go, apiextensions-apiserver/pkg/apiserver/validation/ratcheting.go.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from pykubectl import Object
from pykubectl.machinery.structural import parts
from pykubectl.machinery.structural.equality import same


class Correlation:
    def __init__(self, new: Any, old: Any, schema: Object) -> None:
        self._new = new
        self._old = old
        self._schema = schema

    @cached_property
    def unchanged(self) -> bool:
        return same(self._new, self._old)

    def field(self, name: str) -> "Correlation | None":
        """None for a field that is new, or that the schema does not know."""
        if not isinstance(self._new, dict) or not isinstance(self._old, dict):
            return None
        part = parts.field(self._schema, name)
        if part is None or name not in self._new or name not in self._old:
            return None
        return Correlation(self._new[name], self._old[name], part)

    def item(self, index: int) -> "Correlation | None":
        """None for an item of which nobody can say which it was before."""
        items = parts.items(self._schema)
        if items is None or not isinstance(self._new, list):
            return None
        key = self._key(self._new[index])
        old = self._old_items.get(key) if key is not None else None
        return Correlation(self._new[index], old, items) if old is not None else None

    @cached_property
    def _old_items(self) -> dict[tuple[Any, ...], Object]:
        found: dict[tuple[Any, ...], Object] = {}
        for item in self._old if isinstance(self._old, list) else ():
            key = self._key(item)
            if key is not None:
                found.setdefault(key, item)
        return found

    def _key(self, item: Any) -> tuple[Any, ...] | None:
        names: Sequence[str] = self._schema.get(parts.LIST_MAP_KEYS) or ()
        if self._schema.get(parts.LIST_TYPE) != "map" or not names or not isinstance(item, dict):
            return None
        values = [item.get(name) for name in names]
        if any(value is None or isinstance(value, dict | list) for value in values):
            return None
        return tuple((type(value).__name__, value) for value in values)
