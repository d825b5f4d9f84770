"""attach: to a process that already runs in a container.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/attach/attach.go.
"""

from pykubectl.cli.container_streams import (
    STREAM_FLAGS,
    attach,
    check_running_timeout,
    find_container,
    find_pod,
)
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.session import Session


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    check_running_timeout(session, flags)
    if not arguments:
        raise Failure("at least 1 argument is required for attach")
    if len(arguments) > 2:
        raise Failure("expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw " + _listed(arguments))
    pod = find_pod(session, flags, "/".join(arguments), [])
    phase = (pod.get("status") or {}).get("phase", "")
    if phase in ("Succeeded", "Failed"):
        raise Failure(f"cannot attach a container in a completed pod; current phase is {phase}")
    try:
        container = find_container(session, flags, pod)
    except Failure as error:
        raise Failure(f"cannot attach to the container: {error.message}") from None
    attach(session, flags, pod, container)
    return None


def _listed(arguments: list[str]) -> str:
    return f"{len(arguments)}: [{' '.join(arguments)}]"


COMMAND = Command(
    "attach (POD | TYPE/NAME) -c CONTAINER",
    run,
    short="Attach to a running container",
    examples="""
# See what the pod's container writes
kubectl attach web
""",
    flags=(*STREAM_FLAGS, Flag("detach-keys", "string", "ctrl-p,ctrl-q", "The keys that detach.")),
)
