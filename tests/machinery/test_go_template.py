"""Go templates, against what the real kubectl printed for the same object."""

from typing import Any

import pytest

from pykubectl.machinery.go_template import TemplateError, parse

POD: dict[str, Any] = {
    "kind": "Pod",
    "metadata": {"name": "web", "labels": {"app": "a", "tier": "b"}, "gone": None},
    "spec": {"priority": 1234567, "share": 0.25, "containers": [{"name": "x", "image": "i:1"}, {"name": "y"}]},
}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{.metadata.labels}} {{.spec.priority}} {{.spec.share}}", "map[app:a tier:b] 1234567 0.25"),
        ("{{.nope}} {{.nope.deeper}} {{.metadata.gone}}", "<no value> <no value> <no value>"),
        ("{{range $i, $c := .spec.containers}}{{if $i}}, {{end}}{{$c.name}}{{end}}", "x, y"),
        ("{{range $k, $v := .metadata.labels}}{{$k}}={{$v}};{{end}}", "app=a;tier=b;"),
        ("{{range .spec.containers}}{{if eq .name `x`}}{{continue}}{{end}}{{.name}}{{break}}{{end}}", "y"),
        ("{{range 3}}{{.}},{{end}}{{range .nope}}{{else}}none{{end}}", "0,1,2,none"),
        ("{{with .nope}}a{{else with .kind}}b{{.}}{{end}}{{if .nope}}a{{else if .kind}}b{{end}}", "bPodb"),
        ('{{define "T"}}[{{.}}]{{end}}{{template "T" .kind}}{{block "B" .metadata}}{{.name}}{{end}}', "[Pod]web"),
        ('a  {{- " b " -}}  c {{/* remark */ -}}  d', "a b c d"),
        ("{{$x := 1}}{{range .spec.containers}}{{$x = .name}}{{end}}{{$x}}", "y"),
        ("{{lt 1 2}} {{eq 1 2 1}} {{ne .nope 1}} {{gt .spec.priority 5}} {{le `a` `b`}}", "true true true true true"),
        ("{{and 1 0 (index `a` 9)}} {{or 0 `x`}} {{not true}}", "0 x false"),
        ("{{index .spec.containers 1 `name`}} {{slice `abcdef` 1 3}} {{len .metadata.labels}}", "y bc 2"),
        ('{{exists . "metadata" "labels"}} {{exists . "spec" "foo"}} {{base64decode "YWJj"}}', "true false abc"),
        ('{{html "<a>"}} {{urlquery "a b&"}} {{js "it\'s"}}', "&lt;a&gt; a+b%26 it\\'s"),
        (
            '{{print 1 2 "x"}} {{printf "%05.1f|%-4s|%q" 2.5 "b" "c"}} {{printf "%d" "a"}}',
            '1 2x 002.5|b   |"c" %!d(string=a)',
        ),
        ("{{1e6}} {{0x1F}} {{'a'}} {{100000.0}} {{1i}}", "1e+06 31 97 100000 (0+1i)"),
    ],
)
def test_render(template: str, text: str) -> None:
    assert parse(template).render(POD) == text


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{.metadata.name", "1: unclosed action"),
        ("{{nofunc .}}", '1: function "nofunc" not defined'),
        ("{{if true}}x", "1: unexpected EOF"),
        ("{{.kind\n'}}", "2: unterminated character constant in action started at output:1"),
        ("{{break}}", "1: {{break}} outside {{range}}"),
        ("{{1 | 2}}", "1: non executable command in pipeline stage 2"),
        ("{{.kind)}}", "1: unexpected right paren"),
        ("{{$x}}", '1: undefined variable "$x"'),
    ],
)
def test_parse_errors(template: str, message: str) -> None:
    with pytest.raises(TemplateError) as caught:
        parse(template)
    assert str(caught.value) == f"template: output:{message}"


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("ab{{.metadata.name.x}}", "1:13: executing \"output\" at <.metadata.name.x>: can't evaluate field x in type interface {}"),
        ("ab{{$x := .kind}}{{$x.foo}}", '1:21: executing "output" at <$x.foo>: can\'t evaluate field foo in type string'),
        ("ab{{lt 1 1.5}}", '1:4: executing "output" at <lt 1 1.5>: error calling lt: incompatible types for comparison: int and float64'),
        ("ab{{template `x`}}", '1:13: executing "output" at <{{template "x"}}>: template "x" not defined'),
        ("ab{{range `s`}}{{end}}", "1:10: executing \"output\" at <`s`>: range can't iterate over s"),
        ("ab{{index .spec.containers 9}}", '1:4: executing "output" at <index .spec.containers 9>: error calling index: index out of range: 9'),
        ('ab{{define "T"}}{{template "T"}}{{end}}{{template "T"}}', '1:27: executing "T" at <{{template "T"}}>: exceeded maximum template depth (100000)'),
    ],
)  # fmt: skip
def test_render_errors(template: str, message: str) -> None:
    with pytest.raises(TemplateError) as caught:
        parse(template).render(POD)
    assert str(caught.value) == f"template: output:{message}"
    assert caught.value.output == "ab"


def test_missing_keys_may_be_errors() -> None:
    with pytest.raises(TemplateError, match='map has no entry for key "nope"'):
        parse("{{.nope}}").render(POD, allow_missing=False)


def test_work_is_bounded() -> None:
    with pytest.raises(TemplateError):
        parse("{{range 100000000}}x{{end}}").render(POD)


def test_an_endless_range_over_nothing_ends() -> None:
    with pytest.raises(TemplateError, match="the template takes too long"):
        parse("{{range 99999999999}}{{end}}").render({}, allow_missing=True)
