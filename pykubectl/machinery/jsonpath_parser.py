"""Reads kubectl's JSONPath dialect: text outside braces, actions inside (`{.items[*].metadata.name}{"\\n"}`).

Upstream: client-go/util/jsonpath/parser.go, node.go.
"""

import re
from typing import Any, NamedTuple


class JSONPathError(ValueError):
    """A template that cannot be read, or not be carried out, in client-go's words."""


class Node(NamedTuple):
    """`type` is text, literal, identifier, field, array, filter, union, recursive, wildcard or list."""

    type: str
    value: Any = None


class Slice(NamedTuple):
    start: int | None
    stop: int | None
    step: int | None
    # `[3]` is the slice from 3 to 4; with a negative index its end may be the list's.
    single: bool


class Filter(NamedTuple):
    left: list[Node]
    operator: str
    right: list[Node]


_SLICE = re.compile(r"(-?\d*)(:-?\d*)?(:-?\d*)?")
_FILTER = re.compile(r"([^!<>=]+)([!<>=]+)(.+?)", re.DOTALL)
_NUMBER = re.compile(r"[+-]?[.\d]*")
_IDENTIFIER = re.compile(r"[^\s.,\[\]$@{}]*")
_FIELD = re.compile(r"(?:\\.|[^\s.,\[\]$@{}\\])*", re.DOTALL)
_END_OF_LINE = "\r\n"


def parse_nodes(text: str) -> list[Node]:
    """The nodes of a template: text, and one list for each action. Raises JSONPathError."""
    nodes: list[Node] = []
    position = 0
    while position < len(text):
        brace = text.find("{", position)
        if brace < 0:
            nodes.append(Node("text", text[position:]))
            break
        if brace > position:
            nodes.append(Node("text", text[position:brace]))
        action = _Action(text, brace + 1)
        nodes.append(Node("list", action.parse()))
        position = action.position
    return nodes


def _parse_action(text: str) -> list[Node]:
    nodes: list[Node] = parse_nodes(f"{{{text}}}")[0].value
    return nodes


class _Action:
    """What stands between braces."""

    def __init__(self, text: str, position: int) -> None:
        self._text = text
        self.position = position
        self._nodes: list[Node] = []

    def parse(self) -> list[Node]:
        while not self._starts("}"):
            self._step()
        self.position += 1
        return self._nodes

    def _starts(self, prefix: str) -> bool:
        return self._text.startswith(prefix, self.position)

    def _step(self) -> None:
        char = self._text[self.position : self.position + 1]
        if not char or char in _END_OF_LINE:
            raise JSONPathError("unclosed action")
        if self._starts("[?("):
            self._filter()
        elif self._starts(".."):
            self._recursive()
        elif char in " @$":
            self.position += 1
        elif char == "[":
            self._array()
        elif char in "\"'":
            self._quote(char)
        elif char == ".":
            self.position += 1
            self._field()
        else:
            self._word(char)

    def _word(self, char: str) -> None:
        if char in "+-" or char.isdigit():
            self._number()
        elif char == "_" or char.isalnum():
            word = self._match(_IDENTIFIER)
            literal = {"true": True, "false": False}.get(word)
            self._nodes.append(Node("identifier", word) if literal is None else Node("literal", literal))
        else:
            raise JSONPathError(f"unrecognized character in action: U+{ord(char):04X} '{char}'")

    def _match(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self.position)
        assert found is not None
        self.position = found.end()
        return found.group()

    def _recursive(self) -> None:
        if self._nodes and self._nodes[-1].type == "recursive":
            raise JSONPathError("invalid multiple recursive descent")
        self.position += 2
        self._nodes.append(Node("recursive"))
        following = self._text[self.position : self.position + 1]
        if following == "_" or following.isalnum():
            self._field()

    def _field(self) -> None:
        name = self._match(_FIELD)
        self._nodes.append(Node("wildcard") if name == "*" else Node("field", name.replace("\\", "")))

    def _number(self) -> None:
        text = self._match(_NUMBER)
        try:
            self._nodes.append(Node("literal", int(text) if "." not in text else float(text)))
        except ValueError:
            raise JSONPathError(f"cannot parse number {text}") from None

    def _quote(self, quote: str) -> None:
        start, end = self.position, self.position + 1
        while True:
            char = self._text[end : end + 1]
            if not char or char == "\n":
                raise JSONPathError("unterminated quoted string")
            end += 1
            if char == quote and self._text[end - 2] != "\\":
                break
        self.position = end
        self._nodes.append(Node("text", _unquoted(self._text[start:end])))

    def _array(self) -> None:
        end = self._text.find("]", self.position)
        line_end = self._text.find("\n", self.position)
        if end < 0 or 0 <= line_end < end:
            raise JSONPathError("unterminated array")
        text = self._text[self.position + 1 : end]
        self.position = end + 1
        parts = text.split(",")
        if len(parts) > 1:
            self._nodes.append(Node("union", [_parse_action(f"[{part.strip(' ')}]") for part in parts]))
        elif len(text) > 1 and text[0] == text[-1] == "'" and "'" not in text[1:-1]:
            self._nodes += _parse_action(f".{text[1:-1]}")
        else:
            self._nodes.append(Node("array", _slice(":" if text == "*" else text)))

    def _filter(self) -> None:
        start = self.position = self.position + 3
        end = self._filter_end(start)
        if self._text[end + 1 : end + 2] != "]":
            raise JSONPathError("unclosed array expect ]")
        self.position = end + 2
        text = self._text[start:end]
        found = _FILTER.fullmatch(text)
        if found is None:
            self._nodes.append(Node("filter", Filter(_parse_action(text), "exists", [])))
        else:
            left, operator, right = found.groups()
            self._nodes.append(Node("filter", Filter(_parse_action(left), operator, _parse_action(right))))

    def _filter_end(self, start: int) -> int:
        """Where the closing parenthesis is; one quoted string may hold others."""
        opened, quote = False, ""
        for index in range(start, len(self._text)):
            char = self._text[index]
            if char == "\n":
                break
            if char in "\"'" and not quote:
                opened, quote = True, char
            elif char == quote and self._text[index - 1] != "\\":
                opened = False
            elif char == ")" and not opened:
                return index
        raise JSONPathError("unterminated filter")


def _slice(text: str) -> Slice:
    found = _SLICE.fullmatch(text)
    if found is None:
        raise JSONPathError(f"invalid array index {text}")
    start, stop, step = found.groups()
    numbers = []
    for part in (start, (stop or "")[1:], (step or "")[1:]):
        if part == "-" or len(part) > _INDEX_DIGITS_MAX:
            raise JSONPathError(f"array index {part} is not a number")
        numbers.append(int(part) if part else None)
    if not stop:
        return Slice(numbers[0], (numbers[0] or 0) + 1, numbers[2], single=True)
    return Slice(numbers[0], numbers[1], numbers[2], single=False)


_INDEX_DIGITS_MAX = 19
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))", re.DOTALL)
_ESCAPED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", "'": "'", '"': '"'}


def _unquoted(quoted: str) -> str:
    def value(found: re.Match[str]) -> str:
        for digits in found.groups()[:3]:
            if digits:
                return chr(int(digits, 16))
        if found.group(4):
            return chr(int(found.group(4), 8))
        if found.group(5) not in _ESCAPED:
            raise JSONPathError(f"unquote string {quoted} error invalid syntax")
        return _ESCAPED[found.group(5)]

    return _ESCAPE.sub(value, quoted[1:-1])
