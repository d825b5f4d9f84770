"""The tree of a template; `str` of a node is its source as Go's error messages show it.

Upstream: Go's text/template/parse/node.go.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Text(NamedTuple):
    position: int
    text: str


class Dot(NamedTuple):
    position: int

    def __str__(self) -> str:
        return "."


class Nil(NamedTuple):
    position: int

    def __str__(self) -> str:
        return "nil"


class Literal(NamedTuple):
    """A boolean, a number or a string, with the value and what was written."""

    position: int
    value: Any
    source: str

    def __str__(self) -> str:
        return self.source


class Field(NamedTuple):
    position: int
    names: tuple[str, ...]

    def __str__(self) -> str:
        return "." + ".".join(self.names)


class Variable(NamedTuple):
    position: int
    names: tuple[str, ...]  # the variable with its `$`, then fields

    def __str__(self) -> str:
        return ".".join(self.names)


class Identifier(NamedTuple):
    position: int
    name: str

    def __str__(self) -> str:
        return self.name


class Chain(NamedTuple):
    """Fields of what a term gives: `(pipeline).x.y`."""

    position: int
    term: Operand
    names: tuple[str, ...]

    def __str__(self) -> str:
        term = f"({self.term})" if isinstance(self.term, Pipe) else str(self.term)
        return term + "".join(f".{name}" for name in self.names)


class Command(NamedTuple):
    position: int
    args: tuple[Operand, ...]

    def __str__(self) -> str:
        return " ".join(f"({arg})" if isinstance(arg, Pipe) else str(arg) for arg in self.args)


class Pipe(NamedTuple):
    position: int
    declares: tuple[str, ...]
    assigns: bool
    commands: tuple[Command, ...]

    def __str__(self) -> str:
        head = ", ".join(self.declares) + (" = " if self.assigns else " := ") if self.declares else ""
        return head + " | ".join(map(str, self.commands))


class Action(NamedTuple):
    position: int
    pipe: Pipe

    def __str__(self) -> str:
        return f"{{{{{self.pipe}}}}}"


class Branch(NamedTuple):
    """if, with and range."""

    position: int
    keyword: str
    pipe: Pipe
    body: Body
    otherwise: Body | None


class Jump(NamedTuple):
    """break and continue."""

    position: int
    keyword: str


class Call(NamedTuple):
    """template (and what block leaves of itself)."""

    position: int
    name: str
    shown: str
    pipe: Pipe | None

    def __str__(self) -> str:
        pipe = f" {self.pipe}" if self.pipe else ""
        return f"{{{{template {self.shown}{pipe}}}}}"


class Mark(NamedTuple):
    """What ends a list of nodes: `{{end}}` or `{{else}}`."""

    position: int
    keyword: str

    def __str__(self) -> str:
        return f"{{{{{self.keyword}}}}}"


Operand = Dot | Nil | Literal | Field | Variable | Identifier | Chain | Pipe
Node = Text | Action | Branch | Jump | Call | Mark
Body = tuple[Node, ...]
