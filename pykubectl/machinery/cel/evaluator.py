"""Turns a checked tree into closures, and runs them.

Each node becomes a function of a Frame (the variables, and the cost so far). Errors are exceptions, but where CEL can
absorb them (`&&`, `||`, and so `all` and `exists`) they are kept until it is known whether they matter. What is looked
up or called is charged; past the limit CostExceeded ends everything. An accumulator that collects a list is appended
to in place: nobody else can hold it yet.

Upstream: cel-go/interpreter (planner.go, interpretable.go, attributes.go).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pykubectl.machinery.cel import costs
from pykubectl.machinery.cel.access import MISSING, Built, field, has_field, optional_field
from pykubectl.machinery.cel.cel_types import CelType
from pykubectl.machinery.cel.errors import CostExceeded, EvaluationError, no_such_overload
from pykubectl.machinery.cel.functions import Overload
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
from pykubectl.machinery.cel.values import Optional, Record, kind_of, type_value


class Frame:
    __slots__ = ("cost", "limit", "names")

    def __init__(self, names: Mapping[str, Any], limit: int) -> None:
        self.names = dict(names)
        self.cost = 0
        self.limit = limit

    def charge(self, cost: int) -> None:
        self.cost += cost
        if self.cost > self.limit:
            raise CostExceeded


Step = Callable[[Frame], Any]


def plan(node: Node) -> Step:
    """The function that evaluates a node."""
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
    return _comprehension(node)


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
    # A chain of fields and indexes is one look-up; on anything else it begins anew.
    chained = isinstance(node.operand, Call) and node.operand.function == "_[_]"
    cost = 1 if chained or isinstance(node.operand, (Ident, Select)) else 2

    def step(frame: Frame) -> Any:
        frame.cost += cost
        return field(operand(frame), name)

    return step


def _optional_select(node: Call) -> Step:
    operand, name = plan(node.args[0]), node.args[1]
    assert isinstance(name, Literal)
    wanted = name.value

    def step(frame: Frame) -> Any:
        frame.charge(1)
        return optional_field(operand(frame), wanted)

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

    def step(frame: Frame) -> Any:
        value = condition(frame)
        if type(value) is not bool:
            raise no_such_overload()
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
        frame.charge(1)
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


_LOGIC: dict[str, Callable[[Call], Step]] = {"_&&_": _logic(absorbing=False), "_||_": _logic(absorbing=True)}
_SPECIAL: dict[str, Callable[[Call], Step]] = {
    **_LOGIC,
    "_?_:_": _conditional,
    "_?._": _optional_select,
    "@not_strictly_false": _not_strictly_false,
    "or": _or_value,
    "orValue": _or_value,
    "_+_": _add,
}


def _call(node: Call) -> Step:
    operands = [plan(operand) for operand in node.operands()]
    function = node.function.removeprefix(".")
    choices = [(overload, costs.charge_of(function, overload.id)) for overload in node.overloads]

    def step(frame: Frame) -> Any:
        args = [operand(frame) for operand in operands]
        for overload, charge in choices:
            if fits(overload, args):
                result = overload.apply(*args)
                frame.charge(1 if charge is None else charge(args, result))
                return result
        raise no_such_overload()

    return step


def fits(overload: Overload, args: list[Any]) -> bool:
    return all(_is(value, wanted) for value, wanted in zip(args, overload.arguments, strict=True))


def _is(value: Any, wanted: CelType) -> bool:
    kind = wanted.kind
    if kind in ("dyn", "parameter"):
        return True
    found = kind_of(value)
    if found == "list" and kind == "list":
        element = wanted.parameters[0]
        return element.kind == "parameter" or not value or _is(value[0], element)
    if kind == "map":
        return isinstance(value, Mapping)
    return found == (wanted.name if kind in ("object", "opaque") else kind)


def _list(node: ListNode) -> Step:
    elements = [plan(element) for element in node.elements]
    optional = node.optional

    def step(frame: Frame) -> Any:
        frame.charge(costs.LIST)
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

    def step(frame: Frame) -> Any:
        frame.charge(costs.MAP)
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


def _comprehension(node: Comprehension) -> Step:
    if node.is_binding():
        return _binding(node)
    source, initial, condition, step, result = (
        plan(part) for part in (node.source, node.initial, node.condition, node.step, node.result)
    )
    first, second, name = node.variable, node.second, node.accumulator

    def run(frame: Frame) -> Any:
        items = _items(source(frame), bool(second))
        names = frame.names
        saved = {known: names.get(known, MISSING) for known in (first, second, name)}
        try:
            names[name] = initial(frame)
            for item in items:
                if second:
                    names[first], names[second] = item
                else:
                    names[first] = item
                if not condition(frame):
                    break
                try:
                    names[name] = step(frame)
                except EvaluationError as error:
                    names[name] = error
                if frame.cost > frame.limit:
                    raise CostExceeded
            return result(frame)
        finally:
            _restore(names, saved)

    return run


def _restore(names: dict[str, Any], saved: dict[str, Any]) -> None:
    for name, value in saved.items():
        if value is MISSING:
            names.pop(name, None)
        else:
            names[name] = value


def _items(value: Any, pairs: bool) -> Iterable[Any]:
    if isinstance(value, list):
        return list(enumerate(value)) if pairs else list(value)
    if isinstance(value, Record):
        return [(name, value.get(name)) for name in value.fields()] if pairs else value.fields()
    if isinstance(value, Mapping):
        return list(value.items()) if pairs else list(value)
    raise EvaluationError(f"got '{kind_of(value)}', expected iterable type")


def _binding(node: Comprehension) -> Step:
    initial, result, name = plan(node.initial), plan(node.result), node.accumulator

    def run(frame: Frame) -> Any:
        frame.charge(costs.LIST)
        saved = {name: frame.names.get(name, MISSING)}
        value = initial(frame)
        try:
            frame.names[name] = value
            return result(frame)
        finally:
            _restore(frame.names, saved)

    return run
