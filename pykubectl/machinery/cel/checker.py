"""Finds the type of every part of an expression, and which overloads each call may mean.

Names are resolved first (a chain `a.b.c` may be one variable, `sets.contains` one function), then calls are matched
against all overloads; types not yet known are parameters that later uses narrow. All faults are collected.

Upstream: cel-go/checker/checker.go, cel/validator.go.
"""

from collections.abc import Callable, Mapping

from pykubectl.machinery.cel import cel_types as types
from pykubectl.machinery.cel.cel_types import BOOL, DYN, ERROR, INT, CelType
from pykubectl.machinery.cel.errors import Issue
from pykubectl.machinery.cel.functions import Overload, overloads_of
from pykubectl.machinery.cel.literal_checks import check_literals
from pykubectl.machinery.cel.nodes import (
    Call,
    Comprehension,
    Entry,
    Ident,
    ListNode,
    Literal,
    MapNode,
    Node,
    Select,
    Struct,
    walk,
)
from pykubectl.machinery.cel.unification import Substitutions, assignable, assignable_all, most_general, substitute
from pykubectl.machinery.cel.values import kind_of

# The object type of a name, for expressions that build objects; None when there is no such type.
TypeResolver = Callable[[str], CelType | None]
_LITERALS = {
    kind.kind: kind for kind in (types.BOOL, types.INT, types.UINT, types.DOUBLE, types.STRING, types.BYTES, types.NULL)
}


def check(tree: Node, variables: Mapping[str, CelType], resolve: TypeResolver | None = None) -> list[Issue]:
    """Puts a type on every node and overloads on every call; returns what is wrong."""
    checker = _Checker(variables, resolve)
    checker.visit(tree)
    for node in walk(tree):
        node.type = substitute(checker.known, node.type, unbound_to_dyn=True)
    return checker.issues or check_literals(tree)


