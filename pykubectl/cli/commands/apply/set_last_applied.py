"""apply set-last-applied: writes a file into the annotation of apply, and changes nothing else.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/apply/apply_set_last_applied.go.
"""

from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.printers import PRINT_FLAGS, result_printer
from pykubectl.cli.resources import FILENAME_FLAGS, Builder, Info
from pykubectl.cli.session import Session
from pykubectl.cli.writes import DRY_RUN_FLAG, LAST_APPLIED, Writes, dry_run
from pykubectl.machinery.json_codec import compact


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    dry = dry_run(session, flags)
    writes = Writes.of(session, flags, dry)
    show = result_printer(session, flags, "configured", dry)
    changes: list[tuple[Info, str]] = []

    def look(info: Info) -> None:
        text = compact(info.content) + "\n"
        info.get(session)
        live = (info.content["metadata"].get("annotations") or {}).get(LAST_APPLIED)
        if live is None and not flags["create-annotation"]:
            raise Failure(
                f"no last-applied-configuration annotation found on resource: {info.name}, to create the annotation,"
                " run the command with --create-annotation"
            )
        if live == text:
            session.line(f"set-last-applied {info.name}: no changes required.")
        else:
            changes.append((info, text))

    builder = Builder.from_flags(session, flags, [])
    builder.continue_on_error = False
    builder.do().visit(look)
    for info, text in changes:
        if dry != "client":
            info.refresh(writes.patch(info, {"metadata": {"annotations": {LAST_APPLIED: text}}}))
        session.write(show(info.content))
    return None


COMMAND = Command(
    "set-last-applied -f FILENAME",
    run,
    short="Say what was applied last",
    long="Writes what a file says into the annotation of apply, as if it had been applied, and changes nothing else.",
    examples="""
# For an object that was made without apply
kubectl apply set-last-applied -f deploy.yaml --create-annotation=true
""",
    flags=(
        Flag("create-annotation", "bool", False, "Also for objects that have no such annotation."),
        DRY_RUN_FLAG,
        FILENAME_FLAGS[0],
        *PRINT_FLAGS,
    ),
)
