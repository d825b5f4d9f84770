"""Files and arguments that nobody means well with: the last words are kubectl's, and never a traceback."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Kubectl

_CONFIGMAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n"
_JSON = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"data":'
_SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec: {ports: [{port: %s}]}\n"
_BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join([f'*{chr(97 + i)}'] * 10)}]\n" for i in range(9)
)
_NOT_VALID = 'error validating "{file}": error validating data: {why}; if you choose to ignore these errors, turn validation off with --validate=false'
_WRONG_PORT = 'error when creating "{file}": Service in version "v1" cannot be handled as a Service: json: cannot unmarshal number %s into Go struct field ServicePort.spec.ports.port of type int32'


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.yaml", b"", "error: no objects passed to apply"),
        ("comment.yaml", b"# nothing\n---\n---\n", "error: no objects passed to apply"),
        ("binary.yaml", bytes(range(256)), "error: error parsing {file}: error converting YAML to JSON: yaml: control characters are not allowed"),
        ("nul.yaml", f'{_CONFIGMAP}data: {{a: "x\0y"}}\n', "error: error parsing {file}: error converting YAML to JSON: yaml: control characters are not allowed"),
        ("scalar.yaml", b"5\n", "error: " + _NOT_VALID.replace("{why}", "invalid object to validate")),
        ("list.json", b"[1, 2]", "error: " + _NOT_VALID.replace("{why}", "invalid object to validate")),
        ("items.yaml", b"apiVersion: v1\nkind: List\nitems: {a: b}\n", "error: " + _NOT_VALID.replace("{why}", "invalid object to validate")),
        ("odd-items.yaml", b"apiVersion: v1\nkind: List\nitems: [1, x]\n", "error: " + _NOT_VALID.replace("{why}", "invalid object to validate")),
        ("kind.yaml", b"apiVersion: v1\nkind: 5\nmetadata: {name: x}\n", "error: " + _NOT_VALID.replace("{why}", "kind isn't string type")),
        ("bomb.yaml", _BOMB, "error: error parsing {file}: error converting YAML to JSON: yaml: document contains excessive aliasing"),
        ("self.yaml", b"a: &a [*a]\n", "error: error parsing {file}: error converting YAML to JSON: yaml: anchor 'a' value contains itself"),
        ("deep.json", _JSON + '{"a":' * 12000 + "1" + "}" * 12001, "error: error parsing {file}: json: offset 50065: invalid character '{{' exceeded max depth"),
        ("deep.yaml", f"{_CONFIGMAP}data: {'[' * 12000}{']' * 12000}\n", "error: error parsing {file}: error converting YAML to JSON: yaml: line 4: exceeded max depth of 10000"),
        ("endless.json", "[" * 100_000, "error: error parsing {file}: error converting YAML to JSON: yaml: exceeded max depth of 10000"),
        ("infinite.json", _JSON + "1e400}", "error: " + _NOT_VALID.replace("{why}", "json: cannot unmarshal number 1e400 into Go value of type float64")),
        ("digits.json", _JSON + "9" * 5000 + "}", "error: " + _NOT_VALID.replace("{why}", "json: cannot unmarshal number " + "9" * 5000 + " into Go value of type float64")),
        ("beyond.yaml", _SERVICE % 2**63, "Error from server (BadRequest): " + _WRONG_PORT % "9223372036854776000"),
        ("many-digits.yaml", _SERVICE % ("9" * 23), "Error from server (BadRequest): " + _WRONG_PORT % "1e+23"),
        ("huge.yaml", f'{_CONFIGMAP}data: {{a: "{"x" * 3 * 2**20}"}}\n', 'Error from server (RequestEntityTooLarge): error when creating "{file}": Request entity too large: limit is 3145728'),
    ],
)  # fmt: skip
def test_files(kubectl: Kubectl, tmp_path: Path, name: str, content: Any, words: str) -> None:
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    result = kubectl("apply", "-f", str(file))
    assert (result.code, result.out) == (1, "")
    assert result.err.rstrip("\n") == words.format(file=file)


@pytest.mark.parametrize(
    ("content", "data"),
    [
        (_JSON.encode() + b'{"a":"\\ud800"}}', "\ufffd"),
        (_JSON.encode() + b'{"a":"\xff"}}', "\ufffd"),
        (_JSON.encode() + b'{"a":"\\ud83d\\ude00"}}', "\U0001f600"),
        (f"{_CONFIGMAP}data: {{a: é}}\n".encode("utf-16"), "é"),
        (b"\xef\xbb\xbf" + _CONFIGMAP.encode() + b"data: {a: b}\n", "b"),
        (_CONFIGMAP.replace("\n", "\r\n").encode() + b"data: {a: b}\r\n", "b"),
    ],
)
def test_odd_text_is_read(kubectl: Kubectl, tmp_path: Path, content: bytes, data: str) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes(content)
    assert kubectl("apply", "-f", str(file)).out == "configmap/x created\n"
    assert kubectl("get", "cm", "x", "-o", "jsonpath={.data.a}").out == data
    # What is read can be written anew, without a server in between.
    assert kubectl("create", "--dry-run=client", "-o", "json", "-f", str(file)).code == 0


_PATCH = ("patch", "ns", "default")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("get", "cm", "-l", "(" * 5000), "found '(', expected: !, identifier, or 'end of string'"),
        (("get", "cm", "-l", f"a={'x' * 10000}"), "must be no more than 63"),
        (("get", "ns", "-o", f"jsonpath={{{'[' * 5000}}}"), "error: error parsing jsonpath"),
        (("get", "ns", "-o", "jsonpath={.items[" + "9" * 20 + "]}"), "is not a number"),
        (("get", "ns", "-o", f"go-template={{{{{'(' * 20000}.a{')' * 20000}}}}}"), "max expression depth exceeded"),
        (("get", "ns", "-o", 'go-template={{define "x"}}{{template "x" .}}{{end}}{{template "x" .}}'), "exceeded maximum template depth (100000)"),
        ((*_PATCH, "-p", "{" * 5000), "invalid character '{' looking for beginning of object key string"),
        ((*_PATCH, "-p", "5"), "cannot unmarshal number"),
        ((*_PATCH, "--type=merge", "-p", '{"a":' * 3000 + "1" + "}" * 3000), "exceeded max depth"),
        ((*_PATCH, "--type=json", "-p", '[{"op":"remove","path":""}]'), "The request is invalid"),
        ((*_PATCH, "--type=json", "-p", '[{"op":"move","from":"","path":"/x"}]'), "The request is invalid"),
        ((*_PATCH, "-p", '{"spec":{"$setElementOrder/finalizers":5}}'), "invalid patch format of setElementOrder list"),
        (("run", "x", "--image=a", "--overrides=5"), "error: Invalid JSON Patch"),
        (("run", "x", "--image=a", "--overrides=[]"), "error: couldn't get version/kind; json parse error: json: cannot unmarshal array"),
        (("get", "--raw", "/api/v1/pods?limit=" + "9" * 100), "value out of range"),
        (("create", "cm", "x\x01", "--dry-run=server"), "a lowercase RFC 1123 subdomain"),
    ],
)  # fmt: skip
def test_arguments(kubectl: Kubectl, words: tuple[str, ...], says: str) -> None:
    result = kubectl(*words)
    assert result.code == 1
    assert says in result.err
    assert "Traceback" not in result.err


def test_bytes_that_are_no_text(kubectl: Kubectl) -> None:
    assert kubectl("create", "cm", "x", "--from-literal=a=\udcff").code == 0
    assert kubectl("get", "cm", "x", "-o", "jsonpath={.data.a}").out == "\ufffd"


def test_quantities_without_end(kubectl: Kubectl) -> None:
    for hard in ("pods=" + "9" * 5000, "pods=1e999999999", "cpu=1" + "0" * 400):
        assert kubectl("create", "quota", "q", f"--hard={hard}").code == 0
        assert kubectl("delete", "quota", "q").code == 0


def test_lists_come_in_pages(kubectl: Kubectl) -> None:
    for name in "abcde":
        kubectl("create", "cm", name)
    whole = kubectl("get", "cm", "--chunk-size=0")
    assert kubectl("get", "cm", "--chunk-size=2") == whole
    assert kubectl("get", "cm", "--chunk-size=1", "-o", "json").out == kubectl("get", "cm", "-o", "json").out
    assert kubectl("get", "cm", "--chunk-size=2", "-o", "name").out.count("configmap/") == 6
    kubectl("create", "deployment", "web", "--image=i", "--replicas=2")
    events = kubectl("events", "--chunk-size=0", "-o", "json").out
    assert events.count('"involvedObject"') > 3
    assert kubectl("events", "--chunk-size=1", "-o", "json").out == events


def test_raw_watches_are_streams(kubectl: Kubectl) -> None:
    kubectl("create", "cm", "a")
    path = "/api/v1/namespaces/default/configmaps?watch=1&timeoutSeconds=3&resourceVersion="
    lines = kubectl("get", "--raw", f"{path}0").out.splitlines()
    assert [line.startswith('{"type":"ADDED","object":{') for line in lines] == [True, True]
    error = kubectl("get", "--raw", f"{path}abc")
    assert (
        error.err
        == 'Error from server: resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax\n'
    )
