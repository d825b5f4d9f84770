"""rollout pause, resume and restart: one field of the workload each.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/rollout/rollout_{pause,resume,restart}.go.
"""

from collections.abc import Callable

from pykubectl import Object
from pykubectl.cli.commands.rollout.targets import TARGET_FLAGS, builder_of
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flags
from pykubectl.cli.printers import PRINT_FLAGS, result_printer
from pykubectl.cli.resources import Info
from pykubectl.cli.session import Session
from pykubectl.cli.writes import Writes, field_manager_flag, patch_between
from pykubectl.errors import StatusError
from pykubectl.machinery.objects import copy
from pykubectl.machinery.timestamps import format_time

_RESTARTED_AT = "kubectl.kubernetes.io/restartedAt"
_RESTARTABLE = ("Deployment", "DaemonSet", "StatefulSet")

Change = Callable[[Session, Info, Object], None]


def _runner(done: str, change: Change) -> Callable[[Session, Flags, list[str]], int | None]:
    def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
        show = result_printer(session, flags, done)
        writes = Writes.of(session, flags)

        def visit(info: Info) -> None:
            new = copy(info.content)
            change(session, info, new)
            patch, content_type = patch_between(session, info.content, new)
            try:
                answer = writes.patch(info, patch, content_type)
            except StatusError as error:
                raise Failure(f"failed to patch: {error.message}") from None
            session.write(show(answer))

        builder_of(session, flags, arguments).do().visit(visit)
        return None

    return run


def _subject(info: Info) -> str:
    return f'{info.resource.resource} "{info.name}"'


def _pause(session: Session, info: Info, new: Object) -> None:
    if info.resource.kind != "Deployment":
        raise Failure(f"{_subject(info)} pausing is not supported")
    if new["spec"].get("paused"):
        raise Failure(f"{_subject(info)} is already paused")
    new["spec"]["paused"] = True


def _resume(session: Session, info: Info, new: Object) -> None:
    if info.resource.kind != "Deployment":
        raise Failure(f"{_subject(info)} resuming is not supported")
    if not new["spec"].get("paused"):
        raise Failure(f"{_subject(info)} is not paused")
    del new["spec"]["paused"]


def _restart(session: Session, info: Info, new: Object) -> None:
    if info.resource.kind not in _RESTARTABLE:
        raise Failure(f"{_subject(info)} restarting is not supported")
    if new["spec"].get("paused"):
        raise Failure(f"{_subject(info)} can't restart paused deployment (run rollout resume first)")
    metadata = new["spec"]["template"].setdefault("metadata", {})
    annotations = metadata.get("annotations") or {}
    now = format_time(session.now)
    if annotations.get(_RESTARTED_AT) == now:
        raise Failure(
            f"{_subject(info)} if restart has already been triggered within the past second, please wait before "
            "attempting to trigger another"
        )
    metadata["annotations"] = {**annotations, _RESTARTED_AT: now}


_FLAGS = (field_manager_flag("kubectl-rollout"), *TARGET_FLAGS, *PRINT_FLAGS)

PAUSE = Command(
    "pause RESOURCE",
    _runner("paused", _pause),
    short="Hold the rollout of a deployment",
    long="Holds the rollout of a deployment: changes of its template have no effect until it is resumed.",
    examples="""
# Change several things in one rollout
kubectl rollout pause deployment/web
""",
    flags=_FLAGS,
)
RESUME = Command(
    "resume RESOURCE",
    _runner("resumed", _resume),
    short="Let a held rollout go on",
    long="Lets the rollout of a paused deployment go on.",
    examples="""
# Roll out what was changed meanwhile
kubectl rollout resume deployment/web
""",
    flags=_FLAGS,
)
RESTART = Command(
    "restart RESOURCE",
    _runner("restarted", _restart),
    short="Replace all pods of a workload",
    long="Replaces the pods of a workload by new ones, in a rollout.",
    examples="""
# New pods for a deployment
kubectl rollout restart deployment/web
""",
    flags=_FLAGS,
)
