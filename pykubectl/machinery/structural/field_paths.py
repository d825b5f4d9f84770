"""Simple paths to fields, `.spec.hosts` or `.spec['x-y']`, followed through a schema.

Upstream: apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go (ValidFieldPath).
"""

import re
from typing import NamedTuple

from pykubectl import Object
from pykubectl.machinery.structural import parts

_TOKEN = re.compile(r"'(?:[^'\\]|\\.)*'|[.\[\]]|[^.\[\]]+")


class FieldPathError(ValueError):
    """Why a path leads nowhere, in the server's words."""


class Found(NamedTuple):
    """Where a path leads: its names and the schema there."""

    names: tuple[str, ...]
    schema: Object | None

    def __str__(self) -> str:
        return ".".join(self.names)


def resolve(path: str, schema: Object, *, brackets: bool = True) -> Found:
    """Raises FieldPathError. `brackets`: whether `['x']` may be used."""
    tokens = _TOKEN.findall(path)
    names: list[str] = []
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
        place = _enter(place, name)
        names.append(name)
        if token == "[" and (closing := _next(tokens)) != "]":
            raise FieldPathError(f"expected ] but got {closing}")
    return Found(tuple(names), place)


def _next(tokens: list[str]) -> str:
    if not tokens:
        raise FieldPathError("unexpected end of JSON path")
    return tokens.pop(0)


def _quoted(tokens: list[str]) -> str:
    token = _next(tokens)
    if len(token) < 2 or token[0] != "'" or token[-1] != "'":
        raise FieldPathError(f"expected single quoted string but got {token}")
    return re.sub(r"\\(.)", r"\1", token[1:-1])


def _enter(schema: Object | None, name: str) -> Object | None:
    properties = parts.properties(schema or {})
    if properties and name in properties:
        return properties[name]
    if properties or (schema or {}).get("additionalProperties") is None:
        raise FieldPathError("does not refer to a valid field")
    return parts.additional(schema or {})
