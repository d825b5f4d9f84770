"""Literals of Go: numbers in all their spellings, quoted strings, characters.

Upstream: Go's strconv; text/template/parse/node.go.
"""

import re

from pykubectl.machinery.go_template.formatting import quote
from pykubectl.machinery.go_template.values import Int, Value

_ESCAPE = re.compile(r"\\(?:([abfnrtv\\'\"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.|$))")
_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_PREFIXED = re.compile(r"([+-]?)0([xXoObB]?)([0-9a-fA-F_]+)")
_BASES = {"x": 16, "o": 8, "b": 2, "": 8}


class LiteralError(ValueError):
    """The literal is none of Go's."""


def unquote(source: str) -> str:
    """The text of a quoted string or character."""
    mark, inside = source[0], source[1:-1]
    if mark == "`":
        return inside.replace("\r", "")
    if re.search(r"(?<!\\)(?:\\\\)*" + mark, inside):
        raise LiteralError("invalid syntax")
    return _ESCAPE.sub(lambda found: _unescaped(found, mark), inside)


def _unescaped(found: re.Match[str], mark: str) -> str:
    simple, byte, short, long, octal, wrong = found.groups()
    if wrong is not None or (simple in ("'", '"') and simple != mark):
        raise LiteralError("invalid syntax")
    if simple:
        return _SIMPLE.get(simple, simple)
    if byte or octal:
        value = int(byte, 16) if byte else int(octal, 8)
        if value > 255:
            raise LiteralError("invalid syntax")
        return bytes((value,)).decode("utf-8", "surrogateescape")
    point = int(short or long, 16)
    if point > 0x10FFFF or 0xD800 <= point < 0xE000:
        raise LiteralError("invalid syntax")
    return chr(point)


def number(source: str) -> Value:
    if source[0] == "'":
        return _character(source)
    if source.endswith("i"):
        return _imaginary(source)
    if not source.isascii():
        raise LiteralError(f"illegal number syntax: {quote(source)}")
    whole = _integer(source)
    if whole is not None and not re.search(r"[.pP]", source):
        if not -(2**63) <= whole < 2**64:
            raise LiteralError(f"integer overflow: {quote(source)}")
        return Int(whole)
    return _float(source)


def _character(source: str) -> Value:
    try:
        text = unquote(source)
    except LiteralError:
        raise LiteralError("invalid syntax") from None
    if len(text) != 1:
        raise LiteralError(f"malformed character constant: {source}" if text else "invalid syntax")
    return Int(ord(text))


def _integer(source: str) -> int | None:
    try:
        prefixed = _PREFIXED.fullmatch(source)
        if prefixed:
            sign, letter, digits = prefixed.groups()
            value = int(digits.strip("_") if letter else digits, _BASES[letter.lower()])
            return -value if sign == "-" else value
        return int(source)
    except ValueError:
        return None


def _float(source: str) -> float:
    try:
        value = float.fromhex(source) if "x" in source.lower() else float(source)
        if value not in (float("inf"), float("-inf")):
            return value
        raise ValueError(source)
    except (ValueError, OverflowError):
        raise LiteralError(f"illegal number syntax: {quote(source)}") from None


def _imaginary(source: str) -> complex:
    try:
        return complex(source[:-1] + "j")
    except ValueError:
        raise LiteralError(f"illegal number syntax: {quote(source)}") from None
