"""The tree of an expression.

Every node knows its place in the source (what an error points at); the checker adds its type, and to calls the overloads
that may be meant. Macros are gone after parsing: `all`, `map` and the like are comprehensions. Some put a part in two
places; it is one node then, and looked at once, or a chain of them would take exponential time.

Upstream: cel-go/common/ast/expr.go.
"""

from typing import Any

from pykubectl.machinery.cel.cel_types import DYN, CelType
from pykubectl.machinery.cel.frames import Step

ACCUMULATOR = "@result"


class Node:
    __slots__ = ("planned", "position", "type")

    def __init__(self, position: int) -> None:
        self.position = position
        self.planned: Step | None = None
        self.type: CelType = DYN


class Literal(Node):
    __slots__ = ("value",)

    def __init__(self, position: int, value: Any) -> None:
        super().__init__(position)
        self.value = value


class Ident(Node):
    """A variable, or the name of a type (`value` is then the type)."""

    __slots__ = ("name", "value")

    def __init__(self, position: int, name: str) -> None:
        super().__init__(position)
        self.name = name
        self.value: CelType | None = None


class Select(Node):
    """`operand.field`; `test` for has(), `resolved` when the whole chain names a variable or type."""

    __slots__ = ("field", "operand", "resolved", "test")

    def __init__(self, position: int, operand: Node, field: str, test: bool = False) -> None:
        super().__init__(position)
        self.operand, self.field, self.test = operand, field, test
        self.resolved: Ident | None = None


class Call(Node):
    """`overloads` are the ids that fit, found by the checker; a namespaced function has no target after it."""

    __slots__ = ("args", "function", "overloads", "target")

    def __init__(self, position: int, function: str, args: list[Node], target: Node | None = None) -> None:
        super().__init__(position)
        self.function, self.args, self.target = function, args, target
        self.overloads: tuple[Any, ...] = ()

    def operands(self) -> list[Node]:
        return self.args if self.target is None else [self.target, *self.args]


class ListNode(Node):
    __slots__ = ("elements", "optional")

    def __init__(self, position: int, elements: list[Node], optional: frozenset[int] = frozenset()) -> None:
        super().__init__(position)
        self.elements, self.optional = elements, optional


class Entry(Node):
    """One entry of a map, or one field of an object (then `key` is the field's name as a literal)."""

    __slots__ = ("key", "optional", "value")

    def __init__(self, position: int, key: Node, value: Node, optional: bool = False) -> None:
        super().__init__(position)
        self.key, self.value, self.optional = key, value, optional


class MapNode(Node):
    __slots__ = ("entries",)

    def __init__(self, position: int, entries: list[Entry]) -> None:
        super().__init__(position)
        self.entries = entries


class Struct(Node):
    __slots__ = ("entries", "name")

    def __init__(self, position: int, name: str, entries: list[Entry]) -> None:
        super().__init__(position)
        self.name, self.entries = name, entries


class Comprehension(Node):
    """A fold: for each `variable` (and `second`) of `source`, while `condition`, `accumulator` becomes `step`."""

    __slots__ = ("accumulator", "condition", "initial", "result", "second", "source", "step", "variable")

    def __init__(self, position: int, source: Node, variables: tuple[str, str], accumulator: str) -> None:
        super().__init__(position)
        self.source, self.accumulator = source, accumulator
        self.variable, self.second = variables
        self.initial: Node
        self.condition: Node
        self.step: Node
        self.result: Node

    def is_binding(self) -> bool:
        """A local variable rather than a loop."""
        return isinstance(self.source, ListNode) and not self.source.elements and self.accumulator != ACCUMULATOR


def children(node: Node) -> list[Node]:
    """The parts of a node, in the order of the source."""
    match node:
        case Select():
            return [node.operand]
        case Call():
            return node.operands()
        case ListNode():
            return node.elements
        case MapNode() | Struct():
            return [part for entry in node.entries for part in (entry.key, entry.value)]
        case Comprehension():
            return [node.source, node.initial, node.condition, node.step, node.result]
    return []


def walk(node: Node) -> list[Node]:
    """The node and all below it, each once: macros may have put a part in two places."""
    found: list[Node] = []
    seen: set[int] = set()
    todo = [node]
    while todo:
        current = todo.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        found.append(current)
        todo.extend(reversed(children(current)))
    return found
