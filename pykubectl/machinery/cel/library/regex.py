"""matches(), find() and findAll().

Upstream: cel-go/common/types/string.go, k8s.io/apiserver/pkg/cel/library/regex.go.
"""

from pykubectl.machinery import regexp
from pykubectl.machinery.cel.errors import EvaluationError


def _compiled(pattern: str, prefix: str = "") -> regexp.Pattern:
    try:
        return regexp.compile(pattern)
    except regexp.PatternError as error:
        raise EvaluationError(f"{prefix}{error}") from error


def _matches(text: str, pattern: str) -> bool:
    return _compiled(pattern).search(text)


def _find(text: str, pattern: str) -> str:
    span = _compiled(pattern, "Illegal regex: ").find(text)
    return text[slice(*span)] if span else ""


def _find_all(text: str, pattern: str, limit: int = -1) -> list[str]:
    return [text[start:end] for start, end in _compiled(pattern, "Illegal regex: ").find_all(text, limit)]


ROWS = (
    ("matches", "matches", "(string, string) -> bool", _matches),
    ("matches", "matches", "string.(string) -> bool", _matches),
    ("find", "string_find_string", "string.(string) -> string", _find),
    ("findAll", "string_find_all_string", "string.(string) -> list(string)", _find_all),
    ("findAll", "string_find_all_string_int", "string.(string, int) -> list(string)", _find_all),
)
