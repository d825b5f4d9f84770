"""apply: creates what is not there and patches what is, from the client or on the server.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/apply/apply.go.
"""

from typing import TYPE_CHECKING

from pykubectl import Object
from pykubectl.cli.applying import Patcher, describe, modified, three_way_patch, without_nulls
from pykubectl.cli.commands.patch import apply_patch
from pykubectl.cli.deleting import (
    CASCADE_FLAG,
    FORCE_FLAG,
    GRACE_PERIOD_FLAG,
    TIMEOUT_FLAG,
    Deletion,
    propagation,
    wait_flag,
)
from pykubectl.cli.errors import Aggregate, Failure, FlagError, UsageError, with_source
from pykubectl.cli.grammar import Command, Flag, Flags, Row
from pykubectl.cli.printers import PRINT_FLAGS, printer_for, result_printer
from pykubectl.cli.resources import FILENAME_FLAGS, SELECTOR_FLAG, Builder, Info
from pykubectl.cli.server_side_apply import CLIENT_SIDE_MANAGER, MANAGER, server_side_apply
from pykubectl.cli.session import Session
from pykubectl.cli.writes import (
    ALL_FLAG,
    DRY_RUN_FLAG,
    LAST_APPLIED,
    RECORD_FLAG,
    VALIDATE_FLAG,
    Writes,
    dry_run,
    field_manager_flag,
    record_cause,
    validation,
)
from pykubectl.client import ApiResource
from pykubectl.errors import NotFound, StatusError

if TYPE_CHECKING:
    from pykubectl.cli.applysets import ApplySet

SERVER_SIDE_FLAGS = (
    Flag("force-conflicts", "bool", False, "With --server-side: take over fields that others own."),
    Flag("server-side", "bool", False, "Let the server apply, instead of a patch made here."),
)
APPLYSET_FLAG = Flag("applyset", "string", "", "The set that --prune is about, as [TYPE/]NAME.", hidden=True)
PRUNE_FLAGS = (
    Flag("prune", "bool", False, "Delete objects applied before that are no longer in the files (with -l or --all)."),
    Flag("prune-allowlist", "array", [], "What --prune looks at, as group/version/kind, instead of its own list."),
)


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    dry = dry_run(session, flags)
    policy = propagation(session, flags)
    applyset = _applyset(session, flags)
    kinds = [] if applyset is not None or not flags["prune-allowlist"] else _pruned_kinds(session, flags)
    _check(session, flags, arguments, dry)
    if flags["prune"] or applyset is not None:
        _check_prune(flags, applyset)
    if flags["subresource"] and not flags["server-side"]:
        raise Failure("--subresource can only be specified for --server-side")
    field_validation = validation(flags)
    if flags["server-side"] and "field-manager" not in flags.changed:
        flags.values["field-manager"] = MANAGER
    result_printer(session, flags, "configured", dry)
    builder = Builder.from_flags(session, flags, [])
    builder.select_all = False
    builder.validate = field_validation != "Ignore"
    infos, error = builder.do().collect()
    if error is None and not infos:
        raise Failure("no objects passed to apply")
    run_ = _Run(session, flags, dry, field_validation, policy)
    if applyset is not None:
        applyset.add_labels(infos)
        applyset.begin(infos, run_.writes.query, dry)
    run_.all(infos, [] if error is None else [error])
    if run_.shows_objects:
        _show_objects(session, flags, infos)
    session.log(4, "apply.go:546", "Running apply post-processor function")
    if applyset is not None:
        applyset.prune(flags, infos, run_.deletion, run_.writes.query)
    elif flags["prune"]:
        from pykubectl.cli.pruning import prune

        prune(session, flags, kinds, infos, run_.deletion)
    return None


