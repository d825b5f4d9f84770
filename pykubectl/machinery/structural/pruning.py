"""Pruning: what the schema does not know is dropped, in place, and reported as strict decoding errors.

`x-kubernetes-preserve-unknown-fields` keeps what is unknown at its level; what is specified below it is pruned again. The
apiVersion, kind and metadata of the object, and of an embedded one, need no schema.

Upstream: apiextensions-apiserver/pkg/apiserver/schema/pruning/algorithm.go.
"""

from typing import Any

from pykubectl import Object
from pykubectl.machinery.structural import parts


def prune(value: Any, schema: Object | None, is_root: bool = True) -> list[str]:
    """Raises nothing; the errors (`unknown field "spec.x"`) are sorted as the server sorts them."""
    return [f'unknown field "{path}"' for path in prune_paths(value, schema, is_root)]


def prune_paths(value: Any, schema: Object | None, is_root: bool = True) -> list[str]:
    """The same, giving the paths alone."""
    dropped: list[str] = []
    _prune(value, parts.as_resource(schema) if is_root else schema, "", dropped)
    return sorted(dropped, key=str.encode)


def _prune(value: Any, schema: Object | None, path: str, dropped: list[str]) -> None:
    if schema is not None and schema.get(parts.PRESERVE):
        _keep(value, schema, path, dropped)
    elif isinstance(value, dict):
        _prune_fields(value, schema or {}, path, dropped)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _prune(item, parts.items(schema or {}), f"{path}[{index}]", dropped)


def _prune_fields(value: Object, schema: Object, path: str, dropped: list[str]) -> None:
    known, has_additional = parts.properties(schema), schema.get("additionalProperties") is not None
    for name in list(value):
        where = f"{path}.{name}" if path else name
        if schema.get(parts.EMBEDDED) and name in parts.META_FIELDS:
            continue
        if name in known or has_additional:
            _prune(value[name], parts.field(schema, name), where, dropped)
            continue
        if path or name not in parts.META_FIELDS:
            dropped.append(where)
        del value[name]


def _keep(value: Any, schema: Object, path: str, dropped: list[str]) -> None:
    """Everything stays; what is specified is looked into."""
    if isinstance(value, dict):
        known, has_additional = parts.properties(schema), schema.get("additionalProperties") is not None
        for name, item in value.items():
            if schema.get(parts.EMBEDDED) and name in parts.META_FIELDS:
                continue
            if name in known or has_additional:
                _prune(item, parts.field(schema, name), f"{path}.{name}" if path else name, dropped)
    elif isinstance(value, list):
        items = parts.items(schema)
        for index, item in enumerate(value):
            if items is not None:
                _keep(item, items, f"{path}[{index}]", dropped)
