"""What expressions are worth, what is wrong with others, and what they cost."""

import re
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pykubectl.machinery.cel import CompileError, CostExceeded, EvaluationError, access, compile
from pykubectl.machinery.cel.cel_types import DYN, INT, STRING, CelType, list_of, map_of, object_type
from pykubectl.machinery.cel.values import convert

PERSON = object_type("person", {"name": STRING, "age": INT, "a__dot__b": STRING}, {"a__dot__b": "a.b"})
VARIABLES: dict[str, CelType] = {
    "x": INT,
    "text": STRING,
    "words": list_of(STRING),
    "counts": map_of(STRING, INT),
    "any": DYN,
    "self": PERSON,
}
RAW: dict[str, Any] = {
    "x": 3,
    "text": "héllo",
    "words": ["a", "bb"],
    "counts": {"a": 1, "b": 2},
    "any": {"list": [1, {"deep": "yes"}], "n": None, "port": "http"},
    "self": {"name": "ann", "a.b": "dotted"},
}
VALUES = {name: convert(value, VARIABLES[name]) for name, value in RAW.items()}

OPERAND = (
    "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"
)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 + 2 * 3 - 4 / 2", 5),
        ("-7 / 2", -3),
        ("-7 % 3", -1),
        ("- -x", 3),
        ("x > 2 && text.startsWith('h')", True),
        ("true || 1 / 0 > 1", True),
        ("1 / 0 > 1 || true", True),
        ("x < 2.5", False),
        ("dyn(1) == 1.0 && dyn(1) == 1u", True),
        ("dyn(1) == dyn('a')", False),
        ("[1, 2][?5].orValue(7)", 7),
        ("text.size()", 5),
        ("'\\u00e9' in text.split('')", True),
        ("b'\\xff' + b'a'", b"\xffa"),
        ("words.map(w, w + '!').join(',')", "a!,bb!"),
        ("words.map(w, w.size() > 1, w)", ["bb"]),
        ("words.filter(w, w != 'a')", ["bb"]),
        ("words.all(w, w.size() > 0) && words.exists(w, w == 'bb') && words.exists_one(w, w == 'a')", True),
        ("[1, 0].exists(n, 1 / n == 1)", True),
        ("words.all(a, words.exists(b, a == b))", True),
        ("counts.all(k, v, v > 0 && k != 'z')", True),
        ("counts.transformMap(k, v, v * 2)", {"a": 2, "b": 4}),
        ("words.transformList(i, w, string(i) + w)", ["0a", "1bb"]),
        ("words.transformMapEntry(i, w, {w: i})", {"a": 0, "bb": 1}),
        ("any.list[1].deep", "yes"),
        ("any.?nothing.orValue('none')", "none"),
        ("any.?port.optMap(p, p + '!').orValue('')", "http!"),
        ("optional.none().or(optional.of(1)).value()", 1),
        ("has(any.list) && !has(any.other) && has(self.name) && !has(self.age)", True),
        ("self.a__dot__b", "dotted"),
        ("self.?age.hasValue()", False),
        ("[?self.?age, 5]", [5]),
        ("{?'age': self.?age, 'b': 2}", {"b": 2}),
        ("type(x) == int && type(text) == string && type(words) == list", True),
        ("string(1e6) + ' ' + string(0.1) + ' ' + string(1.0)", "1e+06 0.1 1"),
        ("int('12') + int(3.9) + int(2u)", 17),
        ("timestamp('2020-01-31T00:00:00Z') + duration('24h')", "2020-02-01T00:00:00Z"),
        ("timestamp('2020-01-01T00:00:00.5+01:00').getFullYear()", 2019),
        ("timestamp('2020-01-01T00:00:00Z').getDayOfWeek()", 3),
        ("timestamp('2020-06-01T00:00:00Z').getHours('Europe/Berlin')", 2),
        ("duration('1h30m').getMinutes()", 90),
        ("string(duration('1m1.5s'))", "61.5s"),
        ("'%s has %d, %.2f'.format([text, 2, 1234.5])", "héllo has 2, 1,234.50"),
        ("'%s|%s'.format([words, {'k': duration('90s')}])", '["a", "bb"]|{"k": duration("90s")}'),
        ("'%e|%b|%x'.format([3.14, 5, 'ab'])", "3.140000×10⁰⁰|101|6162"),
        ("string(timestamp('2020-01-01T00:00:00+02:00'))", "2020-01-01T00:00:00+02:00"),
        ("'a,b,c'.split(',', 2)", ["a", "b,c"]),
        ("'tacocat'.substring(0, 4).replace('a', 'o').upperAscii()", "TOCO"),
        ("'  x '.trim() + 'abc'.charAt(1) + string('abcabc'.lastIndexOf('b'))", "xb4"),
        ("text.matches('^h.*o$')", True),
        ("'a1b22'.findAll('[0-9]+')", ["1", "22"]),
        ("'a1b22'.find('z')", ""),
        ("[3, 1, 2].sort() == [1, 2, 3] && [1, 2].isSorted() && [1, 2].sum() == 3 && [4, 9].max() == 9", True),
        ("words.sortBy(w, -w.size())", ["bb", "a"]),
        ("[1, 2, 1].distinct() + [1, 2].reverse() + lists.range(2)", [1, 2, 2, 1, 0, 1]),
        ("[[1], [2, 3]].flatten()", [1, 2, 3]),
        ("sets.contains([1, 2], [2]) && sets.equivalent([1, 1], [1]) && !sets.intersects([1], [2])", True),
        ("quantity('1Gi').isGreaterThan(quantity('1G')) && quantity('500m').add(1).asApproximateFloat() == 1.5", True),
        ("quantity('1000m') == quantity('1')", True),
        ("isQuantity('12x')", False),
        ("url('https://u@h.example:8443/p%20q?a=1&a=2').getPort()", "8443"),
        ("url('https://h.example/p?a=1&a=2').getQuery()", {"a": ["1", "2"]}),
        ("isURL('relative/path')", False),
        ("ip('::1').isLoopback() && ip('10.0.0.1').family() == 4 && !isIP('10.0.0.256')", True),
        ("cidr('10.0.0.0/8').containsIP('10.1.2.3') && cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8')", True),
        ("semver('1.10.0').isGreaterThan(semver('1.9.9-rc.1')) && semver('v1.2', true).minor() == 2", True),
        ("format.dns1123Label().validate('A').hasValue() || format.named('nope').hasValue()", True),
        ("format.dns1123Label().validate('a-b').hasValue()", False),
        ("9223372036854775807 == 0x7FFFFFFFFFFFFFFF", True),
        ('r\'\\d\' == \'\\\\d\' && """a\'b""" == "a\'b"', True),
    ],
)
def test_value(expression: str, value: Any) -> None:
    assert access.plain(compile(expression, VARIABLES).evaluate(VALUES)) == access.plain(value)


