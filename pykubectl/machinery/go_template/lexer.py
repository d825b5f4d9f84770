"""A template cut into tokens: text, and between `{{` and `}}` words, literals and marks.

One generator follows the text; an error is a last token. `{{- ` and ` -}}` take the space around them away.

Upstream: Go's text/template/parse/lex.go.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pykubectl.machinery.go_template.formatting import quote

KEYWORDS = frozenset(
    (".", "block", "break", "continue", "define", "else", "end", "if", "range", "nil", "template", "with")
)
_SPACE = " \t\r\n"
_NUMBER = re.compile(
    r"[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?"
    r"|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)(?:(?<=[xX0-9a-fA-F_.])[pP][+-]?[0-9_]*)?i?"
)


class Token(NamedTuple):
    kind: str  # "text", "field", "variable", "identifier", ..., or a keyword or mark itself
    position: int
    value: str
    line: int

    def __str__(self) -> str:
        if self.kind == "EOF":
            return "EOF"
        if self.kind == "error":
            return self.value
        if self.kind in KEYWORDS:
            return f"<{self.value}>"
        return quote(self.value[:10]) + "..." if len(self.value.encode()) > 10 else quote(self.value)


class _Stop(Exception):
    """The text is no template from here on."""


def tokens(text: str) -> Iterator[Token]:
    return _Lexer(text).tokens()


def _code_point(character: str) -> str:
    if not character:
        return "U+FFFFFFFFFFFFFFFF"
    shown = f" '{character}'" if character.isprintable() else ""
    return f"U+{ord(character):04X}{shown}"


def _is_word(character: str) -> bool:
    return character == "_" or character.isalpha() or character.isdigit()


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.start = 0
        self.position = 0
        self.line = 1
        self.depth = 0

    def tokens(self) -> Iterator[Token]:
        try:
            while self.position < len(self.text):
                yield from self._text()
                if self.position < len(self.text):
                    yield from self._action()
            yield self._token("EOF")
        except _Stop as stop:
            yield Token("error", self.start, str(stop), self.line)

    def _token(self, kind: str) -> Token:
        value = self.text[self.start : self.position]
        token = Token(kind, self.start, value, self.line)
        self._skip()
        return token

    def _skip(self) -> None:
        self.line += self.text.count("\n", self.start, self.position)
        self.start = self.position

    def _peek(self) -> str:
        return self.text[self.position : self.position + 1]

    def _text(self) -> Iterator[Token]:
        found = self.text.find("{{", self.position)
        end = found if found >= 0 else len(self.text)
        trimmed = end
        if found >= 0 and self._trims_left(found + 2):
            trimmed = self.position + len(self.text[self.position : found].rstrip(_SPACE))
        self.position = trimmed
        if trimmed > self.start:
            yield self._token("text")
        self.position = end
        self._skip()

    def _trims_left(self, at: int) -> bool:
        return self.text[at : at + 1] == "-" and self.text[at + 1 : at + 2] in tuple(_SPACE)

    def _right_delimiter(self, at: int) -> int:
        """The length of a closing delimiter that stands here, with its trim marker."""
        if self.text[at : at + 1] in tuple(_SPACE) and self.text.startswith("-}}", at + 1):
            return 4
        return 2 if self.text.startswith("}}", at) else 0

    def _action(self) -> Iterator[Token]:
        marker = 2 if self._trims_left(self.position + 2) else 0
        if self.text.startswith("/*", self.position + 2 + marker):
            self._comment(self.position + 2 + marker)
            return
        self.position += 2
        yield self._token("{{")
        self.position += marker
        self._skip()
        self.depth = 0
        while not (length := self._right_delimiter(self.position)):
            yield self._inside()
        if self.depth:
            raise _Stop("unclosed left paren")
        if length == 4:
            self.position += 2
            self._skip()
        self.position += 2
        yield self._token("}}")
        self._trim_right(length)

    def _trim_right(self, length: int) -> None:
        if length == 4:
            rest = self.text[self.position :]
            self.position += len(rest) - len(rest.lstrip(_SPACE))
            self._skip()

    def _comment(self, at: int) -> None:
        self.position = at
        end = self.text.find("*/", at + 2)
        if end < 0:
            raise _Stop("unclosed comment")
        length = self._right_delimiter(end + 2)
        if not length:
            raise _Stop("comment ends before closing delimiter")
        self.position = end + 2 + length
        self._skip()
        self._trim_right(length)

    def _inside(self) -> Token:
        character = self._peek()
        if not character:
            raise _Stop("unclosed action")
        if character in _SPACE:
            return self._space()
        if character in "\"'`":
            return self._quoted(character)
        if character in "$.":
            return self._name(character)
        if character in "+-0123456789":
            return self._number()
        if _is_word(character):
            return self._identifier()
        return self._mark(character)

    def _mark(self, character: str) -> Token:
        self.position += 1
        if character == ":":
            if self._peek() != "=":
                raise _Stop("expected :=")
            self.position += 1
            return self._token(":=")
        if character in "=|(":
            self.depth += character == "("
            return self._token(character)
        if character == ")":
            self.depth -= 1
            if self.depth < 0:
                raise _Stop("unexpected right paren")
            return self._token(")")
        if character.isascii() and character.isprintable():
            return self._token("char")
        raise _Stop(f"unrecognized character in action: {_code_point(character)}")

    def _space(self) -> Token:
        while self._peek() and self._peek() in _SPACE:
            if self.position > self.start and self._right_delimiter(self.position) == 4:
                break
            self.position += 1
        return self._token("space")

    def _quoted(self, mark: str) -> Token:
        kinds = {'"': ("string", "quoted string"), "'": ("char constant", "character constant")}
        kind, name = kinds.get(mark, ("raw string", "raw quoted string"))
        self.position += 1
        while (character := self._peek()) != mark:
            if mark != "`" and character == "\\":
                self.position += 1
                character = self._peek()
            if not character or (character == "\n" and mark != "`"):
                raise _Stop(f"unterminated {name}")
            self.position += 1
        self.position += 1
        return self._token(kind)

    def _name(self, mark: str) -> Token:
        """A field, a variable, a dot, or a number that begins with one."""
        if mark == "." and self.text[self.position + 1 : self.position + 2] in tuple("0123456789"):
            return self._number()
        self.position += 1
        if not self._ends_word():
            while self._peek() and _is_word(self._peek()):
                self.position += 1
            self._check_end()
            return self._token("field" if mark == "." else "variable")
        return self._token("." if mark == "." else "variable")

    def _identifier(self) -> Token:
        while self._peek() and _is_word(self._peek()):
            self.position += 1
        self._check_end()
        word = self.text[self.start : self.position]
        if word in KEYWORDS:
            return self._token(word)
        return self._token("bool" if word in ("true", "false") else "identifier")

    def _ends_word(self) -> bool:
        character = self._peek()
        return not character or character in _SPACE + ".,|:)(}" or self._right_delimiter(self.position) > 0

    def _check_end(self) -> None:
        if not self._ends_word():
            raise _Stop(f"bad character {_code_point(self._peek())}")

    def _number(self) -> Token:
        kind = "number"
        self._scan_number()
        if self._peek() in ("+", "-"):
            self._scan_number()
            if self.text[self.position - 1] != "i":
                self._refuse_number()
            kind = "complex"
        return self._token(kind)

    def _scan_number(self) -> None:
        found = _NUMBER.match(self.text, self.position)
        assert found, "the pattern matches the empty text"
        self.position = found.end()
        if self._peek() and _is_word(self._peek()):
            self.position += 1
            self._refuse_number()

    def _refuse_number(self) -> None:
        raise _Stop(f"bad number syntax: {quote(self.text[self.start : self.position])}")
