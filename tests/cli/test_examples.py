"""Every example of every help screen is a command line that its command takes: no word of it is a mistake of usage.

Each line is parsed with the flags of its command. Those that only read or make objects, and need no file, terminal or
container, are run on a cluster that has what they name, and must not fail.
"""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from pykubectl.cli.grammar import Command
from pykubectl.cli.main import find
from pykubectl.cli.options import GLOBAL_FLAGS
from pykubectl.cli.register import ROOT
from tests.cli.conftest import Kubectl


def commands(command: Command = ROOT, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Command]]:
    yield path, command
    for row in command.rows:
        if not row.name.startswith("__"):
            yield from commands(row.load(), (*path, row.name))


def examples() -> Iterator[tuple[str, str]]:
    for path, command in commands():
        text = command.examples.replace("\\\n", " ")
        for line in text.splitlines():
            # What is piped into kubectl, or out of it, is another program's.
            for part in re.split(r"\s(?:\|\|?|&&|;)\s|\$\(|<\(|\)", line.strip()) if "kubectl" in line else ():
                if part.strip().startswith("kubectl ") and not line.startswith("#"):
                    yield " ".join(path), part.strip()


EXAMPLES = sorted(set(examples()))


def words_of(line: str) -> list[str]:
    try:
        return shlex.split(line, comments=True)[1:]
    except ValueError:
        return shlex.split(line.replace("'", "").replace('"', ""))[1:]


@pytest.mark.parametrize(("command", "line"), EXAMPLES)
def test_an_example_is_understood(command: str, line: str) -> None:
    found, path, words = find("kubectl", words_of(line))
    notes: list[str] = []
    found.parse_command_line(words, path, GLOBAL_FLAGS, notes.append)
    assert not notes, "an example with a flag that is deprecated"
    assert found.run is not None or found.rows


# They wait for an editor, a container, a terminal, a browser or for ever, or are about files and not about a cluster.
ELSEWHERE = frozenset(
    {
        "attach",
        "cluster",
        "completion",
        "config",
        "cp",
        "debug",
        "edit",
        "exec",
        "kuberc",
        "kustomize",
        "logs",
        "plugin",
    }
    | {"port-forward", "proxy", "wait", "diff", "set", "auth reconcile", "apply edit-last-applied", "rollout status"}
)
FILES_OR_WAITING = re.compile(
    r"\s(-f|-k|-w|-i|-it|-ti|--watch\S*|--filename|--attach|--from-(env-)?file\S*|--output-directory\S*)(\s|=|$)"
)
FILE_NAMES = re.compile(r"=\S*(\.(pem|crt|key|json|ya?ml|env|txt)|path/)\S*")
STATE = re.compile(r"not found|doesn't have|not available|not exist|already exists|revision|history|not paused")
SETUP = (
    "create deployment web --image=nginx --replicas=2",
    "create deployment frontend --image=nginx",
    "expose deployment web --port=80",
    "create serviceaccount robot",
    "run nginx --image=nginx",
)


def runs(command: str, line: str) -> bool:
    names = {command, command.partition(" ")[0]}
    return not (names & ELSEWHERE or FILES_OR_WAITING.search(line) or FILE_NAMES.search(line))


@pytest.fixture
def prepared(kubectl: Kubectl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kubectl:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYKUBECTL_HOME", str(tmp_path / "home"))
    for line in SETUP:
        assert kubectl(*line.split()).code == 0
    return kubectl


@pytest.mark.parametrize(("command", "line"), [pair for pair in EXAMPLES if runs(*pair)])
def test_an_example_runs(prepared: Kubectl, command: str, line: str) -> None:
    done = prepared(*words_of(line))
    # The state that it starts from need not be there; how it says so must be right.
    assert "See 'kubectl" not in done.err
    assert done.code == 0 or STATE.search(done.err) or command == "auth can-i", done.err


def test_every_command_that_takes_something_has_examples() -> None:
    described = {command for command, _ in EXAMPLES}
    plain = {"options", "help", "certificate", "rollout"}
    lacking = {
        " ".join(path)
        for path, command in commands()
        if path and command.run is not None and not command.rows and path[0] != "cluster"
    }
    assert lacking - described - plain == set()
