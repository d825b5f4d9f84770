"""Walks the tree of a template over a value and collects what it prints.

`at` is the node in hand, for error messages, as Go's state keeps it. Work is bounded: a template that would print or
count for ever ends with an error.

Upstream: Go's text/template/exec.go.
"""

from collections.abc import Iterator, Sequence
from typing import NoReturn

from pykubectl.machinery.go_template.failure import CallError, TemplateError
from pykubectl.machinery.go_template.formatting import quote, show
from pykubectl.machinery.go_template.functions import FUNCTIONS, Function
from pykubectl.machinery.go_template.nodes import (
    Action,
    Body,
    Branch,
    Call,
    Chain,
    Command,
    Field,
    Identifier,
    Jump,
    Literal,
    Nil,
    Node,
    Operand,
    Pipe,
    Text,
    Variable,
)
from pykubectl.machinery.go_template.parser import NAME
from pykubectl.machinery.go_template.values import (
    MISSING,
    Boxed,
    Int,
    Value,
    is_integer,
    is_true,
    to_bytes,
    type_name,
    unboxed,
)

_STEPS_MAX = 2_000_000
_PRINTED_MAX = 256 * 1024 * 1024
_DEPTH = "exceeded maximum template depth (100000)"


class _Break(Exception):
    pass


class _Continue(Exception):
    pass


