"""delete: removes objects, named, selected or described in files, and waits until they are gone.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/delete/delete.go.
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
from pykubectl.cli.errors import Aggregate, Failure, with_source
from pykubectl.cli.grammar import Command, Flag, Flags, quote
from pykubectl.cli.resources import (
    ALL_NAMESPACES_FLAG,
    FIELD_SELECTOR_FLAG,
    FILENAME_FLAGS,
    SELECTOR_FLAG,
    Builder,
    Info,
    singular_name,
)
from pykubectl.cli.session import Session
from pykubectl.cli.writes import ALL_FLAG, DRY_RUN_FLAG, dry_run
from pykubectl.errors import NotFound, StatusError

AT_ONCE = (
    "Immediate deletion does not wait for confirmation that the running resource has been terminated."
    " The resource may continue to run on the cluster indefinitely."
)


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if flags["raw"]:
        return _raw(session, flags, arguments)
    deletion, wait = _deletion(session, flags)
    if flags["all"] and (flags["selector"] or flags["field-selector"]):
        raise Failure("setting 'all' parameter but found a non empty selector. ")
    result = _builder(session, flags, arguments).do()
    if flags["output"] not in ("", "name"):
        raise Failure(f"unexpected -o output mode: {flags['output']}. We only support '-o name'")
    if deletion.grace_seconds == 0 and flags["force"]:
        session.warn(AT_ONCE)
    return _Run(session, flags, deletion, wait).delete(result.collect())


def _deletion(session: Session, flags: Flags) -> tuple[Deletion, bool]:
    """What the flags ask for. Raises Failure for what does not go together."""
    policy = propagation(session, flags)
    dry = dry_run(session, flags)
    grace, wait = flags["grace-period"], flags["wait"]
    if flags["now"]:
        if grace != -1:
            raise Failure("--now and --grace-period cannot be specified together")
        grace = 1
    if grace == 0 and not flags["force"]:
        # Zero without --force means: end soon, and tell when it is done.
        grace, wait = 1, True
    if flags["force"] and grace < 0:
        grace = 0
    if flags["force"] and grace > 0:
        raise Failure("--force and --grace-period greater than 0 cannot be specified together")
    if flags["force"] and "wait" not in flags.changed:
        wait = False
    return Deletion(session, policy, grace, dry), wait


def _builder(session: Session, flags: Flags, arguments: list[str]) -> Builder:
    builder = Builder.from_flags(session, flags, arguments)
    builder.fetch = False
    return builder


class _Run:
    """One call: what was found is deleted, told and waited for."""

    def __init__(self, session: Session, flags: Flags, deletion: Deletion, wait: bool) -> None:
        self.session = session
        self.flags = flags
        self.deletion = deletion
        self.wait = wait
        self.gone: list[tuple[Info, str]] = []

    def delete(self, found: tuple[list[Info], Exception | None]) -> int | None:
        infos, error = found
        if self.flags["interactive"] and infos and not self._confirmed(infos):
            return None
        errors = [problem for info in infos if (problem := self._try(info)) is not None]
        if error is not None:
            errors.append(error)
        if not infos and not errors and not self.flags["output"]:
            self.session.line("No resources found")
        if not errors:
            # Where something could not be deleted, the rest is not waited for.
            self._wait()
        if len(errors) == 1:
            raise errors[0]
        if errors:
            raise Aggregate(errors)
        return None

    def _try(self, info: Info) -> Exception | None:
        """Why an object could not be deleted."""
        try:
            self._one(info)
        except NotFound as missing:
            return None if self._forgives() else with_source("deleting", info.source, missing)
        except (StatusError, Failure) as other:
            return with_source("deleting", info.source, other)
        return None

    def _forgives(self) -> bool:
        return bool(self.flags["ignore-not-found"] or self.flags["all"])

    def _one(self, info: Info) -> None:
        if self.deletion.dry_run != "client":
            self.gone.append((info, uid_of(self.deletion.delete(info))))
        self._tell(info)

    def _tell(self, info: Info) -> None:
        if self.flags["output"] == "name":
            self.session.line(info.label)
            return
        operation = "force deleted" if self.deletion.grace_seconds == 0 and self.flags["force"] else "deleted"
        where = f" from {info.namespace} namespace" if info.namespace else ""
        dry = {"client": " (dry run)", "server": " (server dry run)"}.get(self.deletion.dry_run, "")
        self.session.line(f"{singular_name(info.resource)} {quote(info.name)} {operation}{where}{dry}")

    def _wait(self) -> None:
        if self.wait and self.deletion.dry_run == "none":
            self.session.flush()
            wait_until_gone(self.session, self.gone, self.flags["timeout"] or FOR_EVER)

    def _confirmed(self, infos: list[Info]) -> bool:
        self.session.line(f"You are about to delete the following {len(infos)} resource(s):")
        for info in infos:
            self.session.line(info.label)
        self.session.write("Do you want to continue? (y/N): ")
        self.session.flush()
        if self.session.streams.stdin.readline().strip() in ("y", "Y"):
            return True
        self.session.line("deletion is cancelled")
        return False


def _raw(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    from pykubectl.cli.raw import send

    return send(session, "DELETE", flags)


COMMAND = Command(
    "delete ([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])",
    run,
    short="Delete resources by file, by name or by selector",
    long="Deletes resources: those named, those that a selector or --all picks, or those that files describe.\n\n"
    "Most kinds come to an orderly end within a grace period; --now shortens it to a second, --force takes the object away "
    "without waiting for anybody.",
    examples="""
# The pod that a file describes
kubectl delete -f ./pod.json

# By type and name
kubectl delete pod,service web

# By label
kubectl delete pods,services -l name=web

# All pods of the namespace
kubectl delete pods --all
""",
    flags=(
        ALL_FLAG,
        ALL_NAMESPACES_FLAG,
        CASCADE_FLAG,
        DRY_RUN_FLAG,
        FIELD_SELECTOR_FLAG,
        *FILENAME_FLAGS,
        FORCE_FLAG,
        GRACE_PERIOD_FLAG,
        Flag("ignore-not-found", "bool", False, 'Take "not found" for success; the default with --all.'),
        Flag("interactive", "bool", False, "Ask before deleting.", "i"),
        Flag("now", "bool", False, "Give resources one second to end."),
        Flag("output", "string", "", 'Output mode: "-o name" for short output (resource/name).', "o"),
        Flag("raw", "string", "", "Path on the server to send DELETE to."),
        SELECTOR_FLAG,
        TIMEOUT_FLAG,
        wait_flag(True),
    ),
)
