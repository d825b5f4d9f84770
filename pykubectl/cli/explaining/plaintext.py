"""The layout of explain: heading, description, fields with their types; with --recursive, fields in lines of their own.

Upstream: staging/src/k8s.io/kubectl/pkg/explain/v2/templates/plaintext.tmpl, github.com/mitchellh/go-wordwrap.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from pykubectl.cli.explaining import Subject
from pykubectl.cli.explaining.described import Described, of_source, own_description

_INDENT = 2
_VALUES_SHOWN = 4
_WORD = re.compile(r"([^\S\n\u00a0]*)([\S\u00a0]*)")


def heading(subject: Subject) -> str:
    """What comes before it is known whether the field exists."""
    group = f"GROUP:      {subject.group}\n" if subject.group else ""
    return f"{group}KIND:       {subject.kind}\nVERSION:    {subject.version}\n\n"


def body(subject: Subject) -> str | None:
    """The rest; None when there is no such field."""
    found = _found(of_source(subject.schema), subject.path)
    if found is None:
        return None
    parts = [_field_heading(subject.path[-1], found)] if subject.path else []
    texts = "".join(f"{text}\n" for text in _descriptions(found)) or "<empty>"
    parts.append(f"DESCRIPTION:\n{_indented(wrapped(texts, 76), 4)}\n")
    fields = "".join(_field_list(subject, found, 1, frozenset()))
    if fields:
        parts.append(f"FIELDS:\n{fields}")
    return "".join(parts) + "\n"


def _found(described: Described, path: tuple[str, ...]) -> Described | None:
    """Fields by name; lists and maps are gone through."""
    seen: set[str] = set()
    while path:
        reference = described.reference
        if reference in seen:
            return None
        if reference:
            seen.add(reference)
        fields = described.fields()
        if path[0] in fields:
            described, path = fields[path[0]], path[1:]
            seen.clear()
            continue
        inner = described.inner()
        if inner is None:
            return None
        described = inner
    return described


def _field_heading(name: str, field: Described) -> str:
    values = "".join(f"\n    {_value(value)}" for value in field.values)
    return f"FIELD: {name} <{type_name(field)}>\n{'ENUM:' if values else ''}{values}\n\n"


def _descriptions(described: Described) -> Iterator[str]:
    """What is said of the field, of its definition, and of what lists and maps hold."""
    texts = (described.text, own_description(described))
    yield from (text for text in texts if text)
    for inner in (described.items(), described.map_values()):
        if inner is not None:
            yield from _descriptions(inner)


def _field_list(subject: Subject, described: Described, level: int, above: frozenset[str]) -> Iterator[str]:
    """`above` names the definitions on the way here: one within itself is not listed again."""
    reference = described.reference
    if reference in above:
        return
    below = above | {reference} if reference else above
    required = described.schema.required
    for name, field in described.fields().items():
        yield _field(name, field, name in required, level)
        if not subject.recursive:
            yield _field_description(field, level)
        elif subject.descends(level):
            yield from _field_list(subject, field, level + 1, below)
    for inner in (described.items(), described.map_values()):
        if inner is not None:
            yield from _field_list(subject, inner, level, below)


def _field(name: str, field: Described, required: bool, level: int) -> str:
    margin = " " * (_INDENT * level)
    values = ""
    if field.values:
        shown = ", ".join(_value(value) for value in field.values[:_VALUES_SHOWN])
        values = f"\n{margin}enum: {shown}{', ....' if len(field.values) > _VALUES_SHOWN else ''}"
    return f"{margin}{name}\t<{type_name(field)}>{' -required-' if required else ''}{values}\n"


def _field_description(field: Described, level: int) -> str:
    amount = _INDENT * level
    return _indented(wrapped(field.text or "<no description>", 78 - amount), amount + _INDENT) + "\n\n"


def _value(value: Any) -> str:
    if isinstance(value, str):
        return value or '""'
    return json.dumps(value)


def type_name(described: Described) -> str:
    """`string`, `[]Container`, `map[string]Quantity`, `ObjectMeta`; definitions by name unless they are primitive."""
    items, values = described.items(), described.map_values()
    if items is not None:
        return f"[]{type_name(items)}"
    if values is not None:
        return f"map[string]{type_name(values)}"
    kind = described.schema.type
    if kind not in ("object", "any", "quantity", "int-or-string"):
        return kind
    return described.reference.rpartition(".")[2] or "Object"


def _indented(text: str, amount: int) -> str:
    margin = " " * amount
    return margin + text.replace("\n", f"\n{margin}")


def wrapped(text: str, limit: int) -> str:
    """Lines broken at spaces before `limit`; breaks and inner spaces stay, longer words stick out."""
    return "\n".join(_wrapped_line(line, limit) for line in text.split("\n"))


def _wrapped_line(line: str, limit: int) -> str:
    parts: list[str] = []
    column = 0
    for space, word in _WORD.findall(line):
        width = column + len(space) + len(word)
        if not word:
            # Spaces at the end go when they do not fit.
            parts += [space] if width <= limit else []
        elif width > limit and column + len(space) > 1:
            parts += ["\n", word]
            column = len(word)
        else:
            parts += [space, word]
            column = width
    return "".join(parts)
