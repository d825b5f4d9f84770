"""Writes YAML byte for byte as `kubectl -o yaml`: keys in natural order, lists at their parent's indentation.

A string stays plain where it would be read back as itself, else it takes single quotes for indicators, double quotes for
what looks like another type or cannot be printed, and a literal block for several lines.

Upstream: sigs.k8s.io/yaml/goyaml.v2 (encode.go, sorter.go, emitterc.go).
"""

import re
from functools import cmp_to_key, lru_cache
from typing import Any

from pykubectl.machinery.scalars import format_float, reads_as_string

_SAFE = re.compile(r"[A-Za-z/$(_][A-Za-z0-9_./=$()+-]*")
_LETTERS = re.compile(r"[A-Za-z]+")
_KEY_BYTES_MAX = 128
_WIDTH = 80


def dump(value: Any) -> str:
    """A value as YAML; the text ends in a newline."""
    out: list[str] = []
    if isinstance(value, dict) and value:
        _mapping(value, "", "", out)
    elif isinstance(value, list) and value:
        _sequence(value, "", "", out)
    else:
        out.append(_leaf(value, "", 0) + "\n")
    return "".join(out)


def _mapping(value: dict[str, Any], indent: str, first: str, out: list[str]) -> None:
    """`first` is what stands before the first key: the indentation, or nothing behind a dash."""
    lead = first
    for key in _sorted_keys(value):
        name, item = _key(key, indent), value[key]
        if type(item) is dict and item:
            out.append(f"{lead}{name}:\n")
            _mapping(item, indent + "  ", indent + "  ", out)
        elif type(item) is list and item:
            out.append(f"{lead}{name}:\n")
            _sequence(item, indent, indent, out)
        else:
            out.append(f"{lead}{name}: {_leaf(item, indent, len(indent) + len(name) + 2)}\n")
        lead = indent


def _sequence(value: list[Any], indent: str, first: str, out: list[str]) -> None:
    lead = first
    inner = indent + "  "
    for item in value:
        if type(item) is dict and item:
            out.append(f"{lead}- ")
            _mapping(item, inner, "", out)
        elif type(item) is list and item:
            out.append(f"{lead}- ")
            _sequence(item, inner, "", out)
        else:
            out.append(f"{lead}- {_leaf(item, indent, len(inner))}\n")
        lead = indent


def _leaf(value: Any, indent: str, column: int) -> str:
    if type(value) is str:
        text = _literal(value, indent) if "\n" in value else _inline(value)
        return _folded(text, indent, column) if column + len(text) > _WIDTH and text[0] != "|" else text
    if value is None:
        return "null"
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is float:
        return format_float(value)
    return str(value) if type(value) is int else "{}" if isinstance(value, dict) else "[]"


def _key(key: str, indent: str) -> str:
    text = _literal(key, indent) if "\n" in key else _inline(key)
    # A long key cannot be found by looking ahead, so that YAML wants it marked.
    return f"? {text}\n{indent}" if len(key.encode()) > _KEY_BYTES_MAX or "\n" in key else text


@lru_cache(maxsize=8192)
def _inline(text: str) -> str:
    """A string of one line."""
    if not text:
        return '""'
    if _SAFE.fullmatch(text) and reads_as_string(text):
        return text
    if not _printable(text):
        return _double_quoted(text)
    if not reads_as_string(text):
        return _double_quoted(text)
    return text if _plain_allowed(text) else "'" + text.replace("'", "''") + "'"


def _folded(text: str, indent: str, column: int) -> str:
    """A long string, broken at the first single space beyond the width of a line."""
    quote = text[0] if text[0] in "'\"" else ""
    body = text[1:-1] if quote else text
    column += len(quote)
    out, start, last, after_space = [quote], 0, len(body) - 1, False
    for index, char in enumerate(body):
        if char != " ":
            after_space = False
            continue
        here = column + index - start
        follows = body[index + 1 : index + 2] == " "
        if not after_space and here > _WIDTH and 0 < index < last and (not follows or quote == '"'):
            out.append(f"{body[start:index]}\n{indent}  " + ("\\" if follows else ""))
            start, column = index + 1, len(indent) + 2 + follows
        after_space = True
    return "".join(out) + body[start:] + quote


_SPECIAL = re.compile("[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]")
_NOT_PLAIN = re.compile(
    r"^(?:---|\.\.\.)"  # looks like a document marker
    r"|^[#,\[\]{}&*!|>'\"%@`]"  # begins with an indicator
    r"|^[?:-](?:[ \t]|$)"  # begins as a key or an item would
    r"|:(?:[ \t]|$)| #"  # a key or a comment inside
    r"|^ | $"
)
_BREAKS = re.compile("[\n\r\x85\u2028\u2029]")


def _printable(text: str) -> bool:
    return (text.isascii() and text.isprintable()) or not _SPECIAL.search(text)


def _plain_allowed(text: str) -> bool:
    return not _NOT_PLAIN.search(text) and not _BREAKS.search(text)


_ESCAPES = {
    "\0": "\\0", "\a": "\\a", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\v": "\\v", "\f": "\\f", "\r": "\\r",
    "\x1b": "\\e", '"': '\\"', "\\": "\\\\", "\x85": "\\N", "\u2028": "\\L", "\u2029": "\\P",
}  # fmt: skip


def _double_quoted(text: str) -> str:
    return '"' + "".join(_escaped(char) for char in text) + '"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if not _SPECIAL.search(char):
        return char
    code = ord(char)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def _literal(text: str, indent: str) -> str:
    """A literal block; double quotes where a block would lose something."""
    if text[-1] == " " or " \n" in text or not _printable(text) or _BREAKS.search(text.replace("\n", "")):
        return _double_quoted(text)
    hint = "2" if text[0] in " \n" else ""
    chomp = "-" if text[-1] != "\n" else "+" if text == "\n" or text[-2] == "\n" else ""
    inner = indent + "  "
    body = "".join(
        f"\n{inner}{line}" if line else "\n" for line in (text[:-1] if text[-1] == "\n" else text).split("\n")
    )
    return f"|{hint}{chomp}{body}"


def _sorted_keys(value: dict[str, Any]) -> list[str]:
    keys = sorted(value)
    if len(keys) > 1 and not all(map(_LETTERS.fullmatch, keys)):
        keys.sort(key=_NATURAL)
    return keys


def _compare(left: str, right: str) -> int:
    """goyaml's natural order: numbers by value, letters after everything else."""
    for index, (a, b) in enumerate(zip(left, right, strict=False)):
        if a == b:
            continue
        if a.isalpha() and b.isalpha():
            return -1 if a < b else 1
        if a.isalpha() or b.isalpha():
            return -1 if b.isalpha() else 1
        return _compare_numbers(left, right, index)
    return len(left) - len(right)


def _compare_numbers(left: str, right: str, index: int) -> int:
    lead = 0
    if "0" in (left[index], right[index]):
        before = re.search(r"\d*$", left[:index])
        lead = 1 if before and before.group().strip("0") else 0
    a, b = (re.match(r"[0-9]*", text[index:]) for text in (left, right))
    assert a is not None
    assert b is not None
    numbers = [int(f"{lead}{found.group()}") for found in (a, b)]
    if numbers[0] != numbers[1]:
        return -1 if numbers[0] < numbers[1] else 1
    if a.end() != b.end():
        return -1 if a.end() < b.end() else 1
    return -1 if left[index] < right[index] else 1


_NATURAL = cmp_to_key(_compare)
