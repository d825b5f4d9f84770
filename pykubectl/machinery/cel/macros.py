"""Macros: calls that are replaced by what they stand for while parsing.

`has(a.b)` is a test for presence; `all`, `exists`, `exists_one`, `map`, `filter` and those with two variables are
comprehensions; `optMap`, `optFlatMap` and `sortBy` bind a value to a name. To add one: its row in _MACROS.

Upstream: cel-go/parser/macro.go, cel/library.go (optional), ext/comprehensions.go, ext/lists.go.
"""

from collections.abc import Callable
from typing import NamedTuple

from pykubectl.machinery.cel.errors import Issue
from pykubectl.machinery.cel.nodes import (
    ACCUMULATOR,
    Call,
    Comprehension,
    Ident,
    ListNode,
    Literal,
    MapNode,
    Node,
    Select,
)

_UNUSED = "#unused"
_SORTED = "@__sortBy_input__"


class Expansion(NamedTuple):
    """The call that may be a macro."""

    position: int
    function: str
    args: list[Node]
    target: Node | None

    def call(self, function: str, *args: Node, target: Node | None = None) -> Node:
        return Call(self.position, function, list(args), target)

    def accumulator(self) -> Node:
        return Ident(self.position, ACCUMULATOR)

    def literal(self, value: object) -> Node:
        return Literal(self.position, value)

    def list(self, *elements: Node) -> Node:
        return ListNode(self.position, list(elements))


class _Fold(NamedTuple):
    initial: Node
    condition: Node
    step: Node
    result: Node


class _Refused(Exception):
    def __init__(self, node: Node, message: str) -> None:
        self.issue = Issue(node.position, message)


def expand(call: Expansion) -> Node | Issue | None:
    """What the call stands for; None when it is an ordinary call, an Issue when it is a macro misused."""
    row = _MACROS.get((call.function, len(call.args), call.target is not None))
    if row is None:
        return None
    try:
        return row(call)
    except _Refused as refused:
        return refused.issue


def _has(call: Expansion) -> Node:
    (arg,) = call.args
    if not isinstance(arg, Select) or arg.test:
        raise _Refused(arg, "invalid argument to has() macro")
    return Select(call.position, arg.operand, arg.field, test=True)


def _fold(call: Expansion, names: tuple[str, str], fold: _Fold) -> Node:
    assert call.target is not None
    node = Comprehension(call.position, call.target, names, ACCUMULATOR)
    node.initial, node.condition, node.step, node.result = fold
    return node


def _name(node: Node, message: str) -> str:
    if not isinstance(node, Ident):
        raise _Refused(node, message)
    if node.name in (ACCUMULATOR, "__result__"):
        raise _Refused(node, "iteration variable overwrites accumulator variable")
    return node.name


def _one_name(call: Expansion, message: str) -> tuple[str, str]:
    return _name(call.args[0], message), ""


def _two_names(call: Expansion) -> tuple[str, str]:
    first, second = call.args[:2]
    names = tuple(_name(node, "argument must be a simple name") for node in (first, second))
    if names[0] == names[1]:
        raise _Refused(second, f"duplicate variable name: {names[1]}")
    return names[0], names[1]


def _all(call: Expansion) -> _Fold:
    condition = call.call("@not_strictly_false", call.accumulator())
    step = call.call("_&&_", call.accumulator(), call.args[-1])
    return _Fold(call.literal(True), condition, step, call.accumulator())


def _exists(call: Expansion) -> _Fold:
    condition = call.call("@not_strictly_false", call.call("!_", call.accumulator()))
    step = call.call("_||_", call.accumulator(), call.args[-1])
    return _Fold(call.literal(False), condition, step, call.accumulator())


def _exists_one(call: Expansion) -> _Fold:
    more = call.call("_+_", call.accumulator(), call.literal(1))
    step = call.call("_?_:_", call.args[-1], more, call.accumulator())
    return _Fold(call.literal(0), call.literal(True), step, call.call("_==_", call.accumulator(), call.literal(1)))


def _collect(call: Expansion, element: Node, predicate: Node | None) -> _Fold:
    step = call.call("_+_", call.accumulator(), call.list(element))
    if predicate is not None:
        step = call.call("_?_:_", predicate, step, call.accumulator())
    return _Fold(call.list(), call.literal(True), step, call.accumulator())


