"""Commands in processes of their own, forked from a warm one: a real process each, at a fraction of the start-up."""

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path


def start(work: Callable[[], int], stdout: int | None = None) -> int:
    """Run `work` in a child; its pid. What it prints goes to `stdout`."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        if stdout is not None:
            os.dup2(stdout, 1)
            sys.stdout = io.TextIOWrapper(os.fdopen(1, "wb", 0), line_buffering=True)
        code = work()
        sys.stdout.flush()
    finally:
        os._exit(code)


def finish(pid: int) -> int:
    """Wait for a child; its exit code, negative for the signal that ended it."""
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def command(home: Path, *argv: str) -> Callable[[], int]:
    """A pykubectl command line on the clusters of `home`, as work for `start`."""

    def work() -> int:
        from pykubectl.cli.main import run
        from pykubectl.cli.session import Streams

        os.environ["PYKUBECTL_HOME"] = str(home)
        os.environ.pop("KUBECONFIG", None)
        return run(["pykubectl", *argv], Streams(sys.stdin, sys.stdout, sys.stderr))

    return work
