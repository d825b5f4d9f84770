"""The fieldPath of a rule: `.spec.hosts`, `.labels['a.b']`, which must lead through the schema.

Upstream: apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go (ValidFieldPath).
"""

import re
from collections.abc import Mapping
from typing import Any

_STEP = re.compile(r"\.([^.\[\]]+)|\['((?:[^'\\]|\\.)*)'\]")
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "'": "'", "\\": "\\"}


def valid_path(path: str, schema: Mapping[str, Any]) -> str | None:
    """The path as errors print it (`spec.hosts`, `labels[a.b]`); None when it leads nowhere."""
    made, position = "", 0
    current: Mapping[str, Any] = schema
    while position < len(path):
        step = _STEP.match(path, position)
        if step is None:
            return None
        name = step.group(1) if step.group(1) is not None else _unescaped(step.group(2))
        child = _child(current, name) if name is not None else None
        if child is None:
            return None
        made += f"[{name}]" if "properties" not in current else f".{name}"
        current, position = child, step.end()
    return made.removeprefix(".")


def _unescaped(text: str) -> str | None:
    if any(match.group(1) not in _ESCAPED for match in _ESCAPE.finditer(text)):
        return None
    return _ESCAPE.sub(lambda match: _ESCAPED[match.group(1)], text)


def _child(schema: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    found = (schema["properties"] or {}).get(name) if "properties" in schema else schema.get("additionalProperties")
    return found if isinstance(found, Mapping) else None
