"""What calls can cost and how large their results can be, by the sizes of their operands.

To add a function: its rule in _RULES (by function) or _OVERLOADS (by overload id); without one it costs 1.

Upstream: cel-go/checker/cost.go (functionCost), k8s.io/apiserver/pkg/cel/library/cost.go, cel-go/ext (sets, lists).
"""

from collections.abc import Callable
from math import ceil
from typing import Any, NamedTuple

from pykubectl.machinery.cel.cel_types import UNBOUNDED, CelType
from pykubectl.machinery.cel.costs import AUTHORIZATION, LIST, REGEX, STRUCT, TRAVERSAL
from pykubectl.machinery.cel.ranges import NOTHING, ONE, Range, fixed

_NAME_PATTERN_MAX = 128
_ADDRESS = Range(4, 16)
_OPAQUE = ("net.IP", "net.CIDR", "kubernetes.Quantity", "kubernetes.Semver")


class Operand(NamedTuple):
    """The receiver or an argument: its size, its type, and of a list the type and size of its items."""

    size: Range
    type: CelType
    element: CelType | None
    item_size: Range
    literal: Any


class Sized(NamedTuple):
    """The cost of a call and the size of its result, where that is known."""

    cost: Range
    size: Range | None = None


Rule = Callable[[str, list[Operand]], Sized]


def call_estimate(function: str, overload: str, operands: list[Operand]) -> Sized:
    rule = _RULES.get(function) or _OVERLOADS.get(overload)
    return rule(overload, operands) if rule else Sized(ONE)


def _fixed(cost: int) -> Rule:
    return lambda overload, operands: Sized(fixed(cost))


def _selector(overload: str, operands: list[Operand]) -> Sized:
    length = operands[1].size
    return Sized(fixed(LIST) + length.times(TRAVERSAL) + length.times(0.5).times(LIST + STRUCT))


def _walk(overload: str, operands: list[Operand]) -> Sized:
    target = operands[0]
    if target.element is None:
        return Sized(target.size.times(TRAVERSAL))
    each = ONE
    if target.element.kind in ("string", "bytes"):
        each += target.item_size.times(TRAVERSAL)
    return Sized(target.size * each)


def _same_size(overload: str, operands: list[Operand]) -> Sized:
    return Sized(operands[0].size.times(TRAVERSAL), operands[0].size)


def _parsed(factor: float = 1) -> Rule:
    return lambda overload, operands: Sized(operands[0].size.times(factor * TRAVERSAL))


def _ip(overload: str, operands: list[Operand]) -> Sized:
    return Sized(ONE) if overload == "cidr_ip" else _parsed()(overload, operands)


def _replace(overload: str, operands: list[Operand]) -> Sized:
    text, old, new = (operand.size for operand in operands[:3])
    most, kept_most = _replaced(text.most, old.least, new.most <= old.least)
    least, kept_least = _replaced(text.least, old.most, old.most <= new.least)
    size = Range(least, most) * new + Range(kept_least, kept_most)
    return Sized(text.times(2 * TRAVERSAL), size)


def _replaced(text: int, old: int, unchanged: bool) -> tuple[int, int]:
    """How many replacements there are, and how much of the text stays."""
    if old == 0:
        return min(text + 1, UNBOUNDED), text
    if unchanged:
        return 0, text
    return min(ceil(float(text) / float(old)), UNBOUNDED), 0


def _split(overload: str, operands: list[Operand]) -> Sized:
    text = operands[0].size
    most = text.most
    if len(operands) > 2 and isinstance(operands[2].literal, int):
        most = operands[2].literal if operands[2].literal >= 0 else UNBOUNDED
    return Sized(text.times(2 * TRAVERSAL), Range(0, most))


def _join(overload: str, operands: list[Operand]) -> Sized:
    items = operands[0]
    size = items.size * items.item_size
    if len(operands) > 1:
        separators = Range(max(items.size.least - 1, 0), max(items.size.most - 1, 0))
        size += operands[1].size * separators
    return Sized(size.times(TRAVERSAL), size)


def _pattern(operands: list[Operand]) -> Range:
    return (operands[0].size + ONE).times(TRAVERSAL) * operands[1].size.times(REGEX)


def _find(overload: str, operands: list[Operand]) -> Sized:
    return Sized(_pattern(operands), Range(0, operands[0].size.most))


def _matches(overload: str, operands: list[Operand]) -> Sized:
    return Sized(_pattern(operands))


def _contains_address(overload: str, operands: list[Operand]) -> Sized:
    cost = (_ADDRESS + _ADDRESS).times(TRAVERSAL)
    if overload.startswith("cidr_contains_cidr"):
        cost += _ADDRESS.times(TRAVERSAL) + ONE
    if overload.endswith("_string"):
        cost += operands[1].size.times(TRAVERSAL)
    return Sized(cost)


def _validate(overload: str, operands: list[Operand]) -> Sized:
    return Sized(operands[1].size.times(TRAVERSAL).times(_NAME_PATTERN_MAX * REGEX))


def _equality(overload: str, operands: list[Operand]) -> Sized:
    left, right = operands
    if left.type == right.type and left.type.name in _OPAQUE:
        return Sized(ONE)
    return _smaller(overload, operands)


def _smaller(overload: str, operands: list[Operand]) -> Sized:
    most = min(operands[0].size.most, operands[1].size.most)
    return Sized(Range(min(most, 1), most).times(TRAVERSAL))


