"""matches(), find() and findAll().

Upstream: cel-go/common/types/string.go, k8s.io/apiserver/pkg/cel/library/regex.go.
"""

from itertools import islice

from pykubectl.machinery.cel import patterns
from pykubectl.machinery.cel.errors import EvaluationError


def _matches(text: str, pattern: str) -> bool:
    return patterns.compiled(pattern).search(text) is not None


def _find(text: str, pattern: str) -> str:
    found = _finder(pattern).search(text)
    return found.group() if found else ""


def _find_all(text: str, pattern: str, limit: int = -1) -> list[str]:
    found = (match.group() for match in _finder(pattern).finditer(text))
    return list(found if limit < 0 else islice(found, limit))


def _finder(pattern: str) -> "patterns.re.Pattern[str]":
    try:
        return patterns.compiled(pattern)
    except EvaluationError as error:
        raise EvaluationError(f"Illegal regex: {error}") from error


ROWS = (
    ("matches", "matches", "(string, string) -> bool", _matches),
    ("matches", "matches", "string.(string) -> bool", _matches),
    ("find", "string_find_string", "string.(string) -> string", _find),
    ("findAll", "string_find_all_string", "string.(string) -> list(string)", _find_all),
    ("findAll", "string_find_all_string_int", "string.(string, int) -> list(string)", _find_all),
)
