"""Turns a checked tree into closures, and runs them.

Each node becomes a function of a Frame (the variables, and the cost so far). Errors are exceptions, but where CEL can
absorb them (`&&`, `||`, and so `all` and `exists`) they are kept until it is known whether they matter. What is looked
up or called is charged; past the limit CostExceeded ends everything. An accumulator that collects a list is appended
to in place: nobody else can hold it yet.

Upstream: cel-go/interpreter (planner.go, interpretable.go, attributes.go).
"""

from collections.abc import Callable
from typing import Any

from pykubectl.machinery.cel import costs, folds
from pykubectl.machinery.cel.access import MISSING, Built, field, has_field, optional_field
from pykubectl.machinery.cel.constants import constant_of
from pykubectl.machinery.cel.errors import EvaluationError, no_such_overload
from pykubectl.machinery.cel.frames import Frame, Step
from pykubectl.machinery.cel.functions import fits
from pykubectl.machinery.cel.library import operators
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
    Struct,
)
from pykubectl.machinery.cel.values import Optional, type_value


def plan(node: Node) -> Step:
    """The function that evaluates a node."""
    if node.planned is None:
        node.planned = _planned(node)
    return node.planned


def _planned(node: Node) -> Step:
    match node:
        case Literal():
            value = node.value
            return lambda frame: value
        case Ident():
            return _ident(node)
        case Select():
            return _ident(node.resolved) if node.resolved else _select(node)
        case Call():
            return _SPECIAL.get(node.function, _call)(node)
        case ListNode():
            return _list(node)
        case MapNode():
            return _map(node)
        case Struct():
            return _struct(node)
    assert isinstance(node, Comprehension)
    return folds.binding(node, plan) if node.is_binding() else folds.fold(node, plan)


def _ident(node: Ident) -> Step:
    if node.value is not None:
        constant = type_value(node.value)
        return lambda frame: constant
    name = node.name.removeprefix(".")

    def step(frame: Frame) -> Any:
        frame.cost += 1
        value = frame.names.get(name, MISSING)
        if value is MISSING:
            raise EvaluationError(f"no such attribute(s): {name}")
        if isinstance(value, EvaluationError):
            raise value
        return value

    return step


def _select(node: Select) -> Step:
    operand, name = plan(node.operand), node.field
    if node.test:
        return lambda frame: has_field(operand(frame), name)
    # On anything but a chain a look-up begins anew.
    cost = 1 if _is_path(node.operand) else 2

    def step(frame: Frame) -> Any:
        frame.cost += cost
        return field(operand(frame), name)

    return step


def _is_path(node: Node) -> bool:
    """Whether a node is a chain of fields and indexes from a variable: looking it up is one step for each link."""
    if isinstance(node, Call):
        return node.function in ("_[_]", "_?._", "_[?_]")
    return isinstance(node, Ident) or (isinstance(node, Select) and not node.test)


def _optional_select(node: Call) -> Step:
    operand, name = plan(node.args[0]), node.args[1]
    assert isinstance(name, Literal)
    wanted = name.value

    def step(frame: Frame) -> Any:
        found = optional_field(operand(frame), wanted)
        frame.charge(1 if found.present else 0)
        return found

    return step


def _index(node: Call) -> Step:
    """`a[b]`: a link of a's chain; when `b` is a chain itself, that has paid for it."""
    container, key = (plan(argument) for argument in node.args)
    cost = 0 if _is_path(node.args[1]) else 1
    cost += 0 if _is_path(node.args[0]) else 1

    def step(frame: Frame) -> Any:
        frame.charge(cost)
        found, wanted = container(frame), key(frame)
        return (
            operators.optional_index(found, wanted) if isinstance(found, Optional) else operators.index(found, wanted)
        )

    return step


def _optional_index(node: Call) -> Step:
    container, key = (plan(argument) for argument in node.args)

    def step(frame: Frame) -> Any:
        found = operators.optional_index(container(frame), key(frame))
        frame.charge(1 if found.present else 0)
        return found

    return step


def _logic(absorbing: bool) -> Callable[[Call], Step]:
    """`||` (absorbing True) and `&&` (absorbing False): one such term decides, whatever errors the others are."""

    def build(node: Call) -> Step:
        terms = [plan(argument) for argument in node.args]

        def step(frame: Frame) -> Any:
            failure: EvaluationError | None = None
            for term in terms:
                try:
                    value = term(frame)
                except EvaluationError as error:
                    failure = failure or error
                    continue
                if value is absorbing:
                    return absorbing
                if type(value) is not bool:
                    failure = failure or no_such_overload()
            if failure is not None:
                raise failure
            return not absorbing

        return step

    return build


def _conditional(node: Call) -> Step:
    condition, true, false = (plan(argument) for argument in node.args)
    # A branch that is a chain of fields is looked up as part of the whole.
    saved = [int(_is_path(argument)) for argument in node.args]

    def step(frame: Frame) -> Any:
        value = condition(frame)
        if type(value) is not bool:
            raise no_such_overload()
        frame.cost -= saved[1 if value else 2]
        return true(frame) if value else false(frame)

    return step


