"""What exec, attach and port-forward share: the pod behind POD or TYPE/NAME, its container, and the request to its node.

Embedded nodes run nothing that could be spoken to: the API answers these requests with an error.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/{exec,attach,portforward}, .../polymorphichelpers/attachablepodforobject.go.
"""

from collections.abc import Mapping

from pykubectl import Object
from pykubectl.cli.errors import Failure, UsageError
from pykubectl.cli.grammar import Flag, Flags
from pykubectl.cli.pod_targets import by_activity, default_container, go_type, pods_of, the_container
from pykubectl.cli.resources import SCHEME, Builder
from pykubectl.cli.session import Session
from pykubectl.errors import StatusError

RUNNING_TIMEOUT_FLAG = Flag("pod-running-timeout", "duration", 60.0, "How long to wait until there is a running pod.")
STREAM_FLAGS = (
    Flag("container", "string", "", "The container; without it the default or first one.", "c"),
    RUNNING_TIMEOUT_FLAG,
    Flag("quiet", "bool", False, "Only print what comes from the container.", "q"),
    Flag("stdin", "bool", False, "Pass stdin to the container.", "i"),
    Flag("tty", "bool", False, "Stdin is a terminal.", "t"),
)

_RECORDED = """\
All commands and output from this session will be recorded in container logs, including credentials and sensitive information\
 passed through the command prompt.
If you don't see a command prompt, try pressing enter."""


def find_pod(session: Session, flags: Flags, target: str, filenames: list[str]) -> Object:
    """Raises NotFound, Failure."""
    return pod_behind(session, flags, find_object(session, target, filenames, SCHEME))


def find_object(session: Session, target: str, filenames: list[str], scheme: str) -> Object:
    """The one object of POD, TYPE/NAME or the files. Raises NotFound, Failure."""
    if target and filenames:
        raise Failure("resource/name arguments cannot be provided when a path is specified")
    builder = Builder(session, filenames=filenames, latest=True, continue_on_error=False, scheme=scheme)
    if target:
        builder.arguments = [target if "/" in target else f"pods/{target}"]
    infos = builder.do().infos()
    if len(infos) > 1:
        raise Failure("cannot exec into multiple objects at a time")
    return infos[0].content


def pod_behind(session: Session, flags: Flags, obj: Object) -> Object:
    """The pod itself, or the liveliest of a workload. Raises Failure."""
    if obj["kind"] == "Pod":
        return obj
    try:
        return pods_of(session, obj, by_activity, flags["pod-running-timeout"])[0]
    except Failure as error:
        if "timed out" in error.message:
            raise
        raise Failure(f"cannot attach to {go_type(obj)}: {error.message}") from None


def find_container(session: Session, flags: Flags, pod: Object) -> str:
    """Raises Failure."""
    if flags["container"]:
        return the_container(pod, flags["container"])
    return default_container(session, pod, quiet=flags["quiet"])


def check_running_timeout(session: Session, flags: Flags) -> None:
    if flags["pod-running-timeout"] <= 0:
        raise UsageError("--pod-running-timeout must be higher than zero", session.path)


def connect(session: Session, pod: Object, subresource: str, query: Mapping[str, str]) -> None:
    """Open the stream. Raises Failure."""
    meta = pod["metadata"]
    path = f"/api/v1/namespaces/{meta['namespace']}/pods/{meta['name']}/{subresource}"
    try:
        session.request("POST", path, query=query)
    except StatusError as error:
        raise Failure(f"unable to upgrade connection: {error.message}") from None


def attach(session: Session, flags: Flags, pod: Object, container: str) -> None:
    """Raises Failure."""
    if not flags["quiet"]:
        session.note(_RECORDED)
    connect(session, pod, "attach", stream_query(flags, container))


def stream_query(flags: Flags, container: str) -> dict[str, str]:
    query = {"container": container, "stdout": "true"}
    if flags["stdin"]:
        query["stdin"] = "true"
    query["tty" if flags["tty"] else "stderr"] = "true"
    return query
