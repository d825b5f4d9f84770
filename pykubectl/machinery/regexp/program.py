"""Programs: what a regular expression is compiled to, and how larger ones are made of smaller ones.

    CHARACTER accepts    one character, then on            SPLIT first second    two ways on, the better one first
    ASSERT mask          nothing, when that holds here     JUMP first            one way on
    MATCH                the end

Ways on are counted from the instruction itself, so that a fragment can be repeated and moved as it is.

Upstream: Go's regexp/syntax (prog.go, compile.go, simplify.go).
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

CHARACTER, ASSERT, SPLIT, JUMP, MATCH = range(5)
BEGIN_LINE, END_LINE, BEGIN_TEXT, END_TEXT, WORD_BOUNDARY, NO_WORD_BOUNDARY = (1 << bit for bit in range(6))
REPEAT_MAX = 1000
_LENGTH_MAX = 3_355_443
_HEIGHT_MAX = 1000

Span = tuple[int, int]
Accepts = Callable[[str], bool]


class PatternError(ValueError):
    """A pattern that Go refuses: `error parsing regexp: missing closing ): ...`."""

    def __init__(self, what: str, where: str) -> None:
        super().__init__(f"error parsing regexp: {what}: `{where}`")


class OutOfBounds(Exception):
    """An expression beyond Go's limits, in its words; the parser knows which."""


class Instruction(NamedTuple):
    kind: int
    first: int = 1
    second: int = 1
    accepts: Accepts = bool


Code = list[Instruction]


class Fragment(NamedTuple):
    """A part of an expression. `copies`: how often what it repeats most is in it."""

    code: Code
    nullable: bool = False
    height: int = 1
    copies: int = 1


EMPTY = Fragment([], nullable=True)


def character(accepts: Accepts) -> Fragment:
    return Fragment([Instruction(CHARACTER, accepts=accepts)])


def assertion(mask: int) -> Fragment:
    return Fragment([Instruction(ASSERT, mask)], nullable=True)


def concatenation(parts: Sequence[Fragment]) -> Fragment:
    if len(parts) < 2:
        return parts[0] if parts else EMPTY
    code = [instruction for part in parts for instruction in part.code]
    return _over(parts, code, all(part.nullable for part in parts))


def alternation(branches: Sequence[Fragment]) -> Fragment:
    """The first branch is the best one."""
    if len(branches) == 1:
        return branches[0]
    length = sum(len(branch.code) + 2 for branch in branches) - 2
    code: Code = []
    for branch in branches[:-1]:
        code.append(Instruction(SPLIT, 1, len(branch.code) + 2))
        code += branch.code
        code.append(Instruction(JUMP, length - len(code)))
    code += branches[-1].code
    return _over(branches, code, any(branch.nullable for branch in branches))


def group(part: Fragment) -> Fragment:
    return _over([part], part.code, part.nullable)


def repetition(part: Fragment, low: int, high: int | None, *, lazy: bool) -> Fragment:
    """`low` to `high` times (None: as often as it can). Raises OutOfBounds."""
    most = low if high is None else high
    if (len(part.code) + 1) * max(most, 1) > _LENGTH_MAX:
        raise OutOfBounds("expression too large")
    if high is None:
        code = part.code * (low - 1) + _once_or_more(part, lazy) if low else _any_times(part, lazy)
    else:
        code = part.code * low
        for left in range(high - low, 0, -1):
            code.append(_split(1, left * (len(part.code) + 1), lazy))
            code += part.code
    copies = part.copies * most if most else part.copies if high is None else 1
    return _over([part], code, part.nullable or not low)._replace(copies=copies)


def _once_or_more(part: Fragment, lazy: bool) -> Code:
    return [*part.code, _split(-len(part.code), 1, lazy)]


def _any_times(part: Fragment, lazy: bool) -> Code:
    length = len(part.code)
    if part.nullable:
        # As (x+)?, so that the order of what is found stays that of the alternatives.
        return [_split(1, length + 2, lazy), *_once_or_more(part, lazy)]
    return [_split(1, length + 2, lazy), *part.code, Instruction(JUMP, -length - 1)]


def _split(inside: int, outside: int, lazy: bool) -> Instruction:
    return Instruction(SPLIT, outside, inside) if lazy else Instruction(SPLIT, inside, outside)


def _over(parts: Sequence[Fragment], code: Code, nullable: bool) -> Fragment:
    height = max(part.height for part in parts) + 1
    if height > _HEIGHT_MAX:
        raise OutOfBounds("expression nests too deeply")
    if len(code) > _LENGTH_MAX:
        raise OutOfBounds("expression too large")
    return Fragment(code, nullable, height, max(part.copies for part in parts))
