"""Cuts the text of an expression into tokens.

A token's kind is the name the grammar gives it, as error messages print it: `'['`, `IDENTIFIER`, `NUM_INT`. What is no
token is reported and skipped, up to and with the character that could not go on.

Upstream: cel-go/parser/gen/CEL.g4 (lexer rules).
"""

import re
from typing import NamedTuple

from pykubectl.machinery.cel.errors import Issue

EOF = "<EOF>"
# In the order of the grammar, in which sets of expected tokens are printed.
ORDER = (
    *("'=='", "'!='", "'in'", "'<'", "'<='", "'>='", "'>'", "'&&'", "'||'", "'['", "']'", "'{'", "'}'", "'('", "')'"),
    *("'.'", "','", "'-'", "'!'", "'?'", "':'", "'+'", "'*'", "'/'", "'%'", "'true'", "'false'", "'null'"),
    *("NUM_FLOAT", "NUM_INT", "NUM_UINT", "STRING", "BYTES", "IDENTIFIER", "ESC_IDENTIFIER"),
)
_WORDS = frozenset({"in", "true", "false", "null"})

_ESCAPE = r"""\\(?:[abfnrtv"'\\?`]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7][0-7])"""
_STRING = (
    rf'[rR]"""[\s\S]*?"""|[rR]\'\'\'[\s\S]*?\'\'\'|"""(?:{_ESCAPE}|[^\\])*?"""|\'\'\'(?:{_ESCAPE}|[^\\])*?\'\'\''
    rf'|[rR]"[^"\n\r]*"|[rR]\'[^\'\n\r]*\'|"(?:{_ESCAPE}|[^\\"\n\r])*"|\'(?:{_ESCAPE}|[^\\\'\n\r])*\''
)
_TOKEN = re.compile(
    rf"(?P<skip>[\t \r\n\f]+|//[^\n]*)"
    rf"|(?P<BYTES>[bB](?:{_STRING}))|(?P<STRING>{_STRING})"
    r"|(?P<NUM_FLOAT>[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+|\.[0-9]+(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<NUM_UINT>(?:0x[0-9a-fA-F]+|[0-9]+)[uU])|(?P<NUM_INT>0x[0-9a-fA-F]+|[0-9]+)"
    r"|(?P<IDENTIFIER>[A-Za-z_][A-Za-z0-9_]*)|(?P<ESC_IDENTIFIER>`[A-Za-z0-9_./ -]+`)"
    r"|(?P<sign>==|!=|<=|>=|&&|\|\||[<>\[\]{}().,\-!?:+*/%])"
)
# How far a thing that is no token could still have become one.
_PARTIAL_ESCAPE = r"\\(?:[xX][0-9a-fA-F]?|u[0-9a-fA-F]{0,3}|U[0-9a-fA-F]{0,7}|[0-3][0-7]?)?"
_PARTIAL = re.compile(
    rf'"(?:{_ESCAPE}|[^\\"\n\r])*(?:{_PARTIAL_ESCAPE})?|\'(?:{_ESCAPE}|[^\\\'\n\r])*(?:{_PARTIAL_ESCAPE})?'
    r"|`[A-Za-z0-9_./ -]*|[|&=]"
)


class Token(NamedTuple):
    kind: str
    text: str
    start: int
    stop: int


def tokens(source: str) -> tuple[list[Token], list[Issue]]:
    """The tokens, ending with EOF, and what was none."""
    found: list[Token] = []
    issues: list[Issue] = []
    position = 0
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None:
            position = _unknown(source, position, issues)
            continue
        kind = match.lastgroup or ""
        text = match.group()
        if kind == "sign" or text in _WORDS:
            kind = f"'{text}'"
        if kind != "skip":
            found.append(Token(kind, text, position, match.end()))
        position = match.end()
    found.append(Token(EOF, EOF, len(source), len(source)))
    return found, issues


def _unknown(source: str, position: int, issues: list[Issue]) -> int:
    partial = _PARTIAL.match(source, position)
    stop = min((partial.end() if partial else position) + 1, len(source))
    text = source[position:stop].replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    issues.append(Issue(position, f"Syntax error: token recognition error at: '{text}'"))
    return stop
