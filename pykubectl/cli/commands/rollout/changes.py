"""rollout pause, resume and restart: one field of the workload each.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/rollout/rollout_{pause,resume,restart}.go.
"""

from collections.abc import Callable

from pykubectl import Object
from pykubectl.cli.commands.rollout.targets import TARGET_FLAGS, builder_of, note_nothing_found
from pykubectl.cli.errors import Aggregate, Failure
from pykubectl.cli.grammar import Command, Flags
from pykubectl.cli.printers import PRINT_FLAGS, typed_printer
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
        infos, error = builder_of(session, flags, arguments).do().collect()
        if not infos and error is None:
            note_nothing_found(session)
            return None
        changed = [(info, *_changed(session, info, change)) for info in infos]
        writes = Writes.of(session, flags)
        errors = [error] if error is not None else []
        for info, new, problem in changed:
            try:
                if problem is not None:
                    raise problem
                patch, content_type = patch_between(session, info.content, new)
                answer = writes.patch(info, patch, content_type)
                # A format that there is not is found out only now.
                session.write(typed_printer(session, flags, done)(answer))
            except StatusError as refusal:
                errors.append(Failure(f"failed to patch: {refusal.message}"))
            except Failure as failure:
                errors.append(failure)
        if errors:
            raise Aggregate(errors)
        return None

    return run


def _changed(session: Session, info: Info, change: Change) -> tuple[Object, Failure | None]:
    new = copy(info.content)
    try:
        change(session, info, new)
    except Failure as problem:
        return new, problem
    return new, None


def _refusal(info: Info, why: str) -> Failure:
    return Failure(f'error: {info.resource.resource} "{info.name}" {why}')


def _pause(session: Session, info: Info, new: Object) -> None:
    if info.resource.kind != "Deployment":
        raise _refusal(info, "pausing is not supported")
    if new["spec"].get("paused"):
        raise _refusal(info, "is already paused")
    new["spec"]["paused"] = True


def _resume(session: Session, info: Info, new: Object) -> None:
    if info.resource.kind != "Deployment":
        raise _refusal(info, "resuming is not supported")
    if not new["spec"].get("paused"):
        raise _refusal(info, "is not paused")
    del new["spec"]["paused"]


def _restart(session: Session, info: Info, new: Object) -> None:
    if info.resource.kind not in _RESTARTABLE:
        raise _refusal(info, "restarting is not supported")
    if new["spec"].get("paused"):
        raise _refusal(info, "can't restart paused deployment (run rollout resume first)")
    metadata = new["spec"]["template"].setdefault("metadata", {})
    annotations = metadata.get("annotations") or {}
    now = format_time(session.now)
    if annotations.get(_RESTARTED_AT) == now:
        raise Failure(
            f"failed to create patch for {info.name}: if restart has already been triggered within the past second, please wait "
            "before attempting to trigger another"
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