class Evaluation:
    def __init__(self, bodies: dict[str, Body], text: str, allow_missing: bool) -> None:
        self._bodies = bodies
        self._text = text
        self._allow_missing = allow_missing
        self._template = NAME
        self._node: Operand | Node | Command | None = None
        self._variables: list[tuple[str, Value]] = []
        self._printed: list[str] = []
        self._size = 0
        self._steps = 0

    def output(self) -> str:
        return "".join(self._printed)

    def execute(self, name: str, value: Value) -> None:
        self._variables = [("$", value)]
        try:
            self._walk_all(value, self._bodies[name])
        except RecursionError:
            self._fail(_DEPTH)

    def _fail(self, message: str) -> NoReturn:
        before = self._text[: self._node.position] if self._node else ""
        line = before.count("\n") + 1
        column = len(to_bytes(before[before.rfind("\n") + 1 :]))
        raise TemplateError(
            f"template: {NAME}:{line}:{column}: executing {quote(self._template)} at <{self._node}>: {message}"
        )

    def _print(self, text: str) -> None:
        self._printed.append(text)
        self._size += len(text)
        if self._size > _PRINTED_MAX:
            self._fail("the template prints too much")

    # Nodes

    def _count(self) -> None:
        self._steps += 1
        if self._steps > _STEPS_MAX:
            self._fail("the template takes too long")

    def _walk_all(self, dot: Value, body: Body) -> None:
        self._count()  # also when there is nothing to do, as in an empty range
        for node in body:
            self._count()
            self._walk(dot, node)

    def _walk(self, dot: Value, node: Node) -> None:
        if isinstance(node, Text):
            self._print(node.text)
            return
        self._node = node
        if isinstance(node, Action):
            value = self._pipeline(dot, node.pipe)
            if not node.pipe.declares:
                self._node = node
                self._print("<no value>" if value is None else show(value))
        elif isinstance(node, Branch):
            self._branch(dot, node)
        elif isinstance(node, Call):
            self._call_template(dot, node)
        elif isinstance(node, Jump):
            raise _Break if node.keyword == "break" else _Continue

    def _branch(self, dot: Value, node: Branch) -> None:
        mark = len(self._variables)
        try:
            if node.keyword == "range":
                self._range(dot, node)
                return
            value = self._pipeline(dot, node.pipe)
            if is_true(value):
                self._walk_all(value if node.keyword == "with" else dot, node.body)
            elif node.otherwise is not None:
                self._walk_all(dot, node.otherwise)
        finally:
            del self._variables[mark:]

    def _range(self, dot: Value, node: Branch) -> None:
        value = self._pipeline(dot, node.pipe)
        mark = len(self._variables)
        empty = True
        for index, element in self._elements(value, node):
            empty = False
            self._set_loop_variables(node.pipe, index, element)
            try:
                self._walk_all(unboxed(element) if is_integer(value) else element, node.body)
            except _Break:
                return
            except _Continue:
                continue
            finally:
                del self._variables[mark:]
        if empty and node.otherwise is not None:
            self._walk_all(dot, node.otherwise)

    def _elements(self, value: Value, node: Branch) -> Iterator[tuple[Value, Value]]:
        if isinstance(value, list):
            return ((Int(index), Boxed(item)) for index, item in enumerate(value))
        if isinstance(value, dict):
            return ((key, Boxed(value[key])) for key in sorted(value, key=to_bytes))
        if is_integer(value):
            if len(node.pipe.declares) > 1:
                self._fail(f"can't use {show(value)} to iterate over more than one variable")
            return ((None, type(value)(number)) for number in range(value))
        if value is not None:
            self._fail(f"range can't iterate over {show(value)}")
        return iter(())

    def _set_loop_variables(self, pipe: Pipe, index: Value, element: Value) -> None:
        values = (element,) if len(pipe.declares) < 2 else (index, element)
        if pipe.assigns:
            for name, value in zip(pipe.declares, values, strict=False):
                self._assign(name, value)
        elif pipe.declares:
            self._variables[-len(values) :] = zip(pipe.declares, values, strict=True)

    def _call_template(self, dot: Value, node: Call) -> None:
        body = self._bodies.get(node.name)
        if body is None:
            self._fail(f"template {quote(node.name)} not defined")
        value = self._pipeline(dot, node.pipe) if node.pipe else None
        outside = self._variables, self._template
        self._variables, self._template = [("$", value)], node.name
        try:
            self._walk_all(value, body)
        except RecursionError:
            self._node = node
            self._fail(_DEPTH)
        self._variables, self._template = outside

    # Pipelines

    def _pipeline(self, dot: Value, pipe: Pipe) -> Value:
        self._node = pipe
        value: Value = MISSING
        for command in pipe.commands:
            value = unboxed(self._command(dot, command, value))
        for name in pipe.declares:
            if pipe.assigns:
                self._assign(name, value)
            else:
                self._variables.append((name, value))
        return value

    def _assign(self, name: str, value: Value) -> None:
        for place in range(len(self._variables) - 1, -1, -1):
            if self._variables[place][0] == name:
                self._variables[place] = (name, value)
                return
        self._fail(f"undefined variable: {name}")

    def _variable(self, name: str) -> Value:
        for known, value in reversed(self._variables):
            if known == name:
                return value
        self._fail(f"undefined variable: {name}")

    def _command(self, dot: Value, command: Command, final: Value) -> Value:
        word = command.args[0]
        has_args = len(command.args) > 1 or final is not MISSING
        if isinstance(word, Field | Chain | Variable):
            return self._operand(dot, word, has_args)
        if isinstance(word, Identifier):
            return self._function(dot, word, command, command.args[1:], final)
        if not isinstance(word, Pipe):
            self._node = word
        if has_args:
            self._fail(f"can't give argument to non-function {word}")
        if isinstance(word, Nil):
            self._fail("nil is not a command")
        return self._operand(dot, word)

    def _operand(self, dot: Value, node: Operand, has_args: bool = False) -> Value:
        """The value of what is not nil and takes no arguments (`has_args`: but was given some)."""
        if isinstance(node, Pipe):
            return self._pipeline(dot, node)
        if isinstance(node, Identifier):
            return self._function(dot, node, node, (), MISSING)
        self._node = node
        if isinstance(node, Field):
            return self._fields(dot, node.names, has_args)
        if isinstance(node, Chain):
            return self._chain(dot, node, has_args)
        if isinstance(node, Variable):
            value = self._variable(node.names[0])
            if len(node.names) > 1:
                return self._fields(value, node.names[1:], has_args)
            if has_args:
                self._fail(f"can't give argument to non-function {node}")
            return value
        return self._literal(node) if isinstance(node, Literal) else dot

    def _literal(self, node: Literal) -> Value:
        if isinstance(node.value, Int) and node.value >= 2**63:
            self._fail(f"{node} overflows int")
        return node.value

    def _chain(self, dot: Value, node: Chain, has_args: bool) -> Value:
        if isinstance(node.term, Nil):
            self._fail(f"indirection through explicit nil in {node}")
        self._node = node.term
        return self._fields(self._operand(dot, node.term), node.names, has_args)

    def _fields(self, value: Value, names: Sequence[str], has_args: bool) -> Value:
        for name in names[:-1]:
            value = self._field(value, name, False)
        return self._field(value, names[-1], has_args)

    def _field(self, value: Value, name: str, has_args: bool) -> Value:
        if value is None:
            if not self._allow_missing:
                self._fail(f"nil data; no entry for key {quote(name)}")
            return None
        inner = unboxed(value)
        if inner is None:
            self._fail(f"nil pointer evaluating interface {{}}.{name}")
        if not isinstance(inner, dict):
            self._fail(f"can't evaluate field {name} in type {type_name(value)}")
        if has_args:
            self._fail(f"{name} is not a method but has arguments")
        if name in inner:
            return Boxed(inner[name])
        if not self._allow_missing:
            self._fail(f"map has no entry for key {quote(name)}")
        return None

    # Functions

    def _function(
        self, dot: Value, node: Identifier, shown: Command | Identifier, args: Sequence[Operand], final: Value
    ) -> Value:
        self._node = node
        name, count = node.name, len(args) + (final is not MISSING)
        if name in ("and", "or", "call"):
            if count < 1:
                self._fail(f"wrong number of args for {name}: want at least 1 got {len(args)}")
            if name != "call":
                return self._either(dot, name, args, final)
            values = self._arguments(dot, args, final, text_first=False)
            self._node = shown
            self._fail(f"error calling call: {_refusal_to_call(values[0], str(args[0]) if args else '')}")
        function = FUNCTIONS[name]
        self._count_arguments(function, name, len(args), count)
        values = self._arguments(dot, args, final, function.text_first)
        try:
            return function.call(values)
        except CallError as error:
            self._node = shown
            self._fail(f"error calling {name}: {error}")

    def _count_arguments(self, function: Function, name: str, written: int, count: int) -> None:
        if function.variadic and count < function.least:
            self._fail(f"wrong number of args for {name}: want at least {function.least} got {written}")
        if not function.variadic and count != function.least:
            self._fail(f"wrong number of args for {name}: want {function.least} got {count}")

    def _either(self, dot: Value, name: str, args: Sequence[Operand], final: Value) -> Value:
        value: Value = None
        for arg in args:
            value = self._argument(dot, arg, False)
            if is_true(value) == (name == "or"):
                return value
        return value if final is MISSING else final

    def _arguments(self, dot: Value, args: Sequence[Operand], final: Value, text_first: bool) -> list[Value]:
        values = [self._argument(dot, arg, text_first and not place) for place, arg in enumerate(args)]
        if final is not MISSING:
            values.append(self._checked_text(final) if text_first and not values else final)
        return values

    def _argument(self, dot: Value, node: Operand, text: bool) -> Value:
        self._node = node
        if isinstance(node, Nil):
            if text:
                self._fail("cannot assign nil to string")
            return None
        if text and isinstance(node, Literal) and not isinstance(node.value, str):
            self._fail(f"expected string; found {node}")
        value = self._operand(dot, node)
        return self._checked_text(value) if text else value

    def _checked_text(self, value: Value) -> str:
        if value is None:
            self._fail("invalid value; expected string")
        inner = unboxed(value)
        if not isinstance(inner, str):
            self._fail(f"wrong type for value; expected string; got {type_name(value if inner is None else inner)}")
        return inner


def _refusal_to_call(value: Value, shown: str) -> str:
    inner = unboxed(value)
    if inner is None:
        return "call of nil"
    return f"non-function {shown or show(inner)} of type {type_name(inner)}"
