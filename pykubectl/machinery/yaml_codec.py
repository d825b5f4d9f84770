"""YAML as Kubernetes reads it: manifests in, JSON documents out, with the errors that kubectl prints.

A stream is JSON when it begins with a brace, else it is cut at its `---` lines; each part is one document. PyYAML's C parser
makes the events, and `_Builder` makes values from them by the rules of goyaml (see scalars.py): PyYAML's own constructor has
other rules and is twice as slow. Aliases that would blow up a document are refused. Writing is yaml_emitter's.

Upstream: sigs.k8s.io/yaml, apimachinery/pkg/util/yaml/decoder.go.
"""

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from pykubectl.machinery import nesting
from pykubectl.machinery.json_reading import GO_NESTING_MAX, NumberError, YamlError, json_value, whole
from pykubectl.machinery.objects import copy
from pykubectl.machinery.scalars import number, resolve
from pykubectl.machinery.yaml_emitter import dump

__all__ = ["YamlError", "dump", "load", "load_documents"]

_TAG = "tag:yaml.org,2002:"


def load_documents(
    text: str, *, name: str = "", duplicates: list[str] | None = None, scalar: Callable[[str], Any] = resolve
) -> Iterator[Any]:
    """The documents of a stream, empty ones left out, one by one: those before an error are still had.

    Raises YamlError (`error parsing <name>: ...`). `duplicates` collects keys that are set twice; `scalar` says what a plain
    scalar means.
    """
    try:
        yield from _documents(text, duplicates, scalar)
    except NumberError:
        raise
    except YamlError as error:
        raise YamlError(f"error parsing {name}: {error}" if name else str(error)) from None


def load(text: str, *, duplicates: list[str] | None = None) -> Any:
    """The first document of a text, as sigs.k8s.io/yaml's Unmarshal. Raises YamlError (`yaml: line 2: ...`)."""
    nesting.allow()
    return _load(text, duplicates, resolve)


def _documents(text: str, duplicates: list[str] | None, scalar: Callable[[str], Any]) -> Iterator[Any]:
    nesting.allow()
    start = len(text) - len(text.lstrip())
    refused = ""
    while text[start : start + 1] == "{":
        value, end, refused = json_value(text, start)
        if refused:
            break  # Not JSON after all: kubectl then reads the rest as YAML, which allows more (a trailing comma).
        if value is not None:
            yield value
        start = end + len(text[end:]) - len(text[end:].lstrip())
    for part in _parts(text[start:] if start else text):
        try:
            value = _load(part, duplicates, scalar)
        except YamlError as error:
            raise YamlError(refused or f"error converting YAML to JSON: {error}") from None
        if value is not None:
            yield value


def _parts(text: str) -> Iterator[str]:
    if "---" not in text:
        yield text
        return
    lines: list[str] = []
    for line in (
        text.splitlines(keepends=True)
        if "\x0b" not in text and "\x0c" not in text
        else re.findall(r"[^\n]*\n|[^\n]+", text)
    ):
        if not line.startswith("---"):
            lines.append(line)
            continue
        rest = line[3:].strip()
        if rest and rest[0] != "#":
            raise YamlError(f"invalid Yaml document separator: {rest}")
        if lines:
            yield "".join(lines)
            lines = []
    if lines:
        yield "".join(lines)


def _load(text: str, duplicates: list[str] | None, scalar: Callable[[str], Any]) -> Any:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        parser = loader(text)
    except yaml.YAMLError as error:
        raise YamlError(_message(error)) from None
    try:
        return _Builder(parser.get_event, yaml, duplicates, scalar).document()
    except yaml.YAMLError as error:
        raise YamlError(_message(error)) from None
    finally:
        parser.dispose()


def _message(error: Any) -> str:
    problem = getattr(error, "problem", None)
    if problem is None:
        reason = getattr(error, "reason", "unknown problem parsing YAML content")
        return f"yaml: {reason}"
    problem = _PROBLEMS.get(problem, problem)
    line = error.problem_mark.line if error.problem_mark else 0
    if line == 0 and error.context_mark:
        line = error.context_mark.line
    # As in goyaml: the scanner counts lines from one, the parser from zero, and line zero is not told.
    if line and type(error).__name__ == "ScannerError":
        line += 1
    return f"yaml: line {line}: {problem}" if line else f"yaml: {problem}"


# Where PyYAML's pure parser says it otherwise than libyaml.
_PROBLEMS = {"mapping values are not allowed here": "mapping values are not allowed in this context"}


class _Anchored:
    """The value of an anchor and the number of nodes in it; `size` 0 while it is being built."""

    __slots__ = ("size", "value")

    def __init__(self) -> None:
        self.value: Any = None
        self.size = 0


