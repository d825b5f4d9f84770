"""The same expressions in cel-cpp (cel-expr-python), where it has the feature: values agree, and so does what is refused."""

from typing import Any

import pytest

from pykubectl.machinery.cel import CompileError, access, compile
from pykubectl.machinery.cel.cel_types import DYN, INT, STRING, list_of, map_of

cel = pytest.importorskip("cel_expr_python.cel")
ext_strings = pytest.importorskip("cel_expr_python.ext.ext_strings")
ext_optional = pytest.importorskip("cel_expr_python.ext.ext_optional")

VALUES = {"x": 3, "s": "text", "l": ["a", "b", "c"], "m": {"a": 1, "b": 2}, "d": {"a": [1, 2.5, "z", None]}}


@pytest.fixture(scope="module")
def oracle() -> Any:
    kinds = {"x": cel.Type.INT, "s": cel.Type.STRING, "l": cel.Type.List(cel.Type.STRING)}
    kinds |= {"m": cel.Type.Map(cel.Type.STRING, cel.Type.INT), "d": cel.Type.DYN}
    return cel.NewEnv(variables=kinds, extensions=[ext_strings.ExtStrings(), ext_optional.ExtOptional()])


VARIABLES = {"x": INT, "s": STRING, "l": list_of(STRING), "m": map_of(STRING, INT), "d": DYN}

EXPRESSIONS = """
1 + 2 * 3 % 4 - 7 / 2
-x + 5 - -2
1.5 * 2.0 / 0.5
'a' + 'b' == 'ab'
x == 3 ? 'three' : 'other'
x in [1, 2, 3] && 'a' in m && !('z' in l)
l.all(e, e < 'd') || l.exists(e, e == 'q')
l.exists_one(e, e == 'a')
l.map(e, e + e)
l.filter(e, e > 'a')
m.map(k, m[k] + 1).size()
[1, 2, 3].map(n, n > 1, n * n)
has(d.a) && !has(d.b)
d.a[1] > 2
d.a.size()
size(s) + size(l) + size(m)
s.contains('ex') && s.startsWith('te') && s.endsWith('xt') && s.matches('t.*t')
int('42') + int(2.9) + int(7u)
double('1.5') + double(2)
string(12) + string(true) + string(1.5)
string(bytes('abc'))
bytes('é')
uint(3) + 4u
type(1) == int
timestamp('2020-02-29T12:00:00Z') - timestamp('2020-02-28T12:00:00Z') == duration('24h')
timestamp('2021-03-04T05:06:07Z').getDayOfYear()
timestamp('2021-03-04T05:06:07Z').getHours('-02:30')
duration('90m').getHours()
false && 1 / 0 == 1
1 / 0 == 1 || true
[1, 2, 3][1]
{'a': {'b': 7}}.a.b
m.?zz.orValue(9)
l[?1].orValue('none')
optional.of(1).hasValue()
s.substring(1, 3) + s.replace('t', 'T') + s.upperAscii()
'a,b'.split(',')
l.join('-')
s.indexOf('x') + s.lastIndexOf('t')
1 / 0
d.zz
l[9]
m['zz']
9223372036854775807 + 1
int('x')
1 + 'a'
x.y
nope
l.all(1, true)
1 +
(1
s.size(1)
""".strip().splitlines()


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_agrees(oracle: Any, expression: str) -> None:
    try:
        expected = oracle.compile(expression).eval(data=VALUES)
    except RuntimeError:
        with pytest.raises(CompileError):
            compile(expression, VARIABLES)
        return
    run = compile(expression, VARIABLES).run(VALUES)
    if expected.type() == cel.Type.ERROR:
        assert run.error is not None
        return
    assert run.error is None
    value = run.value if isinstance(run.value, bytes) else access.plain(run.value)
    plain = expected.plain_value()
    assert value == plain
