"""From tokens to the trees of a template and of those it defines.

Upstream: Go's text/template/parse/parse.go.
"""

from typing import NoReturn

from pykubectl.machinery import nesting
from pykubectl.machinery.go_template.failure import TemplateError
from pykubectl.machinery.go_template.formatting import quote
from pykubectl.machinery.go_template.functions import NAMES
from pykubectl.machinery.go_template.lexer import Token, tokens
from pykubectl.machinery.go_template.nodes import (
    Action,
    Body,
    Branch,
    Call,
    Chain,
    Command,
    Dot,
    Field,
    Identifier,
    Jump,
    Literal,
    Mark,
    Nil,
    Node,
    Operand,
    Pipe,
    Text,
    Variable,
)
from pykubectl.machinery.go_template.numbers import LiteralError, number, unquote

NAME = "output"
_LITERALS = ("bool", "char constant", "complex", "number", "raw string", "string")
_OPERANDS = frozenset((*_LITERALS, ".", "field", "identifier", "nil", "variable", "("))


def parse_templates(text: str) -> dict[str, Body]:
    """The template under NAME, and each one that it defines under its own name."""
    nesting.allow()
    parser = _Parser(text)
    try:
        parser.main()
    except RecursionError:
        raise TemplateError(f"template: {NAME}:1: max expression depth exceeded") from None
    return parser.bodies


def is_blank(body: Body) -> bool:
    return all(isinstance(node, Text) and not node.text.strip() for node in body)


