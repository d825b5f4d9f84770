"""The functions that templates may call: Go's own and kubectl's `exists` and `base64decode`.

A row says what a function wants: how many arguments at least, whether more may follow, and which must be strings.
`and`, `or` and `call` are the evaluation's: the first two do not look at what they need not.

Upstream: Go's text/template/funcs.go; staging/src/k8s.io/cli-runtime/pkg/printers/template.go.
"""

import binascii
from base64 import b64decode
from collections.abc import Callable, Sequence
from typing import NamedTuple
from urllib.parse import quote_plus

from pykubectl.machinery.go_template import comparisons
from pykubectl.machinery.go_template.failure import CallError
from pykubectl.machinery.go_template.formatting import sprint, sprintf, sprintln
from pykubectl.machinery.go_template.values import (
    Boxed,
    Byte,
    Int,
    Value,
    is_integer,
    is_true,
    to_bytes,
    to_text,
    type_name,
    unboxed,
)

_HTML = {'"': "&#34;", "'": "&#39;", "&": "&amp;", "<": "&lt;", ">": "&gt;", "\0": "\ufffd"}
_SCRIPT = {"\\": "\\\\", "'": "\\'", '"': '\\"', "<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "=": "\\u003D"}
_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")


class Function(NamedTuple):
    call: Callable[[Sequence[Value]], Value]
    least: int
    variadic: bool = False
    text_first: bool = False  # the first argument is a Go string


def _index(args: Sequence[Value]) -> Value:
    item = unboxed(args[0])
    if item is None:
        raise CallError("index of untyped nil")
    held: Value = item
    for index in map(unboxed, args[1:]):
        item = unboxed(held)
        if item is None:
            raise CallError("index of nil pointer")
        if isinstance(item, dict):
            held = Boxed(item.get(_key(index)))
        elif isinstance(item, list | str):
            held = _element(item, index)
        else:
            raise CallError(f"can't index item of type {type_name(item)}")
    return held


def _key(index: Value) -> str:
    if isinstance(index, str):
        return index
    if index is None:
        raise CallError("value is nil; should be of type string")
    raise CallError(f"value has type {type_name(index)}; should be string")


def _element(item: Value, index: Value) -> Value:
    sequence = to_bytes(item) if isinstance(item, str) else item
    place = _place(index, len(sequence))
    if place == len(sequence):
        raise CallError(f"reflect: {'string' if isinstance(item, str) else 'slice'} index out of range")
    return Byte(sequence[place]) if isinstance(item, str) else Boxed(sequence[place])


def _place(index: Value, length: int) -> int:
    if index is None:
        raise CallError("cannot index slice/array with nil")
    if not is_integer(index):
        raise CallError(f"cannot index slice/array with type {type_name(index)}")
    if not 0 <= index <= length:
        raise CallError(f"index out of range: {int(index)}")
    return int(index)


def _slice(args: Sequence[Value]) -> Value:
    item = unboxed(args[0])
    if item is None:
        raise CallError("slice of untyped nil")
    if len(args) > 4:
        raise CallError(f"too many slice indexes: {len(args) - 1}")
    if not isinstance(item, str | list):
        raise CallError(f"can't slice item of type {type_name(item)}")
    if isinstance(item, str) and len(args) == 4:
        raise CallError("cannot 3-index slice a string")
    sequence = to_bytes(item) if isinstance(item, str) else item
    places = [_place(unboxed(index), len(sequence)) for index in args[1:]]
    start, end = (*places, *(0, len(sequence))[len(places) :])[:2]
    if start > end:
        raise CallError(f"invalid slice index: {start} > {end}")
    if len(places) == 3 and end > places[2]:
        raise CallError(f"invalid slice index: {end} > {places[2]}")
    return to_text(to_bytes(item)[start:end]) if isinstance(item, str) else item[start:end]


def _length(args: Sequence[Value]) -> Value:
    item = unboxed(args[0])
    if item is None:
        if isinstance(args[0], Boxed):
            raise CallError("len of nil pointer")
        raise CallError("reflect: call of reflect.Value.Type on zero Value")
    if isinstance(item, str):
        return Int(len(to_bytes(item)))
    if isinstance(item, dict | list):
        return Int(len(item))
    raise CallError(f"len of type {type_name(item)}")


def _printable(args: Sequence[Value]) -> str:
    return sprint(["<no value>" if arg is None else arg for arg in map(unboxed, args)])


def _html(args: Sequence[Value]) -> str:
    return "".join(_HTML.get(character, character) for character in _printable(args))


def _script(args: Sequence[Value]) -> str:
    return "".join(map(_script_character, _printable(args)))


def _script_character(character: str) -> str:
    if character in _SCRIPT:
        return _SCRIPT[character]
    if character < " " or not character.isprintable():
        return f"\\u{ord(character):04X}"
    return character


def _url_query(args: Sequence[Value]) -> str:
    return quote_plus(to_bytes(_printable(args)), safe="~")


def _exists(args: Sequence[Value]) -> bool:
    if len(args) == 1:
        return True
    item = unboxed(args[0])
    for index in map(unboxed, args[1:]):
        if isinstance(item, dict) and isinstance(index, str | None):
            item = item.get(index or "")
        elif isinstance(item, list | str) and is_integer(index) and 0 <= index < len(item):
            item = item[index]
        else:
            return False
    return item is not None


def _base64_decode(args: Sequence[Value]) -> str:
    text = args[0].replace("\r", "").replace("\n", "")
    body = text.rstrip("=")
    if "=" in body and text.index("=") % 4 >= 2:
        raise CallError(f"base64 decode failed: illegal base64 data at input byte {text.index('=') + 1}")
    wrong = next((place for place, character in enumerate(body) if character not in _BASE64), None)
    if wrong is None and len(text) % 4:
        wrong = len(text) - len(text) % 4 if len(body) % 4 == 1 or text == body else len(text)
    try:
        if wrong is None:
            return to_text(b64decode(text, validate=True))
    except binascii.Error:
        wrong = len(text) - 1
    raise CallError(f"base64 decode failed: illegal base64 data at input byte {wrong}")


FUNCTIONS = {
    "html": Function(_html, 0, variadic=True),
    "index": Function(_index, 1, variadic=True),
    "slice": Function(_slice, 1, variadic=True),
    "js": Function(_script, 0, variadic=True),
    "len": Function(_length, 1),
    "not": Function(lambda args: not is_true(args[0]), 1),
    "print": Function(lambda args: sprint([unboxed(arg) for arg in args]), 0, variadic=True),
    "printf": Function(
        lambda args: sprintf(args[0], [unboxed(arg) for arg in args[1:]]), 1, variadic=True, text_first=True
    ),
    "println": Function(lambda args: sprintln([unboxed(arg) for arg in args]), 0, variadic=True),
    "urlquery": Function(_url_query, 0, variadic=True),
    "eq": Function(comparisons.equal, 1, variadic=True),
    "ne": Function(lambda args: not comparisons.equal(args), 2),
    "lt": Function(comparisons.less, 2),
    "le": Function(lambda args: comparisons.less(args) or comparisons.equal(args), 2),
    "gt": Function(lambda args: not (comparisons.less(args) or comparisons.equal(args)), 2),
    "ge": Function(lambda args: not comparisons.less(args), 2),
    "exists": Function(_exists, 1, variadic=True),
    "base64decode": Function(_base64_decode, 1, text_first=True),
}
NAMES = frozenset(FUNCTIONS) | {"and", "or", "call"}
