"""The least and the most an expression can cost, found without running it.

The tree is walked as evaluation would: a loop costs as often as its range is long. Sizes come from literals, from
calls (the sum of two texts), and from the declared types along the path that leads to a value (`self.hosts.@items`).
What nothing is known of is without bound, so that a rule over it is refused.

Upstream: cel-go/checker/cost.go, k8s.io/apiserver/pkg/cel/library/cost.go; call_estimates has the functions.
"""

from collections.abc import Mapping
from typing import Any

from pykubectl.machinery.cel import Program, costs
from pykubectl.machinery.cel.call_estimates import Operand, Sized, call_estimate
from pykubectl.machinery.cel.cel_types import SCALARS, CelType
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
from pykubectl.machinery.cel.ranges import NOTHING, ONE, UNKNOWN, Range, fixed

Path = tuple[str, ...]


class _Entries:
    """The sizes of what a list or map built by the expression holds."""

    def __init__(self, kind: str, key: Range, value: Range) -> None:
        self.kind, self.key, self.value = kind, key, value

    def union(self, other: "_Entries | None") -> "_Entries | None":
        return _Entries(self.kind, self.key.union(other.key), self.value.union(other.value)) if other else None


class _Local:
    """A variable of a comprehension."""

    def __init__(self, path: Path, size: Range | None, entries: _Entries | None = None) -> None:
        self.path, self.size, self.entries = path, size, entries


def estimate(program: Program, roots: Mapping[str, CelType] | None = None) -> tuple[int, int]:
    """The least and the most it costs; `roots` are the types of the variables (by default as they were declared)."""
    coster = _Coster(roots or program.variables)
    return tuple(coster.cost(program.tree))  # type: ignore[return-value]


