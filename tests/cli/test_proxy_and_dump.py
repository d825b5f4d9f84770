"""proxy's files and filters, diff's programs, and what cluster-info dump prints."""

import json
import os
from pathlib import Path

import pytest

from pykubectl.cli.commands.proxy import _Filter
from pykubectl.cli.grammar import Flags
from pykubectl.cli.static_files import serve
from tests.cli.conftest import Kubectl

_LISTING = b'<!doctype html>\n<meta name="viewport" content="width=device-width">\n<pre>\n<a href="a%20b.txt">a b.txt</a>\n<a href="s/">s/</a>\n</pre>\n'


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a b.txt", (200, b"hi", "text/plain; charset=utf-8", "")),
        ("a b.txt/", (301, b"", "", "../a b.txt")),
        ("s", (301, b"", "", "s/")),
        ("s/", (200, b"<p>", "text/html; charset=utf-8", "")),
        ("s/index.html", (301, b"", "", "./")),
        ("", (200, _LISTING, "text/html; charset=utf-8", "")),
        ("nope", (404, b"404 page not found\n", "text/plain; charset=utf-8", "")),
        ("../secret", (404, b"404 page not found\n", "text/plain; charset=utf-8", "")),
    ],
)
def test_files_are_served(tmp_path: Path, name: str, expected: tuple[int, bytes, str, str]) -> None:
    folder = tmp_path / "www"
    (folder / "s").mkdir(parents=True)
    (folder / "a b.txt").write_text("hi")
    (folder / "s" / "index.html").write_text("<p>")
    (tmp_path / "secret").write_text("x")
    assert tuple(serve(str(folder), name)) == expected


@pytest.mark.parametrize(
    ("method", "host", "path", "passes"),
    [
        ("GET", "localhost", "/api", True),
        ("GET", "evil", "/api", False),
        ("POST", "localhost", "/api/v1/namespaces/default/pods/x/exec", False),
    ],
)
def test_what_the_filter_lets_pass(method: str, host: str, path: str, passes: bool) -> None:
    from pykubectl.cli.commands.proxy import COMMAND

    allowed = _Filter.of(Flags(COMMAND.flags))
    assert allowed is not None
    assert allowed.lets_pass(method, host, path) is passes


def test_a_dump_is_in_the_order_of_the_types(kubectl: Kubectl, tmp_path: Path) -> None:
    kubectl("create", "deployment", "web", "--image=nginx")
    assert kubectl("cluster-info", "dump", f"--output-directory={tmp_path}") == (
        0, f"Cluster info dumped to {tmp_path}\n", ""
    )  # fmt: skip
    pods = json.loads((tmp_path / "default" / "pods.json").read_text())
    assert list(pods) == ["kind", "apiVersion", "metadata", "items"]
    assert list(pods["items"][0]) == ["metadata", "spec", "status"]
    assert list(pods["items"][0]["metadata"])[:2] == ["name", "generateName"]
    assert "managedFields" not in pods["items"][0]["metadata"]
    assert (tmp_path / "default" / pods["items"][0]["metadata"]["name"] / "logs.txt").exists()


def test_dump_complains(kubectl: Kubectl) -> None:
    assert kubectl("cluster-info", "dump", "-o", "name").err == (
        "error: list types are not supported by name printing: *v1.NodeList\n"
    )
    assert kubectl("cluster-info", "dump", "--pod-running-timeout=0s").err == (
        "error: --pod-running-timeout must be higher than zero\n"
    )


_CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, labels: {l: m}}\ndata: {a: x}\n"


def test_diff_runs_other_programs(kubectl: Kubectl, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shown = tmp_path / "shown"
    shown.write_text('#!/bin/sh\necho "$# $3 $4 $(ls "$1") $(basename "$1" | tr 0-9 N | tr -s N)"\nexit 1\n')
    shown.chmod(0o755)
    monkeypatch.setenv("KUBECTL_EXTERNAL_DIFF", f"{shown} -a --b=c $d;")
    expected = "4 -a --b=c v1.ConfigMap.default.c LIVE-N\n"
    assert kubectl("diff", "-f", "-", stdin=_CONFIG) == (1, expected, "")
    monkeypatch.setenv("KUBECTL_EXTERNAL_DIFF", "nosuchprogram")
    problem = 'error: failed to run "nosuchprogram": executable file not found in $PATH\n'
    assert kubectl("diff", "-f", "-", stdin=_CONFIG) == (2, "", problem)


def test_diff_shows_what_would_be_pruned(kubectl: Kubectl) -> None:
    kubectl("apply", "-f", "-", stdin=_CONFIG + "---\n" + _CONFIG.replace("name: c", "name: gone"))
    assert os.environ.get("KUBECTL_EXTERNAL_DIFF") is None
    result = kubectl("diff", "-f", "-", "--prune", "-l", "l=m", "--prune-allowlist=core/v1/ConfigMap", stdin=_CONFIG)
    assert result.code == 1
    assert "-  name: gone\n" in result.out
    assert "-  name: c\n" not in result.out
