"""Path elements: made from names, keys and values; put in order; printed as in messages.

Upstream: structured-merge-diff/fieldpath/element.go, serialize-pe.go, value/value.go (Compare, ToString).
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

from pykubectl.machinery.field_sets import Path
from pykubectl.machinery.json_codec import encode_string
from pykubectl.machinery.scalars import go_float

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
_KINDS = "fkvi"


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


_decode = json.JSONDecoder(parse_constant=_refuse).decode

Order = tuple[int, Any]


class ElementError(ValueError):
    """A string that is no path element."""


def of_field(name: str) -> str:
    return f"f:{name}"


def of_key(key: Mapping[str, Any]) -> str:
    if len(key) == 1:
        # By far the most keys are one string, for which the encoder is a long way round.
        ((name, value),) = key.items()
        if type(value) is str:
            return f"k:{{{encode_basestring(name)}:{encode_basestring(value)}}}"
    return f"k:{_encode(key)}"


def of_value(value: Any) -> str:
    return f"v:{_encode(value)}"


def of_index(index: int) -> str:
    return f"i:{index}"


@lru_cache(maxsize=10_000)
def canonical(element: str) -> str | None:
    """The element as we write it; None for a kind that is not known. Raises ElementError."""
    if len(element) < 2:
        raise ElementError("key must be 2 characters long:")
    if element[1] != ":":
        raise ElementError(f"missing colon: {element}")
    kind, text = element[0], element[2:]
    if kind == "f":
        return element
    if kind not in _KINDS:
        return None
    try:
        value = _decode(text) if kind != "i" else int(text)
    except (ValueError, RecursionError) as error:
        raise ElementError(str(error)) from error
    if kind == "k" and not isinstance(value, dict):
        raise ElementError(f"not an object: {text}")
    return f"{kind}:{_encode(value)}"


def order(element: str) -> tuple[int, Any]:
    """What elements are sorted by: fields, keys, values, indexes."""
    kind, text = element[0], element[2:]
    if kind == "f":
        return 0, text
    return _order_of_text(kind, text)


@lru_cache(maxsize=10_000)
def _order_of_text(kind: str, text: str) -> tuple[int, Any]:
    if kind == "k":
        return 1, tuple((name, _order_of_value(value)) for name, value in sorted(json.loads(text).items()))
    return (2, _order_of_value(json.loads(text))) if kind == "v" else (3, int(text))


def _order_of_value(value: Any) -> Order:
    """Numbers, strings, booleans, lists, maps, null."""
    if isinstance(value, bool):
        return 2, value
    if isinstance(value, int | float):
        return 0, value
    if isinstance(value, str):
        return 1, value
    if isinstance(value, list):
        return 3, tuple(_order_of_value(item) for item in value)
    if isinstance(value, dict):
        return 4, tuple((name, _order_of_value(item)) for name, item in sorted(value.items()))
    return 5, 0


def printed(element: str) -> str:
    """`.name`, `[name="web"]`, `[="finalizer"]`, `[0]`."""
    kind, text = element[0], element[2:]
    if kind == "f":
        return f".{text}"
    if kind == "i":
        return f"[{text}]"
    value = json.loads(text)
    if kind == "v":
        return f"[={_printed_value(value)}]"
    return f"[{','.join(f'{name}={_printed_value(value[name])}' for name in sorted(value))}]"


def printed_path(path: Path) -> str:
    return "".join(map(printed, path))


def _printed_value(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return encode_string(value).replace("\\u003c", "<").replace("\\u003e", ">").replace("\\u0026", "&")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{','.join(map(_printed_value, value))}]"
    if isinstance(value, dict):
        return "".join(f"{name}={_printed_value(item)}" for name, item in value.items())
    return go_float(value) if isinstance(value, float) else str(value)
