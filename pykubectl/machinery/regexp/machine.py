"""Runs a program over a text, all ways at once, each instruction at most once for a character.

The threads between two characters, best first, are a state; what a character does to a state is worked out once and
kept: the state that follows, which thread each of its threads comes from, and whether one of them has ended. So the
number of choices in a pattern does not matter, and a text that stays among known states costs a look-up for a character.
What is kept is bounded: beyond that it is forgotten and worked out anew.

A thread that ends cuts off all that are worse; they, and threads that would start later, are not looked at again.

Upstream: Go's regexp/exec.go (the machine), RE2's dfa.cc (the states).
"""

from collections.abc import Sequence
from typing import NamedTuple

from pykubectl.machinery.regexp import characters
from pykubectl.machinery.regexp.program import (
    BEGIN_LINE,
    BEGIN_TEXT,
    CHARACTER,
    END_LINE,
    END_TEXT,
    JUMP,
    MATCH,
    NO_WORD_BOUNDARY,
    SPLIT,
    WORD_BOUNDARY,
    Code,
    Instruction,
    Span,
)

_KEPT_MAX = 32768
# The parent of a thread that starts here, and of none.
_START = -1
_ANYWHERE = BEGIN_LINE | END_LINE | END_TEXT | WORD_BOUNDARY | NO_WORD_BOUNDARY
# What stands before a place, as far as assertions can tell.
_NOTHING, _NEWLINE, _WORD, _OTHER = range(4)


class _State:
    """`threads`: the instructions that are next; `steps`: what is known of each character, and of the end ("").

    Without `order`, when nobody asks where a match is, threads that are the same in another order are the same state.
    """

    __slots__ = ("before", "has_match", "is_dead", "order", "steps", "threads")

    def __init__(self, threads: tuple[int, ...], before: int, order: bool, has_match: bool, is_dead: bool) -> None:
        self.threads, self.before, self.order = threads, before, order
        self.has_match, self.is_dead = has_match, is_dead
        self.steps: dict[str, _Step] = {}


class _Step(NamedTuple):
    state: _State
    parents: Sequence[int]
    ended: int | None


class Machine:
    """`visited` counts the instructions that were looked at."""

    def __init__(self, code: Code) -> None:
        self._code = [*code, Instruction(MATCH)]
        self._states: dict[tuple[tuple[int, ...], int, bool, bool], _State] = {}
        self._kept = 0
        self.visited = 0
        self._anchored = not self._ends(0, _ANYWHERE, set())

    @property
    def length(self) -> int:
        return len(self._code)

    def search(self, text: str) -> bool:
        state = self._state((), _NOTHING, order=False, has_match=False)
        for character in text:
            step = state.steps.get(character) or self._step(state, character)
            if step.ended is not None:
                return True
            state = step.state
            if state.is_dead:
                return False
        return (state.steps.get("") or self._step(state, "")).ended is not None

    def find(self, text: str, position: int = 0) -> Span | None:
        """The leftmost match that begins at the position or later."""
        before = _before(text[position - 1]) if position else _NOTHING
        state = self._state((), before, order=True, has_match=False)
        starts: list[int] = []
        found = None
        for index in range(position, len(text) + 1):
            if state.is_dead:
                break
            character = text[index : index + 1]
            step = state.steps.get(character) or self._step(state, character)
            if step.ended is not None:
                found = (index if step.ended == _START else starts[step.ended], index)
            starts = [index if parent == _START else starts[parent] for parent in step.parents]
            state = step.state
        return found

    def _step(self, state: _State, character: str) -> _Step:
        """Works out what the character does to the state, and keeps it."""
        threads, parents, ended = self._moved(state, character)
        self._kept += len(threads) + 8
        if self._kept > _KEPT_MAX:
            self._states.clear()
            self._kept = 0
        if not state.order:
            threads, parents = sorted(threads), []
        has_match = state.has_match or ended is not None
        following = self._state(tuple(threads), _before(character), order=state.order, has_match=has_match)
        step = state.steps[character] = _Step(following, parents, ended)
        return step

    def _moved(self, state: _State, character: str) -> tuple[list[int], list[int], int | None]:
        """The threads after a character, where each comes from, and where the one that ended before it did."""
        code, context = self._code, _context(state.before, character)
        seen: set[int] = set()
        threads: list[int] = []
        parents: list[int] = []
        ended = None
        for parent, thread in [*enumerate(state.threads), *([] if state.has_match else [(_START, 0)])]:
            for place in self._ends(thread, context, seen):
                if code[place].kind == MATCH:
                    ended = parent
                elif character and code[place].accepts(character):
                    threads.append(place + 1)
                    parents.append(parent)
            if ended is not None:
                break
        self.visited += len(seen)
        return threads, parents, ended

    def _state(self, threads: tuple[int, ...], before: int, *, order: bool, has_match: bool) -> _State:
        key = (threads, before, order, has_match)
        found = self._states.get(key)
        if found is None:
            is_dead = not threads and (has_match or (self._anchored and before != _NOTHING))
            found = self._states[key] = _State(threads, before, order, has_match, is_dead)
        return found

    def _ends(self, thread: int, context: int, seen: set[int]) -> list[int]:
        """The instructions that want a character which a thread comes to from here, best first, up to the end."""
        code, found, left = self._code, [], [thread]
        while left:
            place = left.pop()
            if place in seen:
                continue
            seen.add(place)
            kind, first, second, _ = code[place]
            if kind == CHARACTER:
                found.append(place)
            elif kind == SPLIT:
                left += (place + second, place + first)
            elif kind == JUMP:
                left.append(place + first)
            elif kind == MATCH:
                return [*found, place]
            elif context & first:
                left.append(place + 1)
        return found


def _before(character: str) -> int:
    if character == "\n":
        return _NEWLINE
    return _WORD if characters.is_word(character) else _OTHER


def _context(before: int, character: str) -> int:
    """The assertions that hold between what stands before and a character ("": the end)."""
    holds = WORD_BOUNDARY if (before == _WORD) != characters.is_word(character) else NO_WORD_BOUNDARY
    if before == _NOTHING:
        holds |= BEGIN_TEXT
    if before in (_NOTHING, _NEWLINE):
        holds |= BEGIN_LINE
    if not character:
        holds |= END_TEXT
    return holds | (END_LINE if character in ("", "\n") else 0)
