"""version: of the command and of the server. The client's is that of the kubectl it speaks as; `compiler` names pykubectl.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/version/version.go.
"""

from pykubectl import Object, __version__
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.session import Session
from pykubectl.client import Unreachable
from pykubectl.errors import StatusError

KUBECTL_VERSION = "v1.37.1"
KUSTOMIZE_VERSION = "v5.8.1"
SKEW_MAX = 1
# What Go calls what the machine calls itself.
_ARCHITECTURES = {"aarch64": "arm64", "x86_64": "amd64"}


def client_version() -> Object:
    """In the order of the Go type."""
    import sys

    major, minor = KUBECTL_VERSION.removeprefix("v").split(".")[:2]
    return {
        "major": major,
        "minor": minor,
        "gitVersion": KUBECTL_VERSION,
        "gitCommit": "",
        "gitTreeState": "clean",
        "buildDate": "1970-01-01T00:00:00Z",
        "goVersion": "none",
        "compiler": f"pykubectl {__version__} (python {sys.version.split()[0]})",
        "platform": _platform(),
    }


def user_agent(program: str) -> str:
    """How the command introduces itself to a server."""
    return f"{program}/{KUBECTL_VERSION} ({_platform()}) pykubectl/{__version__}"


def _platform() -> str:
    import os
    import sys

    machine = os.uname().machine
    return f"{sys.platform}/{_ARCHITECTURES.get(machine, machine)}"


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if arguments:
        raise Failure(f"extra arguments: [{' '.join(arguments)}]")
    if flags["output"] not in ("", "json", "yaml"):
        raise Failure("--output must be 'yaml' or 'json'")
    found: Object = {"clientVersion": client_version(), "kustomizeVersion": KUSTOMIZE_VERSION}
    error: Exception | None = None
    if not flags["client"]:
        try:
            found["serverVersion"] = session.request("GET", "/version")
        except (StatusError, Unreachable) as problem:
            error = problem
    _write(session, found, flags["output"])
    if error is not None:
        raise error
    if "serverVersion" in found:
        _warn_of_skew(session, found)
    return None


def _write(session: Session, found: Object, output: str) -> None:
    if output == "json":
        from json import dumps

        session.line(dumps(found, indent=2))
    elif output == "yaml":
        from pykubectl.machinery.yaml_codec import dump

        session.line(dump(found))
    else:
        session.line(f"Client Version: {KUBECTL_VERSION}")
        session.line(f"Kustomize Version: {KUSTOMIZE_VERSION}")
        if "serverVersion" in found:
            session.line(f"Server Version: {found['serverVersion']['gitVersion']}")


def _warn_of_skew(session: Session, found: Object) -> None:
    client, server = ((found[side]["major"], found[side]["minor"]) for side in ("clientVersion", "serverVersion"))
    minors = [int("".join(letter for letter in minor if letter.isdigit()) or 0) for _, minor in (client, server)]
    if client[0] != server[0] or abs(minors[0] - minors[1]) > SKEW_MAX:
        session.note(
            f"WARNING: version difference between client ({'.'.join(client)}) and server ({'.'.join(server)}) exceeds the"
            f" supported minor version skew of +/-{SKEW_MAX}"
        )


COMMAND = Command(
    "version [flags]",
    run,
    short="Print the versions of client and server",
    long="Prints the versions of the client and of the server of the current context.",
    examples="""
# Both
kubectl version
""",
    flags=(
        Flag("client", "bool", False, "The client's only; no server is asked."),
        Flag("output", "string", "", "Output format: json or yaml.", "o"),
    ),
)