def _check(session: Session, flags: Flags, arguments: list[str], dry: str) -> None:
    if flags["force-conflicts"] and not flags["server-side"]:
        raise Failure("--force-conflicts only works with --server-side")
    if dry == "client" and flags["server-side"]:
        raise Failure("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)")
    if flags["force"] and flags["server-side"]:
        raise Failure("--force cannot be used with --server-side")
    if dry == "server" and flags["force"]:
        raise Failure("--dry-run=server cannot be used with --force")
    if arguments:
        raise UsageError(f"Unexpected args: [{' '.join(arguments)}]", session.path)
    if not flags["filename"] and not flags["kustomize"]:
        raise Failure("must specify one of -f and -k")
    if flags["all"] and flags["selector"]:
        raise Failure("cannot set --all and --selector at the same time")


def _pruned_kinds(session: Session, flags: Flags) -> list[ApiResource]:
    from pykubectl.cli.pruning import pruned_kinds

    return pruned_kinds(session, flags)


def _applyset(session: Session, flags: Flags) -> "ApplySet | None":
    if "applyset" not in flags.changed:
        return None
    from pykubectl.cli.applysets import ApplySet, is_enabled

    if not is_enabled():
        raise FlagError("unknown flag: --applyset", session.path)
    return ApplySet(session, flags["applyset"]) if flags["applyset"] else None


def _check_prune(flags: Flags, applyset: "ApplySet | None") -> None:
    if applyset is not None:
        if not flags["prune"]:
            raise Failure("--applyset requires --prune")
        applyset.check()
    if flags["force"]:
        raise Failure("--force cannot be used with --prune")
    if applyset is not None:
        for name in ("all", "selector", "prune-allowlist"):
            if flags[name]:
                raise Failure(f"--{name} is incompatible with --applyset")
        return
    if not flags["all"] and not flags["selector"]:
        raise Failure(
            "all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all"
            " flag. If you did not mean to prune all resources, specify a label selector"
        )
    if flags["server-side"]:
        raise Failure("--prune is in alpha and doesn't currently work on objects created by server-side apply")


def _show_objects(session: Session, flags: Flags, infos: list[Info]) -> None:
    show = printer_for(session, flags)
    assert show is not None
    if len(infos) == 1:
        session.write(show(infos[0].content))
        return
    items = [info.content for info in infos]
    session.write(show({"apiVersion": "v1", "items": items, "kind": "List", "metadata": {}}))


