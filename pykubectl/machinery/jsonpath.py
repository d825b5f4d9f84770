"""kubectl's JSONPath: `-o jsonpath`, and the shorter form that custom-columns and --sort-by take.

Every action of a template turns the values so far into new ones, node by node; `{range}` runs what follows, to its `{end}`,
once for each value. A field that is missing gives nothing, or an error when missing keys are not allowed.

Upstream: client-go/util/jsonpath/jsonpath.go; cli-runtime/pkg/genericclioptions (RelaxedJSONPathExpression: kubectl/pkg/cmd/get).
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from pykubectl.machinery.json_codec import compact, dumps
from pykubectl.machinery.jsonpath_parser import Filter, JSONPathError, Node, Slice, parse_nodes
from pykubectl.machinery.scalars import go_float

__all__ = ["JSONPathError", "Template", "parse", "relaxed"]

Values = list[Any]

_RELAXED = re.compile(r"\{\.?([^{}]+)\}|\.?([^{}]+)")


def parse(template: str) -> "Template":
    """Raises JSONPathError."""
    return Template(parse_nodes(template))


def relaxed(expression: str) -> str:
    """The template that a path like `metadata.name`, `.metadata.name` or `{.metadata.name}` means. Raises JSONPathError."""
    if not expression:
        return expression
    found = _RELAXED.fullmatch(expression)
    if found is None:
        raise JSONPathError(
            "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'"
        )
    return f"{{.{found.group(1) or found.group(2)}}}"


class Template:
    def __init__(self, nodes: list[Node]) -> None:
        self._nodes = nodes

    def find(self, obj: Any, *, allow_missing: bool = True) -> list[Values]:
        """The values that each action finds, text included. Raises JSONPathError."""
        return _Run(self._nodes, allow_missing).find(obj, 0)

    def render(self, obj: Any, *, allow_missing: bool = True, as_json: bool = False) -> str:
        """What kubectl prints; `as_json` is jsonpath-as-json. Raises JSONPathError."""
        results = self.find(obj, allow_missing=allow_missing)
        if as_json:
            return "".join(f"{dumps(values)}\n" for values in results)
        return "".join(" ".join(map(text_of, values)) for values in results)


def text_of(value: Any) -> str:
    """One value as kubectl prints it."""
    if isinstance(value, (dict, list)):
        return compact(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return go_float(value) if isinstance(value, float) else str(value)


class _Run:
    """One run over one object, with the state of ranges."""

    def __init__(self, nodes: list[Node], allow_missing: bool) -> None:
        self._nodes = nodes
        self._allow_missing = allow_missing
        self._range_begins = False
        self._range_ends = 0
        self._depth = 0
        self._last_end = 0

    def find(self, obj: Any, start: int) -> list[Values]:
        found: list[Values] = []
        index = start
        while index < len(self._nodes):
            values = self._walk([obj], self._nodes[index])
            if self._range_ends and self._range_ends <= self._depth:
                self._range_ends -= 1
                self._last_end = index
                break
            if self._range_begins:
                self._range_begins = False
                index = self._range(values, index + 1, found)
            else:
                found.append(values)
            index += 1
        return found

    def _range(self, values: Values, start: int, found: list[Values]) -> int:
        """Run the body for each value; the index of its end."""
        self._depth += 1
        self._last_end = -1
        for value in values:
            found += self.find(value, start)
        if not values:
            # The body is still walked, so that its end is found.
            self.find(None, start)
        self._depth -= 1
        return self._last_end if self._last_end >= start else start - 1

    def _walk(self, values: Values, node: Node) -> Values:
        return _EVALUATE[node.type](self, values, node.value)

    def _list(self, values: Values, nodes: list[Node]) -> Values:
        for node in nodes:
            values = self._walk(values, node)
        return values

    def _literal(self, values: Values, literal: Any) -> Values:
        return [literal]

    def _identifier(self, values: Values, name: str) -> Values:
        if name == "range":
            self._range_begins = True
            return values
        if name != "end":
            raise JSONPathError(f"unrecognized identifier {name}")
        if not self._depth:
            raise JSONPathError("not in range, nothing to end")
        self._range_ends += 1
        return []

    def _field(self, values: Values, name: str) -> Values:
        found = [value[name] for value in values if isinstance(value, dict) and name in value]
        if not found and not self._allow_missing:
            raise JSONPathError(f"{name} is not found")
        return found

    def _array(self, values: Values, bounds: Slice) -> Values:
        found: Values = []
        for value in values:
            if value is None:
                continue
            if not isinstance(value, list):
                raise JSONPathError(f"{_go_type(value)} is not array or slice")
            start, stop = _bounds(bounds, len(value))
            if start == stop:
                return found
            _check_bounds(start, stop, len(value))
            if bounds.step is not None and bounds.step <= 0:
                raise JSONPathError("step must be > 0")
            found += value[start : stop : bounds.step or 1]
        return found

    def _union(self, values: Values, members: list[list[Node]]) -> Values:
        return [value for nodes in members for value in self._list(values, nodes)]

    def _wildcard(self, values: Values, _: Any) -> Values:
        return [item for value in values for item in _children(value)]

    def _recursive(self, values: Values, _: Any) -> Values:
        found: Values = []
        for value in values:
            children = list(_children(value))
            if children:
                found.append(value)
                found += self._recursive(children, _)
        return found

    def _filter(self, values: Values, condition: Filter) -> Values:
        found: Values = []
        for value in values:
            if not isinstance(value, list):
                raise JSONPathError(f"{text_of(value)} is not array or slice and cannot be filtered")
            found += [item for item in value if self._passes(item, condition)]
        return found

    def _passes(self, item: Any, condition: Filter) -> bool:
        if condition.operator == "exists":
            try:
                return bool(self._list([item], condition.left))
            except JSONPathError:
                return False
        sides = []
        for nodes in (condition.left, condition.right):
            values = self._list([item], nodes)
            if not values:
                return False
            if len(values) > 1:
                raise JSONPathError("can only compare one element at a time")
            sides.append(values[0])
        return _compare(condition.operator, sides[0], sides[1])


_EVALUATE: dict[str, Callable[[_Run, Values, Any], Values]] = {
    "text": _Run._literal,
    "literal": _Run._literal,
    "identifier": _Run._identifier,
    "field": _Run._field,
    "array": _Run._array,
    "filter": _Run._filter,
    "union": _Run._union,
    "recursive": _Run._recursive,
    "wildcard": _Run._wildcard,
    "list": _Run._list,
}


def _children(value: Any) -> Iterator[Any]:
    """The items of a list, or the values of a map in the order of its keys."""
    if isinstance(value, list):
        yield from value
    elif isinstance(value, dict):
        for key in sorted(value):
            yield value[key]


def _bounds(bounds: Slice, length: int) -> tuple[int, int]:
    start = bounds.start or 0
    if start < 0:
        start += length
    stop = length if bounds.stop is None else bounds.stop
    if stop < 0 or (stop == 0 and bounds.single):
        stop += length
    return start, stop


def _check_bounds(start: int, stop: int, length: int) -> None:
    if not 0 <= start < length:
        raise JSONPathError(f"array index out of bounds: index {start}, length {length}")
    if not 0 <= stop <= length:
        raise JSONPathError(f"array index out of bounds: index {stop - 1}, length {length}")
    if start > stop:
        raise JSONPathError(f"starting index {start} is greater than ending index {stop}")


_GO_TYPES: dict[type, str] = {
    str: "string",
    bool: "bool",
    int: "int64",
    float: "float64",
    dict: "map[string]interface {}",
}


def _go_type(value: Any) -> str:
    return _GO_TYPES.get(type(value), "[]interface {}")


def _compare(operator: str, left: Any, right: Any) -> bool:
    if operator not in _COMPARE:
        raise JSONPathError(f"unrecognized filter operator {operator}")
    if any(value is None or isinstance(value, (dict, list)) for value in (left, right)):
        raise JSONPathError("invalid type for comparison")
    if type(left) is not type(right):
        raise JSONPathError("incompatible types for comparison")
    if isinstance(left, bool) and operator not in ("==", "!="):
        raise JSONPathError("invalid type for comparison")
    return _COMPARE[operator](left, right)


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda left, right: bool(left == right),
    "!=": lambda left, right: bool(left != right),
    "<": lambda left, right: bool(left < right),
    "<=": lambda left, right: bool(left <= right),
    ">": lambda left, right: bool(left > right),
    ">=": lambda left, right: bool(left >= right),
}
