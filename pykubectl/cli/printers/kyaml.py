"""`-o kyaml`: YAML in the flow style, every string quoted, so that nothing can be taken for something else.

Upstream: sigs.k8s.io/yaml/kyaml.
"""

import re
from typing import Any

from pykubectl import Object
from pykubectl.cli.printers import Options, Printer, without_managed_fields
from pykubectl.machinery.scalars import go_float

_SAFE_KEY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]*")
_AMBIGUOUS = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "t", "f", "null", "~"})
_NUMBER = re.compile(r"[-+]?(\d[\d_]*\.?[\d_]*([eE][-+]?\d+)?|0[xob][0-9a-fA-F_]+|\d+(:\d+)+|\d{4}-\d\d-\d\d.*)")


def printer(argument: str, options: Options) -> Printer:
    def show(obj: Object) -> str:
        shown = obj if options.show_managed_fields else without_managed_fields(obj)
        return in_order(_sorted(shown))

    return show


def in_order(obj: Object) -> str:
    """An object the client made itself, in the order in which it was made (its Go type's)."""
    return f"---\n{_value(obj, '')}\n"


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


def _value(value: Any, indent: str) -> str:
    if isinstance(value, dict):
        return _mapping(value, indent)
    if isinstance(value, list):
        return _sequence(value, indent)
    if isinstance(value, str):
        return _string(value, indent)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return go_float(value) if isinstance(value, float) else str(value)


def _mapping(value: dict[str, Any], indent: str) -> str:
    if not value:
        return "{}"
    inner = indent + "  "
    lines = [f"{inner}{_key(key)}: {_value(value[key], inner)},\n" for key in value]
    return "{\n" + "".join(lines) + indent + "}"


def _sequence(value: list[Any], indent: str) -> str:
    if not value:
        return "[]"
    if all(isinstance(item, dict) and item for item in value) or all(isinstance(item, list) and item for item in value):
        return "[" + ", ".join(_value(item, indent) for item in value) + "]"
    inner = indent + "  "
    return "[\n" + "".join(f"{inner}{_value(item, inner)},\n" for item in value) + indent + "]"


def _key(key: str) -> str:
    if _SAFE_KEY.fullmatch(key) is None or key.lower() in _AMBIGUOUS or _NUMBER.fullmatch(key):
        return _quoted(key)
    return key


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\r", "\\r")
    return "".join(letter if letter >= " " or letter == "\t" else f"\\x{ord(letter):02x}" for letter in text)


def _string(text: str, indent: str) -> str:
    """A string of several lines shows its lines, each ending in an escaped line break."""
    if "\n" not in text:
        return _quoted(text)
    parts = text.split("\n")
    last = parts.pop()
    lines = [_line(part, indent) + "\\n\\\n" for part in parts]
    if last:
        lines.append(_line(last, indent) + "\\\n")
    return '"\\\n' + "".join(lines) + f'{indent}  "'


def _line(text: str, indent: str) -> str:
    lead = "\\" if text[:1] in (" ", "\t") else " "
    return f"{indent}  {lead}{_escaped(text)}"
