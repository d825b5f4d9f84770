"""rollout undo: the pod template of an earlier revision becomes the workload's again.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/rollout/rollout_undo.go, .../pkg/polymorphichelpers/rollback.go.
"""

from typing import Any, NamedTuple

from pykubectl import Object
from pykubectl.cli.commands.rollout.revisions import KINDS, REVISION, Revision, restored, revisions_of
from pykubectl.cli.commands.rollout.targets import TARGET_FLAGS, builder_of, unserved
from pykubectl.cli.describers.pod_template import pod_template
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.printers import PRINT_FLAGS, typed_printer
from pykubectl.cli.resources import Info
from pykubectl.cli.session import Session
from pykubectl.cli.writes import DRY_RUN_FLAG, LAST_APPLIED, Writes, dry_run
from pykubectl.errors import StatusError
from pykubectl.machinery.requests import JSON_PATCH, STRATEGIC_MERGE_PATCH

_HASH = "pod-template-hash"
_DONE = "rolled back"
# Annotations of a replica set that are not its deployment's.
_OWN_ANNOTATIONS = (
    LAST_APPLIED,
    REVISION,
    "deployment.kubernetes.io/revision-history",
    "deployment.kubernetes.io/desired-replicas",
    "deployment.kubernetes.io/max-replicas",
    "deprecated.deployment.rollback.to",
)


class Undo(NamedTuple):
    session: Session
    writes: Writes
    dry: str
    number: int


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    dry = dry_run(session, flags)
    undo = Undo(session, Writes.of(session, flags, dry), dry, flags["to-revision"])

    def back(info: Info) -> None:
        if LAST_APPLIED in (info.content["metadata"].get("annotations") or {}):
            _warn(session, info)
        if info.resource.kind not in KINDS:
            raise unserved("rollbacker", "rollbacker", info)
        said = _deployment(undo, info) if info.resource.kind == "Deployment" else _by_revision(undo, info)
        session.write(typed_printer(session, flags, said, dry)(info.content))

    builder_of(session, flags, arguments).do().visit(back)
    return None


def _warn(session: Session, info: Info) -> None:
    session.warn(
        f"resource {info.resource.plural}/{info.name} was previously managed with 'kubectl apply'. Rolling back will not "
        "update the kubectl.kubernetes.io/last-applied-configuration annotation, which may cause unexpected behavior on "
        "future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead."
    )


def _deployment(undo: Undo, info: Info) -> str:
    """What was done. Raises Failure."""
    _check_number(undo)
    deployment = info.content
    replicaset = _choose(undo, info).source
    if undo.dry == "client":
        return pod_template(replicaset["spec"]["template"])
    if deployment["spec"].get("paused"):
        raise Failure(
            "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again"
        )
    template = _without_hash(replicaset["spec"]["template"])
    if template == _without_hash(deployment["spec"]["template"]):
        return f"skipped rollback (current template already matches revision {undo.number})"
    kept = {
        key: value
        for key, value in (deployment["metadata"].get("annotations") or {}).items()
        if key in _OWN_ANNOTATIONS
    }
    theirs = (replicaset["metadata"].get("annotations") or {}).items()
    annotations = {**kept, **{key: value for key, value in theirs if key not in _OWN_ANNOTATIONS}}
    patch = [
        {"op": "replace", "path": "/spec/template", "value": template},
        {"op": "replace", "path": "/metadata/annotations", "value": annotations},
    ]
    return _patched(undo, info, patch, JSON_PATCH)


def _patched(undo: Undo, info: Info, patch: Any, content_type: str) -> str:
    try:
        undo.writes.patch(info, patch, content_type)
    except StatusError as error:
        raise Failure(f"failed restoring revision {undo.number}: {error.message}") from None
    return _DONE


def _check_number(undo: Undo) -> None:
    if undo.number < 0:
        raise Failure(f"unable to find specified revision {undo.number} in history")


def _without_hash(template: Object) -> Object:
    metadata = dict(template.get("metadata") or {})
    labels = {key: value for key, value in (metadata.get("labels") or {}).items() if key != _HASH}
    metadata["labels"] = labels
    return {**template, "metadata": metadata}


def _choose(undo: Undo, info: Info) -> Revision:
    """The revision asked for, or the one before the newest. Raises Failure."""
    found = revisions_of(undo.session, info)
    if undo.number:
        chosen = next((one for one in found if one.number == undo.number), None)
        if chosen is None:
            raise Failure(f"unable to find specified revision {undo.number} in history")
        return chosen
    if len(found) < 2:
        if info.resource.kind == "Deployment":
            raise Failure(f'no rollout history found for deployment "{info.name}"')
        raise Failure("no last revision to roll back to")
    return found[-2]


def _by_revision(undo: Undo, info: Info) -> str:
    _check_number(undo)
    chosen = _choose(undo, info)
    if undo.dry == "client":
        return f"will roll back to {pod_template(chosen.template)}"
    if restored(undo.session, info.content, chosen.source)["spec"]["template"] == info.content["spec"]["template"]:
        return f"skipped rollback (current template already matches revision {undo.number})"
    return _patched(undo, info, chosen.source["data"], STRATEGIC_MERGE_PATCH)


COMMAND = Command(
    "undo (TYPE NAME | TYPE/NAME) [flags]",
    run,
    short="Go back to an earlier revision",
    long="Makes the pod template of an earlier revision the current one again: of the one before, or of --to-revision.",
    examples="""
# To the one before
kubectl rollout undo deployment/web

# To the third
kubectl rollout undo deployment/web --to-revision=3
""",
    flags=(
        DRY_RUN_FLAG,
        *TARGET_FLAGS,
        *PRINT_FLAGS,
        Flag("to-revision", "int64", 0, "The revision to go back to; 0: the one before."),
    ),
)