def _quantifier(fold: Callable[[Expansion], _Fold]) -> Callable[[Expansion], Node]:
    return lambda call: _fold(call, _one_name(call, "argument must be a simple name"), fold(call))


def _quantifier_of_two(fold: Callable[[Expansion], _Fold]) -> Callable[[Expansion], Node]:
    return lambda call: _fold(call, _two_names(call), fold(call))


def _map(call: Expansion) -> Node:
    predicate = call.args[1] if len(call.args) == 3 else None
    return _fold(call, _one_name(call, "argument is not an identifier"), _collect(call, call.args[-1], predicate))


def _filter(call: Expansion) -> Node:
    names = _one_name(call, "argument is not an identifier")
    return _fold(call, names, _collect(call, call.args[0], call.args[1]))


def _transform_list(call: Expansion) -> Node:
    predicate = call.args[2] if len(call.args) == 4 else None
    return _fold(call, _two_names(call), _collect(call, call.args[-1], predicate))


def _insert(call: Expansion, step: Node) -> Node:
    if len(call.args) == 4:
        step = call.call("_?_:_", call.args[2], step, call.accumulator())
    fold = _Fold(MapNode(call.position, []), call.literal(True), step, call.accumulator())
    return _fold(call, _two_names(call), fold)


def _transform_map(call: Expansion) -> Node:
    key = Ident(call.position, _two_names(call)[0])
    return _insert(call, call.call("cel.@mapInsert", call.accumulator(), key, call.args[-1]))


def _transform_map_entry(call: Expansion) -> Node:
    return _insert(call, call.call("cel.@mapInsert", call.accumulator(), call.args[-1]))


def _bind(call: Expansion, name: str, value: Node, result: Node) -> Node:
    node = Comprehension(call.position, call.list(), (_UNUSED, ""), name)
    node.initial, node.condition = value, call.literal(False)
    node.step, node.result = Ident(call.position, name), result
    return node


def _optional(function: str, wrap: bool) -> Callable[[Expansion], Node]:
    def row(call: Expansion) -> Node:
        variable, body = call.args
        if not isinstance(variable, Ident):
            raise _Refused(variable, f"{function}() variable name must be a simple identifier")
        bound = _bind(call, variable.name, call.call("value", target=call.target), body)
        optional = Ident(call.position, "optional")
        present = call.call("of", bound, target=optional) if wrap else bound
        return call.call(
            "_?_:_", call.call("hasValue", target=call.target), present, call.call("none", target=optional)
        )

    return row


def _sort_by(call: Expansion) -> Node:
    assert call.target is not None
    variable, key = call.args
    if not isinstance(variable, Ident):
        raise _Refused(variable, f"sortBy can only be applied to a simple identifier: {variable}")
    given = Ident(call.position, _SORTED)
    keys = _map(call._replace(target=given, args=[variable, key]))
    return _bind(call, _SORTED, call.target, call.call("@sortByAssociatedKeys", keys, target=given))


# A macro is known by its name, the number of its arguments, and whether it has a receiver.
_MACROS: dict[tuple[str, int, bool], Callable[[Expansion], Node]] = {
    ("has", 1, False): _has,
    ("all", 2, True): _quantifier(_all),
    ("exists", 2, True): _quantifier(_exists),
    ("exists_one", 2, True): _quantifier(_exists_one),
    ("existsOne", 2, True): _quantifier(_exists_one),
    ("map", 2, True): _map,
    ("map", 3, True): _map,
    ("filter", 2, True): _filter,
    ("all", 3, True): _quantifier_of_two(_all),
    ("exists", 3, True): _quantifier_of_two(_exists),
    ("exists_one", 3, True): _quantifier_of_two(_exists_one),
    ("existsOne", 3, True): _quantifier_of_two(_exists_one),
    ("transformList", 3, True): _transform_list,
    ("transformList", 4, True): _transform_list,
    ("transformMap", 3, True): _transform_map,
    ("transformMap", 4, True): _transform_map,
    ("transformMapEntry", 3, True): _transform_map_entry,
    ("transformMapEntry", 4, True): _transform_map_entry,
    ("optMap", 2, True): _optional("optMap", wrap=True),
    ("optFlatMap", 2, True): _optional("optFlatMap", wrap=False),
    ("sortBy", 2, True): _sort_by,
}
