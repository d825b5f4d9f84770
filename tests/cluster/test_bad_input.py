"""Bad input and a bad world get an error and an exit code, never a traceback, and lose nothing."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cluster.processes import command, finish, start

POD = '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"%s}]%s}}'


def run(home: Path, *argv: str, limit_bytes: int = 0) -> tuple[int, str, str]:
    """(exit code, stdout, stderr) of a command in a process of its own, which may write no file longer than the limit."""
    out, err = home / "stdout", home / "stderr"
    with out.open("wb") as stdout, err.open("wb") as stderr:

        def work() -> int:
            os.dup2(stderr.fileno(), 2)
            sys.stderr = os.fdopen(2, "w")
            if limit_bytes:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes))
            code = command(home, *argv)()
            sys.stderr.flush()
            return code

        code = finish(start(work, stdout.fileno()))
    return code, out.read_text(), err.read_text()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("home")
    assert run(path, "cluster", "reset", "--profile", "bare", "--nodes", "1")[0] == 0
    return path


MANIFESTS = {
    "broken": ("a: b\n c: d\n", "error parsing {}: error converting YAML to JSON: yaml: line 2:"),
    "deep": ("[" * 100_000, "error parsing {}: error converting YAML to JSON: yaml: exceeded max depth"),
    "deep json": ('{"a":' * 20_000 + "1" + "}" * 20_000, "error parsing {}: "),
    "bomb": (
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{n}: &{n} [{','.join(['*' + p] * 9)}]\n" for p, n in zip("abcdefg", "bcdefgh", strict=True)),
        "error parsing {}: error converting YAML to JSON: yaml: document contains excessive aliasing",
    ),
    "control character": ("\x00\x01", "error parsing {}: error converting YAML to JSON: yaml: control characters"),
    "wrong kind": (
        '{"apiVersion":"v1","kind":"Podd","metadata":{"name":"x"}}',
        'no matches for kind "Podd" in version "v1"',
    ),
    "no kind": ("{}", 'error validating "{}": error validating data: [apiVersion not set, kind not set]'),
    "a list": ("[1, 2]", 'error validating "{}": error validating data: invalid object to validate'),
    "unknown field": (POD % (',"imag":"x"', ""), 'strict decoding error: unknown field "spec.containers[0].imag"'),
    "wrong type": (POD % ("", ',"volumes":{}'), "json: cannot unmarshal object into Go struct field"),
    "metadata a string": (
        '{"apiVersion":"v1","kind":"Pod","metadata":"x"}',
        "json: cannot unmarshal string into Go struct field",
    ),
    "a null container": (
        '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[null]}}',
        "spec.containers[0].name: Required value",
    ),
}


@pytest.mark.parametrize("name", MANIFESTS)
def test_manifests(name: str, home: Path, tmp_path: Path) -> None:
    text, wanted = MANIFESTS[name]
    path = tmp_path / "x.yaml"
    path.write_text(text)
    code, out, err = run(home, "apply", "-f", str(path))
    assert (code, out) == (1, "")
    assert wanted.format(path) in err
    assert "Traceback" not in err


def test_a_missing_file(home: Path) -> None:
    assert run(home, "apply", "-f", "nowhere.yaml") == (1, "", 'error: the path "nowhere.yaml" does not exist\n')


@pytest.mark.parametrize(
    ("content", "wanted"),
    [(b"no store, but long enough to be looked at " * 30, "not a database"), (None, "no such state file")],
)
def test_state_that_is_not_ours(content: bytes | None, wanted: str, tmp_path: Path) -> None:
    assert run(tmp_path, "cluster", "reset")[0] == 0
    state = tmp_path / "clusters" / "pykubectl.db"
    for path in state.parent.iterdir():
        path.unlink()
    if content is None:
        state.mkdir()
    else:
        state.write_bytes(content)
    code, out, err = run(tmp_path, "get", "pods")
    assert (code, out) == (1, "")
    assert err.startswith(f"error: {state}: ")
    assert err.count("\n") == 1
    if content is not None:
        assert wanted in err
        assert state.read_bytes() == content


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, "cluster", "reset", "--profile", "bare")[0] == 0
    limit = sum(path.stat().st_size for path in (tmp_path / "clusters").iterdir()) + 300_000
    made = []
    for number in range(40):
        code, out, err = run(
            tmp_path, "create", "deployment", f"d{number}", "--image=i", "--replicas=9", limit_bytes=limit
        )
        made += [line.split()[0] for line in out.splitlines()]
        if code:
            break
    else:
        pytest.fail("the disk never filled up")
    assert err.startswith("error: ")
    assert "Traceback" not in err
    code, out, err = run(tmp_path, "get", "deployments", "-o", "name")
    assert code == 0, err
    assert made
    assert set(made) <= set(out.split())
    ready = run(tmp_path, "get", "deployments", "-o", "jsonpath={.items[*].status.readyReplicas}")
    assert ready == (0, " ".join(["9"] * len(out.split())), "")


def test_a_closed_pipe_is_quiet(home: Path) -> None:
    environ = {**os.environ, "PYKUBECTL_HOME": str(home)}
    shell = f"{sys.executable} -m pykubectl get clusterroles -o yaml | head -1"
    done = subprocess.run(["bash", "-c", shell], env=environ, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("apiVersion: v1\n", "")


def test_ctrl_c_ends_a_watch_without_a_word(home: Path) -> None:
    environ = {**os.environ, "PYKUBECTL_HOME": str(home)}
    argv = [sys.executable, "-m", "pykubectl", "get", "namespaces", "--watch"]
    with subprocess.Popen(argv, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("NAME")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    # As kubectl: 1 while it watches, killed by the signal a moment before.
    assert process.returncode in (1, -signal.SIGINT)
    assert err == ""
