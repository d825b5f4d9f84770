from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pykubectl.machinery.json_codec import compact, dumps
from pykubectl.machinery.yaml_codec import YamlError, dump, load, load_documents

HEAD = "apiVersion: v1\nkind: ConfigMap\n"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", True),
        ("off", False),
        ("y", True),
        ("~", None),
        ("010", 8),
        ("0o17", 15),
        ("1_000", 1000),
        ("1e3", 1000),
        ("0x1F", 31),
        ("08", 8),
        ("1:30", "1:30"),
        ("2020-01-01", "2020-01-01"),
        ("!!str 5", "5"),
        ("'yes'", "yes"),
        ("=", "="),
        ("1e400", "1e400"),
    ],
)
def test_plain_scalars(text: str, value: Any) -> None:
    assert load(f"a: {text}") == {"a": value}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            HEAD + "metadata: {name: x\ndata: {a: b}\n",
            "error converting YAML to JSON: yaml: line 3: did not find expected ',' or '}'",
        ),
        (
            HEAD + "a: b: c\n",
            "error converting YAML to JSON: yaml: line 3: mapping values are not allowed in this context",
        ),
        (
            HEAD + "m:\n\tname: x\n",
            "error converting YAML to JSON: yaml: line 4: found character that cannot start any token",
        ),
        (HEAD + "b: *zz\n", "error converting YAML to JSON: yaml: unknown anchor 'zz' referenced"),
        ('{"apiVersion": "v1", "metadata": {"name": "x"', "unexpected EOF"),
        ("{a: v1", "json: offset 2: invalid character 'a' looking for beginning of object key string"),
        ("a: 1\n--- b\n", "invalid Yaml document separator: b"),
    ],
)
def test_errors(text: str, message: str) -> None:
    with pytest.raises(YamlError) as caught:
        list(load_documents(text, name="x.yaml"))
    assert str(caught.value) == f"error parsing x.yaml: {message}"


def test_streams() -> None:
    assert list(load_documents("---\n---\na: 1\n--- # next\n# nothing\n---\nb: 2\n")) == [{"a": 1}, {"b": 2}]
    assert list(load_documents('{"a": 1.0} {"b": 2}\n---\nc: 3\n')) == [{"a": 1}, {"b": 2}, {"c": 3}]
    assert list(load_documents('{"a": 1,}')) == [{"a": 1}]
    documents = load_documents("a: 1\n---\nb: 'x\n")
    assert next(documents) == {"a": 1}
    with pytest.raises(YamlError):
        next(documents)


def test_aliases_merges_and_duplicates() -> None:
    assert load("a: &x {k: 1}\nb: {<<: *x, l: 2}\nc: *x") == {"a": {"k": 1}, "b": {"k": 1, "l": 2}, "c": {"k": 1}}
    bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{name}: &{name} [{','.join([f'*{before}'] * 10)}]\n" for before, name in zip("abcde", "bcdef", strict=True)
    )
    with pytest.raises(YamlError, match="excessive aliasing"):
        load(bomb)
    duplicates: list[str] = []
    assert load("a: 1\na: 2\n", duplicates=duplicates) == {"a": 2}
    assert duplicates == ['yaml: line 2: key "a" already set in map']


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("", '""'),
        ("yes", '"yes"'),
        ("1e3", '"1e3"'),
        ("2020-01-01", '"2020-01-01"'),
        ("a: b", "'a: b'"),
        ("*a", "'*a'"),
        ("it's", "it's"),
        ("- x", "'- x'"),
        ("a\tb", '"a\\tb"'),
        ("a\nb", "|-\n  a\n  b"),
        ("a\n\n", "|+\n  a\n"),
        (" a\nb\n", "|2\n   a\n  b"),
        ("a \nb", '"a \\nb"'),
        ("\U0001f600", '"\\U0001F600"'),
        ("word " * 20 + "end", "word " * 15 + "word\n  word word word word end"),
        (1e6, "1000000"),
        (0.5, "0.5"),
        (1234567.5, "1.2345675e+06"),
        ([[1, [2]], {"b": [], "a": {}}], "\n- - 1\n  - - 2\n- a: {}\n  b: []"),
    ],
)
def test_dump(value: Any, text: str) -> None:
    assert dump({"k": value}) == (f"k:{text}\n" if text.startswith("\n") else f"k: {text}\n")


def test_natural_order_of_keys() -> None:
    assert (
        dump({"a10": 1, "a2": 1, "aB": 1, "a_b": 1, "true": 1, "2": 1})
        == '"2": 1\na_b: 1\na2: 1\na10: 1\naB: 1\n"true": 1\n'
    )


def test_json() -> None:
    assert dumps({"b": ["<a&b>"], "a": {}, "c": 1e21}) == (
        '{\n    "a": {},\n    "b": [\n        "\\u003ca\\u0026b\\u003e"\n    ],\n    "c": 1e+21\n}'
    )
    assert compact({"b": 1, "a": [None, True, 0.00000001]}) == '{"a":[null,true,1e-8],"b":1}'


STRINGS = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufeff\ufffe\uffff\x85\u2028\u2029")
    | st.sampled_from("\n\t ")
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | STRINGS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(STRINGS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(STRINGS, VALUES, max_size=4))
def test_what_is_dumped_is_loaded(value: dict[str, Any]) -> None:
    assert load(dump(value)) == value
