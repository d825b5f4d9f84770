"""Those who wait see what another process writes to the same store, and end as kubectl does when they are interrupted."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

# However slow the machine: a line that does not come within this time does not come.
SECONDS_MAX = 30.0


class Shell:
    """Runs pykubectl in processes of its own, on a cluster that all of them share."""

    def __init__(self, home: Path, scheme: str) -> None:
        self.environment = {**os.environ, "PYKUBECTL_HOME": str(home), "PYTHONUNBUFFERED": "1"}
        self.environment.pop("KUBECONFIG", None)
        self.run("cluster", "create", "x", "--profile=bare", "--nodes=1", f"--store={scheme}")
        self.run("create", "configmap", "m")

    def run(self, *argv: str) -> str:
        command = [sys.executable, "-m", "pykubectl", *argv]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *argv: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "pykubectl", *argv]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=self.environment, stdout=pipe, stderr=subprocess.STDOUT, text=True)


@pytest.fixture(scope="module", params=["sqlite", "json"])
def shell(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    return Shell(tmp_path_factory.mktemp(request.param), request.param)


def line_of(process: "subprocess.Popen[str]") -> str:
    """Its next line; empty when none comes."""
    assert process.stdout is not None
    timer = threading.Timer(SECONDS_MAX, process.kill)
    timer.start()
    try:
        return process.stdout.readline()
    finally:
        timer.cancel()


# What waits, the first lines it prints by itself, what another process does, and what it then says.
WATCHERS = {
    "table": (("get", "cm", "-l", "w"), ("label", "cm", "m", "w=1", "--overwrite"), "NAME   DATA   AGE\n"),
    "names": (("get", "cm", "-l", "x", "-o", "name"), ("label", "cm", "m", "x=1"), "configmap/m\n"),
    "one": (
        ("get", "cm", "m", "--watch-only", "-o", "custom-columns=C:.metadata.annotations.c", "--no-headers"),
        ("annotate", "cm", "m", "c=d"),
        "d\n",
    ),
    "jsonpath": (
        ("get", "cm", "--watch-only", "-o", "jsonpath={.metadata.labels.j}{'\\n'}"),
        ("label", "cm", "m", "j=here"),
        "here\n",
    ),
    "events": (("get", "cm", "--watch-only", "--output-watch-events", "-o", "jsonpath={.type}{'\\n'}"), ("create", "cm", "n"), "ADDED\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", WATCHERS)
def test_a_watch_sees_what_another_process_writes(shell: Shell, name: str) -> None:
    words, change, line = WATCHERS[name]
    watcher = shell.start(*words, "-w", "-v=6")
    try:
        # The request log says when the watch has begun.
        while "watch=true" not in (seen := line_of(watcher)):
            assert seen
        shell.run(*change)
        assert line_of(watcher) == line
    finally:
        watcher.send_signal(signal.SIGTERM)
        watcher.communicate()
    assert watcher.returncode == 1


WAITS = {
    "create": (("wait", "cm/new", "--for=create"), ("create", "cm", "new"), "configmap/new condition met\n"),
    "delete": (("wait", "cm/new", "--for=delete"), ("delete", "cm", "new"), "configmap/new condition met\n"),
    "jsonpath": (("wait", "cm/m", "--for=jsonpath={.data.k}=v"), ("patch", "cm", "m", "-p", '{"data":{"k":"v"}}'), "configmap/m condition met\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", WAITS)
def test_wait_sees_what_another_process_writes(shell: Shell, name: str) -> None:
    words, change, line = WAITS[name]
    waiting = shell.start(*words, "--timeout=300s", "-v=6")
    assert "Config loaded" in line_of(waiting)
    while "round_trippers" not in (seen := line_of(waiting)):
        assert seen
    shell.run(*change)
    out, _ = waiting.communicate(timeout=60)
    assert (waiting.returncode, out.endswith(line)) == (0, True), out


def test_rollout_status_sees_another_process_mend_it(shell: Shell) -> None:
    shell.run("create", "deployment", "web", "--image=nginx")
    shell.run("rollout", "pause", "deployment", "web")
    shell.run("set", "image", "deployment/web", "nginx=nginx:2")
    following = shell.start("rollout", "status", "deployment/web")
    assert line_of(following).startswith('Waiting for deployment "web" rollout to finish: 0 out of 1 new')
    shell.run("rollout", "resume", "deployment", "web")
    out, _ = following.communicate(timeout=60)
    assert (following.returncode, out.splitlines()[-1]) == (0, 'deployment "web" successfully rolled out')


def test_logs_are_followed_until_another_process_deletes_the_pod(shell: Shell) -> None:
    shell.run("run", "box", "--image=memcached", "--command", "--", "sh", "-c", "echo hello; sleep infinity")
    shell.run("wait", "pod/box", "--for=condition=Ready")
    following = shell.start("logs", "-f", "box")
    assert line_of(following) == "hello\n"
    assert following.poll() is None
    shell.run("delete", "pod", "box")
    assert following.wait(timeout=60) == 0


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (("get", "cm", "-w"), 1),
        (("events", "-w"), 1),
        (("wait", "cm/m", "--for=delete"), 1),
        (("wait", "cm/none", "--for=create"), -signal.SIGINT),
    ],
)
def test_interrupts_end_it(shell: Shell, argv: tuple[str, ...], code: int) -> None:
    process = shell.start(*argv, "-v=6")
    while "round_trippers" not in (seen := line_of(process)) or ("-w" in argv and "watch=true" not in seen):
        assert seen
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == code


def test_who_has_no_reader_dies_of_it(shell: Shell) -> None:
    process = shell.start("get", "cm", "-w", "--output-watch-events")
    assert line_of(process)
    assert process.stdout is not None
    process.stdout.close()
    shell.run("label", "cm", "m", "read=no", "--overwrite")
    shell.run("label", "cm", "m", "read=never", "--overwrite")
    assert process.wait(timeout=60) == -signal.SIGPIPE


def test_a_closed_output_is_no_failure(shell: Shell) -> None:
    command = f"'{sys.executable}' -m pykubectl get cm >&-"
    assert subprocess.run(["sh", "-c", command], env=shell.environment, timeout=60).returncode == 0
