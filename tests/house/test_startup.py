"""What a command loads: start-up time is counted in modules, which do not depend on the machine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "yaml",
    "rich",
    "tabulate",
    "asyncio",
    "logging",
    "http",
    "urllib.request",
    "importlib.metadata",
    "sqlite3.dump",
}

PROBE = """
import sys
from pykubectl.cli.main import run
from pykubectl.cli.session import Streams
code = run(["pykubectl", *sys.argv[1:]], Streams(sys.stdin, sys.stdout, sys.stderr))
print("\\n".join(sorted(sys.modules)), file=sys.stderr)
sys.exit(code)
"""


def loaded(tmp_path: Path, *argv: str) -> set[str]:
    environ = {**os.environ, "PYKUBECTL_HOME": str(tmp_path)}
    environ.pop("KUBECONFIG", None)
    done = subprocess.run([sys.executable, "-c", PROBE, *argv], env=environ, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a cluster that has settled."""
    path: Path = tmp_path_factory.mktemp("home")
    environ = {**os.environ, "PYKUBECTL_HOME": str(path)}
    environ.pop("KUBECONFIG", None)
    command = [sys.executable, "-m", "pykubectl", "create", "deployment", "web", "--image=nginx"]
    subprocess.run(command, env=environ, check=True, capture_output=True, timeout=60)
    return path


def test_version_loads_no_cluster(home: Path) -> None:
    modules = loaded(home, "version", "--client")
    assert not modules & HEAVY
    assert not {
        name
        for name in modules
        if name.startswith(("pykubectl.apiserver", "pykubectl.controllers", "pykubectl.storage"))
    }


def test_get_pods_loads_only_what_it_uses(home: Path) -> None:
    modules = loaded(home, "get", "pods")
    assert not modules & HEAVY
    unwanted = (
        "pykubectl.controllers.",
        "pykubectl.scheduler",
        "pykubectl.kubelet",
        "pykubectl.kinds.core",
        "pykubectl.cli.describers",
    )
    assert not {name for name in modules if name.startswith(unwanted)}
    assert commands_in(modules) == {"pykubectl.cli.commands.get"}
    tables = {name for name in modules if name.startswith("pykubectl.kinds.tables.")}
    assert tables <= {"pykubectl.kinds.tables.pods", "pykubectl.kinds.tables.formats"}


def test_describe_loads_only_what_it_uses(home: Path) -> None:
    modules = loaded(home, "describe", "pods")
    assert not modules & HEAVY
    unwanted = ("pykubectl.controllers.", "pykubectl.scheduler", "pykubectl.kubelet", "pykubectl.apiserver.openapi")
    assert not {name for name in modules if name.startswith(unwanted)}
    assert commands_in(modules) == {"pykubectl.cli.commands.describe"}
    describers = {name for name in modules if name.startswith("pykubectl.cli.describers.") and ".parts" not in name}
    assert describers == {"pykubectl.cli.describers.pod"}


def commands_in(modules: set[str]) -> set[str]:
    return {name for name in modules if name.startswith("pykubectl.cli.commands.")}
