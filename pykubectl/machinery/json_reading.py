"""JSON as Kubernetes reads it: values out of a stream, with Go's words for what is wrong.

Numbers are whole where they can be and otherwise floats, which have an end; what is nested too deeply is refused before
anyone walks it.

Upstream: Go's encoding/json, apimachinery/pkg/util/yaml/decoder.go.
"""

import json
import math
import re
from typing import Any

from pykubectl.machinery import nesting
from pykubectl.machinery.objects import unicode_only


class YamlError(ValueError):
    """A text that is no YAML or JSON, in kubectl's words."""


class NumberError(YamlError):
    """A number that no float can hold."""


class _NotJson(Exception):
    """NaN and the like, which only Python takes for JSON."""


def _number(text: str) -> int | float:
    if len(text) < 20 and text.lstrip("-").isdigit() and -(2**63) <= int(text) < 2**63:
        return int(text)
    found = float(text)
    if found in (math.inf, -math.inf):
        raise NumberError(f"json: cannot unmarshal number {text} into Go value of type float64")
    return whole(found)


def _constant(text: str) -> Any:
    raise _NotJson(text)


_JSON = json.JSONDecoder(parse_float=_number, parse_int=_number, parse_constant=_constant)


def json_value(text: str, start: int) -> tuple[Any, int, str]:
    """One JSON value, where it ends, and why it is none (in Go's words)."""
    try:
        value, end = _JSON.raw_decode(text, start)
    except RecursionError:
        raise YamlError(_too_deep(text, start)) from None
    except _NotJson as error:
        return None, start, f"invalid character '{str(error)[0]}' looking for beginning of value"
    except json.JSONDecodeError as error:
        cut = error.msg.startswith("Unterminated string") and "\n" not in text[error.pos :].rstrip()
        if cut or not text[error.pos :].strip():
            raise YamlError("unexpected EOF") from None
        return None, start, _json_error(text, start, error)
    if text.count("{", start, end) + text.count("[", start, end) > nesting.NESTING_MAX and nesting.is_too_deep(value):
        raise YamlError(_too_deep(text, start))
    return unicode_only(value) if "\\ud" in text or "\\uD" in text else value, end, ""


def _too_deep(text: str, start: int) -> str:
    """At which bracket JSON is nested deeper than Go reads it; or than we do, when Go still would."""
    depth = 0
    where: dict[int, int] = {}
    for found in _BRACKETS.finditer(text, start):
        mark = found.group()
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(mark, 0)
        if mark in "{[" and depth - 1 in (nesting.NESTING_MAX, GO_NESTING_MAX):
            where.setdefault(depth - 1, found.start())
        if depth > GO_NESTING_MAX:
            break
    place = where.get(GO_NESTING_MAX, where[nesting.NESTING_MAX])
    offset = len(text[start:place].encode("utf-8", "replace")) + 1
    return f"json: offset {offset}: invalid character '{text[place]}' {nesting.TOO_DEEP}"


GO_NESTING_MAX = 10_000
_BRACKETS = re.compile(r'"(?:\\.|[^"\\])*"|[{}\[\]]')
_EXPECTED = {
    "Expecting property name enclosed in double quotes": "looking for beginning of object key string",
    "Illegal trailing comma before end of object": "looking for beginning of object key string",
    "Illegal trailing comma before end of array": "looking for beginning of value",
    "Expecting ':' delimiter": "after object key",
    "Expecting value": "looking for beginning of value",
    "Extra data": "after top-level value",
}


def json_problem(text: str) -> str:
    """Why a text is no JSON, as Go's Unmarshal says it; "" when it is."""
    try:
        value = _JSON.decode(text)
    except (RecursionError, NumberError) as error:
        return str(error) if isinstance(error, NumberError) else nesting.TOO_DEEP
    except _NotJson as error:
        return f"invalid character '{str(error)[0]}' looking for beginning of value"
    except json.JSONDecodeError as error:
        cut = error.msg.startswith("Unterminated string")
        if cut or not text[error.pos :].strip():
            return "unexpected end of JSON input"
        return f"invalid character '{text[error.pos]}' {_json_place(text, 0, error)}"
    return nesting.TOO_DEEP if nesting.is_too_deep(value) else ""


def _json_error(text: str, start: int, error: json.JSONDecodeError) -> str:
    offset = len(text[start : error.pos].encode()) + 1
    return f"json: offset {offset}: invalid character '{text[error.pos]}' {_json_place(text, start, error)}"


def _json_place(text: str, start: int, error: json.JSONDecodeError) -> str:
    where = _EXPECTED.get(error.msg.partition(":")[0] if "':'" not in error.msg else error.msg)
    if where is None:
        where = "in string literal"
        if error.msg.startswith("Expecting ','"):
            outside = re.sub(r'"(?:\\.|[^"\\])*"|\{[^{}\[\]]*\}|\[[^{}\[\]]*\]', "", text[start : error.pos])
            where = "after array element" if outside.rfind("[") > outside.rfind("{") else "after object key:value pair"
    return where


def whole(value: float) -> int | float:
    """Go writes a float without fraction as an integer, and reads it back as one."""
    return int(value) if value.is_integer() and -(2**63) <= value < 2**63 else value


def load_json(text: str) -> Any:
    """A text that is one JSON value. Raises YamlError."""
    nesting.allow()
    start = len(text) - len(text.lstrip())
    value, end, refused = json_value(text, start)
    if refused or text[end:].strip():
        raise YamlError(refused or "invalid character after top-level value")
    return value