def _sum(overload: str, operands: list[Operand]) -> Sized:
    size = operands[0].size + operands[1].size
    return Sized(ONE if overload == "add_list" else size.times(TRAVERSAL), size)


def _prefix(overload: str, operands: list[Operand]) -> Sized:
    return Sized(operands[1].size.times(TRAVERSAL))


def _contains(overload: str, operands: list[Operand]) -> Sized:
    return Sized(operands[0].size.times(TRAVERSAL) * operands[1].size.times(TRAVERSAL))


def _in_list(overload: str, operands: list[Operand]) -> Sized:
    return Sized(operands[1].size)


def _to_bytes(overload: str, operands: list[Operand]) -> Sized:
    text = operands[0].size
    return Sized(text.times(TRAVERSAL), Range(text.least, min(text.most * 4, UNBOUNDED)))


def _to_text(overload: str, operands: list[Operand]) -> Sized:
    text = operands[0].size
    return Sized(text.times(TRAVERSAL), Range(text.least // 4, text.most))


def _quote(overload: str, operands: list[Operand]) -> Sized:
    text = operands[0].size
    return Sized(text.times(TRAVERSAL), Range(text.least + 2, min(text.most * 2 + 2, UNBOUNDED)))


def _sets(factor: int) -> Rule:
    return lambda overload, operands: Sized((operands[0].size * operands[1].size).times(factor) + ONE)


def _allocated(size: Range, factor: float = 1) -> Sized:
    return Sized(size.times(factor) + fixed(LIST + 1), size)


def _number(operand: Operand, default: int) -> int:
    return max(operand.literal, 0) if isinstance(operand.literal, int) else default


def _reversed(overload: str, operands: list[Operand]) -> Sized:
    return _allocated(operands[0].size)


def _slice(overload: str, operands: list[Operand]) -> Sized:
    length = _number(operands[2], operands[0].size.most) - _number(operands[1], 0)
    return _allocated(fixed(length % (UNBOUNDED + 1)))


def _flattened(overload: str, operands: list[Operand]) -> Sized:
    depth = _number(operands[1], UNBOUNDED) if len(operands) > 1 else 1
    return _allocated(operands[0].size, depth)


def _range(overload: str, operands: list[Operand]) -> Sized:
    return _allocated(fixed(_number(operands[0], UNBOUNDED)))


def _pairwise(index: int) -> Rule:
    def rule(overload: str, operands: list[Operand]) -> Sized:
        listed = operands[index]
        texts = listed.element is not None and listed.element.kind in ("string", "bytes") and "distinct" not in overload
        return _allocated(listed.size * listed.size, 2 + TRAVERSAL if texts else 2)

    return rule


_ACCESSORS = (
    *("serviceAccount", "path", "group", "resource", "subresource", "namespace", "name", "allowed", "reason", "error"),
    *("errored", "masked", "prefixLength", "family", "isUnspecified", "isLoopback", "isLinkLocalMulticast"),
    *("isLinkLocalUnicast", "isGlobalUnicast", "format.named", "sign", "asInteger", "isInteger", "asApproximateFloat"),
    *("isGreaterThan", "isLessThan", "compareTo", "add", "sub", "major", "minor", "patch", "getScheme", "getHostname"),
    *("getHost", "getPort", "getEscapedPath", "getQuery"),
)
_RULES: dict[str, Rule] = {
    "check": _fixed(AUTHORIZATION),
    **dict.fromkeys(_ACCESSORS, _fixed(1)),
    **dict.fromkeys(("fieldSelector", "labelSelector"), _selector),
    **dict.fromkeys(("isSorted", "sum", "max", "min", "indexOf", "lastIndexOf"), _walk),
    **dict.fromkeys(("url", "jsonpatch.escapeKey", "lowerAscii", "upperAscii", "substring", "trim"), _same_size),
    "replace": _replace,
    "split": _split,
    "join": _join,
    **dict.fromkeys(("find", "findAll"), _find),
    **dict.fromkeys(("cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver"), _parsed()),
    "ip": _ip,
    "ip.isCanonical": _parsed(2),
    **dict.fromkeys(("containsIP", "containsCIDR"), _contains_address),
    "validate": _validate,
    **dict.fromkeys(("_==_", "_!=_"), _equality),
    **dict.fromkeys(("sets.contains", "sets.intersects"), _sets(1)),
    "sets.equivalent": _sets(2),
    "reverse": _reversed,
    "slice": _slice,
    "flatten": _flattened,
    "lists.range": _range,
    **dict.fromkeys(("sort", "distinct"), _pairwise(0)),
    "@sortByAssociatedKeys": _pairwise(1),
    "format": lambda overload, operands: Sized(operands[0].size.times(TRAVERSAL)),
    "cel.@mapInsert": lambda overload, operands: Sized(ONE, NOTHING.union(operands[0].size + ONE)),
}
_OVERLOADS: dict[str, Rule] = {
    **dict.fromkeys(("starts_with_string", "ends_with_string"), _prefix),
    "in_list": _in_list,
    "matches": _matches,
    "contains_string": _contains,
    **dict.fromkeys(("add_string", "add_bytes", "add_list"), _sum),
    "string_to_bytes": _to_bytes,
    "bytes_to_string": _to_text,
    "strings_quote": _quote,
    **dict.fromkeys(
        (
            f"{name}_{kind}"
            for name in ("less", "less_equals", "greater", "greater_equals")
            for kind in ("string", "bytes")
        ),
        _smaller,
    ),
}