class _Checker:
    def __init__(self, variables: Mapping[str, CelType], resolve: TypeResolver | None) -> None:
        self.scopes: list[Mapping[str, CelType]] = [variables]
        self.resolve = resolve
        self.known: Substitutions = {}
        self.issues: list[Issue] = []
        self.free = 0
        self.seen: set[int] = set()

    def visit(self, node: Node) -> CelType:
        if id(node) in self.seen:
            return node.type
        self.seen.add(id(node))
        match node:
            case Literal():
                node.type = _LITERALS[kind_of(node.value)]
            case Ident():
                node.type = self._ident(node)
            case Select():
                node.type = self._select(node)
            case Call():
                node.type = self._call(node)
            case ListNode():
                node.type = self._list(node)
            case MapNode():
                node.type = self._map(node)
            case Struct():
                node.type = self._struct(node)
            case Comprehension():
                node.type = self._comprehension(node)
        return node.type

    def _report(self, node: Node, message: str) -> CelType:
        self.issues.append(Issue(node.position, message))
        return ERROR

    def _undeclared(self, node: Node, name: str) -> CelType:
        return self._report(node, f"undeclared reference to '{name}' (in container '')")

    def _fresh(self) -> CelType:
        self.free += 1
        return types.type_parameter(f"_var{self.free - 1}")

    def _agrees(self, first: CelType, second: CelType) -> bool:
        known = assignable(self.known, first, second)
        if known is None:
            return False
        self.known = known
        return True

    def _now(self, kind: CelType) -> CelType:
        return substitute(self.known, kind)

    def _show(self, kind: CelType) -> str:
        return str(substitute(self.known, kind, unbound_to_dyn=True))

    def _expect(self, node: Node, wanted: CelType, found: CelType) -> None:
        if not self._agrees(wanted, found):
            self._report(node, f"expected type '{wanted}' but found '{found}'")

    def _lookup(self, name: str) -> CelType | None:
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        return None

    def _name(self, ident: Ident) -> CelType | None:
        """The type of a variable, or of the name of a type (the node then holds that type)."""
        name = ident.name.removeprefix(".")
        found = self._lookup(name)
        if found is None and name in types.TYPE_NAMES:
            ident.value = types.TYPE_NAMES[name]
            found = types.type_of_type(ident.value)
        return found

    def _ident(self, node: Ident) -> CelType:
        return self._name(node) or self._undeclared(node, node.name)

    def _select(self, node: Select) -> CelType:
        whole = None if node.test else _qualified(node)
        if whole is not None:
            ident = Ident(node.position, whole)
            found = self._name(ident)
            if found is not None and "." in whole:
                node.resolved, ident.type = ident, found
                return found
        result = self._field(node, node.operand, node.field, optional=False)
        return BOOL if node.test else self._now(result)

    def _field(self, node: Node, operand: Node, field: str, optional: bool) -> CelType:
        target = self._now(self.visit(operand))
        wrapped = target.name == "optional_type"
        if wrapped:
            target = target.parameters[0]
        result = ERROR
        if target.kind == "map":
            result = target.parameters[1]
        elif target.kind == "object":
            found = target.fields.get(field) or target.fields.get(f"__{field}__")
            result = found or self._report(node, f"undefined field '{field}'")
        elif target.kind in ("parameter", "dyn", "error"):
            self._agrees(DYN, target)
            result = DYN
        else:
            self._report(node, f"type '{self._show(target)}' does not support field selection")
            result = DYN
        return types.optional_of(result) if wrapped or optional else result

    def _call(self, node: Call) -> CelType:
        if node.function == "_?._":
            operand, field = node.args
            assert isinstance(field, Literal)
            field.type = types.STRING
            node.overloads = overloads_of("_?._")
            return self._now(self._field(node, operand, field.value, optional=True))
        for argument in node.args:
            self.visit(argument)
        if node.target is not None:
            prefix = _qualified(node.target)
            if prefix is not None and overloads_of(f"{prefix}.{node.function}"):
                node.function, node.target = f"{prefix}.{node.function}", None
            else:
                self.visit(node.target)
        overloads = overloads_of(node.function.removeprefix("."))
        if not overloads:
            return self._undeclared(node, node.function)
        if node.function in ("_&&_", "_||_"):
            return self._logic(node, overloads)
        return self._resolve(node, overloads)

    def _logic(self, node: Call, overloads: tuple[Overload, ...]) -> CelType:
        node.overloads = overloads
        for argument in node.args:
            self._expect(argument, BOOL, argument.type)
        return BOOL

    def _resolve(self, node: Call, overloads: tuple[Overload, ...]) -> CelType:
        member = node.target is not None
        given = tuple(operand.type for operand in node.operands())
        fitting, result = [], None
        for overload in overloads:
            if overload.member != member:
                continue
            fresh = self._instance(overload)
            known = assignable_all(self.known, given, fresh[1:])
            if known is None:
                continue
            self.known = known
            fitting.append(overload)
            found = substitute(known, fresh[0])
            if result is None:
                result = found
            elif result.kind != "dyn" and result != found:
                result = DYN
        node.overloads = tuple(fitting)
        if result is not None:
            return result
        shown = [self._show(kind) for kind in given]
        applied = f"{shown[0]}.({', '.join(shown[1:])})" if member else f"({', '.join(shown)})"
        return self._report(node, f"found no matching overload for '{node.function}' applied to '{applied}'")

    def _instance(self, overload: Overload) -> tuple[CelType, ...]:
        """The result and argument types, with type parameters of their own."""
        names: Substitutions = {}
        signature = (overload.result, *overload.arguments)
        for kind in signature:
            self._rename(kind, names)
        return tuple(substitute(names, kind) for kind in signature) if names else signature

    def _rename(self, kind: CelType, names: Substitutions) -> None:
        if kind.kind == "parameter" and kind.name not in names:
            names[kind.name] = self._fresh()
        for part in kind.parameters:
            self._rename(part, names)

    def _join(self, previous: CelType | None, current: CelType) -> CelType:
        if previous is None:
            return current
        if self._agrees(previous, current):
            return most_general(previous, current)
        return DYN

    def _unwrapped(self, node: Node) -> CelType:
        """The type in the optional an element marked with `?` must be."""
        if node.type.name == "optional_type":
            return node.type.parameters[0]
        if node.type.kind not in ("dyn", "error"):
            self._report(node, f"expected type '{types.optional_of(node.type)}' but found '{node.type}'")
        return node.type

    def _list(self, node: ListNode) -> CelType:
        element: CelType | None = None
        for index, part in enumerate(node.elements):
            self.visit(part)
            found = self._unwrapped(part) if index in node.optional else part.type
            element = self._join(element, found)
        return types.list_of(element or self._fresh())

    def _map(self, node: MapNode) -> CelType:
        key: CelType | None = None
        value: CelType | None = None
        for entry in node.entries:
            key = self._join(key, self.visit(entry.key))
            value = self._join(value, self._entry_value(entry))
        return types.map_of(key or self._fresh(), value or self._fresh())

    def _entry_value(self, entry: Entry) -> CelType:
        self.visit(entry.value)
        return self._unwrapped(entry.value) if entry.optional else entry.value.type

    def _struct(self, node: Struct) -> CelType:
        declared = self.resolve(node.name.removeprefix(".")) if self.resolve else None
        if declared is None:
            return self._undeclared(node, node.name)
        for entry in node.entries:
            assert isinstance(entry.key, Literal)
            field = entry.key.value
            entry.key.type = types.STRING
            found = self._entry_value(entry)
            wanted = declared.fields.get(field) or self._report(entry, f"undefined field '{field}'")
            if not self._agrees(wanted, found):
                text = f"expected type of field '{field}' is '{wanted}' but provided type is '{found}'"
                self._report(entry, text)
        return declared

    def _comprehension(self, node: Comprehension) -> CelType:
        source = self._now(self.visit(node.source))
        accumulator = self.visit(node.initial)
        self.scopes.append({node.accumulator: accumulator})
        first, second = self._iteration(node, source)
        self.scopes.append({node.variable: first, **({node.second: second} if node.second else {})})
        self._expect(node.condition, BOOL, self.visit(node.condition))
        self._expect(node.step, accumulator, self.visit(node.step))
        self.scopes.pop()
        result = self.visit(node.result)
        self.scopes.pop()
        return self._now(result)

    def _iteration(self, node: Comprehension, source: CelType) -> tuple[CelType, CelType]:
        if source.kind == "list":
            element = source.parameters[0]
            return (INT, element) if node.second else (element, element)
        if source.kind == "map":
            return source.parameters[0], source.parameters[1]
        if source.kind in ("dyn", "error", "parameter"):
            self._agrees(DYN, source)
            return DYN, DYN
        text = f"expression of type '{source}' cannot be range of a comprehension (must be list, map, or dynamic)"
        self._report(node.source, text)
        return ERROR, ERROR


def _qualified(node: Node) -> str | None:
    """`a.b.c` when the node is nothing but names."""
    names: list[str] = []
    while isinstance(node, Select) and not node.test:
        names.append(node.field)
        node = node.operand
    if not isinstance(node, Ident):
        return None
    return ".".join([node.name.removeprefix("."), *reversed(names)])
