"""What a call costs when it runs, in units of roughly 50 ns of the real server.

Most calls cost 1; what walks a text or list costs by its length. `charge_of` gives the rule of an overload once, when the
expression is compiled, so that evaluation only applies it.

Upstream: cel-go/interpreter/runtimecost.go, k8s.io/apiserver/pkg/cel/library/cost.go.
"""

from collections.abc import Callable, Mapping
from math import ceil
from typing import Any

from pykubectl.machinery.cel.values import Opaque, Record, size

Charge = Callable[[list[Any], Any], int]

LIST, MAP, STRUCT = 10, 30, 40
TRAVERSAL = 0.1
REGEX = 0.25
AUTHORIZATION = 350_000


def _traversal(index: int, factor: float = TRAVERSAL) -> Charge:
    return lambda args, result: ceil(size(args[index]) * factor)


def _pattern(args: list[Any], result: Any) -> int:
    return ceil((1.0 + size(args[0])) * TRAVERSAL) * ceil(size(args[1]) * REGEX)


def _contains(args: list[Any], result: Any) -> int:
    return ceil(size(args[0]) * TRAVERSAL) * ceil(size(args[1]) * TRAVERSAL)


def _equality(args: list[Any], result: Any) -> int:
    if isinstance(args[0], Opaque):
        return 1
    return ceil(min(size(args[0]), size(args[1])) * TRAVERSAL)


def _smaller(args: list[Any], result: Any) -> int:
    return ceil(min(size(args[0]), size(args[1])) * TRAVERSAL)


def _sum(args: list[Any], result: Any) -> int:
    return ceil((size(args[0]) + size(args[1])) * TRAVERSAL)


def _in_list(args: list[Any], result: Any) -> int:
    return size(args[1])


def _joined(args: list[Any], result: Any) -> int:
    return ceil(size(result) * 2 * TRAVERSAL)


def walk_cost(value: Any) -> int:
    """The cost of going through all of a value."""
    if isinstance(value, (str, bytes)):
        return int(len(value) * TRAVERSAL)
    if isinstance(value, list):
        return sum(walk_cost(item) for item in value)
    if isinstance(value, Mapping):
        return sum(walk_cost(key) + walk_cost(item) for key, item in value.items())
    if isinstance(value, Record):
        return sum(walk_cost(field) + walk_cost(value.get(field)) for field in value.fields())
    return 1


def _walk(args: list[Any], result: Any) -> int:
    return walk_cost(args[0])


def _network(args: list[Any], result: Any) -> int:
    cost = ceil(size(args[0]) * 2 * TRAVERSAL)
    return cost + ceil(size(args[1]) * TRAVERSAL) if isinstance(args[1], str) else cost


def _subnet(args: list[Any], result: Any) -> int:
    return _network(args, result) + ceil(size(args[0]) * TRAVERSAL) + 1


def _format(args: list[Any], result: Any) -> int:
    return ceil((1.0 + size(args[1])) * TRAVERSAL) * ceil(getattr(args[0], "pattern_size", 0) * REGEX)


def _selector(args: list[Any], result: Any) -> int:
    length = size(args[1])
    return LIST + ceil(length * TRAVERSAL) + ceil(ceil(length * 0.5) * (LIST + STRUCT))


def _fixed(cost: int) -> Charge:
    return lambda args, result: cost


def _sets(args: list[Any], result: Any) -> int:
    return 1 + size(args[0]) * size(args[1])


def _sets_equivalent(args: list[Any], result: Any) -> int:
    return 1 + 2 * size(args[0]) * size(args[1])


def _list_copy(args: list[Any], result: Any) -> int:
    return LIST + 1 + size(result)


def _flattened(args: list[Any], result: Any) -> int:
    return LIST + 1 + size(args[0]) * (args[1] if len(args) > 1 else 1)


def _compared(index: int) -> Charge:
    """Every item with every other."""

    def charge(args: list[Any], result: Any) -> int:
        items = args[index]
        factor = 2 + TRAVERSAL if items and isinstance(items[0], (str, bytes)) else 2
        return LIST + 1 + int(len(items) ** 2 * factor)

    return charge


_BY_FUNCTION: dict[str, Charge] = {
    **dict.fromkeys(("isSorted", "sum", "max", "min", "indexOf", "lastIndexOf"), _walk),
    **dict.fromkeys(("url", "lowerAscii", "upperAscii", "substring", "trim", "jsonpatch.escapeKey"), _traversal(0)),
    **dict.fromkeys(("replace", "split"), _traversal(0, 2 * TRAVERSAL)),
    "join": _joined,
    **dict.fromkeys(("find", "findAll"), _pattern),
    **dict.fromkeys(("cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver"), _traversal(0)),
    "ip.isCanonical": _traversal(0, 2 * TRAVERSAL),
    "containsIP": _network,
    "containsCIDR": _subnet,
    "validate": _format,
    "check": _fixed(AUTHORIZATION),
    **dict.fromkeys(("fieldSelector", "labelSelector"), _selector),
    **dict.fromkeys(("_==_", "_!=_"), _equality),
    "sets.contains": _sets,
    "sets.intersects": _sets,
    "sets.equivalent": _sets_equivalent,
    **dict.fromkeys(("slice", "reverse", "lists.range"), _list_copy),
    "flatten": _flattened,
    **dict.fromkeys(("sort", "distinct"), _compared(0)),
    "@sortByAssociatedKeys": _compared(1),
}
_BY_OVERLOAD: dict[str, Charge] = {
    **dict.fromkeys(("starts_with_string", "ends_with_string"), _traversal(1)),
    **dict.fromkeys(
        ("string_to_bytes", "bytes_to_string", "strings_quote", "string_format", "string_to_ip"), _traversal(0)
    ),
    "in_list": _in_list,
    **dict.fromkeys((f"{name}_{kind}" for name in ("less", "less_equals") for kind in ("string", "bytes")), _smaller),
    **dict.fromkeys(
        (f"{name}_{kind}" for name in ("greater", "greater_equals") for kind in ("string", "bytes")), _smaller
    ),
    **dict.fromkeys(("add_string", "add_bytes"), _sum),
    "matches": _pattern,
    "contains_string": _contains,
}


def charge_of(function: str, overload: str) -> Charge | None:
    """The rule of a call; None when it always costs 1."""
    return _BY_FUNCTION.get(function) or _BY_OVERLOAD.get(overload)
