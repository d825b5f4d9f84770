"""completions/: up to date, and at work in real shells, where what they offer must appear."""

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pykubectl.cli.completion.scripts import FILES, write_files

FOLDER = Path(__file__).parents[2] / "completions"
Environment = dict[str, str]
LINES = [
    ("pykubectl roll", ["rollout"]),
    ("pykubectl rollout ", ["history", "pause", "restart", "resume", "status", "undo"]),
    ("pykubectl get --show-m", ["--show-managed-fields"]),
    ("pykubectl get pods -n kube-", ["kube-node-lease", "kube-public", "kube-system"]),
    ("pykubectl get pods --namespace=kube-p", ["--namespace=kube-public"]),
    ("pykubectl get cm kube-root", ["kube-root-ca.crt"]),
    ("pykubectl get cm -n kube-system kube-root", ["kube-root-ca.crt"]),
    ("pykubectl get cm/kube", ["cm/kube-root-ca.crt"]),
    ("pykubectl describe service", ["serviceaccounts", "servicecidrs.networking.k8s.io", "services"]),
    ("pykubectl config use-context py", ["pykubectl"]),
    ("pykubectl apply -f man", ["manifest.yaml", "manifests/"]),
    ("pykubectl config use-context man", []),
]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """A folder to be in, with some files, a cluster, and pykubectl on the PATH."""
    home: Path = tmp_path_factory.mktemp("home")
    (home / "bin").mkdir()
    program = home / "bin" / "pykubectl"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nfrom pykubectl.cli.main import main\nsys.argv[0] = 'pykubectl'\nmain()\n"
    )
    program.chmod(0o755)
    work = home / "work"
    (work / "manifests").mkdir(parents=True)
    for name in ("manifest.yaml", "manifest.txt", "notes.txt"):
        (work / name).touch()
    made = {
        "HOME": str(home),
        "PATH": f"{home}/bin:{os.environ['PATH']}",
        "PYKUBECTL_HOME": str(home / "clusters"),
        "PYTHONPATH": str(FOLDER.parent),
        "TERM": "dumb",
        "LANG": "C.UTF-8",
    }
    subprocess.run([str(program), "cluster", "reset", "pykubectl", "--profile", "bare"], env=made, check=True, cwd=work)
    return made


def answer(shell: str, script: str, environment: Environment) -> str:
    work = f"{environment['HOME']}/work"
    done = subprocess.run([shell, *FLAGS[shell], script], env=environment, cwd=work, capture_output=True, timeout=60)
    assert not done.stderr, done.stderr.decode()
    return done.stdout.decode()


FLAGS = {"bash": ["--norc", "-c"], "fish": ["--no-config", "-c"]}


def in_bash(line: str, environment: Environment) -> list[str]:
    """Bash cuts its words at = as well; what it inserts comes behind that."""
    words = line.replace("=", " = ").split(" ")
    quoted = " ".join(f"'{word}'" for word in words)
    script = (
        f"source {FOLDER}/pykubectl.bash; COMP_LINE='{line}' COMP_POINT={len(line)} COMP_CWORD={len(words) - 1}"
        f" COMP_WORDS=({quoted}); __start_pykubectl; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    )
    before = words[-3] + "=" if words[-2:-1] == ["="] else ""
    return [before + found for found in answer("bash", script, environment).split()]


def in_fish(line: str, environment: Environment) -> list[str]:
    script = f"source {FOLDER}/pykubectl.fish; complete -C '{line}'"
    return [found.partition("\t")[0] for found in answer("fish", script, environment).splitlines()]


@pytest.mark.parametrize("shell", sorted(FILES))
def test_scripts_are_fresh(tmp_path: Path, shell: str) -> None:
    write_files(str(tmp_path))
    name = FILES[shell].format("pykubectl")
    assert (FOLDER / name).read_text() == (tmp_path / name).read_text(), (
        "run python -m pykubectl.cli.completion.scripts"
    )


@pytest.mark.parametrize(("line", "expected"), LINES)
@pytest.mark.parametrize("ask", [in_bash, in_fish])
def test_what_shells_offer(
    ask: Callable[[str, Environment], list[str]], line: str, expected: list[str], environment: Environment
) -> None:
    shell = ask.__name__.removeprefix("in_")
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    assert sorted(ask(line, environment)) == expected


# Of a terminal: what is typed, a tab behind it, and what stands in the line then.
TYPED = [
    ("pykubectl roll\t", "pykubectl rollout "),
    ("pykubectl get pods -n kube-p\t", "pykubectl get pods -n kube-public "),
    ("pykubectl get pods --namespace=kube-p\t", "pykubectl get pods --namespace=kube-public "),
    ("pykubectl get cm/ku\t", "pykubectl get cm/kube-root-ca.crt "),
    ("pykubectl apply -f manifest.\t", "pykubectl apply -f manifest.yaml"),
    ("pykubectl create cm x --from-file=no\t", "pykubectl create cm x --from-file=notes.txt"),
    ("pykubectl logs deployme\t", "pykubectl logs deployments/"),
]
START = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], f"PS1=; bind 'set enable-bracketed-paste off'; source {FOLDER}/pykubectl.bash"),
    "zsh": (["zsh", "-f", "-i"], f"PS1= RPS1=; unsetopt prompt_cr prompt_sp; fpath=({FOLDER} $fpath); autoload -U compinit; compinit -u -D"),
}  # fmt: skip


class Terminal:
    """A shell at a terminal."""

    def __init__(self, shell: str, environment: Environment) -> None:
        self.master, slave = pty.openpty()
        argv, start = START[shell]
        work = f"{environment['HOME']}/work"
        self.process = subprocess.Popen(
            argv, stdin=slave, stdout=slave, stderr=slave, env=environment, cwd=work, start_new_session=True
        )
        os.close(slave)
        self.type(f"{start}; echo READ''Y\n")
        self.read_until("READY")

    def type(self, text: str) -> None:
        os.write(self.master, text.encode())

    def read_until(self, wanted: str, seconds: float = 20) -> str:
        """What was printed until `wanted` stood in it, or time was up."""
        text, end = "", time.monotonic() + seconds
        while wanted not in text and time.monotonic() < end:
            if select.select([self.master], [], [], 0.1)[0]:
                text += os.read(self.master, 65536).decode(errors="replace")
        return text

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.master)


@pytest.mark.parametrize("shell", sorted(START))
def test_a_tab_at_a_terminal(shell: str, environment: Environment) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    terminal = Terminal(shell, environment)
    try:
        for typed, line in TYPED:
            terminal.type(typed)
            # What was typed is echoed, then what the shell adds to it.
            added = line.removeprefix(typed.rstrip("\t"))
            seen = terminal.read_until(added)
            assert added in seen, (typed, seen)
            terminal.type("\x03\n echo NEX''T\n")
            terminal.read_until("NEXT")
    finally:
        terminal.close()