@pytest.mark.parametrize(
    ("expression", "error"),
    [
        ("any.nope", "no such key: nope"),
        ("any.n.x", "no such key: x"),
        ("counts['z']", "no such key: z"),
        ("words[5]", "index out of bounds: 5"),
        ("self.age > 1", "no such key: age"),
        ("1 / 0", "division by zero"),
        ("1 % 0", "modulus by zero"),
        ("9223372036854775807 + x", "integer overflow"),
        ("0u - uint(x)", "unsigned integer overflow"),
        ("any.port > 5", "no such overload"),
        ("any.port && true", "no such overload"),
        ("int('a')", "type conversion error from 'string' to 'int'"),
        ("timestamp(text)", "type conversion error from 'string' to 'google.protobuf.Timestamp'"),
        ("optional.none().value()", "optional.none() dereference"),
        ("'abc'.substring(5)", "index out of range: 5"),
        ("words.filter(w, false).min()", "min called on empty list"),
        ("quantity('x').isInteger()", None),
        ("{text: 1, text: 2}", "Failed with repeated key: héllo"),
    ],
)
def test_evaluation_error(expression: str, error: str | None) -> None:
    with pytest.raises(EvaluationError, match=f"^{re.escape(error)}$" if error else None):
        compile(expression, VARIABLES).evaluate(VALUES)


