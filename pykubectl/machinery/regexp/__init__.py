"""Regular expressions as Go has them, in a time that grows with the text and the pattern, never with their choices.

    compile(pattern) -> Pattern      raises PatternError with Go's text
    Pattern.search(text) -> bool     whether it is somewhere in the text
    Pattern.find(text) -> span       of the leftmost match, the first alternative winning
    Pattern.find_all(text, limit)    spans that do not overlap

A pattern comes from whoever may write a definition or a policy, so nothing here goes back in the text: `parser` makes a
program of it (`program`, `characters`, `unicode_classes`), and `machine` follows all ways through it at once. What it
learns it keeps: an ordinary pattern costs one look into a dictionary for a character. Python's own `re` is not used.

Upstream: Go's regexp and regexp/syntax.
"""

from pykubectl.machinery.regexp.machine import Machine
from pykubectl.machinery.regexp.parser import parse
from pykubectl.machinery.regexp.program import PatternError, Span

__all__ = ["Pattern", "PatternError", "Span", "compile"]

_KEPT_MAX = 256
_KEPT_LENGTH_MAX = 5000
_kept: dict[str, "Pattern"] = {}


class Pattern:
    """One regular expression."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.machine = Machine(parse(source))

    def search(self, text: str) -> bool:
        return self.machine.search(text)

    def find(self, text: str) -> Span | None:
        return self.machine.find(text)

    def find_all(self, text: str, limit: int = -1) -> list[Span]:
        """All matches, or the first `limit`; one that is empty does not touch the one before it."""
        found: list[Span] = []
        position, end = 0, -1
        while position <= len(text) and (limit < 0 or len(found) < limit):
            span = self.machine.find(text, position)
            if span is None:
                break
            if span != (end, end):
                found.append(span)
            end = span[1]
            position = end if end > position else position + 1
        return found


def compile(pattern: str) -> Pattern:
    """Patterns are kept, but for huge ones. Raises PatternError."""
    found = _kept.get(pattern)
    if found is None:
        found = Pattern(pattern)
        if found.machine.length <= _KEPT_LENGTH_MAX:
            if len(_kept) >= _KEPT_MAX:
                _kept.clear()
            _kept[pattern] = found
    return found
