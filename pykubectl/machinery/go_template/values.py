"""Values a template works on, and the names of their Go types.

JSON gives dict, list, str, bool, float, int (int64) and None. Templates add Int (a number written in the template, or
a length), Byte (of a string) and Boxed (what Go holds as interface{}: a field, an element; it shows in messages).
None is Go's invalid value: what a missing key gives, printed `<no value>`; Boxed(None) is a JSON null.

Upstream: Go's reflect.
"""

from typing import Any, NamedTuple

Value = Any


class Int(int):
    """Go's int."""


class Byte(int):
    """Go's uint8."""


class Boxed(NamedTuple):
    value: Value


class Missing:
    """No value came through the pipeline."""


MISSING = Missing()

_NAMES: dict[type, str] = {
    bool: "bool",
    Int: "int",
    Byte: "uint8",
    int: "int64",
    float: "float64",
    complex: "complex128",
    str: "string",
    dict: "map[string]interface {}",
    list: "[]interface {}",
    Boxed: "interface {}",
}


def type_name(value: Value) -> str:
    return _NAMES[type(value)]


def unboxed(value: Value) -> Value:
    return value.value if isinstance(value, Boxed) else value


def is_true(value: Value) -> bool:
    return bool(unboxed(value))


def is_integer(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def to_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def to_text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
