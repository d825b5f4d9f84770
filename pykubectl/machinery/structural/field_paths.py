"""Simple paths to fields, `.spec.hosts` or `.spec['x-y']`, followed through a schema.

Upstream: apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go (ValidFieldPath).
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from pykubectl import Object
from pykubectl.machinery.structural import parts

_TOKEN = re.compile(r"'(?:[^'\\]|\\.)*'|[.\[\]]|[^.\[\]]+")
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "'": "'", "\\": "\\"}


class FieldPathError(ValueError):
    """Why a path leads nowhere, in the server's words."""


class Found(NamedTuple):
    """Where a path leads: its names, the schema there, and the path as errors print it (`spec.labels[a.b]`)."""

    names: tuple[str, ...]
    schema: Object | None
    shown: str

    def __str__(self) -> str:
        return ".".join(self.names)


def resolve(path: str, schema: Object, *, brackets: bool = True) -> Found:
    """Raises FieldPathError. `brackets`: whether `['x']` may be used."""
    tokens = _TOKEN.findall(path)
    names: list[str] = []
    shown = ""
    place: Object | None = schema
    while tokens:
        token = tokens.pop(0)
        if token == "[":
            if not brackets:
                raise FieldPathError("array notation is not allowed")
            name = _quoted(tokens)
        elif token == ".":
            name = _next(tokens)
        else:
            raise FieldPathError(f"expected [ or . but got: {token}")
        shown += f".{name}" if parts.properties(place or {}) else f"[{name}]"
        place = _enter(place, name)
        names.append(name)
        if token == "[" and (closing := _next(tokens)) != "]":
            raise FieldPathError(f"expected ] but got {closing}")
    return Found(tuple(names), place, shown.removeprefix("."))


def valid_path(path: str, schema: Mapping[str, Any]) -> str | None:
    """The path as errors print it; None when it leads to nothing that has a schema."""
    try:
        found = resolve(path, dict(schema))
    except FieldPathError:
        return None
    return None if found.schema is None else found.shown


def _next(tokens: list[str]) -> str:
    if not tokens:
        raise FieldPathError("unexpected end of JSON path")
    return tokens.pop(0)


def _quoted(tokens: list[str]) -> str:
    token = _next(tokens)
    if len(token) < 2 or token[0] != "'" or token[-1] != "'":
        raise FieldPathError(f"expected single quoted string but got {token}")
    if any(escape[1] not in _ESCAPED for escape in _ESCAPE.finditer(token)):
        raise FieldPathError(f"expected single quoted string but got {token}")
    return _ESCAPE.sub(lambda escape: _ESCAPED[escape[1]], token[1:-1])


def _enter(schema: Object | None, name: str) -> Object | None:
    properties = parts.properties(schema or {})
    if properties and name in properties:
        return properties[name]
    if properties or (schema or {}).get("additionalProperties") is None:
        raise FieldPathError("does not refer to a valid field")
    return parts.additional(schema or {})
