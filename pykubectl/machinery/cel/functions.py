"""The functions of CEL as Kubernetes 1.36 has them: a table from name to overloads, put together from library/.

A library module has ROWS of (function, overload id, signature, implementation). A signature is written as cel-go prints
it: `string.(string) -> bool` for a call on a receiver, `(string) -> bool` for a plain one; a lone capital is a type
parameter. Signatures are read when a function is first looked up. Upstream's math extension and cel.bind are not in
Kubernetes, so they are not here.

To add a function: its row in the library module it belongs to. A new module is named in LIBRARIES.

Upstream: k8s.io/apiserver/pkg/cel/environment/base.go, cel-go/common/stdlib.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

from pykubectl.machinery.cel.cel_types import CelType, parse_type, split_types
from pykubectl.machinery.cel.values import kind_of

Row = tuple[str, str, str, Callable[..., Any]]

LIBRARIES = (
    "operators",
    "conversions",
    "strings",
    "formatting",
    "lists",
    "sets",
    "optionals",
    "times",
    "regex",
    "urls",
    "quantities",
    "networks",
    "formats",
    "semver",
    "authorizer",
)


class Overload(NamedTuple):
    """One way to call a function; `apply` takes the receiver first."""

    id: str
    member: bool
    arguments: tuple[CelType, ...]
    result: CelType
    apply: Callable[..., Any]


@cache
def _rows() -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for library in LIBRARIES:
        rows: Iterable[Row] = import_module(f"pykubectl.machinery.cel.library.{library}").ROWS
        for row in rows:
            found.setdefault(row[0], []).append(row)
    return found


@cache
def overloads_of(function: str) -> tuple[Overload, ...]:
    """All overloads of a function; none when there is no such function."""
    return tuple(_overload(row) for row in _rows().get(function, ()))


def _overload(row: Row) -> Overload:
    _, name, signature, apply = row
    left, _, result = signature.rpartition(" -> ")
    target, dot, rest = left.rpartition(".(")
    inside = rest[:-1] if dot else left[1:-1]
    arguments = [parse_type(part) for part in split_types(inside)]
    if dot:
        arguments.insert(0, parse_type(target))
    return Overload(name, bool(dot), tuple(arguments), parse_type(result), apply)


def fits(overload: Overload, args: list[Any]) -> bool:
    """Whether the values are of the types that the overload takes."""
    wanted = overload.arguments
    return len(args) == len(wanted) and all(_is(value, kind) for value, kind in zip(args, wanted, strict=True))


def _is(value: Any, wanted: CelType) -> bool:
    kind = wanted.kind
    if kind in ("dyn", "parameter"):
        return True
    found = kind_of(value)
    if found == "list" and kind == "list":
        element = wanted.parameters[0]
        # What a list of lists holds is looked at by who takes it apart.
        return element.kind in ("parameter", "list") or not value or _is(value[0], element)
    if kind == "map":
        return isinstance(value, Mapping)
    return found == (wanted.name if kind in ("object", "opaque") else kind)
