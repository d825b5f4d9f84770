"""The printer columns of a custom resource: one JSONPath each, of whose results the first is shown.

A cell is null where there is no such field, or where the value is not of the column's type; kubectl prints nothing for it.

Upstream: apiextensions-apiserver/pkg/registry/customresource/tableconvertor.
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from pykubectl import Object
from pykubectl.machinery import jsonpath
from pykubectl.machinery.timestamps import human_duration, parse_time

# How Go's templates, which JSONPath prints with, show a null.
_NO_VALUE = "<no value>"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def cells(obj: Object, columns: Sequence[Object], now: datetime) -> list[Any]:
    """A cell for each of a version's additionalPrinterColumns; the name is not among them."""
    return [_cell(obj, column, now) for column in columns]


def description(column: Object) -> str:
    """What the table says of a column."""
    default = f"Custom resource definition column (in JSONPath format): {column.get('jsonPath', '')}"
    return str(column.get("description") or default)


@lru_cache(maxsize=1024)
def _template(path: str) -> jsonpath.Template:
    return jsonpath.parse(f"{{{path}}}")


def _cell(obj: Object, column: Object, now: datetime) -> Any:
    try:
        results = _template(column["jsonPath"]).find(obj)
    except jsonpath.JSONPathError:
        return None
    if not results or not results[0]:
        return None
    value, kind = results[0][0], column["type"]
    if kind == "string":
        return _NO_VALUE if value is None else jsonpath.text_of(value)
    if kind == "date":
        return _age(value, now)
    return _SCALARS[kind](value)


def _integer(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _boolean(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


_SCALARS: dict[str, Callable[[Any], Any]] = {"integer": _integer, "number": _number, "boolean": _boolean}


def _age(value: Any, now: datetime) -> str | None:
    if not isinstance(value, str):
        return None
    if value in ("", "null"):
        return "<unknown>"
    try:
        return human_duration(now - parse_time(value)) if _TIME.fullmatch(value) else "<invalid>"
    except ValueError:
        return "<invalid>"
