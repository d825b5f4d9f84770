import pytest

from pykubectl.machinery.selectors import (
    SelectorError,
    format_label_selector,
    from_label_selector,
    parse_field_selector,
    parse_label_selector,
)

LABELS = {"app": "web", "tier": "edge", "n": "7"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", True),
        ("app=web", True),
        ("app==web,tier!=back", True),
        ("missing!=x", True),
        ("app in (web, api)", True),
        ("tier notin (edge)", False),
        ("missing notin (edge)", True),
        ("app,!missing", True),
        ("!app", False),
        ("n>5,n<8", True),
        ("n>7", False),
        ("app>5", False),
        ("app=", False),
        ("in=x", False),
    ],
)
def test_matches(text: str, expected: bool) -> None:
    assert parse_label_selector(text).matches(LABELS) is expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("env in prod", "unable to parse requirement: found 'prod' expected: '('"),
        ("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"),
        ("=x", "found '=', expected: !, identifier, or 'end of string'"),
        ("a,", "found '', expected: identifier after ','"),
        ("a=b c", "found 'c', expected: ',' or 'end of string'"),
        ("!", "unable to parse requirement: found '', expected: identifier"),
        ("a in (b", "unable to parse requirement: found '', expected: ',' or ')'"),
        (
            "n>x",
            "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer",
        ),
    ],
)
def test_errors(text: str, message: str) -> None:
    with pytest.raises(SelectorError) as caught:
        parse_label_selector(text)
    assert str(caught.value) == message


def test_label_selector_objects() -> None:
    selector = {
        "matchLabels": {"app": "shop"},
        "matchExpressions": [{"key": "tier", "operator": "In", "values": ["z", "a"]}],
    }
    assert format_label_selector(selector) == "app=shop,tier in (a,z)"
    assert from_label_selector(selector).equalities() == [("app", "shop")]
    assert from_label_selector({}).matches(None)
    assert not from_label_selector(None).matches({})
    assert format_label_selector(None) == "<none>"
    assert str(parse_label_selector("b>1,!a,c notin (y,x),d")) == "!a,b>1,c notin (x,y),d"


def test_field_selectors() -> None:
    assert parse_field_selector("metadata.name=a,status.phase!=Running,x==a\\,b") == [
        ("metadata.name", "=", "a"),
        ("status.phase", "!=", "Running"),
        ("x", "=", "a,b"),
    ]
    with pytest.raises(SelectorError, match="can't understand 'x'"):
        parse_field_selector("x")
