"""matches(), find() and findAll().

Upstream: cel-go/common/types/string.go, k8s.io/apiserver/pkg/cel/library/regex.go.
"""

import re
from itertools import islice

from pykubectl.machinery import go_patterns
from pykubectl.machinery.cel.errors import EvaluationError


def _compiled(pattern: str, prefix: str = "") -> re.Pattern[str]:
    try:
        return go_patterns.compile_pattern(pattern)
    except go_patterns.PatternError as error:
        raise EvaluationError(f"{prefix}{error}") from error


def _matches(text: str, pattern: str) -> bool:
    return _compiled(pattern).search(text) is not None


def _find(text: str, pattern: str) -> str:
    found = _compiled(pattern, "Illegal regex: ").search(text)
    return found.group() if found else ""


def _find_all(text: str, pattern: str, limit: int = -1) -> list[str]:
    found = (match.group() for match in _compiled(pattern, "Illegal regex: ").finditer(text))
    return list(found if limit < 0 else islice(found, limit))


ROWS = (
    ("matches", "matches", "(string, string) -> bool", _matches),
    ("matches", "matches", "string.(string) -> bool", _matches),
    ("find", "string_find_string", "string.(string) -> string", _find),
    ("findAll", "string_find_all_string", "string.(string) -> list(string)", _find_all),
    ("findAll", "string_find_all_string_int", "string.(string, int) -> list(string)", _find_all),
)
