"""create -f: makes the objects that files describe; and the table of generators.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create.go.
"""

from typing import NamedTuple

from pykubectl.cli.errors import Failure, UsageError, with_source
from pykubectl.cli.grammar import Command, Flag, Flags, Row
from pykubectl.cli.printers import PRINT_FLAGS, Printer, result_printer
from pykubectl.cli.resources import FILENAME_FLAGS, SELECTOR_FLAG, Builder, Info
from pykubectl.cli.session import Session
from pykubectl.cli.writes import (
    DRY_RUN_FLAG,
    RECORD_FLAG,
    SAVE_CONFIG_FLAG,
    VALIDATE_FLAG,
    Writes,
    create_or_update_annotation,
    dry_run,
    field_manager_flag,
    record_cause,
    validation,
)
from pykubectl.errors import StatusError


def _row(name: str, short: str, *aliases: str) -> Row:
    return Row(name, short, f"pykubectl.cli.commands.create.{name}", aliases=aliases)


ROWS = (
    _row("clusterrole", "A cluster role"),
    _row("clusterrolebinding", "A cluster role binding for a cluster role"),
    _row("configmap", "A config map from files, directories or literal values", "cm"),
    _row("cronjob", "A cron job", "cj"),
    _row("deployment", "A deployment", "deploy"),
    _row("ingress", "An ingress", "ing"),
    _row("job", "A job"),
    _row("namespace", "A namespace", "ns"),
    _row("poddisruptionbudget", "A pod disruption budget", "pdb"),
    _row("priorityclass", "A priority class", "pc"),
    _row("quota", "A resource quota", "resourcequota"),
    _row("role", "A role of one rule"),
    _row("rolebinding", "A role binding for a role or cluster role"),
    _row("secret", "A secret of one of the kinds below"),
    _row("service", "A service of one of the kinds below", "svc"),
    _row("serviceaccount", "A service account", "sa"),
    _row("token", "Ask for a service account's token"),
)


_NOTHING = """You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'"""


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if arguments:
        raise UsageError(f"Unexpected args: [{' '.join(arguments)}]", session.path)
    dry, field_validation = dry_run(session, flags), validation(flags)
    show = result_printer(session, flags, "created", dry)
    if not flags["filename"] and not flags["kustomize"]:
        raise Failure(_NOTHING if flags["edit"] else "must specify one of -f and -k")
    _check(session, flags)
    if flags["raw"]:
        from pykubectl.cli.raw import send

        return send(session, "POST", flags)
    if flags["edit"]:
        from pykubectl.cli.editing import edit_and_create

        return edit_and_create(session, flags)
    return _create(session, flags, _Asked(dry, field_validation, show))


def _check(session: Session, flags: Flags) -> None:
    if flags["raw"] and flags["edit"]:
        raise UsageError("--raw and --edit are mutually exclusive", session.path)
    if flags["raw"] and len(flags["filename"]) != 1:
        raise UsageError("--raw can only use a single local file or stdin", session.path)
    if flags["raw"] and (flags["selector"] or flags["output"]):
        raise UsageError("--raw and --selector (-l) are mutually exclusive", session.path)


class _Asked(NamedTuple):
    """What flags say of how to create and what to show."""

    dry: str
    field_validation: str
    show: Printer


def _create(session: Session, flags: Flags, asked: _Asked) -> int | None:
    builder = Builder.from_flags(session, flags, [])
    builder.validate = asked.field_validation != "Ignore"
    writes = Writes.of(session, flags, asked.dry, asked.field_validation)
    count = 0

    def create(info: Info) -> None:
        nonlocal count
        create_or_update_annotation(flags["save-config"], info.content)
        record_cause(session, flags, info.content)
        if asked.dry != "client":
            try:
                info.refresh(writes.create(info))
            except (StatusError, Failure) as error:
                raise with_source("creating", info.source, error) from None
        count += 1
        session.write(asked.show(info.content))

    builder.do().visit(create)
    if not count:
        raise Failure("no objects passed to create")
    return None


COMMAND = Command(
    "create -f FILENAME",
    run,
    short="Make a resource from a file, from stdin or from flags",
    long="Makes the resources that a file or stdin describes, in JSON or YAML; the commands below make one from flags.",
    examples="""
# The pod that a file describes
kubectl create -f ./pod.json

# The pod that stdin describes
cat pod.json | kubectl create -f -
""",
    flags=(
        DRY_RUN_FLAG,
        Flag("edit", "bool", False, "Edit the resource before it is made."),
        field_manager_flag("kubectl-create"),
        *FILENAME_FLAGS,
        *PRINT_FLAGS,
        Flag("raw", "string", "", "Path on the server to POST to."),
        RECORD_FLAG,
        SAVE_CONFIG_FLAG,
        SELECTOR_FLAG,
        VALIDATE_FLAG,
        Flag("windows-line-endings", "bool", False, "With --edit: line endings of Windows."),
    ),
    rows=ROWS,
)
