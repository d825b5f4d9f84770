"""exec: runs a command in a container.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/exec/exec.go.
"""

from pykubectl.cli.container_streams import (
    STREAM_FLAGS,
    check_running_timeout,
    connect,
    find_container,
    find_pod,
    stream_query,
)
from pykubectl.cli.errors import Failure, UsageError
from pykubectl.cli.grammar import Command, Flags
from pykubectl.cli.resources import FILENAME_FLAGS
from pykubectl.cli.session import Session


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    dash: int = flags.values.get("--", -1)
    if dash not in (0, 1) and (len(arguments) > 1 or (arguments and flags["filename"])):
        text = "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead"
        raise UsageError(text, session.path)
    target = arguments[0] if arguments and dash != 0 else ""
    command = arguments[dash:] if dash in (0, 1) else []
    check_running_timeout(session, flags)
    if not target and not flags["filename"]:
        raise Failure("pod, type/name or --filename must be specified")
    if not command:
        raise Failure("you must specify at least one command for the container")
    pod = find_pod(session, flags, target, flags["filename"])
    phase = (pod.get("status") or {}).get("phase", "")
    if phase in ("Succeeded", "Failed"):
        raise Failure(f"cannot exec into a container in a completed pod; current phase is {phase}")
    container = find_container(session, flags, pod)
    connect(session, pod, "exec", {**stream_query(flags, container), "command": " ".join(command)})
    return None


COMMAND = Command(
    "exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]",
    run,
    short="Run a command in a container",
    examples="""
# What the first container has in its root directory
kubectl exec web -- ls /
""",
    flags=(*STREAM_FLAGS, FILENAME_FLAGS[0]),
)
