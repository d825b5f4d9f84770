"""Sets of characters: ranges, the classes with names, and what is the same without regard to case.

A set is a function that says whether a character is in it; the machine asks it once for each character it meets.

Upstream: Go's regexp/syntax (perl_groups.go), unicode.SimpleFold.
"""

from collections.abc import Sequence
from functools import lru_cache

from pykubectl.machinery.regexp.program import Accepts

Range = tuple[str, str]

# What \d, \s and \w are; their capitals are the opposite.
PERL: dict[str, Sequence[Range]] = {
    "d": [("0", "9")],
    "s": [("\t", "\n"), ("\f", "\r"), (" ", " ")],
    "w": [("0", "9"), ("A", "Z"), ("_", "_"), ("a", "z")],
}
POSIX: dict[str, Sequence[Range]] = {
    "alnum": [("0", "9"), ("A", "Z"), ("a", "z")],
    "alpha": [("A", "Z"), ("a", "z")],
    "ascii": [("\x00", "\x7f")],
    "blank": [("\t", "\t"), (" ", " ")],
    "cntrl": [("\x00", "\x1f"), ("\x7f", "\x7f")],
    "digit": [("0", "9")],
    "graph": [("!", "~")],
    "lower": [("a", "z")],
    "print": [(" ", "~")],
    "punct": [("!", "/"), (":", "@"), ("[", "`"), ("{", "~")],
    "space": [("\t", "\r"), (" ", " ")],
    "upper": [("A", "Z")],
    "word": PERL["w"],
    "xdigit": [("0", "9"), ("A", "F"), ("a", "f")],
}
_FOLDED_MAX = 0x1E944


def is_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")


def is_any(character: str) -> bool:
    return True


def is_within_line(character: str) -> bool:
    return character != "\n"


def literal(character: str, *, fold: bool) -> Accepts:
    same = orbit(character) if fold else ()
    return same.__contains__ if len(same) > 1 else character.__eq__


def ranges(members: Sequence[Range]) -> Accepts:
    return lambda character: any(low <= character <= high for low, high in members)


def folded(accepts: Accepts) -> Accepts:
    """The set, with what differs from its members by case alone."""
    return lambda character: any(map(accepts, orbit(character)))


def negated(accepts: Accepts) -> Accepts:
    return lambda character: not accepts(character)


def union(parts: Sequence[Accepts]) -> Accepts:
    return parts[0] if len(parts) == 1 else lambda character: any(accepts(character) for accepts in parts)


def orbit(character: str) -> Sequence[str]:
    """The characters that are the same without regard to case, this one among them."""
    if character.isascii() and character not in "kKsS":
        return (character.lower(), character.upper()) if character.isalpha() else (character,)
    return _orbits().get(_simple_fold(character), (character,))


def _simple_fold(character: str) -> str:
    """Never more than one character: `ß` is no `ss`."""
    for same in (character.casefold(), character.lower()):
        if len(same) == 1:
            return same
    return character


@lru_cache(maxsize=1)
def _orbits() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code in range(_FOLDED_MAX):
        character = chr(code)
        same = _simple_fold(character)
        if same != character:
            found[same] = (*found.get(same, (same,)), character)
    return found
