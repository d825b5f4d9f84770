"""What the literals of an expression stand for: numbers, texts and bytes with their escapes.

Upstream: cel-go/parser/unescape.go, parser.go (VisitInt and its neighbours).
"""

import math
import re
from typing import Any

from pykubectl.machinery.cel.lexer import Token
from pykubectl.machinery.cel.values import INT_MAX, INT_MIN, UINT_MAX, Uint

_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_ESCAPE = re.compile(r"\\(?:[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7][0-7])|([\s\S]))")


def value_of(token: Token, negative: bool = False) -> Any:
    """The value of a token; raises ValueError with what is wrong with it."""
    match token.kind:
        case "NUM_INT":
            return _integer(token.text, negative)
        case "NUM_UINT":
            return _unsigned(token.text[:-1])
        case "NUM_FLOAT":
            number = float(token.text)
            if math.isinf(number):
                raise ValueError("invalid double literal")
            return -number if negative else number
        case "STRING":
            return _text(token.text)
        case "BYTES":
            return _bytes(token.text[1:])
    return {"'true'": True, "'false'": False, "'null'": None}[token.kind]


def _integer(text: str, negative: bool) -> int:
    number = int(text, 16) if text.startswith("0x") else int(text[:25])
    number = -number if negative else number
    if len(text) > 25 or not INT_MIN <= number <= INT_MAX:
        raise ValueError("invalid int literal")
    return number


def _unsigned(text: str) -> Uint:
    number = int(text, 16) if text.startswith("0x") else int(text[:25])
    if len(text) > 25 or number > UINT_MAX:
        raise ValueError("invalid uint literal")
    return Uint(number)


def _parts(text: str) -> tuple[str, bool]:
    raw = text[0] in "rR"
    body = text[1:] if raw else text
    quotes = 3 if len(body) >= 6 and body[:3] in ('"""', "'''") else 1
    return body[quotes:-quotes].replace("\r\n", "\n").replace("\r", "\n"), raw


def _text(text: str) -> str:
    body, raw = _parts(text)
    return body if raw or "\\" not in body else _ESCAPE.sub(_character, body)


def _character(match: re.Match[str]) -> str:
    hexadecimal = match.group(1) or match.group(2) or match.group(3)
    if hexadecimal or match.group(4):
        code = int(hexadecimal, 16) if hexadecimal else int(match.group(4), 8)
        if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            raise ValueError("invalid unicode code point")
        return chr(code)
    return _SIMPLE.get(match.group(5), match.group(5))


def _bytes(text: str) -> bytes:
    body, raw = _parts(text)
    if raw:
        return body.encode()
    made, last = bytearray(), 0
    for match in _ESCAPE.finditer(body):
        made += body[last : match.start()].encode()
        last = match.end()
        if match.group(2) or match.group(3):
            raise ValueError("unable to unescape string")
        code = match.group(1) or match.group(4)
        made += bytes([int(code, 16 if match.group(1) else 8)]) if code else _character(match).encode()
    return bytes(made + body[last:].encode())
