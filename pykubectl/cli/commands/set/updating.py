"""The loop behind the set commands: change each object, send the difference, say what was done.

An object that stays as it is is passed over in silence; one that cannot be changed does not keep the others from it.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/set/helper.go (CalculatePatches).
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pykubectl import Object
from pykubectl.cli.errors import Aggregate, Failure
from pykubectl.cli.grammar import Flags
from pykubectl.cli.printers import Printer, typed_printer
from pykubectl.cli.printers.name import named
from pykubectl.cli.resources import MISSING, SCHEME, Builder, Info
from pykubectl.cli.session import Session
from pykubectl.cli.writes import Writes, dry_run, patch_between, record_cause
from pykubectl.errors import StatusError
from pykubectl.machinery.objects import copy

LOCAL_NEEDS_FILES = """you must specify resources by --filename when --local is set.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'"""


class Setting(NamedTuple):
    """One run of a set command, its flags looked at before anything is read."""

    session: Session
    flags: Flags
    dry: str
    show: Printer

    @property
    def is_local(self) -> bool:
        local: bool = self.flags["local"]
        return local

    @property
    def stays_here(self) -> bool:
        """Whether nothing is sent."""
        return self.is_local or self.dry == "client"

    def refuse_local_server_run(self) -> None:
        if self.is_local and self.dry == "server":
            raise Failure("cannot specify --local and --dry-run=server - did you mean --dry-run=client?")


def begin(session: Session, flags: Flags, operation: str) -> Setting:
    """`operation` is what is said of a changed object (`env updated`). Raises Failure."""
    dry = dry_run(session, flags)
    return Setting(session, flags, dry, typed_printer(session, flags, operation, dry))


def builder_of(setting: Setting, arguments: Sequence[str]) -> Builder:
    """The objects, as the server has them unless --local says otherwise. Raises."""
    builder = Builder.from_flags(setting.session, setting.flags, arguments)
    builder.local = setting.is_local
    builder.latest = not builder.local
    builder.scheme = SCHEME
    builder.select_all, builder.any_by_default = False, setting.flags["all"]
    if builder.local:
        if not builder.filenames and not builder.kustomize:
            raise Failure(LOCAL_NEEDS_FILES if arguments else MISSING)
        builder.arguments = ()
    return builder


def infos_of(setting: Setting, arguments: Sequence[str]) -> list[Info]:
    return builder_of(setting, arguments).do().infos()


class Update(NamedTuple):
    """`change` changes an object in place, and may add to `problems` what is wrong without giving the object up. `failure` stands
    before the server's words when it refuses; `always`: also an object that stays as it is is sent."""

    change: Callable[[Object], None]
    failure: str
    problems: list[Exception]
    always: bool = False


def update_objects(setting: Setting, infos: Sequence[Info], update: Update) -> None:
    changed = [(info, *_changed(setting, info, update.change)) for info in infos]
    writes = Writes.of(setting.session, setting.flags, setting.dry)
    errors = update.problems
    for info, new, problem in changed:
        if problem is not None:
            errors.append(Failure(f"error: {_title(setting, info)} {problem.message}\n"))
            continue
        if new == info.content and not update.always:
            continue
        if setting.stays_here:
            setting.session.write(setting.show(new))
            continue
        patch, content_type = patch_between(setting.session, info.content, new)
        try:
            answer = writes.patch(info, patch, content_type)
        except StatusError as error:
            errors.append(Failure(f"{update.failure} {error.message}"))
            continue
        setting.session.write(setting.show(answer))
    if errors:
        raise Aggregate(errors)


def _changed(setting: Setting, info: Info, change: Callable[[Object], None]) -> tuple[Object, Failure | None]:
    new = copy(info.content)
    try:
        change(new)
    except Failure as problem:
        return new, problem
    record_cause(setting.session, setting.flags, new)
    return new, None


def _title(setting: Setting, info: Info) -> str:
    """What errors call an object: `deployments/web`; local objects by kind."""
    if not setting.is_local:
        return f"{info.resource.plural}/{info.name}"
    # kubectl breaks the line behind the name of a kind that has a group.
    return named(info.content).rstrip("\n") + ("\n" if "/" in info.content["apiVersion"] else "")
