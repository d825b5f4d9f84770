"""get: what of its flags and arguments is easily got wrong, as kubectl says it."""

import pytest

from tests.cli.conftest import Kubectl


@pytest.mark.parametrize(
    ("line", "out"),
    [
        ("get cm one -o NAME", "configmap/one\n"),
        ("get cm one -o custom-columns=A:.metadata.name:x", "A\n<none>\n"),
        ("get cm one -w -o json --output-watch-events --watch-only=false --request-timeout=1s", '{"type":"ADDED","object":{"apiVersion":"v1",'),
        ("get cm one -w --output-watch-events --request-timeout=1s", "EVENT      NAME   DATA   AGE\nADDED      one    0 "),
        ("get cm one --sort-by=.nope", "NAME   DATA   AGE\none    0 "),
        ("get cm one -o wide --template={{.kind}}", "NAME   DATA   AGE\n"),
    ],
)  # fmt: skip
def test_output(kubectl: Kubectl, line: str, out: str) -> None:
    kubectl("create", "configmap", "one")
    assert kubectl(*line.split()).out.startswith(out)


@pytest.mark.parametrize(
    ("line", "err"),
    [
        ("get cm -o json=x", 'error: unable to match a printer suitable for the output format "json=x"'),
        ("get cm -o custom-columns=A:.kind --template=x", "error: unable to match a printer"),
        (
            "get cm -o custom-columns-file=/",
            "error: invalid template, missing header line. Expected format is one line",
        ),
        ("get cm,secret -w", "error: you may only specify a single resource type"),
        ("get cm -l a=b --subresource=status", "error: subresource cannot be used when bulk resources are specified"),
        ("get cm, secret", "error: arguments in resource/name form must have a single resource and name"),
        ("get cm,secret a/b", "error: arguments in resource/name form may not have more than one slash"),
        ("get --watch", "error: You must provide one or more resources by argument or filename."),
        (
            "get cm -w --sort-by=.x --request-timeout=1s",
            "warning: --watch requested, --sort-by will be ignored for watch",
        ),
        ("get -f - -f -", "error: standard input cannot be used for multiple arguments"),
        ("get --raw /a%zz", 'error: --raw must be a valid URL path: parse "/a%zz": invalid URL escape "%zz"'),
        ("get --raw :", 'error: --raw must be a valid URL path: parse ":": missing protocol scheme'),
        ("--context=x nonsense", "Error: flags cannot be placed before plugin name: --context=x"),
    ],
)
def test_errors(kubectl: Kubectl, line: str, err: str) -> None:
    assert kubectl(*line.split()).err.startswith(err)