class _Run:
    """One call: applies object after object and says what became of each."""

    def __init__(self, session: Session, flags: Flags, dry: str, field_validation: str, policy: str) -> None:
        self.session = session
        self.flags = flags
        self.dry = dry
        self.writes = Writes.of(session, flags, dry, field_validation)
        grace = 0 if flags["force"] and flags["grace-period"] < 0 else flags["grace-period"]
        self.deletion = Deletion(session, policy, grace, dry)
        forced = self.deletion if flags["force"] else None
        self.patcher = Patcher(self.writes, forced, flags["subresource"], flags["timeout"])

    @property
    def shows_objects(self) -> bool:
        return self.flags["output"] not in ("", "name") or bool(self.flags["template"])

    def all(self, infos: list[Info], errors: list[Exception]) -> None:
        """Apply each; `errors` are those that there are already. Raises what went wrong."""
        for info in infos:
            try:
                self.one(info)
            except (StatusError, Failure) as problem:
                errors.append(problem)
        if len(errors) == 1:
            raise errors[0]
        if errors:
            raise Aggregate(errors)

    def one(self, info: Info) -> None:
        if not info.name and info.content["metadata"].get("generateName"):
            raise Failure(f"from {info.content['metadata']['generateName']}: cannot use generate name with apply")
        record_cause(self.session, self.flags, info.content)
        if self.flags["server-side"]:
            query = {**self.writes.query, "force": str(self.flags["force-conflicts"]).lower()}
            server_side_apply(self.session, info, query, self.flags["subresource"])
            self._tell(info, "serverside-applied")
            return
        wanted = modified(info.content)
        try:
            info.get(self.session)
        except NotFound:
            self._create(info, wanted)
        except (StatusError, Failure) as error:
            verb = f"retrieving current configuration of:\n{describe(info)}\nfrom server for:"
            raise with_source(verb, info.source, error) from None
        else:
            self._update(info, wanted)

    def _create(self, info: Info, wanted: Object) -> None:
        info.object = without_nulls(wanted)
        if self.dry != "client":
            try:
                info.refresh(self.writes.create(info))
            except (StatusError, Failure) as error:
                raise with_source("creating", info.source, error) from None
        self._tell(info, "created")

    def _update(self, info: Info, wanted: Object) -> None:
        live = info.content
        if self.dry == "client":
            patch, _ = three_way_patch(self.session, live, wanted)
            kind = (
                "merge" if self.session.client.patch_strategy(live["apiVersion"], live["kind"]) is None else "strategic"
            )
            info.object = apply_patch(self.session, live, patch, kind) if patch else live
        else:
            self._warn(info, live)
            patch, changed = self.patcher.apply(info, wanted)
            info.refresh(changed)
        self._tell(info, "configured" if patch else "unchanged")

    def _warn(self, info: Info, live: Object) -> None:
        subject = f"{info.resource.plural}/{info.name}"
        if LAST_APPLIED not in (live["metadata"].get("annotations") or {}):
            program = self.session.program
            self.session.note(
                f"Warning: resource {subject} is missing the {LAST_APPLIED} annotation which is required by {program}"
                f" apply. {program} apply should only be used on resources created declaratively by either {program}"
                f" create --save-config or {program} apply. The missing annotation will be patched automatically."
            )
        if live["metadata"].get("deletionTimestamp"):
            self.session.note(f"Warning: Detected changes to resource {info.name} which is currently being deleted.")

    def _tell(self, info: Info, operation: str) -> None:
        if not self.shows_objects:
            self.session.write(result_printer(self.session, self.flags, operation, self.dry)(info.content))


_MODULE = "pykubectl.cli.commands.apply"

COMMAND = Command(
    "apply (-f FILENAME | -k DIRECTORY)",
    run,
    short="Bring resources to the state that files describe",
    long="Makes the resources of a file or of stdin, or changes them to what it says. A resource that is not there is made; "
    "of one that is, fields that the file had before and has no more are removed, and fields it never had are left alone.",
    examples="""
# A file
kubectl apply -f ./app.yaml

# A directory of a kustomization
kubectl apply -k prod/

# Stdin
cat app.yaml | kubectl apply -f -

# And delete what is no longer in the file
kubectl apply --prune -f app.yaml -l app=shop
""",
    flags=(
        ALL_FLAG,
        APPLYSET_FLAG,
        CASCADE_FLAG,
        DRY_RUN_FLAG,
        field_manager_flag(CLIENT_SIDE_MANAGER),
        *FILENAME_FLAGS,
        FORCE_FLAG,
        GRACE_PERIOD_FLAG,
        Flag("openapi-patch", "bool", True, "Use the schemas that the server publishes."),
        Flag("overwrite", "bool", True, "Resolve conflicts between what is there and what is applied for the file."),
        *PRINT_FLAGS,
        *PRUNE_FLAGS,
        RECORD_FLAG,
        SELECTOR_FLAG,
        *SERVER_SIDE_FLAGS,
        Flag("subresource", "string", "", "The subresource to apply to instead of the object."),
        TIMEOUT_FLAG,
        VALIDATE_FLAG,
        wait_flag(False),
    ),
    rows=(
        Row("edit-last-applied", "Edit what was applied last", f"{_MODULE}.edit_last_applied"),
        Row("set-last-applied", "Say what was applied last", f"{_MODULE}.set_last_applied"),
        Row("view-last-applied", "Show what was applied last", f"{_MODULE}.view_last_applied"),
    ),
)
