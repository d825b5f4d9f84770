"""Reads Go's syntax and makes a program of it; what Go refuses is refused in its words.

Go knows no look-around and no back-references; its classes (`\\d`, `\\w`, `\\s`, `\\b`) are ASCII, `$` is the very end of the
text, `\\z`, `\\Q..\\E`, `\\pL`, `[[:alpha:]]` and `(?U)` are its own. Groups capture nothing here.

Upstream: Go's regexp/syntax/parse.go.
"""

import re

from pykubectl.machinery.regexp import characters, program, unicode_classes
from pykubectl.machinery.regexp.program import Accepts, Code, Fragment, OutOfBounds, PatternError

_COUNT = re.compile(r"\{(0|[1-9][0-9]*)(?:(,)(0|[1-9][0-9]*)?)?\}")
_SIMPLE_COUNTS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_NAMED_GROUP = re.compile(r"\(\?P?<(?:(\w+)>)?", re.ASCII)
_ASSERTIONS = {
    "A": program.BEGIN_TEXT,
    "b": program.WORD_BOUNDARY,
    "B": program.NO_WORD_BOUNDARY,
    "z": program.END_TEXT,
}
_CONTROLS = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_OCTAL = re.compile("0[0-7]{0,2}|[1-7][0-7]{1,2}")
_HEXADECIMAL = re.compile(r"x(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{2}))")
_BROKEN_HEXADECIMAL = re.compile(r"x(?:\{[0-9A-Fa-f]*(?:.|$)|.?.?)", re.DOTALL)
_CODE_MAX = 0x10FFFF


def parse(pattern: str) -> Code:
    """Raises PatternError."""
    try:
        return _Parser(pattern).run().code
    except OutOfBounds as bounds:
        raise PatternError(str(bounds), pattern) from bounds


class _Group:
    """What was read since a parenthesis was opened. `flags` held before it."""

    def __init__(self, flags: frozenset[str], captures: bool) -> None:
        self.flags, self.captures = flags, captures
        self.branches: list[Fragment] = []
        self.parts: list[Fragment] = []

    def end_branch(self) -> None:
        self.branches.append(program.concatenation(self.parts))
        self.parts = []

    def end(self) -> Fragment:
        self.end_branch()
        found = program.alternation(self.branches)
        return program.group(found) if self.captures else found