class _Coster:
    def __init__(self, roots: Mapping[str, CelType]) -> None:
        self.roots = roots
        self.locals: dict[str, list[_Local]] = {}
        self.paths: dict[int, Path] = {}
        self.sizes: dict[int, Range] = {}
        self.costs: dict[int, Range] = {}
        self.entries: dict[int, _Entries] = {}

    def cost(self, node: Node) -> Range:
        if id(node) not in self.costs:
            self.costs[id(node)] = self._cost(node)
        return self.costs[id(node)]

    def _cost(self, node: Node) -> Range:
        match node:
            case Ident():
                return self._ident(node)
            case Select():
                return self._select(node)
            case Call():
                return self._call(node)
            case ListNode():
                return self._list(node)
            case MapNode():
                return self._map(node)
            case Struct():
                return self._sum([entry.value for entry in node.entries]) + fixed(costs.STRUCT)
            case Comprehension():
                return self._binding(node) if node.is_binding() else self._loop(node)
        return NOTHING

    def _sum(self, nodes: list[Node]) -> Range:
        total = NOTHING
        for node in nodes:
            total += self.cost(node)
        return total

    def _local(self, name: str) -> _Local | None:
        stack = self.locals.get(name)
        return stack[-1] if stack else None

    def _push(self, name: str, local: _Local) -> None:
        self.locals.setdefault(name, []).append(local)

    def _ident(self, node: Ident) -> Range:
        local = self._local(node.name)
        self.paths[id(node)] = local.path if local else (node.name,)
        return ONE

    def _select(self, node: Select) -> Range:
        if node.resolved is not None:
            self.paths[id(node)] = (node.resolved.name,)
            return ONE
        total = self.cost(node.operand)
        if node.test:
            return total
        if node.operand.type.kind in ("map", "object", "parameter"):
            total += ONE
        self.paths[id(node)] = (*self._path(node.operand), node.field)
        return total

    def _path(self, node: Node) -> Path:
        if isinstance(node, Ident):
            local = self._local(node.name)
            if local is not None:
                return local.path
        return self.paths.get(id(node), ())

    def size(self, node: Node) -> Range:
        return self._known_size(node) or UNKNOWN

    def _known_size(self, node: Node) -> Range | None:
        if id(node) in self.sizes:
            return self.sizes[id(node)]
        literal = _literal_size(node)
        if literal is not None:
            return literal
        declared = self.declared_size(self._path(node))
        if declared is not None:
            self.sizes[id(node)] = declared
            return declared
        if _is_scalar(node.type):
            return ONE
        local = self._local(node.name) if isinstance(node, Ident) else None
        return local.size if local else None

    def declared_size(self, path: Path) -> Range | None:
        """What the types along a path say of its size."""
        if not path:
            return None
        # Upstream takes every path for one that begins at self.
        current: CelType | None = self.roots.get(path[0]) or self.roots.get("self")
        if current is not None and current.name == "optional_type":
            current = current.parameters[0]
        for name in path[1:]:
            if current is None:
                return None
            if name in ("@items", "@values"):
                current = current.element
            elif name == "@keys":
                current = current.parameters[0] if current.kind == "map" else None
            else:
                current = current.fields.get(name)
        return Range(0, current.max_elements) if current is not None else None

    def _entries_of(self, node: Node) -> _Entries | None:
        if id(node) in self.entries:
            return self.entries[id(node)]
        local = self._local(node.name) if isinstance(node, Ident) else None
        return local.entries if local else None

    def _list(self, node: ListNode) -> Range:
        sizes = NOTHING if not node.elements else None
        total = fixed(costs.LIST)
        for element in node.elements:
            total += self.cost(element)
            found = self.size(element)
            sizes = found if sizes is None else sizes.union(found)
        self.entries[id(node)] = _Entries("list", ONE, sizes or NOTHING)
        return total

    def _map(self, node: MapNode) -> Range:
        keys: Range | None = None
        values: Range | None = None
        total = fixed(costs.MAP)
        for entry in node.entries:
            total += self.cost(entry.key) + self.cost(entry.value)
            key, value = self.size(entry.key), self.size(entry.value)
            keys = key if keys is None else keys.union(key)
            values = value if values is None else values.union(value)
        self.entries[id(node)] = _Entries("map", keys or NOTHING, values or NOTHING)
        return total

    def _binding(self, node: Comprehension) -> Range:
        total = self.cost(node.source) + self.cost(node.initial)
        local = _Local(self._path(node.initial), self._known_size(node.initial), self._entries_of(node.initial))
        self._push(node.accumulator, local)
        total += self.cost(node.result)
        size, entries = self._known_size(node.result), self._entries_of(node.result)
        self.locals[node.accumulator].pop()
        self._remember(node, size, entries)
        return total

    def _remember(self, node: Node, size: Range | None, entries: _Entries | None) -> None:
        if size is not None:
            self.sizes[id(node)] = size
        if entries is not None:
            self.entries[id(node)] = entries

    def _loop(self, node: Comprehension) -> Range:
        total = self.cost(node.source) + self.cost(node.initial)
        initial = _Local(self._path(node.initial), self._known_size(node.initial), self._entries_of(node.initial))
        self._push(node.accumulator, initial)
        self._push_variables(node)
        body = self.cost(node.condition) + self.cost(node.step)
        self.locals[node.variable].pop()
        if node.second:
            self.locals[node.second].pop()
        total += self.cost(node.result)
        self.locals[node.accumulator].pop()
        count = self.size(node.source)
        if isinstance(node.initial, Literal):
            self._remember(node, self._known_size(node.initial), None)
        elif isinstance(node.initial, (ListNode, MapNode)):
            self._remember(node, count, self._entries_of(node.step))
        return total + count * body

    def _push_variables(self, node: Comprehension) -> None:
        entries, path = self._entries_of(node.source), self._path(node.source)
        is_list = (entries.kind if entries else node.source.type.kind) == "list"
        key, value = (entries.key, entries.value) if entries else (None, None)
        if not node.second:
            local = _Local((*path, "@items"), value) if is_list else _Local((*path, "@keys"), key)
            self._push(node.variable, local)
            return
        self._push(node.variable, _Local((*path, "@indices" if is_list else "@keys"), key))
        self._push(node.second, _Local((*path, "@items" if is_list else "@values"), value))

    def operand(self, node: Node) -> Operand:
        path = self._path(node)
        element = node.type.element
        item = self.declared_size((*path, "@items")) if path and path[0] != ACCUMULATOR else None
        literal: Any = node.value if isinstance(node, Literal) else None
        return Operand(self.size(node), node.type, element, item or UNKNOWN, literal)

    def _call(self, node: Call) -> Range:
        if node.function == "dyn":
            (argument,) = node.args
            total = self.cost(argument) + ONE
            self._remember(node, self._known_size(argument), self._entries_of(argument))
            return total
        given = [self.cost(argument) for argument in node.args]
        if node.function in ("_&&_", "_||_"):
            total = NOTHING
            for cost in given:
                total += cost
            return Range(given[0].least, total.most)
        if node.function == "_?_:_":
            return self._conditional(node, given)
        total = self.cost(node.target) if node.target is not None else NOTHING
        for cost in given:
            total += cost
        return total + self._overloads(node)

    def _conditional(self, node: Call, given: list[Range]) -> Range:
        _, true, false = node.args
        self.sizes[id(node)] = self.size(true).union(self.size(false))
        entries = self._entries_of(true)
        merged = entries.union(self._entries_of(false)) if entries else None
        if merged is not None:
            self.entries[id(node)] = merged
        return given[0] + given[1].union(given[2])

    def _overloads(self, node: Call) -> Range:
        """The range that covers all overloads that may be meant; tells the size of the result."""
        operands = [self.operand(operand) for operand in node.operands()]
        cost: Range | None = None
        size: Range | None = None
        for overload in node.overloads:
            found: Sized = call_estimate(node.function, overload.id, operands)
            cost = found.cost if cost is None else cost.union(found.cost)
            if found.size is not None:
                size = found.size if size is None else size.union(found.size)
            if overload.id in ("index_list", "index_map"):
                size = self._indexed(node, "@items" if overload.id == "index_list" else "@values")
            elif overload.id == "add_list":
                self._sum_entries(node)
            size = size or self._known_size(node)
        if size is not None:
            self.sizes[id(node)] = size
        return cost or NOTHING

    def _indexed(self, node: Call, part: str) -> Range | None:
        container = node.args[0]
        self.paths[id(node)] = (*self._path(container), part)
        entries = self._entries_of(container)
        return entries.value if entries else None

    def _sum_entries(self, node: Call) -> None:
        left, right = (self._entries_of(argument) for argument in node.args)
        merged = left.union(right) if left else None
        if merged is not None:
            self.entries[id(node)] = merged


def _literal_size(node: Node) -> Range | None:
    match node:
        case Literal():
            return fixed(len(node.value)) if isinstance(node.value, (str, bytes)) else ONE
        case ListNode():
            return fixed(len(node.elements))
        case MapNode():
            return fixed(len(node.entries))
    return None


def _is_scalar(kind: CelType) -> bool:
    if kind.name == "optional_type":
        return _is_scalar(kind.parameters[0])
    return kind.kind in SCALARS
