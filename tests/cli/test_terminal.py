"""At a terminal tables have colours and long work says what it is; in a pipe there is never a difference."""

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pykubectl.cli.colors import paint
from pykubectl.cli.printers.tabwriter import TabWriter
from pykubectl.cli.progress import Progress

ESCAPE = re.compile(r"\x1b\[[0-9;]*[mK]")
COLORS = ("NO_COLOR", "PYKUBECTL_COLOR", "TERM")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    environ = {**os.environ, "PYKUBECTL_HOME": str(tmp_path_factory.mktemp("home"))}
    for name in ("KUBECONFIG", *COLORS):
        environ.pop(name, None)
    _piped(environ, "create", "deployment", "web", "--image=nginx")
    return environ


def _piped(environ: dict[str, str], *argv: str) -> str:
    command = [sys.executable, "-m", "pykubectl", *argv]
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=True).stdout


def at_terminal(environ: dict[str, str], *argv: str, stream: str = "stdout") -> str:
    """What a terminal gets on one of the streams; the other is a file."""
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "pykubectl", *argv]
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: follower}
    process = subprocess.Popen(command, env={"TERM": "xterm", **environ}, **streams)  # type: ignore[call-overload]
    os.close(follower)
    chunks = []
    try:
        while chunk := os.read(leader, 65536):
            chunks.append(chunk)
    except OSError:  # Linux says so that nobody writes any more
        pass
    finally:
        os.close(leader)
        process.wait(timeout=60)
    return b"".join(chunks).decode().replace("\r\n", "\n")


def test_a_table_at_a_terminal_is_the_table_in_a_pipe_with_colors(environment: dict[str, str]) -> None:
    plain = _piped(environment, "get", "nodes,deployments")
    shown = at_terminal(environment, "get", "nodes,deployments")
    assert "\x1b[32mReady\x1b[0m " in shown
    assert ESCAPE.sub("", shown) == plain
    assert "\x1b" not in plain


@pytest.mark.parametrize("off", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"PYKUBECTL_COLOR": "never"}])
def test_colors_can_be_turned_off(environment: dict[str, str], off: dict[str, str]) -> None:
    assert "\x1b" not in at_terminal({**environment, **off}, "get", "nodes")


def test_colors_can_be_asked_for(environment: dict[str, str]) -> None:
    assert "\x1b[32mReady\x1b[0m" in _piped({**environment, "PYKUBECTL_COLOR": "always"}, "get", "nodes")


@pytest.mark.parametrize("output", ["name", "json", "yaml", "jsonpath={.kind}"])
def test_other_formats_have_none(environment: dict[str, str], output: str) -> None:
    assert "\x1b" not in at_terminal(environment, "get", "nodes", "-o", output)


def test_long_waiting_says_what_for_and_takes_it_back(environment: dict[str, str], tmp_path: Path) -> None:
    shown = at_terminal(environment, "wait", "cm/none", "--for=create", "--timeout=2s", stream="stderr")
    assert "waiting for configmap/none\r" in shown
    assert shown.endswith("\r\x1b[Kerror: timed out waiting for the condition\n")
    command = [sys.executable, "-m", "pykubectl", "wait", "cm/none", "--for=create", "--timeout=1s"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.stderr == "error: timed out waiting for the condition\n"


def test_short_work_shows_nothing(environment: dict[str, str]) -> None:
    assert at_terminal(environment, "get", "nodes", stream="stderr") == ""


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("STATUS", "Running", "32"),
        ("STATUS", "Ready,SchedulingDisabled", "33"),
        ("STATUS", "NotReady,SchedulingDisabled", "31"),
        ("STATUS", "CrashLoopBackOff", "31"),
        ("STATUS", "Init:ErrImagePull", "31"),
        ("STATUS", "Init:0/2", "33"),
        ("STATUS", "ErrImageNeverPull", "31"),
        ("STATUS", "Completed", "90"),
        ("CONDITION", "Approved,Issued", "32"),
        ("READY", "2/2", "32"),
        ("READY", "1/2", "33"),
        ("STATUS", "Whatever", ""),
        ("TYPE", "ClusterIP", ""),
        ("NAME", "Running", ""),
    ],
)
def test_what_has_which_color(column: str, cell: str, code: str) -> None:
    writer = TabWriter()
    writer.row([paint(column, cell), "end"])
    width = max(6, len(cell) + 3)
    shown = f"\x1b[{code}m{cell}\x1b[0m" if code else cell
    assert writer.flush() == shown + " " * (width - len(cell)) + "end\n"


def test_progress_is_never_left_behind() -> None:
    screen = io.StringIO()
    with Progress(screen, "work"):
        pass
    assert screen.getvalue() == ""
