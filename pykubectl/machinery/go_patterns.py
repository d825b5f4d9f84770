"""Go's regular expressions, run by Python's: what differs is translated, what Go has not is refused in its words.

Go knows no look-around and no back-references; its classes (`\\d`, `\\w`, `\\s`, `\\b`) are ASCII, `$` is the very end of the
text, `\\z`, `\\Q..\\E`, `\\pL`, `[[:alpha:]]` and `(?U)` are its own.

Upstream: Go's regexp/syntax.
"""

import re
import unicodedata
from functools import lru_cache

_ESCAPES = {
    "d": "[0-9]",
    "D": "[^0-9]",
    "s": r"[\t\n\f\r ]",
    "S": r"[^\t\n\f\r ]",
    "w": "[0-9A-Za-z_]",
    "W": "[^0-9A-Za-z_]",
    "z": r"\Z",
    "A": r"\A",
    "b": r"(?a:\b)",
    "B": r"(?a:\B)",
    "a": r"\x07",
    "f": r"\f",
    "n": r"\n",
    "r": r"\r",
    "t": r"\t",
    "v": r"\v",
    "C": r"[\s\S]",
}
_POSIX = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "ascii": r"\x00-\x7F",
    "blank": r"\t ",
    "cntrl": r"\x00-\x1F\x7F",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": r"!-/:-@\[-`{-~",
    "space": r"\t\n\v\f\r ",
    "upper": "A-Z",
    "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}
_REPEAT = re.compile(r"\{(\d+)(?:(,)(\d*))?\}")
_GROUP = re.compile(r"\(\?(?:P?<(?P<name>[A-Za-z_][A-Za-z0-9_]*)>|(?P<on>[imsU]*)(?:-(?P<off>[imsU]+))?(?P<end>[:)]))")
_REPEAT_MAX = 1000
# Of Unicode; scripts (`\\p{Greek}`) are left out.
_CATEGORY = re.compile("C[cfos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?")


class PatternError(ValueError):
    """A pattern that Go refuses: `error parsing regexp: missing closing ): ...`."""

    def __init__(self, what: str, where: str) -> None:
        super().__init__(f"error parsing regexp: {what}: `{where}`")


@lru_cache(maxsize=512)
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Raises PatternError."""
    translated = _Translation(pattern).run()
    try:
        return re.compile(translated)
    except re.error as error:
        raise PatternError(str(error), pattern)


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern is somewhere in the text. Raises PatternError."""
    return compile_pattern(pattern).search(text) is not None


class _Translation:
    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._out: list[str] = []
        self._depth = 0
        # Where the last thing that can be repeated began, and where its repetition did, if it has one.
        self._atom = False
        self._repetition = -1
        self._multiline = [False]

    def run(self) -> str:
        while self._at < len(self._pattern):
            self._step(self._pattern[self._at])
        if self._depth:
            raise PatternError("missing closing )", self._pattern)
        return "".join(self._out)

    def _step(self, character: str) -> None:
        if character in "*+?":
            self._repeat(character)
        elif character == "{" and (found := _REPEAT.match(self._pattern, self._at)):
            self._count(found)
        elif character == "(":
            self._open()
        elif character == ")":
            self._close()
        elif character == "[":
            self._put(self._class())
        elif character == "\\":
            self._put(self._escape())
        elif character in "|^$":
            self._special(character)
        else:
            self._at += 1
            self._put("." if character == "." else re.escape(character))

    def _put(self, text: str) -> None:
        self._out.append(text)
        self._atom, self._repetition = True, -1

    def _special(self, character: str) -> None:
        self._at += 1
        if character == "$":
            self._put("(?m:$)" if self._multiline[-1] else r"\Z")
        elif character == "^":
            self._put("(?m:^)" if self._multiline[-1] else r"\A")
        else:
            self._out.append("|")
            self._atom, self._repetition = False, -1

    def _repeat(self, operator: str) -> None:
        start = self._at
        self._at += 1
        if not self._atom and self._repetition < 0:
            raise PatternError("missing argument to repetition operator", operator)
        self._finish_repeat(operator, start)

    def _count(self, found: re.Match[str]) -> None:
        low, high = int(found.group(1)), int(found.group(3) or 0) if found.group(3) else None
        if low > _REPEAT_MAX or (high is not None and (high > _REPEAT_MAX or high < low)):
            raise PatternError("invalid repeat count", found.group(0))
        if not self._atom and self._repetition < 0:
            raise PatternError("missing argument to repetition operator", found.group(0))
        start, self._at = self._at, found.end()
        self._finish_repeat(found.group(0), start)

    def _finish_repeat(self, operator: str, start: int) -> None:
        if self._repetition >= 0:
            raise PatternError("invalid nested repetition operator", self._pattern[self._repetition : self._at])
        self._out.append(operator)
        if self._pattern[self._at : self._at + 1] == "?":
            self._out.append("?")
            self._at += 1
        self._atom, self._repetition = False, start

    def _open(self) -> None:
        if not self._pattern.startswith("(?", self._at):
            self._at += 1
            self._out.append("(")
        else:
            found = _GROUP.match(self._pattern, self._at)
            if found is None:
                raise self._perl_error()
            self._at = found.end()
            if found.group("end") == ")":
                self._flags(found)
                return
            self._out.append(_group(found))
        self._depth += 1
        self._multiline.append(self._multiline[-1])
        if "(?" in self._pattern and (flags := self._out[-1]).startswith("(?"):
            self._multiline[-1] = "m" in flags.partition("-")[0] or self._multiline[-1]
        self._atom, self._repetition = False, -1

    def _flags(self, found: re.Match[str]) -> None:
        """`(?i)`: from here to the end of the group."""
        on, off = found.group("on"), found.group("off") or ""
        if "m" in on + off:
            self._multiline[-1] = "m" in on
        flags = _python_flags(on, off)
        if flags:
            # Python wants such flags around something: the rest of this group.
            self._out.append(f"(?{flags}:")
            self._pattern = self._pattern[: self._at] + _closed(self._pattern[self._at :])
            self._depth += 1
            self._multiline.append(self._multiline[-1])
        self._atom, self._repetition = False, -1

    def _close(self) -> None:
        if not self._depth:
            raise PatternError("unexpected )", self._pattern)
        self._depth -= 1
        self._multiline.pop()
        self._at += 1
        self._put(")")

    def _perl_error(self) -> PatternError:
        rest = self._pattern[self._at :]
        if rest.startswith(("(?P<", "(?<")):
            # A look-behind, to Go, is a name that never ends.
            return PatternError("invalid named capture", rest[: rest.find(">") + 1] or rest)
        return PatternError("invalid or unsupported Perl syntax", rest[:3])

    def _escape(self) -> str:
        following = self._pattern[self._at + 1 : self._at + 2]
        if not following:
            raise PatternError("trailing backslash at end of expression", "")
        if following == "Q":
            end = self._pattern.find(r"\E", self._at)
            literal = self._pattern[self._at + 2 : end if end >= 0 else len(self._pattern)]
            self._at = end + 2 if end >= 0 else len(self._pattern)
            return f"(?:{re.escape(literal)})"
        if following in _ESCAPES:
            self._at += 2
            return _ESCAPES[following]
        return self._literal_escape(in_class=False)

    def _literal_escape(self, *, in_class: bool) -> str:
        """An escaped character, number or Unicode class."""
        following = self._pattern[self._at + 1]
        if following in "pP":
            found = re.compile(r"\\[pP](?:\{(\^?)(\w+)\}|(\w))").match(self._pattern, self._at)
            if found is None or not _CATEGORY.fullmatch(found.group(2) or found.group(3)):
                where = found.group(0) if found else self._pattern[self._at :]
                raise PatternError("invalid character class range", where)
            self._at = found.end()
            negated = (following == "P") != bool(found.group(1))
            members = _members(found.group(2) or found.group(3), negated)
            return members if in_class else f"[{members}]"
        if following == "x" and (
            found := re.compile(r"\\x(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{2}))").match(self._pattern, self._at)
        ):
            self._at = found.end()
            return re.escape(chr(int(found.group(1) or found.group(2), 16)))
        if following in "01234567" and (
            found := re.compile(r"\\(0[0-7]{0,2}|[1-7][0-7]{1,2})").match(self._pattern, self._at)
        ):
            self._at = found.end()
            return re.escape(chr(int(found.group(1), 8)))
        if following.isascii() and not following.isalnum():
            self._at += 2
            return f"\\{following}"
        raise PatternError("invalid escape sequence", self._pattern[self._at : self._at + 2])

    def _class(self) -> str:
        start = self._at
        self._at += 1
        out = "["
        if self._pattern[self._at : self._at + 1] == "^":
            out += "^"
            self._at += 1
        first = True
        while True:
            if self._at >= len(self._pattern):
                raise PatternError("missing closing ]", self._pattern[start:])
            if self._pattern[self._at] == "]" and not first:
                self._at += 1
                return f"{out}]"
            out += self._member()
            first = False

    def _member(self) -> str:
        character = self._pattern[self._at]
        if found := re.compile(r"\[:(\^?)(\w+):\]").match(self._pattern, self._at):
            if found.group(2) not in _POSIX:
                raise PatternError("invalid character class range", found.group(0))
            self._at = found.end()
            return _negated(_POSIX[found.group(2)]) if found.group(1) else _POSIX[found.group(2)]
        if character == "\\" and self._at + 1 < len(self._pattern):
            following = self._pattern[self._at + 1]
            if following in "dsw":
                self._at += 2
                return _ESCAPES[following][1:-1]
            if following in "DSW":
                self._at += 2
                return _negated(_ESCAPES[following][2:-1])
            if following in "afnrtv":
                self._at += 2
                return _ESCAPES[following]
            return self._literal_escape(in_class=True)
        self._at += 1
        return f"\\{character}" if character in "[]&~|^\\" else character


def _group(found: re.Match[str]) -> str:
    if found.group("name"):
        return f"(?P<{found.group('name')}>"
    flags = _python_flags(found.group("on"), found.group("off") or "")
    return f"(?{flags}:"


def _python_flags(on: str, off: str) -> str:
    """Multi-line matching is translated, and greed is no matter of whether something matches."""
    on, off = ("".join(flag for flag in flags if flag in "is") for flags in (on, off))
    return on + (f"-{off}" if off else "")


def _closed(rest: str) -> str:
    """`rest` with one more closing parenthesis, at the end of the group we are in."""
    depth, in_class, index = 0, False, 0
    while index < len(rest):
        character = rest[index]
        if character == "\\":
            index += 1
        elif in_class:
            in_class = character != "]"
        elif character == "[":
            in_class = True
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if depth < 0:
                break
        index += 1
    return f"{rest[:index]}){rest[index:]}"


@lru_cache(maxsize=32)
def _members(category: str, negated: bool) -> str:
    """The ranges of a Unicode category as members of a class."""
    ranges, start = [], -1
    for code in range(0x110000 + 1):
        inside = code < 0x110000 and unicodedata.category(chr(code)).startswith(category) != negated
        if inside and start < 0:
            start = code
        elif not inside and start >= 0:
            ranges.append(f"\\U{start:08x}-\\U{code - 1:08x}")
            start = -1
    return "".join(ranges)


def _negated(members: str) -> str:
    pattern = re.compile(f"[{members}]")
    ranges, start = [], 0
    for code in range(129):
        if code < 128 and not pattern.match(chr(code)):
            continue
        if start < code:
            ranges.append(f"\\x{start:02x}-\\x{code - 1:02x}")
        start = code + 1
    return "".join([*ranges, r"\U00000080-\U0010ffff"])
