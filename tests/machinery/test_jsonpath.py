from typing import Any

import pytest

from pykubectl.machinery.jsonpath import JSONPathError, parse, relaxed

OBJ: dict[str, Any] = {
    "kind": "List",
    "items": [
        {"name": "a", "n": 1, "labels": {"app.io/x": "y", "b": "c"}, "c": [{"i": "x"}, {"i": "y"}]},
        {"name": "b", "n": 2, "c": []},
        {"name": "d", "n": 3, "ok": True, "f": 0.5, "z": None},
    ],
}


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{.kind}", "List"),
        ("text {.kind}}", "text List}"),
        ("{.items[*].name}", "a b d"),
        ("{.items[0].labels}", '{"app.io/x":"y","b":"c"}'),
        ("{.items[0].labels.app\\.io/x}", "y"),
        ("{.items[0].labels['app\\.io/x']}", "y"),
        ("{.items[-1:].name} {.items[-1].name}", "d d"),
        ("{.items[0:3:2].name}", "a d"),
        ("{.items[0,2].name}", "a d"),
        ("{.items[*]['name','n']}", "a b d 1 2 3"),
        ("{..i}", "x y"),
        ('{.items[?(@.name=="b")].n}', "2"),
        ("{.items[?(@.n>=2)].name}", "b d"),
        ("{.items[?(@.labels)].name}", "a"),
        ('{.items[?(@.name!="a")].name}', "b d"),
        ('{range .items[*]}{.name}:{range .c[*]}{.i},{end}{"\\n"}{end}.', "a:x,y,\nb:\nd:\n."),
        ("{range .nothing[*]}{.name}{end}{.kind}", "List"),
        ("{.missing}{.items[1].c[*]}", ""),
        ("{.items[2].ok} {.items[2].f} {.items[2].z}", "true 0.5 null"),
        ("{$.kind}{@.kind}", "ListList"),
        ("{.items[0].c.*.i}", "x y"),
        ("{.kind.deeper}", ""),
        (".kind", ".kind"),
    ],
)
def test_render(template: str, expected: str) -> None:
    assert parse(template).render(OBJ) == expected


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{.kind", "unclosed action"),
        ("{.items[}", "unterminated array"),
        ("{.items[a]}", "invalid array index a"),
        ("{.items[?(@.name==)]}", "unrecognized character in action: U+003D '='"),
        ('{"unterminated}', "unterminated quoted string"),
        ("{end}", "not in range, nothing to end"),
        ("{foo .kind}", "unrecognized identifier foo"),
        ("{.items[7]}", "array index out of bounds: index 7, length 3"),
        ("{.kind[0]}", "string is not array or slice"),
        ("{.items[0].labels[0]}", "map[string]interface {} is not array or slice"),
        ("{.items[?(@.n=='x')]}", "incompatible types for comparison"),
        ("{......x}", "invalid multiple recursive descent"),
    ],
)
def test_errors(template: str, message: str) -> None:
    with pytest.raises(JSONPathError) as caught:
        parse(template).render(OBJ)
    assert str(caught.value) == message


def test_missing_keys_and_json_output() -> None:
    with pytest.raises(JSONPathError, match="zzz is not found"):
        parse("{.zzz}").render(OBJ, allow_missing=False)
    assert parse("{.zzz}").render(OBJ, as_json=True) == "[]\n"
    assert parse("{.items[*].n}").render(OBJ, as_json=True) == "[\n    1,\n    2,\n    3\n]\n"
    assert parse("{.items[*].n}").find(OBJ) == [[1, 2, 3]]


@pytest.mark.parametrize("path", ["kind", ".kind", "{kind}", "{.kind}"])
def test_relaxed(path: str) -> None:
    assert relaxed(path) == "{.kind}"


def test_relaxed_refuses() -> None:
    with pytest.raises(JSONPathError, match="unexpected path string"):
        relaxed("{.a}{.b}")
