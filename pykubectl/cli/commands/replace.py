"""replace: puts a file's object in the place of the server's; with --force it deletes and makes anew.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/replace/replace.go.
"""

from pykubectl.cli.deleting import (
    CASCADE_FLAG,
    FOR_EVER,
    FORCE_FLAG,
    GRACE_PERIOD_FLAG,
    TIMEOUT_FLAG,
    Deletion,
    propagation,
    uid_of,
    wait_flag,
    wait_until_gone,
)
from pykubectl.cli.errors import Failure, UsageError, with_source
from pykubectl.cli.grammar import Command, Flag, Flags, quote
from pykubectl.cli.printers import PRINT_FLAGS, result_printer
from pykubectl.cli.resources import FILENAME_FLAGS, Builder, Info, singular_name
from pykubectl.cli.session import Session
from pykubectl.cli.writes import (
    DRY_RUN_FLAG,
    SAVE_CONFIG_FLAG,
    VALIDATE_FLAG,
    Writes,
    create_or_update_annotation,
    dry_run,
    field_manager_flag,
    validation,
)
from pykubectl.errors import NotFound, StatusError


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    dry = dry_run(session, flags)
    policy = propagation(session, flags)
    validation(flags)
    result_printer(session, flags, "replaced", dry)
    _check(session, flags, dry)
    if flags["raw"]:
        from pykubectl.cli.raw import send

        return send(session, "PUT", flags)
    if flags["force"]:
        return _replace_by_force(session, flags, dry, policy)
    return _replace(session, flags, dry)


def _check(session: Session, flags: Flags, dry: str) -> None:
    if flags["grace-period"] >= 0 and not flags["force"]:
        raise Failure("--grace-period must have --force specified")
    if flags["timeout"] != 0 and not flags["force"]:
        raise Failure("--timeout must have --force specified")
    if flags["force"] and dry != "none":
        raise Failure("--dry-run can not be used when --force is set")
    if not flags["filename"] and not flags["kustomize"]:
        raise Failure("must specify one of -f and -k")
    if flags["raw"] and len(flags["filename"]) != 1:
        raise UsageError("--raw can only use a single local file or stdin", session.path)


def _builder(session: Session, flags: Flags, field_validation: str) -> Builder:
    builder = Builder.from_flags(session, flags, [])
    builder.validate = field_validation != "Ignore"
    return builder


def _replace(session: Session, flags: Flags, dry: str) -> int | None:
    field_validation = validation(flags)
    writes = Writes.of(session, flags, dry, field_validation)
    show = result_printer(session, flags, "replaced", dry)

    def replace(info: Info) -> None:
        create_or_update_annotation(flags["save-config"], info.content)
        if dry != "client":
            try:
                info.refresh(_put(writes, info, flags["subresource"]))
            except (StatusError, Failure) as error:
                raise with_source("replacing", info.source, error) from None
        session.write(show(info.content))

    _builder(session, flags, field_validation).do().visit(replace)
    return None


def _put(writes: Writes, info: Info, subresource: str = "") -> dict[str, object]:
    """Replace; without a resourceVersion of its own the object takes the one that is there."""
    if not info.name:
        raise Failure("resource name may not be empty")
    obj = info.content
    if not obj["metadata"].get("resourceVersion"):
        try:
            live = writes.session.request("GET", info.subpath(subresource))
        except NotFound:
            # Some kinds are created by a PUT; the server says which.
            return writes.replace(info, obj, subresource)
        version = live["metadata"]["resourceVersion"]
        obj = {**obj, "metadata": {**obj["metadata"], "resourceVersion": version}}
    return writes.replace(info, obj, subresource)


def _replace_by_force(session: Session, flags: Flags, dry: str, policy: str) -> int | None:
    field_validation = validation(flags)
    grace = 0 if flags["grace-period"] < 0 and not flags["wait"] else flags["grace-period"]
    infos = _builder(session, flags, field_validation).do().infos()
    deletion = Deletion(session, policy, grace)
    gone: list[tuple[Info, str]] = []
    for info in infos:
        try:
            gone.append((info, uid_of(deletion.delete(info))))
        except NotFound:
            continue
        where = f" from {info.namespace} namespace" if info.namespace else ""
        session.line(f"{singular_name(info.resource)} {quote(info.name)} deleted{where}")
    session.flush()
    wait_until_gone(session, gone, flags["timeout"] or FOR_EVER)
    writes = Writes.of(session, flags, dry, field_validation)
    show = result_printer(session, flags, "replaced", dry)
    for info in infos:
        create_or_update_annotation(flags["save-config"], info.content)
        info.content["metadata"].pop("resourceVersion", None)
        info.refresh(writes.create(info))
        session.write(show(info.content))
    if not infos:
        raise Failure("no objects passed to replace")
    return None


COMMAND = Command(
    "replace -f FILENAME",
    run,
    short="Replace a resource by a file's",
    long="Puts the complete object of a file or of stdin in the place of the server's.",
    examples="""
# By what a file says
kubectl replace -f ./pod.json

# Where fields are immutable: delete, then make anew
kubectl replace --force -f ./pod.json
""",
    flags=(
        CASCADE_FLAG,
        DRY_RUN_FLAG,
        field_manager_flag("kubectl-replace"),
        *FILENAME_FLAGS,
        FORCE_FLAG,
        GRACE_PERIOD_FLAG,
        *PRINT_FLAGS,
        Flag("raw", "string", "", "Path on the server to PUT to."),
        SAVE_CONFIG_FLAG,
        Flag("subresource", "string", "", "The subresource to replace instead of the object."),
        TIMEOUT_FLAG,
        VALIDATE_FLAG,
        wait_flag(False),
    ),
)