@pytest.mark.parametrize(
    ("expression", "faults"),
    [
        ("self.nope > 1", ["1:5: undefined field 'nope'"]),
        ("1 + 's'", ["1:3: found no matching overload for '_+_' applied to '(int, string)'"]),
        ("1 == 1.0", ["1:3: found no matching overload for '_==_' applied to '(int, double)'"]),
        ("text.size(1)", ["1:10: found no matching overload for 'size' applied to 'string.(int)'"]),
        ("nope + foo(1)", ["1:1: undeclared reference to 'nope'", "1:11: undeclared reference to 'foo'"]),
        ("x.y", ["1:2: type 'int' does not support field selection"]),
        ("x.all(a, true)", ["1:1: expression of type 'int' cannot be range of a comprehension"]),
        ("[1, 'a']", ["1:5: expected type 'int' but found 'string'"]),
        ("x && true", ["1:1: expected type 'bool' but found 'int'"]),
        ("has(x)", ["1:5: invalid argument to has() macro"]),
        ("words.map(a.b, 1)", ["1:12: argument is not an identifier"]),
        ("words.all(1, true)", ["1:11: argument must be a simple name"]),
        ("duration('zz')", ["1:10: invalid duration argument"]),
        ("text.matches('(')", ["1:14: invalid matches argument"]),
        ("timestamp(-62135596801)", ["1:11: invalid timestamp argument"]),
        ("namespace", ["1:1: reserved identifier: namespace"]),
        ("0xFFFFFFFFFFFFFFFFF", ["1:1: invalid int literal"]),
        ("object.spec.(", ["1:13: Syntax error: no viable alternative at input '.('"]),
        ("self.true == 1", ["1:6: Syntax error: mismatched input 'true' expecting IDENTIFIER"]),
        ("(1", ["1:3: Syntax error: missing ')' at '<EOF>'"]),
        ("[1 2]", ["1:4: Syntax error: extraneous input '2' expecting {']', ','}"]),
        ("{a}", ["1:3: Syntax error: mismatched input '}' expecting ':'"]),
        ("f(){}", ["1:4: Syntax error: mismatched input '{' expecting <EOF>"]),
        ("1 + 2\n3 +", ["2:1: Syntax error: mismatched input '3' expecting <EOF>"]),
        (
            "1 + +",
            [
                f"1:5: Syntax error: mismatched input '+' expecting {OPERAND}",
                f"1:6: Syntax error: mismatched input '<EOF>' expecting {OPERAND}",
            ],
        ),
        (
            "*@a | b",
            [
                f"1:1: Syntax error: extraneous input '*' expecting {OPERAND}",
                "1:2: Syntax error: token recognition error at: '@'",
                "1:5: Syntax error: token recognition error at: '| '",
                "1:7: Syntax error: extraneous input 'b' expecting <EOF>",
            ],
        ),
        ("(" * 300 + "1" + ")" * 300, ["-1:0: expression recursion limit exceeded: 250"]),
    ],
)
def test_compile_error(expression: str, faults: list[str]) -> None:
    with pytest.raises(CompileError) as failure:
        compile(expression, VARIABLES)
    found = re.findall(r"(?:^|\n)ERROR: <input>:(.*)", str(failure.value))
    assert len(found) == len(faults)
    for line, fault in zip(found, faults, strict=True):
        assert line.startswith(fault)


def test_a_pattern_that_is_none() -> None:
    with pytest.raises(CompileError, match=re.escape("error parsing regexp: unexpected ): `)`")) as failure:
        compile("text.find(')') == ''", VARIABLES)
    assert failure.value.what == "program instantiation failed"


def test_an_error_shows_its_place() -> None:
    with pytest.raises(CompileError) as failure:
        compile("text == 'é' &&\n\tnope", VARIABLES)
    assert str(failure.value) == (
        "ERROR: <input>:2:2: undeclared reference to 'nope' (in container '')\n |  nope\n | .^"
    )


@pytest.mark.parametrize(
    ("expression", "cost"),
    [
        ("x", 1),
        ("x > 1 && x < 5", 4),
        ("self.name == 'ann'", 3),
        ("has(self.name)", 1),
        ("any.list[1].deep", 4),
        ("any.list[x]", 3),
        ("any.list[x - 2]", 5),
        ("text in ['a', 'b']", 1),
        ("words == ['a', 'b']", 2),
        ("duration('1m') > duration('1s')", 1),
        ("x > 5 ? text : self.name", 3),
        ("words.filter(w, w == 'a').size()", 20),
        ("any.nope == 'a' || true", 3),
        ("[3, 1].sort()", 19),
        ("words.all(w, true)", 8),
        ("'a'.contains('b')", 1),
    ],
)
def test_cost(expression: str, cost: int) -> None:
    assert compile(expression, VARIABLES).run(VALUES).cost == cost


@pytest.mark.parametrize(
    "expression",
    [
        "words.all(a, words.all(b, words.all(c, words.all(d, true))))",
        "lists.range(500000).map(n, n)",
        "words.map(a, words.map(b, words.map(c, a + b + c)))",
        "optional.of('ab')" + ".optMap(t, t.replace('', t))" * 12 + ".hasValue()",
        "optional.of([1, 2])" + ".optMap(l, l + l)" * 40 + ".hasValue()",
        "lists.range(9223372036854775807).size()",
    ],
)
def test_the_budget_ends_an_evaluation(expression: str) -> None:
    many = {**VALUES, "words": ["word"] * 3000}
    run = compile(expression, VARIABLES).run(many, 100_000)
    assert isinstance(run.error, CostExceeded)
    assert run.cost < 600_000


_PIECES = st.sampled_from(
    [
        "x",
        "text",
        "words",
        "self",
        "any",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ".",
        ",",
        "+",
        "-",
        "*",
        "/",
        "%",
        "!",
        "?",
        ":",
        "==",
        "<",
        "&&",
        "||",
        "in",
        "1",
        "2.5",
        "'a'",
        "true",
        "null",
        ".all(",
        ".map(",
        "has(",
        "a,",
        ".size()",
        ".?b",
        "[?0]",
        "@",
        "&",
        '"',
        "r'",
        "0x",
        "1u",
        "b''",
        "int(",
        "duration(",
        "optional.",
        "{",
        "}",
        "Object{",
        "`a`",
        "\\",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=30), st.lists(_PIECES, max_size=12).map("".join)))
def test_any_text_is_an_expression_or_refused(text: str) -> None:
    with suppress(CompileError):
        compile(text, VARIABLES).run(VALUES, 10_000)
