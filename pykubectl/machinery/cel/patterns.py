"""Regular expressions: RE2's syntax (what Go's regexp has), matched with Python's engine.

What RE2 has not (look-around, back references) is refused, so that a rule accepted here is accepted by the real server.

Upstream: Go's regexp/syntax.
"""

import re
from functools import lru_cache

from pykubectl.machinery.cel.errors import EvaluationError

_POSIX = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "ascii": "\\x00-\\x7F",
    "blank": "\\t ",
    "cntrl": "\\x00-\\x1F\\x7F",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": "!-/:-@\\[-`{-~",
    "space": "\\t\\n\\v\\f\\r ",
    "upper": "A-Z",
    "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}
_REFUSED = re.compile(r"\(\?(=|!|<=|<!|\(|>|#)|\\[1-9]|\(\?P[=>]|[*+?}]\+")
_NAMED_GROUP = re.compile(r"\(\?<([A-Za-z_]\w*)>")
_CLASS = re.compile(r"\[:(\^?)(\w+):\]")
_CODE = re.compile(r"\\x\{([0-9A-Fa-f]+)\}")


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern ready to match; raises EvaluationError with Go's opening words."""
    try:
        return re.compile(_translated(pattern), re.ASCII)
    except (re.error, OverflowError, RecursionError) as error:
        raise EvaluationError(f"error parsing regexp: {error}: `{pattern}`") from error


def fault(pattern: str) -> str | None:
    try:
        compiled(pattern)
    except EvaluationError as error:
        return str(error)
    return None


def _translated(pattern: str) -> str:
    plain = re.sub(r"\\\\", "  ", pattern)
    refused = _REFUSED.search(re.sub(r"\[[^\]]*\]", "", plain))
    if refused:
        raise re.error(f"invalid or unsupported Perl syntax: `{refused.group()}`")
    text = _NAMED_GROUP.sub(r"(?P<\1>", pattern)
    text = _CODE.sub(lambda match: re.escape(chr(int(match.group(1), 16))), text)
    text = _CLASS.sub(_posix, text)
    return text.replace("\\z", "\\Z").replace("\\pL", "[^\\W\\d_]").replace("\\pN", "\\d") if "\\" in text else text


def _posix(match: re.Match[str]) -> str:
    if match.group(1) or match.group(2) not in _POSIX:
        raise re.error(f"invalid character class range: `{match.group()}`")
    return _POSIX[match.group(2)]
