"""The parts of an expression that are the same in every evaluation: literals, lists and maps of them, their conversions.

They cost nothing when the expression runs.

Upstream: cel-go/interpreter/decorators.go (maybeBuildListLiteral, maybeOptimizeConstUnary).
"""

from typing import Any, NamedTuple

from pykubectl.machinery.cel.errors import EvaluationError
from pykubectl.machinery.cel.functions import fits
from pykubectl.machinery.cel.nodes import Call, ListNode, Literal, MapNode, Node

_CONVERSIONS = frozenset(("bool", "bytes", "double", "duration", "dyn", "int", "string", "timestamp", "type", "uint"))


class Constant(NamedTuple):
    value: Any


def constant_of(node: Node) -> Constant | None:
    """The value of a node that is a constant."""
    match node:
        case Literal():
            return Constant(node.value)
        case ListNode() if not node.optional:
            return _list(node)
        case MapNode():
            return _map(node)
        case Call(target=None, args=[argument]) if node.function in _CONVERSIONS:
            return _converted(node, constant_of(argument))
    return None


def _list(node: ListNode) -> Constant | None:
    parts = [constant_of(element) for element in node.elements]
    return None if None in parts else Constant([part.value for part in parts if part])


def _map(node: MapNode) -> Constant | None:
    found: dict[Any, Any] = {}
    for entry in node.entries:
        key, value = constant_of(entry.key), constant_of(entry.value)
        if (
            key is None
            or value is None
            or entry.optional
            or not isinstance(key.value, (str, int))
            or key.value in found
        ):
            return None
        found[key.value] = value.value
    return Constant(found)


def _converted(node: Call, argument: Constant | None) -> Constant | None:
    if argument is None:
        return None
    for overload in node.overloads:
        if fits(overload, [argument.value]):
            try:
                return Constant(overload.apply(argument.value))
            except EvaluationError:
                return None
    return None
