"""Reads the fields of values, builds objects, and gives values back as JSON has them.

Upstream: cel-go/interpreter/attributes.go (refQualify).
"""

import base64
from collections.abc import Mapping
from typing import Any

from pykubectl.machinery.cel import moments
from pykubectl.machinery.cel.errors import EvaluationError
from pykubectl.machinery.cel.values import NONE, Duration, Optional, Record, Timestamp, equal, kind_of

MISSING = object()


def field(value: Any, name: str) -> Any:
    """`value.name`."""
    if isinstance(value, Record):
        return value.get(name)
    if isinstance(value, Mapping):
        found = value.get(name, MISSING)
        if found is not MISSING:
            return found
    elif isinstance(value, Optional):
        return optional_field(value, name)
    raise EvaluationError(f"no such key: {name}")


def has_field(value: Any, name: str) -> bool:
    if isinstance(value, Optional):
        return value.present and has_field(value.value, name)
    if isinstance(value, Record):
        return value.has(name)
    return isinstance(value, Mapping) and name in value


def optional_field(value: Any, name: str) -> Optional:
    """`value.?name`."""
    if isinstance(value, Optional):
        return optional_field(value.value, name) if value.present else NONE
    return Optional(True, field(value, name)) if has_field(value, name) else NONE


class Built(Record):
    """An object made by an expression: its fields are values already."""

    __slots__ = ()

    def get(self, field: str) -> Any:
        if field not in self.raw:
            raise EvaluationError(f"no such key: {field}")
        return self.raw[field]

    def has(self, field: str) -> bool:
        return field in self.raw

    def fields(self) -> list[str]:
        return list(self.raw)

    def same(self, other: Record) -> bool:
        return self.raw.keys() == other.raw.keys() and all(equal(self.raw[name], other.raw[name]) for name in self.raw)


def plain(value: Any) -> Any:
    """A value as JSON has it, for what an expression builds."""
    match value:
        case Timestamp():
            return moments.format_timestamp(value)
        case Duration():
            return moments.format_duration(value)
        case Record():
            return {value.type.names.get(name, name): plain(value.get(name)) for name in value.fields()}
        case Mapping():
            return {key: plain(item) for key, item in value.items()}
        case list():
            return [plain(item) for item in value]
        case bool() | float() | str() | None:
            return value
        case int():
            return int(value)
        case bytes():
            return base64.b64encode(value).decode()
        case Optional():
            return plain(value.value) if value.present else None
    raise EvaluationError(f"unsupported value of type {kind_of(value)}")
