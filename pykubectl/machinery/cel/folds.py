"""Evaluates comprehensions: loops with an accumulator, and local variables, which are loops of no round.

An error in a step is kept as the accumulator's value, because a later round may make it not matter.

Upstream: cel-go/interpreter/interpretable.go (evalFold).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pykubectl.machinery.cel.access import MISSING
from pykubectl.machinery.cel.errors import CostExceeded, EvaluationError
from pykubectl.machinery.cel.frames import Frame, Step
from pykubectl.machinery.cel.nodes import Comprehension, Node
from pykubectl.machinery.cel.values import Record, kind_of

Plan = Callable[[Node], Step]


def fold(node: Comprehension, plan: Plan) -> Step:
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


def binding(node: Comprehension, plan: Plan) -> Step:
    initial, result, name = plan(node.initial), plan(node.result), node.accumulator

    def run(frame: Frame) -> Any:
        saved = {name: frame.names.get(name, MISSING)}
        value = initial(frame)
        try:
            frame.names[name] = value
            return result(frame)
        finally:
            _restore(frame.names, saved)

    return run
