"""JSON as Go writes it: keys sorted, `<`, `>` and `&` escaped, floats in Go's form.

Upstream: Go's encoding/json.
"""

from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

from pykubectl.machinery.scalars import json_float


def dumps(value: Any, indent: int = 4) -> str:
    """Indented JSON as `kubectl -o json` prints it, without the newline at the end."""
    out: list[str] = []
    _indented(value, "\n", " " * indent, out)
    return "".join(out)


def compact(value: Any, *, sort: bool = True, escape_html: bool = True) -> str:
    """JSON on one line, as Go's Marshal makes it."""
    out: list[str] = []
    _compact(value, out, sort)
    text = "".join(out)
    return text if escape_html else text.replace("\\u003c", "<").replace("\\u003e", ">").replace("\\u0026", "&")


def encode_string(text: str) -> str:
    """A JSON string with Go's HTML escapes."""
    found: str = encode_basestring(text)
    if text.isascii() and "<" not in text and ">" not in text and "&" not in text:
        return found
    found = found.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return found.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


# The same few keys come again and again.
_encode_key = lru_cache(maxsize=2048)(encode_string)


def _leaf(value: Any) -> str:
    if type(value) is str:
        return encode_string(value)
    if value is None:
        return "null"
    if type(value) is bool:
        return "true" if value else "false"
    return json_float(value) if type(value) is float else str(value)


def _indented(value: Any, newline: str, step: str, out: list[str]) -> None:
    if type(value) is dict:
        if not value:
            out.append("{}")
            return
        lead, inner = "{", newline + step
        for key in sorted(value):
            item = value[key]
            out.append(f"{lead}{inner}{_encode_key(key)}: ")
            if type(item) is dict or type(item) is list:
                _indented(item, inner, step, out)
            else:
                out.append(_leaf(item))
            lead = ","
        out.append(f"{newline}}}")
    elif type(value) is list:
        if not value:
            out.append("[]")
            return
        lead, inner = "[", newline + step
        for item in value:
            out.append(lead + inner)
            _indented(item, inner, step, out)
            lead = ","
        out.append(f"{newline}]")
    else:
        out.append(_leaf(value))


def _compact(value: Any, out: list[str], sort: bool) -> None:
    if type(value) is dict:
        lead = "{"
        for key in sorted(value) if sort else value:
            out.append(f"{lead}{_encode_key(key)}:")
            _compact(value[key], out, sort)
            lead = ","
        out.append("}" if value else "{}")
    elif type(value) is list:
        lead = "["
        for item in value:
            out.append(lead)
            _compact(item, out, sort)
            lead = ","
        out.append("]" if value else "[]")
    else:
        out.append(_leaf(value))
