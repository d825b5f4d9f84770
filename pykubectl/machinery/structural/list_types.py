"""Lists that are sets or maps: no item, and no key, twice.

Upstream: apiextensions-apiserver/pkg/apiserver/schema/listtype/validation.go.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, invalid
from pykubectl.machinery.json_codec import compact
from pykubectl.machinery.structural import parts


def validate(value: Any, schema: Object | None, path: str = "") -> list[FieldError]:
    """The second of each item, or key, that is there several times."""
    if schema is None:
        return []
    if isinstance(value, list):
        return _validate_list(value, schema, path)
    if not isinstance(value, dict):
        return []
    errors, additional = [], parts.additional(schema)
    if additional is not None:
        for name in sorted(value):
            errors += validate(value[name], additional, f"{path}[{name}]")
    for name, part in sorted(parts.properties(schema).items()):
        if name in value:
            errors += validate(value[name], part, f"{path}.{name}" if path else name)
    return errors


def _validate_list(value: list[Any], schema: Object, path: str) -> list[FieldError]:
    errors = []
    kind = schema.get(parts.LIST_TYPE)
    if kind == "set":
        errors += [duplicate(f"{path}[{index}]", value[index]) for index in _repeated(value)]
    elif kind == "map":
        errors += _validate_map(value, schema.get(parts.LIST_MAP_KEYS) or (), path)
    items = parts.items(schema)
    for index, item in enumerate(value):
        errors += validate(item, items, f"{path}[{index}]")
    return errors


def _validate_map(value: list[Any], names: Sequence[str], path: str) -> list[FieldError]:
    for index, item in enumerate(value):
        if item is not None and not isinstance(item, dict):
            return [invalid(f"{path}[{index}]", item, "must be an object for an array of list-type map")]
    keys = [{name: item[name] for name in sorted(names) if name in item} if item else {} for item in value]
    return [duplicate(f"{path}[{index}]", keys[index]) for index in _repeated(keys)]


def _repeated(values: Sequence[Any]) -> list[int]:
    """Where a value comes for the second time; further ones are not reported."""
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for index, value in enumerate(values):
        key = (type(value).__name__, compact(value))
        seen[key] += 1
        if seen[key] == 2:
            found.append(index)
    return found
