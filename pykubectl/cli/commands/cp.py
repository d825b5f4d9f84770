"""cp: copies files to and from containers, with the container's own tar.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/cp/cp.go.
"""

import os
from typing import NamedTuple

from pykubectl import Object
from pykubectl.cli.container_streams import connect
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags, quote
from pykubectl.cli.pod_targets import container_list, default_container, the_container
from pykubectl.cli.session import Session


class _Place(NamedTuple):
    """`pod` is empty for a local file."""

    path: str
    pod: str = ""
    namespace: str = ""


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if len(arguments) != 2:
        raise Failure("source and destination are required")
    source, destination = (_place(argument) for argument in arguments)
    if source.pod and destination.pod:
        raise Failure("one of src or dest must be a local file specification")
    if not source.path or not destination.path:
        raise Failure("filepath can not be empty")
    if not source.pod and not destination.pod:
        raise Failure("one of src or dest must be a remote file specification")
    if not source.pod and not os.path.exists(source.path):
        raise Failure(f"{source.path} doesn't exist in local filesystem")
    remote = source if source.pod else destination
    namespace = remote.namespace or session.namespace
    pod: Object = session.request("GET", f"/api/v1/namespaces/{namespace}/pods/{remote.pod}")
    if flags["container"]:
        container = the_container(pod, flags["container"])
    else:
        container = default_container(session, pod, quiet=bool(source.pod))
        if source.pod and len(container_list(pod)) > 1:
            # What comes out of a pod goes one way, notes included.
            session.line(f"Defaulted container {quote(container)} out of: {', '.join(container_list(pod))}")
    command = "tar cf - " + remote.path if source.pod else "tar -xmf - -C " + os.path.dirname(remote.path)
    connect(session, pod, "exec", {"container": container, "stdout": "true", "stderr": "true", "command": command})
    return None


def _place(argument: str) -> _Place:
    """Of `[[namespace/]pod:]path`. Raises Failure."""
    before, colon, path = argument.partition(":")
    if not colon:
        return _Place(argument)
    if not before:
        raise Failure("filespec must match the canonical format: [[namespace/]pod:]file/path")
    parts = before.split("/")
    if len(parts) > 2:
        raise Failure("filespec must match the canonical format: [[namespace/]pod:]file/path")
    return _Place(path, parts[-1], parts[0] if len(parts) == 2 else "")


COMMAND = Command(
    "cp <file-spec-src> <file-spec-dest>",
    run,
    short="Copy files to and from containers",
    examples="""
# From the pod to here
kubectl cp web:/etc/hosts hosts
""",
    flags=(
        Flag("container", "string", "", "The container; without it the default or first one.", "c"),
        Flag("no-preserve", "bool", False, "Do not keep owners and modes."),
        Flag("retries", "int", 0, "How often to go on with a copy that broke off; negative: for ever."),
    ),
)
