"""The older layout of explain: types are bare (`Object`), paragraphs are set anew, lists and code in descriptions are kept.

A schema is an array, a map, a kind (an object with fields), primitive, or arbitrary when nothing is said of it.

Upstream: staging/src/k8s.io/kubectl/pkg/explain (model_printer.go, fields_printer.go, formatter.go).
"""

import re
from collections.abc import Iterator

from pykubectl.cli.errors import Failure
from pykubectl.cli.explaining import Subject
from pykubectl.cli.explaining.described import Described, of_source, own_description
from pykubectl.cli.grammar import quote
from pykubectl.machinery.schema import Schema

_WIDTH = 80
_FIELD_INDENT = 3
_DESCRIPTION_INDENT = 5
_ANYTHING = Schema("any")
_BULLET = re.compile(r"(\d+\.?|-|\*)\s")


def text(subject: Subject) -> str:
    """All of it. Raises Failure when there is no such field."""
    field, is_opened = _found(of_source(subject.schema), subject.path)
    descriptions, found = _opened(field, is_opened)
    shape = _shape(found)
    api_version = f"{subject.group}/{subject.version}" if subject.group else subject.version
    parts = [f"KIND:     {subject.kind}\nVERSION:  {api_version}\n\n"]
    name = subject.path[-1] if subject.path else ""
    if shape == "primitive":
        parts.append(f"FIELD:    {name} <{type_name(field)}>\n\n")
    elif shape == "kind" and name:
        parts.append(f"RESOURCE: {name} <{type_name(field)}>\n\n")
    parts.append(f"DESCRIPTION:\n{''.join(_paragraphs(descriptions))}")
    if shape == "kind":
        fields = _recursive(subject, found, 1, frozenset()) if subject.recursive else _fields(found)
        parts += ["\nFIELDS:\n", *fields]
    return "".join(parts)


def _shape(described: Described) -> str:
    schema = described.schema
    if schema.items is not None:
        return "array"
    if schema.fields():
        return "kind"
    if schema.type == "object":
        return "map"
    return "arbitrary" if schema.type == "any" else "primitive"


def _inner(described: Described) -> Described:
    """What a list or a map holds; where that is not said, anything, with the map's own description."""
    return described.inner() or Described(_ANYTHING, _own(described))


def _own(described: Described) -> str:
    return own_description(described) if described.reference else described.text


def _found(described: Described, path: tuple[str, ...]) -> tuple[Described, bool]:
    """The field, and whether it is the definition itself that was found, and not what refers to it.

    What has no fields ends the way, even when there is more of it.
    """
    is_opened = not path
    while path:
        shape = _shape(described)
        if shape in ("array", "map"):
            described = _inner(described)
        elif shape == "kind":
            field = described.fields().get(path[0])
            if field is None:
                raise Failure(f"field {quote(path[0])} does not exist")
            described, path = field, path[1:]
        else:
            return described, True
    return described, is_opened


def _opened(described: Described, is_opened: bool) -> tuple[list[str], Described]:
    """What lists and maps finally hold, and the descriptions on the way there."""
    descriptions: list[str] = []
    while True:
        if described.reference and not is_opened:
            descriptions.append(described.text)
        descriptions.append(_own(described))
        is_opened = False
        if _shape(described) not in ("array", "map"):
            return descriptions, described
        described = _inner(described)


def type_name(described: Described) -> str:
    shape = _shape(described)
    if shape == "array":
        return f"[]{type_name(_inner(described))}"
    if shape == "map":
        return f"map[string]{type_name(_inner(described))}"
    if shape == "kind":
        return "Object"
    if shape == "arbitrary":
        return ""
    kind = described.schema.type
    return "string" if kind in ("quantity", "int-or-string") else kind


def _paragraphs(descriptions: list[str]) -> Iterator[str]:
    for number, description in enumerate(descriptions):
        if description:
            yield ("\n" if number else "") + _block(description, _DESCRIPTION_INDENT)
    if not any(descriptions):
        yield _block("<empty>", _DESCRIPTION_INDENT)


def _fields(kind: Described) -> Iterator[str]:
    for name, field in kind.fields().items():
        required = " -required-" if name in kind.schema.required else ""
        yield f"{' ' * _FIELD_INDENT}{name}\t<{type_name(field)}>{required}\n"
        yield _block(field.text, _DESCRIPTION_INDENT) + "\n"


def _recursive(subject: Subject, described: Described, level: int, above: frozenset[str]) -> Iterator[str]:
    """Names and types alone; `above` names the definitions on the way here."""
    shape = _shape(described)
    if shape in ("array", "map"):
        yield from _inside(subject, _inner(described), level, above)
    elif shape == "kind":
        for name, field in described.fields().items():
            yield f"{' ' * (_FIELD_INDENT * level)}{name}\t<{type_name(field)}>\n"
            if subject.descends(level):
                yield from _inside(subject, field, level + 1, above)


def _inside(subject: Subject, described: Described, level: int, above: frozenset[str]) -> Iterator[str]:
    reference = described.reference
    if reference not in above:
        yield from _recursive(subject, described, level, above | {reference} if reference else above)


def _block(description: str, indent: int) -> str:
    margin = " " * indent
    lines = reflowed(description, _WIDTH - indent)
    return "".join(f"{margin}{line}\n" if line else "\n" for line in lines)


def reflowed(description: str, width: int) -> list[str]:
    """Lines joined into paragraphs and broken again; code, empty lines and what looks like a list stay apart."""
    done: list[str] = []
    words: list[str] = []

    def flush() -> None:
        if words:
            done.append(" ".join(words))
            words.clear()

    for line in description.split("\n"):
        if line.startswith("    "):
            flush()
            done.append(line)
        elif done and not line.strip():
            flush()
            done.append("")
        else:
            if (words and words[-1].endswith(":")) or not line.strip() or _BULLET.match(line.strip()):
                flush()
            for word in line.split():
                if words and len(" ".join(words).encode()) + 1 + len(word.encode()) > width:
                    flush()
                words.append(word)
    flush()
    return done
