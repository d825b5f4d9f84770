"""rollout history: the revisions of a workload, or one of them in detail.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/rollout/rollout_history.go, .../pkg/polymorphichelpers/history.go.
"""

from pykubectl import Object
from pykubectl.cli.commands.rollout.revisions import KINDS, Revision, restored, revisions_of
from pykubectl.cli.commands.rollout.targets import TARGET_FLAGS, builder_of, unserved
from pykubectl.cli.describers.pod_template import pod_template
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.printers import PRINT_FLAGS, result_printer, typed_printer
from pykubectl.cli.printers.tabwriter import TabWriter
from pykubectl.cli.resources import Info
from pykubectl.cli.session import Session
from pykubectl.cli.writes import CHANGE_CAUSE


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    number = flags["revision"]
    if number < 0:
        raise Failure("revision must be a positive integer: " + str(number))

    def show(info: Info) -> None:
        if info.resource.kind not in KINDS:
            raise unserved("history viewer", "history", info)
        found = revisions_of(session, info)
        if flags["output"]:
            _print_objects(session, flags, info, found)
            return
        text = detail(found, number) if number else overview(found)
        said = f"with revision #{number}\n{text}" if number else f"\n{text}"
        session.write(result_printer(session, flags, said)(info.content))

    builder_of(session, flags, arguments).do().visit(show)
    return None


def _print_objects(session: Session, flags: Flags, info: Info, found: list[Revision]) -> None:
    """The replica sets, or the workload as it was."""
    printer, number = typed_printer(session, flags, ""), flags["revision"]
    for one in found:
        if number in (0, one.number):
            is_template = one.source["kind"] == "ReplicaSet"
            session.write(printer(one.source if is_template else restored(session, info.content, one.source)))
            if number:
                return
    if number:
        raise Failure("unable to find the specified revision")


def overview(found: list[Revision]) -> str:
    """The table of revisions and what changed them."""
    if not found:
        return "No rollout history found."
    writer = TabWriter(width_min=0, padding=2)
    writer.row(["REVISION", "CHANGE-CAUSE"])
    for one in found:
        writer.row([str(one.number), one.cause or "<none>"])
    return writer.flush()


def detail(found: list[Revision], number: int) -> str:
    """The pod template of one revision. Raises Failure."""
    chosen = next((one for one in found if one.number == number), None)
    if chosen is None:
        raise Failure("unable to find the specified revision")
    template: Object = chosen.template
    if chosen.cause and chosen.source["kind"] == "ReplicaSet":
        metadata = template.get("metadata") or {}
        annotations = {**(metadata.get("annotations") or {}), CHANGE_CAUSE: chosen.cause}
        template = {**template, "metadata": {**metadata, "annotations": annotations}}
    return pod_template(template)


COMMAND = Command(
    "history (TYPE NAME | TYPE/NAME) [flags]",
    run,
    short="Show the revisions of a workload",
    long="Lists the revisions of a workload with what caused them, or shows the pod template of one.",
    examples="""
# All revisions
kubectl rollout history deployment/web

# What the third one ran
kubectl rollout history deployment/web --revision=3
""",
    flags=(*TARGET_FLAGS, *PRINT_FLAGS, Flag("revision", "int64", 0, "The revision to show in detail.")),
)