class _Builder:
    """Makes a value from events; counts nodes so that aliases cannot multiply without bound."""

    def __init__(
        self, next_event: Any, yaml: Any, duplicates: list[str] | None, scalar: Callable[[str], Any] = resolve
    ) -> None:
        self._next = next_event
        self._resolve = scalar
        self._anchors: dict[str, _Anchored] = {}
        self._nodes = 0
        self._aliased = 0
        self._depth = 0
        self._duplicates = duplicates
        self._scalar_event = yaml.ScalarEvent
        self._mapping_start = yaml.MappingStartEvent
        self._sequence_start = yaml.SequenceStartEvent
        self._alias_event = yaml.AliasEvent
        self._ends = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
        self._document_start = yaml.DocumentStartEvent

    def document(self) -> Any:
        self._next()
        event = self._next()
        if not isinstance(event, self._document_start):
            return None
        return self._node(self._next())

    def _node(self, event: Any) -> Any:
        kind = type(event)
        self._nodes += 1
        if kind is self._alias_event:
            return self._alias(event)
        anchor = event.anchor
        if anchor is not None:
            return self._anchored(event)
        if kind is self._scalar_event:
            return self._scalar(event)
        return self._collection(event)

    def _collection(self, event: Any) -> Any:
        self._depth += 1
        if self._depth > nesting.NESTING_MAX:
            line = event.start_mark.line
            place = f"line {line + 1}: " if line else ""
            raise YamlError(f"yaml: {place}exceeded max depth of {GO_NESTING_MAX}")
        found = self._mapping(event) if type(event) is self._mapping_start else self._sequence()
        self._depth -= 1
        return found

    def _anchored(self, event: Any) -> Any:
        anchored = self._anchors[event.anchor] = _Anchored()
        before = self._nodes
        kind = type(event)
        if kind is self._scalar_event:
            anchored.value = self._scalar(event)
        else:
            anchored.value = self._collection(event)
        anchored.size = self._nodes - before + 1
        return anchored.value

    def _alias(self, event: Any) -> Any:
        anchored = self._anchors.get(event.anchor)
        if anchored is None:
            raise YamlError(f"yaml: unknown anchor '{event.anchor}' referenced")
        if not anchored.size:
            raise YamlError(f"yaml: anchor '{event.anchor}' value contains itself")
        self._nodes += anchored.size
        self._aliased += anchored.size
        if self._nodes > 100 and self._aliased > 1000 and self._aliased / self._nodes > _alias_share(self._nodes):
            raise YamlError("yaml: document contains excessive aliasing")
        return copy(anchored.value)

    def _scalar(self, event: Any) -> Any:
        value, tag = event.value, event.tag
        if tag is None or tag == "!":
            # implicit[0]: written plain, so that it may mean something else than itself.
            if event.implicit[0]:
                value = self._resolve(value)
                return _checked(value) if type(value) is float else value
            return value
        return _tagged(value, tag, plain=event.style is None or event.style == "")

    def _sequence(self) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := self._next(), self._ends):
            items.append(self._node(event))
        return items

    def _mapping(self, start: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        merges: list[Any] = []
        while not isinstance(event := self._next(), self._ends):
            is_merge = (
                type(event) is self._scalar_event and event.value == "<<" and event.implicit[0] and event.tag is None
            )
            key = self._node(event)
            value = self._node(self._next())
            if is_merge:
                merges.append(value)
                continue
            name = key if type(key) is str else _key(key, value)
            if name in found and self._duplicates is not None:
                self._duplicates.append(f'yaml: line {event.start_mark.line + 1}: key "{name}" already set in map')
            found[name] = value
        for merge in merges:
            _merge(found, merge)
        return found


def _alias_share(nodes: int) -> float:
    """The share of a document that may come from aliases: nearly all of a small one, a tenth of a huge one."""
    low, high = 400_000, 4_000_000
    if nodes <= low:
        return 0.99
    return 0.10 if nodes >= high else 0.99 - 0.89 * (nodes - low) / (high - low)


def _checked(value: float) -> int | float:
    if value != value or value in (float("inf"), float("-inf")):
        text = "NaN" if value != value else "+Inf" if value > 0 else "-Inf"
        raise YamlError(f"json: unsupported value: {text}")
    return whole(value)


def _key(key: Any, value: Any) -> str:
    """A key that is no string, as the string that JSON needs."""
    if key is True or key is False:
        return "true" if key else "false"
    if isinstance(key, (int, float)):
        return str(key)
    if key is None:
        raise YamlError(f"unsupported map key of type: %!s(<nil>), key: <nil>, value: {_go_syntax(value)}")
    raise YamlError(f"yaml: invalid map key: {_go_syntax(key)}")


def _go_syntax(value: Any) -> str:
    """A value as Go's %#v prints it."""
    if isinstance(value, dict):
        return f"map[interface {{}}]interface {{}}{{{', '.join(f'{_go_syntax(k)}:{_go_syntax(v)}' for k, v in value.items())}}}"
    if isinstance(value, list):
        return f"[]interface {{}}{{{', '.join(_go_syntax(item) for item in value)}}}"
    return "interface {}(nil)" if value is None else json.dumps(value, ensure_ascii=False)


def _merge(found: dict[str, Any], merge: Any) -> None:
    sources = merge if isinstance(merge, list) else [merge]
    for source in sources:
        if not isinstance(source, dict):
            raise YamlError("yaml: map merge requires map or sequence of maps as the value")
        for name, value in source.items():
            found.setdefault(name, value)


def _tagged(value: str, tag: str, *, plain: bool) -> Any:
    short = tag.removeprefix(_TAG)
    if short == "binary":
        try:
            return base64.b64decode(re.sub(r"\s", "", value), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise YamlError("yaml: !!binary value contains invalid base64 data") from None
    if short in ("int", "float"):
        found = number(value)
        if found is None or (short == "int" and isinstance(found, float)):
            raise YamlError(f"yaml: cannot decode !!str `{value}` as a !!{short}")
        return whole(found) if isinstance(found, float) else found
    if short in ("bool", "null"):
        found = resolve(value)
        if (short == "null") != (found is None) or (short == "bool" and not isinstance(found, bool)):
            raise YamlError(f"yaml: cannot decode !!str `{value}` as a !!{short}")
        return found
    if short == "str" or not plain or tag.startswith(_TAG):
        return value
    return resolve(value)
