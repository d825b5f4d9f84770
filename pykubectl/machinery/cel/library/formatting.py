"""format(): texts with `%s`, `%d`, `%f`, `%e`, `%b`, `%x`, `%o` clauses filled from a list.

Upstream: cel-go/ext/formatting.go.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from pykubectl.machinery.cel import moments
from pykubectl.machinery.cel.errors import EvaluationError
from pykubectl.machinery.cel.library.conversions import double_to_text
from pykubectl.machinery.cel.values import Duration, Timestamp, Uint, kind_of, type_name

_CLAUSE = re.compile(r"%(?:%|(?:\.(\d+))?(.?))", re.DOTALL)
_PRECISION_DEFAULT = 6
_PRECISION_MAX = 1000
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def _format(template: str, args: list[Any]) -> str:
    used = 0

    def fill(match: re.Match[str]) -> str:
        nonlocal used
        if match.group() == "%%":
            return "%"
        precision, verb = match.groups()
        if not verb:
            raise EvaluationError("unexpected end of string")
        if used >= len(args):
            raise EvaluationError(f"index {used} out of range")
        used += 1
        return _clause(verb, int(precision) if precision else _PRECISION_DEFAULT, args[used - 1])

    return _CLAUSE.sub(fill, template)


def _clause(verb: str, precision: int, value: Any) -> str:
    if precision > _PRECISION_MAX:
        raise EvaluationError(f"precision {precision} exceeds maximum allowed precision {_PRECISION_MAX}")
    if verb in "fe":
        return _fixed(verb, precision, value)
    row = _VERBS.get(verb)
    if row is None:
        raise EvaluationError(f'could not parse formatting clause: unrecognized formatting clause "{verb}"')
    return row(value)


def _refuse(verb: str, wanted: str, value: Any) -> EvaluationError:
    said = f"{verb} clause can only be used on {wanted}" if wanted[:4] != "only" else wanted
    return EvaluationError(f"{said}, was given {type_name(value)}")


def _text(value: Any) -> str:
    kind = kind_of(value)
    if kind == "list":
        return f"[{', '.join(map(_part, value))}]"
    if kind == "map":
        entries = sorted((_part(key), _part(item)) for key, item in value.items())
        return "{" + ", ".join(f"{key}: {item}" for key, item in entries) + "}"
    if kind not in _TEXTS:
        wanted = "strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps"
        raise _refuse("string", wanted, value)
    return _TEXTS[kind](value)


def _part(value: Any) -> str:
    """Inside of a list or map, a value is shown as the expression that gives it."""
    match value:
        case str():
            return json.dumps(value, ensure_ascii=False)
        case bytes():
            return f"b{json.dumps(value.decode(errors='replace'), ensure_ascii=False)}"
        case float():
            return f"{value:.6f}"
        case Timestamp():
            return f'timestamp("{moments.format_timestamp(value)}")'
        case Duration():
            return f'duration("{moments.format_duration(value)}")'
    return _text(value)


_TEXTS: dict[str, Callable[[Any], str]] = {
    "bool": lambda value: "true" if value else "false",
    "null_type": lambda value: "null",
    "double": double_to_text,
    "timestamp": moments.format_timestamp,
    "duration": moments.format_duration,
    "type": lambda value: str(value.name),
    "bytes": lambda value: str(value.decode(errors="replace")),
    "string": str,
    "int": str,
    "uint": str,
}


def _decimal(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
            return {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}[str(value)]
        raise _refuse("decimal", "integers", value)
    return str(int(value))


def _fixed(verb: str, precision: int, value: Any) -> str:
    if not isinstance(value, float):
        name = "fixed-point" if verb == "f" else "scientific"
        raise _refuse(name, "doubles", value)
    if value != value or value in (float("inf"), float("-inf")):
        return {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}[str(value)]
    if verb == "f":
        return f"{value:,.{precision}f}"
    mantissa, _, power = f"{value:.{precision}e}".partition("e")
    return f"{mantissa}×10{power.lstrip('+').translate(_SUPERSCRIPTS)}"


def _binary(value: Any) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if not isinstance(value, int):
        raise _refuse("binary", "only integers and bools can be formatted as binary", value)
    return f"{int(value):b}"


def _hexadecimal(value: Any) -> str:
    if isinstance(value, (str, bytes)):
        return (value.encode() if isinstance(value, str) else value).hex()
    if isinstance(value, bool) or not isinstance(value, (int, Uint)):
        raise _refuse("hex", "only integers, byte buffers, and strings can be formatted as hex", value)
    return f"{int(value):x}"


def _octal(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _refuse("octal", "integers", value)
    return f"{int(value):o}"


_VERBS: dict[str, Callable[[Any], str]] = {
    "s": _text,
    "d": _decimal,
    "b": _binary,
    "x": _hexadecimal,
    "X": lambda value: _hexadecimal(value).upper(),
    "o": _octal,
}

ROWS = (("format", "string_format", "string.(list(dyn)) -> string", _format),)