class _Parser:
    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        # Of i (case does not matter), m (^ and $ are of lines), s (. is a newline too), U (repeats take little).
        self._flags: frozenset[str] = frozenset()
        self._groups = [_Group(self._flags, captures=False)]

    def run(self) -> Fragment:
        repetition = -1
        while self._at < len(self._pattern):
            start = self._at
            repetition = start if self._step(self._pattern[start], repetition) else -1
        if len(self._groups) > 1:
            raise PatternError("missing closing )", self._pattern)
        return self._groups[0].end()

    def _step(self, character: str, repetition: int) -> bool:
        """Whether it was a repetition; `repetition` is where the one before began, if that was the last thing."""
        if character in _SIMPLE_COUNTS:
            self._repeat(*_SIMPLE_COUNTS[character], self._at + 1, repetition)
            return True
        if character == "{" and (found := _COUNT.match(self._pattern, self._at)):
            self._count(found, repetition)
            return True
        if character in "()|":
            self._structure(character)
        elif character in "^$.":
            self._at += 1
            self._put(self._special(character))
        elif character == "[":
            self._put(program.character(self._class()))
        elif character == "\\":
            self._escape()
        else:
            self._at += 1
            self._literal(character)
        return False

    def _put(self, part: Fragment) -> None:
        self._groups[-1].parts.append(part)

    def _literal(self, character: str) -> None:
        self._put(program.character(characters.literal(character, fold="i" in self._flags)))

    def _special(self, character: str) -> Fragment:
        if character == ".":
            return program.character(characters.is_any if "s" in self._flags else characters.is_within_line)
        if character == "^":
            return program.assertion(program.BEGIN_LINE if "m" in self._flags else program.BEGIN_TEXT)
        return program.assertion(program.END_LINE if "m" in self._flags else program.END_TEXT)

    def _count(self, found: re.Match[str], repetition: int) -> None:
        # Longer numbers are too large, and too much for int().
        low, high = (int((found[index] or "0")[:9]) for index in (1, 3))
        if max(low, high) > program.REPEAT_MAX or (found[3] and high < low):
            raise PatternError("invalid repeat count", found[0])
        self._repeat(low, high if found[3] else None if found[2] else low, found.end(), repetition)

    def _repeat(self, low: int, high: int | None, end: int, repetition: int) -> None:
        start, self._at = self._at, end
        lazy = self._take("?")
        written = self._pattern[start : self._at]
        if repetition >= 0:
            raise PatternError("invalid nested repetition operator", self._pattern[repetition : self._at])
        parts = self._groups[-1].parts
        if not parts:
            raise PatternError("missing argument to repetition operator", written)
        part = program.repetition(parts[-1], low, high, lazy=lazy != ("U" in self._flags))
        counted = written[0] == "{" and max(low, high or 0) >= 2
        if counted and part.copies > program.REPEAT_MAX:
            raise PatternError("invalid repeat count", written)
        parts[-1] = part

    def _take(self, text: str) -> bool:
        found = self._pattern.startswith(text, self._at)
        self._at += len(text) if found else 0
        return found

    def _structure(self, character: str) -> None:
        if self._pattern.startswith("(?", self._at):
            self._open_special()
            return
        self._at += 1
        if character == "(":
            self._groups.append(_Group(self._flags, captures=True))
        elif character == "|":
            self._groups[-1].end_branch()
        elif len(self._groups) == 1:
            raise PatternError("unexpected )", self._pattern)
        else:
            group = self._groups.pop()
            self._flags = group.flags
            self._put(group.end())

    def _open_special(self) -> None:
        """`(?:`, `(?i)`, `(?i-s:`, `(?P<name>`."""
        if named := _NAMED_GROUP.match(self._pattern, self._at):
            if named[1] is None:
                end = self._pattern.find(">", self._at) + 1 or len(self._pattern)
                raise PatternError("invalid named capture", self._pattern[self._at : end])
            self._at = named.end()
            self._groups.append(_Group(self._flags, captures=True))
            return
        on, off = self._flag_changes()
        if self._pattern[self._at - 1] == ":":
            self._groups.append(_Group(self._flags, captures=False))
        self._flags = (self._flags | on) - off

    def _flag_changes(self) -> tuple[frozenset[str], frozenset[str]]:
        start = self._at
        self._at += 2
        changes: list[str] = [""]
        while self._at < len(self._pattern):
            character = self._pattern[self._at]
            self._at += 1
            if character in ":)" and (len(changes) == 1 or changes[1]):
                return frozenset(changes[0]), frozenset("".join(changes[1:]))
            if character == "-" and len(changes) == 1:
                changes.append("")
            elif character in "imsU":
                changes[-1] += character
            else:
                break
        raise PatternError("invalid or unsupported Perl syntax", self._pattern[start : self._at])

    def _escape(self) -> None:
        following = self._pattern[self._at + 1 : self._at + 2]
        if following in _ASSERTIONS:
            self._at += 2
            self._put(program.assertion(_ASSERTIONS[following]))
        elif following == "Q":
            written, _, _ = self._pattern[self._at + 2 :].partition(r"\E")
            self._at = min(self._at + 2 + len(written) + 2, len(self._pattern))
            for character in written:
                self._literal(character)
        elif accepts := self._escaped_class():
            self._put(program.character(accepts))
        else:
            self._literal(self._escaped_character())

    def _escaped_class(self) -> Accepts | None:
        """`\\pL` or `\\d`; None when it is something else that stands here."""
        following = self._pattern[self._at + 1 : self._at + 2]
        if not self._pattern.startswith("\\", self._at) or not following or following not in "pPdDsSwW":
            return None
        if following in "pP":
            return self._unicode_class(following == "P")
        self._at += 2
        return self._of_group(characters.ranges(characters.PERL[following.lower()]), following.isupper())

    def _of_group(self, accepts: Accepts, negated: bool) -> Accepts:
        accepts = characters.folded(accepts) if "i" in self._flags else accepts
        return characters.negated(accepts) if negated else accepts

    def _unicode_class(self, negated: bool) -> Accepts:
        start, self._at = self._at, self._at + 3
        name = self._pattern[start + 2 : start + 3]
        if name == "{":
            end = self._pattern.find("}", start)
            self._at = end + 1 if end >= 0 else len(self._pattern)
            name = self._pattern[start + 3 : end] if end >= 0 else ""
        accepts = unicode_classes.named(name.removeprefix("^"))
        if accepts is None:
            raise PatternError("invalid character class range", self._pattern[start : self._at])
        return self._of_group(accepts, negated != name.startswith("^"))

    def _escaped_character(self) -> str:
        start = self._at + 1
        following = self._pattern[start : start + 1]
        if not following:
            raise PatternError("trailing backslash at end of expression", "")
        if found := _OCTAL.match(self._pattern, start):
            self._at = found.end()
            return chr(int(found[0], 8))
        found = _HEXADECIMAL.match(self._pattern, start)
        code = int((found[1] or found[2]).lstrip("0")[:7] or "0", 16) if found else _CODE_MAX + 1
        if found and code <= _CODE_MAX:
            self._at = found.end()
            return chr(code)
        self._at = start + 1
        if following in _CONTROLS:
            return _CONTROLS[following]
        if following.isascii() and not following.isalnum():
            return following
        broken = _BROKEN_HEXADECIMAL.match(self._pattern, start)
        raise PatternError("invalid escape sequence", f"\\{broken[0] if broken else following}")

    def _class(self) -> Accepts:
        start = self._at
        self._at += 1
        negated = self._take("^")
        parts: list[Accepts] = []
        ranges: list[characters.Range] = []
        first = self._at
        while self._at == first or not self._take("]"):
            if accepts := self._named_class() or self._escaped_class():
                parts.append(accepts)
            else:
                ranges.append(self._range(start))
        if ranges:
            parts.append(self._of_group(characters.ranges(ranges), negated=False))
        accepts = characters.union(parts)
        return characters.negated(accepts) if negated else accepts

    def _named_class(self) -> Accepts | None:
        """`[:alpha:]`, `[:^alpha:]`."""
        end = self._pattern.find(":]", self._at + 2) if self._pattern.startswith("[:", self._at) else -1
        if end < 0:
            return None
        start, self._at = self._at, end + 2
        name = self._pattern[start + 2 : end]
        if name.removeprefix("^") not in characters.POSIX:
            raise PatternError("invalid character class range", self._pattern[start : self._at])
        return self._of_group(characters.ranges(characters.POSIX[name.removeprefix("^")]), name.startswith("^"))

    def _range(self, class_start: int) -> characters.Range:
        start = self._at
        low = high = self._class_character(class_start)
        following = self._pattern[self._at : self._at + 2]
        if len(following) == 2 and following[0] == "-" and following[1] != "]":
            self._at += 1
            high = self._class_character(class_start)
            if high < low:
                raise PatternError("invalid character class range", self._pattern[start : self._at])
        return low, high

    def _class_character(self, class_start: int) -> str:
        if self._at >= len(self._pattern):
            raise PatternError("missing closing ]", self._pattern[class_start:])
        if self._pattern[self._at] == "\\":
            return self._escaped_character()
        self._at += 1
        return self._pattern[self._at - 1]