class _Parser:
    def __init__(self, text: str) -> None:
        self.source = tokens(text)
        self.pending: list[Token] = []
        self.last = Token("EOF", 0, "", 1)
        self.variables = ["$"]
        self.bodies: dict[str, Body] = {}
        self.range_depth = 0
        self.action_line = 0

    # Tokens

    def next(self) -> Token:
        if self.pending:
            return self.pending.pop()
        self.last = next(self.source, Token("EOF", 0, "", self.last.line))
        return self.last

    def back(self, *read: Token) -> None:
        """Give tokens back, in the order in which they were read."""
        self.pending += reversed(read)

    def peek(self) -> Token:
        token = self.next()
        self.back(token)
        return token

    def next_word(self) -> Token:
        while (token := self.next()).kind == "space":
            pass
        return token

    def peek_word(self) -> Token:
        token = self.next_word()
        self.back(token)
        return token

    def expect(self, kinds: tuple[str, ...], context: str) -> Token:
        token = self.next_word()
        return token if token.kind in kinds else self.unexpected(token, context)

    # Errors

    def fail(self, message: str) -> NoReturn:
        raise TemplateError(f"template: {NAME}:{self.last.line}: {message}")

    def unexpected(self, token: Token, context: str) -> NoReturn:
        if token.kind == "error":
            extra = ""
            if self.action_line not in (0, token.line):
                extra = f" in action started at {NAME}:{self.action_line}"
                extra = extra[len(" in action") :] if token.value.endswith(" action") else extra
            self.fail(f"{token}{extra}")
        self.fail(f"unexpected {token} in {context}")

    # Bodies

    def main(self) -> None:
        nodes: list[Node] = []
        while (token := self.peek()).kind != "EOF":
            if token.kind == "{{":
                delimiter = self.next()
                word = self.next_word()
                if word.kind == "define":
                    self.definition()
                    continue
                self.back(delimiter, word)
            node = self.text_or_action()
            if isinstance(node, Mark):
                self.fail(f"unexpected {node}")
            nodes.append(node)
        self.add(NAME, tuple(nodes))

    def add(self, name: str, body: Body) -> None:
        old = self.bodies.get(name)
        if old is None or is_blank(old):
            self.bodies[name] = body
        elif not is_blank(body):
            self.fail(f"template: multiple definition of template {quote(name)}")

    def definition(self) -> None:
        context = "define clause"
        token = self.expect(("string", "raw string"), context)
        name = self.text_of(token)
        self.expect(("}}",), context)
        self.separate(name, context)

    def separate(self, name: str, context: str) -> None:
        """The body of a template of its own: it sees no variables of the one around it."""
        outside, self.variables = self.variables, ["$"]
        depth, self.range_depth = self.range_depth, 0
        body, end = self.item_list()
        if end.keyword != "end":
            self.fail(f"unexpected {end} in {context}")
        self.variables, self.range_depth = outside, depth
        self.add(name, body)

    def item_list(self) -> tuple[Body, Mark]:
        nodes: list[Node] = []
        while self.peek_word().kind != "EOF":
            node = self.text_or_action()
            if isinstance(node, Mark):
                return tuple(nodes), node
            nodes.append(node)
        self.fail("unexpected EOF")

    def text_or_action(self) -> Node:
        token = self.next_word()
        if token.kind == "text":
            return Text(token.position, token.value)
        if token.kind != "{{":
            self.unexpected(token, "input")
        self.action_line = token.line
        node = self.action()
        self.action_line = 0
        return node

    # Actions

    def action(self) -> Node:
        token = self.next_word()
        if token.kind in ("if", "with", "range"):
            return self.control(token.kind)
        if token.kind in ("break", "continue"):
            return self.jump(token)
        if token.kind == "end":
            return Mark(self.expect(("}}",), "end").position, "end")
        if token.kind == "else":
            if (following := self.peek_word()).kind in ("if", "with"):
                return Mark(following.position, "else")
            return Mark(self.expect(("}}",), "else").position, "else")
        if token.kind == "block":
            return self.block()
        if token.kind == "template":
            return self.template()
        self.back(token)
        return Action(token.position, self.pipeline("command", "}}"))

    def jump(self, token: Token) -> Node:
        following = self.next_word()
        if following.kind != "}}":
            self.unexpected(following, f"{{{{{token.kind}}}}}")
        if not self.range_depth:
            self.fail(f"{{{{{token.kind}}}}} outside {{{{range}}}}")
        return Jump(token.position, token.kind)

    def control(self, keyword: str) -> Node:
        visible = len(self.variables)
        pipe = self.pipeline(keyword, "}}")
        self.range_depth += keyword == "range"
        body, end = self.item_list()
        self.range_depth -= keyword == "range"
        otherwise: Body | None = None
        if end.keyword == "else":
            otherwise = self.otherwise(keyword)
        del self.variables[visible:]
        return Branch(pipe.position, keyword, pipe, body, otherwise)

    def otherwise(self, keyword: str) -> Body:
        # `{{else if x}}` is an if of its own that shares the end.
        if keyword != "range" and self.peek().kind == keyword:
            self.next()
            return (self.control(keyword),)
        body, end = self.item_list()
        if end.keyword != "end":
            self.fail(f"expected end; found {end}")
        return body

    def block(self) -> Node:
        context = "block clause"
        token = self.next_word()
        name = self.template_name(token, context)
        pipe = self.pipeline(context, "}}")
        self.separate(name, context)
        return Call(token.position, name, quote(name), pipe)

    def template(self) -> Node:
        context = "template clause"
        token = self.next_word()
        name = self.template_name(token, context)
        following = self.next_word()
        pipe = None
        if following.kind != "}}":
            self.back(following)
            pipe = self.pipeline(context, "}}")
        return Call(token.position, name, quote(name), pipe)

    def template_name(self, token: Token, context: str) -> str:
        if token.kind not in ("string", "raw string"):
            self.unexpected(token, context)
        return self.text_of(token)

    def text_of(self, token: Token) -> str:
        try:
            return unquote(token.value)
        except LiteralError as error:
            self.fail(str(error))

    # Pipelines

    def pipeline(self, context: str, end: str) -> Pipe:
        position = self.peek_word().position
        declared, assigns = self.declarations(context)
        commands: list[Command] = []
        while (token := self.next_word()).kind != end:
            if token.kind not in _OPERANDS:
                self.unexpected(token, context)
            self.back(token)
            commands.append(self.command())
        if not commands:
            self.fail(f"missing value for {context}")
        for stage, command in enumerate(commands[1:], 2):
            if isinstance(command.args[0], Literal | Dot | Nil):
                self.fail(f"non executable command in pipeline stage {stage}")
        return Pipe(position, tuple(declared), assigns, tuple(commands))

    def declarations(self, context: str) -> tuple[list[str], bool]:
        declared: list[str] = []
        while (variable := self.peek_word()).kind == "variable":
            variable = self.next_word()
            after = self.next()
            following = self.next_word() if after.kind == "space" else after
            if following.kind in (":=", "="):
                declared.append(variable.value)
                self.variables.append(variable.value)
                return declared, following.kind == "="
            if following.kind != "char" or following.value != ",":
                self.back(*dict.fromkeys((variable, after, following)))
                break
            declared.append(variable.value)
            self.variables.append(variable.value)
            if context != "range" or len(declared) > 1:
                self.fail(f"too many declarations in {context}")
            if self.peek_word().kind not in ("variable", "}}", ")"):
                self.fail("range can only initialize variables")
        return declared, False

    def command(self) -> Command:
        position = self.peek_word().position
        args: list[Operand] = []
        while True:
            self.peek_word()
            operand = self.operand()
            if operand is not None:
                args.append(operand)
            token = self.next()
            if token.kind == "space":
                continue
            if token.kind in ("}}", ")"):
                self.back(token)
            elif token.kind != "|":
                self.unexpected(token, "operand")
            break
        if not args:
            self.fail("empty command")
        return Command(position, tuple(args))

    def operand(self) -> Operand | None:
        term = self.term()
        if term is None or self.peek().kind != "field":
            return term
        position = self.peek().position
        names: list[str] = []
        while self.peek().kind == "field":
            names.append(self.next().value[1:])
        if isinstance(term, Field | Variable):
            return term._replace(position=position, names=(*term.names, *names))
        if isinstance(term, Literal | Nil | Dot):
            self.fail(f"unexpected . after term {quote(str(term))}")
        return Chain(position, term, tuple(names))

    def term(self) -> Operand | None:
        token = self.next_word()
        if token.kind in _LITERALS:
            return self.literal(token)
        if token.kind in (".", "nil"):
            return Dot(token.position) if token.kind == "." else Nil(token.position)
        if token.kind == "field":
            return Field(token.position, (token.value[1:],))
        if token.kind in ("identifier", "variable"):
            return self.name(token)
        if token.kind == "(":
            return self.pipeline("parenthesized pipeline", ")")
        self.back(token)
        return None

    def name(self, token: Token) -> Operand:
        if token.kind == "variable":
            if token.value not in self.variables:
                self.fail(f"undefined variable {quote(token.value)}")
            return Variable(token.position, (token.value,))
        if token.value not in NAMES:
            self.fail(f"function {quote(token.value)} not defined")
        return Identifier(token.position, token.value)

    def literal(self, token: Token) -> Literal:
        if token.kind == "bool":
            return Literal(token.position, token.value == "true", token.value)
        try:
            value = unquote(token.value) if token.kind.endswith("string") else number(token.value)
        except LiteralError as error:
            self.fail(str(error))
        return Literal(token.position, value, token.value)
