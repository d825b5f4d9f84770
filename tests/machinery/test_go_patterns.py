"""Go's regular expressions: what matches, and what Go says of a pattern it refuses."""

import pytest

from pykubectl.machinery.go_patterns import PatternError, compile_pattern, matches


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("^a$", "a\n", False),
        ("(?m)^b$", "a\nb\nc", True),
        ("(?i)^ab", "ABc", True),
        ("^(a(?i)b)c$", "aBc", True),
        ("^(a(?i)b)c$", "aBC", False),
        (r"^\d+$", "١", False),
        (r"^\w$", "é", False),
        (r"^[[:alpha:]_]+$", "ab_", True),
        (r"^[^[:space:]]+$", "a b", False),
        (r"^\pL$", "é", True),
        (r"^[\p{Lu}\d]+$", "É1", True),
        (r"^\PL$", "1", True),
        (r"^\Qa.b\E$", "axb", False),
        (r"^[\w.-]+$", "a.b-c", True),
        ("^[]a]$", "]", True),
        ("a{,3}", "a{,3}", True),
        (r"^(?P<x>a)(?<y>b)\z", "ab", True),
        (r"^\x{e9}\x41$", "éA", True),
        ("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "abc-", False),
    ],
)
def test_matches(pattern: str, text: str, found: bool) -> None:
    assert matches(pattern, text) is found


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("a(", "missing closing ): `a(`"),
        ("a)", "unexpected ): `a)`"),
        ("*a", "missing argument to repetition operator: `*`"),
        ("a**", "invalid nested repetition operator: `**`"),
        ("a{3,2}", "invalid repeat count: `{3,2}`"),
        ("[a", "missing closing ]: `[a`"),
        ("[[:foo:]]", "invalid character class range: `[:foo:]`"),
        ("(?=a)", "invalid or unsupported Perl syntax: `(?=`"),
        (r"(a)\1", r"invalid escape sequence: `\1`"),
        ("a\\", "trailing backslash at end of expression: ``"),
    ],
)
def test_refused(pattern: str, what: str) -> None:
    with pytest.raises(PatternError) as refused:
        compile_pattern(pattern)
    assert str(refused.value) == f"error parsing regexp: {what}"
