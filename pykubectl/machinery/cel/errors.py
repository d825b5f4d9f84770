"""What can go wrong with an expression, in the words of cel-go.

CompileError: the text is no expression, or its types do not fit; its message shows each fault with the line and a caret.
EvaluationError: the values do not fit (`no such key: x`). CostExceeded: it did more than it may; it is not an
EvaluationError because nothing in an expression can absorb it.

Upstream: github.com/google/cel-go/common (errors.go, error.go).
"""

from typing import NamedTuple

ISSUES_MAX = 100
_SNIPPET_MAX = 16384
COST_EXCEEDED = "operation cancelled: actual cost limit exceeded"


class Issue(NamedTuple):
    """One fault at a place of the source (-1: nowhere)."""

    position: int
    message: str


class CompileError(Exception):
    """All faults of one expression; `str()` is cel-go's text, `what` is what failed."""

    what = "compilation failed"

    def __init__(self, source: str, issues: list[Issue], text: str = "") -> None:
        super().__init__(text or display(source, issues))
        self.issues = issues


class InstantiationError(CompileError):
    """An expression that is right, with a constant that is not."""

    what = "program instantiation failed"


class EvaluationError(Exception):
    """The value of the expression is an error."""


class CostExceeded(Exception):
    """The expression did more work than its budget allows."""

    def __init__(self) -> None:
        super().__init__(COST_EXCEEDED)


def no_such_overload() -> EvaluationError:
    return EvaluationError("no such overload")


def display(source: str, issues: list[Issue]) -> str:
    shown = sorted(issues[:ISSUES_MAX], key=lambda issue: issue.position)
    texts = [_display(source, issue) for issue in shown]
    if len(issues) > ISSUES_MAX:
        texts.append(f"{len(issues) - ISSUES_MAX} more errors were truncated")
    return "\n".join(texts)


def _display(source: str, issue: Issue) -> str:
    if issue.position < 0:
        return f"ERROR: <input>:-1:0: {issue.message}"
    before = source[: issue.position]
    line, column = before.count("\n"), issue.position - (before.rfind("\n") + 1)
    text = f"ERROR: <input>:{line + 1}:{column + 1}: {issue.message}"
    lines = source.split("\n")
    snippet = lines[line].replace("\t", " ") if line < len(lines) else ""
    if len(snippet) > _SNIPPET_MAX:
        return text
    dots = "".join("." if ord(char) < 128 else "\uff0e" for char in snippet[:column])
    caret = "\uff3e" if column < len(snippet) and ord(snippet[column]) > 127 else "^"
    return f"{text}\n | {snippet}\n | {dots}{caret}"
