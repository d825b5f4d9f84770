"""port-forward: local ports that lead to a pod.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/portforward/portforward.go.
"""

from pykubectl.cli.container_streams import RUNNING_TIMEOUT_FLAG, connect, find_pod
from pykubectl.cli.errors import Failure, UsageError
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.resources import CLIENT_SCHEME
from pykubectl.cli.session import Session


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if len(arguments) < 2:
        raise UsageError("TYPE/NAME and list of ports are required for port-forward", session.path)
    pod = find_pod(session, flags, arguments[0], [], CLIENT_SCHEME)
    for spec in arguments[1:]:
        _check_ports(spec)
    phase = (pod.get("status") or {}).get("phase", "")
    if phase != "Running":
        raise Failure(f"unable to forward port because pod is not running. Current status={phase}")
    connect(session, pod, "portforward", {})
    return None


def _check_ports(spec: str) -> None:
    parts = spec.split(":")
    if len(parts) > 2:
        raise Failure(f"invalid port format '{spec}'")
    local, remote = (parts[0] or "0", parts[1]) if len(parts) == 2 else (parts[0], parts[0])
    for what, text in (("local", local), ("remote", remote)):
        if not text.isdigit() or int(text) > 65535:
            raise Failure(f"error parsing {what} port '{text}': {_number_error(text)}")
    if int(remote) == 0:
        raise Failure("remote port must be > 0")


def _number_error(text: str) -> str:
    problem = "value out of range" if text.isdigit() else "invalid syntax"
    return f'strconv.ParseUint: parsing "{text}": {problem}'


COMMAND = Command(
    "port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]",
    run,
    short="Forward local ports to a pod",
    examples="""
# Local port 8080 leads to port 80 of the pod
kubectl port-forward pod/web 8080:80
""",
    flags=(Flag("address", "strings", ["localhost"], "Addresses to listen on."), RUNNING_TIMEOUT_FLAG),
)
