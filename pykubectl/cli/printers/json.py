"""`-o json`: keys sorted, four spaces, `<`, `>` and `&` escaped as Go does.

Upstream: staging/src/k8s.io/cli-runtime/pkg/printers/json.go.
"""

from json import JSONEncoder
from typing import Any

from pykubectl.cli.printers import Options, Printer, without_managed_fields

_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def printer(argument: str, options: Options) -> Printer:
    if options.show_managed_fields:
        return lambda obj: to_json(obj) + "\n"
    return lambda obj: to_json(without_managed_fields(obj)) + "\n"


def to_json(value: Any, indent: int | None = 4, sort: bool = True) -> str:
    """A value as Go's encoder writes it."""
    separators = (",", ": ") if indent else (",", ":")
    text = JSONEncoder(ensure_ascii=False, indent=indent, sort_keys=sort, separators=separators).encode(value)
    return text.translate(_ESCAPES) if any(letter in text for letter in "<>&\u2028\u2029") else text
