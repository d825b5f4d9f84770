"""run with a session: what it waits for, shows, says and cleans up. Simulated nodes serve no attach, so that logs stand in."""

import pytest

from tests.cli.conftest import Kubectl

NO_ATTACH = (
    "warning: couldn't attach to pod/x, falling back to streaming logs: unable to upgrade connection: "
    "Internal error occurred: error dialing backend: the simulated nodes do not serve attach\n"
)


@pytest.mark.parametrize(
    ("words", "code", "out", "left"),
    [
        ("-i --rm --restart=Never", 0, 'pod "x" deleted from default namespace\n', []),
        ("-i --rm -q --restart=Never", 0, "", []),
        ("-i --rm", 0, 'pod "x" deleted from default namespace\n', []),
        ("-i --rm --expose --port=80", 0, 'pod "x" deleted from default namespace\nservice "x" deleted from default namespace\n', []),
        ("--attach", 0, "", ["pod/x"]),
        ("-i --attach=false", 0, "pod/x created\n", ["pod/x"]),
    ],
)  # fmt: skip
def test_run(kubectl: Kubectl, words: str, code: int, out: str, left: list[str]) -> None:
    result = kubectl("run", "x", "--image=busybox", *words.split())
    assert (result.code, result.out) == (code, out)
    assert (NO_ATTACH in result.err) == ("=false" not in words)
    assert kubectl("get", "pods", "-o", "name").out.split() == left


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("--rm", "--rm should only be used for attached containers"),
        ("-t", "-i/--stdin is required for containers with -t/--tty=true"),
        ("-i --dry-run=client", "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)"),
    ],
)  # fmt: skip
def test_what_does_not_go_together(kubectl: Kubectl, words: str, error: str) -> None:
    result = kubectl("run", "x", "--image=busybox", *words.split())
    assert (result.code, result.err) == (1, f"error: {error}\n")
    assert kubectl("get", "pods", "-o", "name").out == ""
