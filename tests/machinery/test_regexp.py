"""Regular expressions: what Go finds, what it says of a pattern it refuses, and how little work the worst of them are."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pykubectl.machinery import regexp
from pykubectl.machinery.cel import compile as compile_cel
from pykubectl.machinery.cel.cel_types import STRING
from pykubectl.machinery.regexp import Pattern, PatternError
from pykubectl.machinery.structural import validation


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("^a$", "a\n", False),
        ("(?m)^b$", "a\nb\nc", True),
        ("(?m)^b$", "a\nbc", False),
        ("a.b", "a\nb", False),
        ("(?s)a.b", "a\nb", True),
        ("a[^b]c", "a\nc", True),
        ("(?i)^ab", "ABc", True),
        ("^(a(?i)b)c$", "aBc", True),
        ("^(a(?i)b)c$", "aBC", False),
        ("^(?i:a|(?-i)b)c$", "Bc", False),
        ("(?i)^[^a]$", "A", False),
        ("(?i)^k$", "\u212a", True),
        ("(?i)^straße$", "STRAẞE", True),
        ("(?i)^ß$", "ss", False),
        ("(?i)^[α-γ]$", "Β", True),
        (r"^\d+$", "١", False),
        (r"^\w$", "é", False),
        (r"^\s$", "\v", False),
        (r"^[[:space:]]$", "\v", True),
        (r"\bé\b", " é ", False),
        (r"a\B", "a b", False),
        (r"^[[:alpha:]_]+$", "ab_", True),
        (r"^[^[:space:]]+$", "a b", False),
        (r"^[[:^digit:]]$", "1", False),
        (r"^\pL$", "é", True),
        (r"^[\p{Lu}\d]+$", "É1", True),
        (r"^\PL$", "1", True),
        (r"^\p{^L}$", "1", True),
        (r"^\p{uppercase letter}$", "É", True),
        (r"(?i)^\p{Lu}$", "é", True),
        (r"^\p{Greek}+$", "αΩ", True),
        (r"^\p{Greek}+$", "a", False),
        (r"^\p{Han}\P{Han}$", "漢a", True),
        (r"^\p{Latin}$", "Ａ", True),
        (r"^\Qa.b\E$", "axb", False),
        (r"^\Qa.b\E*$", "a.bbb", True),
        (r"^[\w.-]+$", "a.b-c", True),
        (r"^[\W]$", "a", False),
        ("^[]a]$", "]", True),
        ("^[a-]+$", "-a", True),
        ("a{,3}", "a{,3}", True),
        ("^a{01}$", "a{01}", True),
        ("^a{2,3}$", "aaaa", False),
        ("^(ab){2,}$", "ababab", True),
        ("^a{0}$", "a", False),
        (r"^(?P<x>a)(?<y>b)\z", "ab", True),
        (r"^\x{e9}\x41\101\07$", "éAA\a", True),
        ("^(?:a|b|)c$", "c", True),
        ("(a*)*b", "aab", True),
        ("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "abc-", False),
        ("", "", True),
        ("^*a", "a", True),
    ],
)
def test_search(pattern: str, text: str, found: bool) -> None:
    assert regexp.compile(pattern).search(text) is found
    assert (regexp.compile(pattern).find(text) is not None) is found


@pytest.mark.parametrize(
    ("pattern", "text", "spans"),
    [
        ("a*", "baaac", [(0, 0), (1, 4), (5, 5)]),
        ("a*?", "aa", [(0, 0), (1, 1), (2, 2)]),
        ("a|ab", "ab", [(0, 1)]),
        ("ab|a", "aab", [(0, 1), (1, 3)]),
        ("(?U)a+", "aa", [(0, 1), (1, 2)]),
        ("(?U)a+?", "aa", [(0, 2)]),
        ("(|a)*", "aa", [(0, 0), (1, 1), (2, 2)]),
        ("(?:a+b|a)", "aaaca", [(0, 1), (1, 2), (2, 3), (4, 5)]),
        ("^a", "aa", [(0, 1)]),
        (r"\b", "a b", [(0, 0), (1, 1), (2, 2), (3, 3)]),
        ("(?m)^.", "ab\ncd", [(0, 1), (3, 4)]),
        ("é.", "éaéb", [(0, 2), (2, 4)]),
    ],
)
def test_find_all(pattern: str, text: str, spans: list[tuple[int, int]]) -> None:
    assert regexp.compile(pattern).find_all(text) == spans
    assert regexp.compile(pattern).find_all(text, 1) == spans[:1]
    assert regexp.compile(pattern).find(text) == spans[0]
    assert regexp.compile(pattern).find_all(text, 0) == []


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("a(", "missing closing ): `a(`"),
        ("a)", "unexpected ): `a)`"),
        ("*a", "missing argument to repetition operator: `*`"),
        ("a|*?", "missing argument to repetition operator: `*?`"),
        ("({2})", "missing argument to repetition operator: `{2}`"),
        ("a**", "invalid nested repetition operator: `**`"),
        ("a{2}??", "invalid nested repetition operator: `{2}??`"),
        ("a{3,2}", "invalid repeat count: `{3,2}`"),
        ("a{1001}", "invalid repeat count: `{1001}`"),
        ("a{99999999999999999999,}", "invalid repeat count: `{99999999999999999999,}`"),
        ("((a{100}){10}){2}", "invalid repeat count: `{2}`"),
        ("[a", "missing closing ]: `[a`"),
        ("x[]", "missing closing ]: `[]`"),
        ("[[:foo:]]", "invalid character class range: `[:foo:]`"),
        ("[b-a]", "invalid character class range: `b-a`"),
        (r"[a\b]", r"invalid escape sequence: `\b`"),
        (r"\p{Klingon}", r"invalid character class range: `\p{Klingon}`"),
        (r"\p{L", r"invalid character class range: `\p{L`"),
        (r"\pX", r"invalid character class range: `\pX`"),
        ("(?=a)", "invalid or unsupported Perl syntax: `(?=`"),
        ("(?i-)", "invalid or unsupported Perl syntax: `(?i-)`"),
        ("(?<=a)b", "invalid named capture: `(?<=a)b`"),
        ("(?P<a-b>x)", "invalid named capture: `(?P<a-b>`"),
        (r"(a)\1", r"invalid escape sequence: `\1`"),
        (r"\C", r"invalid escape sequence: `\C`"),
        (r"\x{110000}", r"invalid escape sequence: `\x{110000}`"),
        (r"\xg", r"invalid escape sequence: `\xg`"),
        ("a\\", "trailing backslash at end of expression: ``"),
        ("(" * 1001 + ")" * 1001, f"expression nests too deeply: `{'(' * 1001}{')' * 1001}`"),
        (f"({'ab' * 2000}){{1000}}", f"expression too large: `({'ab' * 2000}){{1000}}`"),
    ],
)
def test_refused(pattern: str, what: str) -> None:
    with pytest.raises(PatternError) as refused:
        regexp.compile(pattern)
    assert str(refused.value) == f"error parsing regexp: {what}"


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("(a+)+$", "a" * 5000 + "b", False),
        ("^(a|a)*$", "a" * 5000 + "b", False),
        ("(a|a?)+c", "a" * 5000, False),
        ("(.*)(.*)(.*)(.*)(.*)x", "a" * 5000, False),
        ("((a{0,30}){0,30})*$", "a" * 5000 + "b", True),
        ("a?" * 300 + "a" * 300, "a" * 300, True),
        # As many states as it can have: each character is worked out anew.
        ("(a|b)*a(a|b){20}c", "abbabaaabbbb" * 400, False),
    ],
)
def test_work_is_bounded(pattern: str, text: str, found: bool) -> None:
    machine = Pattern(pattern).machine
    assert machine.search(text) is found
    assert machine.visited <= machine.length * (len(text) + 2)
    machine = Pattern(pattern).machine
    assert (machine.find(text) is not None) is found
    assert machine.visited <= machine.length * (len(text) + 2)


def test_known_states_cost_nothing() -> None:
    machine = Pattern("(a+)+$").machine
    machine.search("a" * 5000 + "b")
    assert machine.visited < 50


def test_definitions_and_policies_end() -> None:
    text = "a" * 5000 + "b"
    found = validation.validate(text, {"type": "string", "pattern": "^(a+)+$"}, prefix="spec.x")
    assert "should match '^(a+)+$'" in str(found)
    assert compile_cel("text.matches('^(a+)+$')", {"text": STRING}).evaluate({"text": text}, 10**9) is False
    assert compile_cel("text.find('(a*)*b$') == text", {"text": STRING}).evaluate({"text": text}, 10**9) is True


_ATOMS = st.sampled_from(["a", "b", "c", ".", "[ab]", "[^a]", r"\w", r"\b", "^", "$", "(?:)"])
_EXPRESSIONS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(["?", "??", "{2}", "{1,2}", "{0,2}?"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
        # What Go and Python do differently begins where something empty is repeated.
        st.tuples(st.sampled_from("abc."), st.sampled_from(["*", "+", "*?", "+?"])).map("".join),
    ),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(_EXPRESSIONS, st.text("abc \n", max_size=8))
def test_as_python(pattern: str, text: str) -> None:
    expected = re.compile(pattern.replace("$", r"\Z"), re.ASCII).search(text)
    assert Pattern(pattern).find(text) == (expected.span() if expected else None)
    assert Pattern(pattern).search(text) is (expected is not None)