def _not_strictly_false(node: Call) -> Step:
    operand = plan(node.args[0])

    def step(frame: Frame) -> Any:
        frame.charge(1)
        try:
            return operand(frame) is not False
        except EvaluationError:
            return True

    return step


def _or_value(node: Call) -> Step:
    """`optional.orValue(other)` and `optional.or(other)`: the other is looked at only when needed."""
    assert node.target is not None
    target, other = plan(node.target), plan(node.args[0])
    whole = node.function == "or"

    def step(frame: Frame) -> Any:
        value = target(frame)
        if not isinstance(value, Optional):
            raise no_such_overload()
        if value.present:
            return value if whole else value.value
        return other(frame)

    return step


def _is_append(node: Call) -> bool:
    return (
        len(node.args) == 2
        and isinstance(node.args[0], Ident)
        and node.args[0].name == ACCUMULATOR
        and isinstance(node.args[1], ListNode)
        and len(node.args[1].elements) == 1
        and not node.args[1].optional
    )


def _add(node: Call) -> Step:
    if not _is_append(node):
        return _call(node)
    assert isinstance(node.args[1], ListNode)
    accumulator, element = plan(node.args[0]), plan(node.args[1].elements[0])

    def step(frame: Frame) -> Any:
        found = accumulator(frame)
        value = element(frame)
        frame.charge(costs.LIST + 1)
        found.append(value)
        return found

    return step


def _membership(node: Call) -> Step:
    """`x in [...]`: a list of constants is made a set once."""
    listed = node.args[1]
    if not isinstance(listed, ListNode) or not listed.elements or constant_of(listed) is None:
        return _call(node)
    item, items = plan(node.args[0]), plan(listed)
    return lambda frame: operators.contained(item(frame), items(frame))


_LOGIC: dict[str, Callable[[Call], Step]] = {"_&&_": _logic(absorbing=False), "_||_": _logic(absorbing=True)}
_SPECIAL: dict[str, Callable[[Call], Step]] = {
    **_LOGIC,
    "_?_:_": _conditional,
    "_?._": _optional_select,
    "_[_]": _index,
    "_[?_]": _optional_index,
    "@in": _membership,
    "@not_strictly_false": _not_strictly_false,
    "or": _or_value,
    "orValue": _or_value,
    "_+_": _add,
}


def _call(node: Call) -> Step:
    constant = constant_of(node)
    if constant is not None:
        value = constant.value
        return lambda frame: value
    operands = [plan(operand) for operand in node.operands()]
    function = node.function.removeprefix(".")
    choices = [(overload, costs.charge_of(function, overload.id)) for overload in node.overloads]

    def step(frame: Frame) -> Any:
        args = _arguments(operands, frame)
        for overload, charge in choices:
            if fits(overload, args):
                result = overload.apply(*args)
                frame.charge(1 if charge is None else charge(args, result))
                return result
        raise no_such_overload()

    return step


def _arguments(operands: list[Step], frame: Frame) -> list[Any]:
    """All are evaluated, and the call is charged, before an error of one counts."""
    args: list[Any] = []
    failure: EvaluationError | None = None
    for operand in operands:
        try:
            args.append(operand(frame))
        except EvaluationError as error:
            failure = failure or error
    if failure is not None:
        frame.charge(1)
        raise failure
    return args


def _list(node: ListNode) -> Step:
    elements = [plan(element) for element in node.elements]
    optional = node.optional
    cost = costs.LIST if constant_of(node) is None else 0

    def step(frame: Frame) -> Any:
        frame.charge(cost)
        if not optional:
            return [element(frame) for element in elements]
        found = []
        for index, element in enumerate(elements):
            value = element(frame)
            if index not in optional:
                found.append(value)
                continue
            if not isinstance(value, Optional):
                raise EvaluationError("cannot initialize optional list element from non-optional value")
            if value.present:
                found.append(value.value)
        return found

    return step


def _map(node: MapNode) -> Step:
    entries = [(plan(entry.key), plan(entry.value), entry.optional) for entry in node.entries]
    cost = costs.MAP if constant_of(node) is None else 0

    def step(frame: Frame) -> Any:
        frame.charge(cost)
        found: dict[Any, Any] = {}
        for key_step, value_step, optional in entries:
            key, value = key_step(frame), value_step(frame)
            if optional:
                if not isinstance(value, Optional):
                    raise EvaluationError(f"cannot initialize optional entry '{key}' from non-optional value")
                if not value.present:
                    continue
                value = value.value
            if type(key) is float or isinstance(key, (list, dict)) or key is None:
                raise EvaluationError("unsupported key type")
            if key in found:
                raise EvaluationError(f"Failed with repeated key: {key}")
            found[key] = value
        return found

    return step


def _struct(node: Struct) -> Step:
    declared = node.type
    steps = [(entry.key, plan(entry.value), entry.optional) for entry in node.entries]

    def step(frame: Frame) -> Any:
        frame.charge(costs.STRUCT)
        found: dict[str, Any] = {}
        for key, value_step, optional in steps:
            assert isinstance(key, Literal)
            value = value_step(frame)
            if optional and isinstance(value, Optional):
                if value.present:
                    found[key.value] = value.value
            else:
                found[key.value] = value
        return Built(found, declared)

    return step
