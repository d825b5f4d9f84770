"""What `run` does with a pod that it shall attach to: wait for it, attach, or show the log where that cannot be, and say how it ended.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/run/run.go (handleAttachPod), .../pkg/cmd/attach.
"""

from collections.abc import Callable

from pykubectl import Object
from pykubectl.cli.container_streams import attach
from pykubectl.cli.errors import Exit, Failure
from pykubectl.cli.grammar import Flags
from pykubectl.cli.pod_targets import default_container
from pykubectl.cli.session import Session
from pykubectl.machinery.requests import Target, resource_path

_PAUSE_SECONDS = 1.0
_FOR_EVER = float("inf")
_ENDED = ("Succeeded", "Failed")


def attach_to_new(session: Session, flags: Flags, pod: Object) -> None:
    """Until the session ends; where nobody starts the pod again, until it has ended. Raises Failure, Exit."""
    pod = _wait(session, pod, lambda phase: phase == "Running" or phase in _ENDED, flags["pod-running-timeout"])
    container = default_container(session, pod, quiet=flags["quiet"])
    if pod["status"]["phase"] in _ENDED:
        _show_log(session, pod, container)
    else:
        try:
            attach(session, flags, pod, container)
        except Failure as error:
            name = pod["metadata"]["name"]
            session.note(f"warning: couldn't attach to pod/{name}, falling back to streaming logs: {error.message}")
            _show_log(session, pod, container)
    if flags["leave-stdin-open"] or pod["spec"].get("restartPolicy") == "Always":
        return
    _report(session, _wait(session, pod, lambda phase: phase in _ENDED, _FOR_EVER))


def _path(pod: Object, subresource: str = "") -> str:
    meta = pod["metadata"]
    return resource_path(Target("", "v1", meta["namespace"], "pods", meta["name"], subresource))


def _wait(session: Session, pod: Object, is_it: Callable[[str], bool], seconds: float) -> Object:
    """The pod when its phase is as it should be. Raises NotFound, Failure on time-out."""
    while True:
        found: Object = session.request("GET", _path(pod))
        if is_it((found.get("status") or {}).get("phase", "")):
            return found
        if seconds <= 0:
            raise Failure("timed out waiting for the condition")
        seconds -= session.client.pause(min(_PAUSE_SECONDS, seconds), wakes=True)


def _show_log(session: Session, pod: Object, container: str) -> None:
    session.write(session.request("GET", _path(pod, "log"), query={"container": container}))


def _report(session: Session, pod: Object) -> None:
    """A pod that failed ends the command with its exit code."""
    if pod["status"]["phase"] == "Succeeded":
        return
    where = f"pod {pod['metadata']['namespace']}/{pod['metadata']['name']}"
    statuses = pod["status"].get("containerStatuses") or [{}]
    ended = (statuses[0].get("state") or {}).get("terminated") or {}
    if not ended.get("exitCode"):
        raise Failure(f"{where} failed with unknown exit code")
    text = f"{where} terminated ({ended.get('reason', '')})\n{ended.get('message', '')}"
    session.note(text.removesuffix("\n"))
    raise Exit(ended["exitCode"])
