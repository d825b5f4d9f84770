"""What can be wrong with the literals of an expression whose types are right.

The texts given to duration(), timestamp() and matches() must be readable, and lists and maps must not mix types.

Upstream: cel-go/cel/validator.go.
"""

from collections.abc import Callable

from pykubectl.machinery import regexp
from pykubectl.machinery.cel import moments
from pykubectl.machinery.cel.cel_types import CelType
from pykubectl.machinery.cel.errors import Issue
from pykubectl.machinery.cel.nodes import Call, ListNode, Literal, MapNode, Node, walk
from pykubectl.machinery.cel.values import SECOND, TIMESTAMP_MAX, TIMESTAMP_MIN


def _is_pattern(text: str) -> bool:
    try:
        regexp.compile(text)
    except regexp.PatternError:
        return False
    return True


_FORMATS: dict[str, Callable[[str], bool]] = {
    "duration": lambda text: moments.duration_nanos(text) is not None,
    "timestamp": lambda text: moments.timestamp_nanos(text) is not None,
    "matches": _is_pattern,
}


def _is_valid(function: str, value: object) -> bool:
    if isinstance(value, int) and function == "timestamp":
        return TIMESTAMP_MIN <= value * SECOND <= TIMESTAMP_MAX
    return not isinstance(value, str) or _FORMATS[function](value)


def find_fault(tree: Node) -> str:
    """What is wrong with the first pattern that find() or findAll() is given; nothing when none is."""
    for node in walk(tree):
        match node:
            case Call(function=("find" | "findAll"), args=[Literal(value=str() as pattern), *_]):
                try:
                    regexp.compile(pattern)
                except regexp.PatternError as error:
                    return str(error)
    return ""


def check_literals(tree: Node) -> list[Issue]:
    issues: list[Issue] = []
    exempt = {
        id(part) for node in walk(tree) if isinstance(node, Call) and node.function == "format" for part in walk(node)
    }
    for node in walk(tree):
        match node:
            case Call(function=("duration" | "timestamp" | "matches") as function, args=[*_, Literal() as argument]):
                if not _is_valid(function, argument.value):
                    issues.append(Issue(argument.position, f"invalid {function} argument"))
            case ListNode() | MapNode() if id(node) in exempt:
                continue
            case ListNode():
                _same([(part, index in node.optional) for index, part in enumerate(node.elements)], issues)
            case MapNode():
                _same([(entry.key, False) for entry in node.entries], issues)
                _same([(entry.value, entry.optional) for entry in node.entries], issues)
    return issues


def _same(parts: list[tuple[Node, bool]], issues: list[Issue]) -> None:
    first: CelType | None = None
    for part, optional in parts:
        kind = part.type.parameters[0] if optional and part.type.parameters else part.type
        if first is None:
            first = kind
        elif first != kind:
            issues.append(Issue(part.position, f"expected type '{first}' but found '{kind}'"))
            return
