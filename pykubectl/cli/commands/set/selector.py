"""set selector: changes which pods a service is for.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/set/set_selector.go.
"""

from collections.abc import Iterable, Sequence

from pykubectl.cli.commands.set.updating import begin, builder_of
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags, quote
from pykubectl.cli.printers import PRINT_FLAGS
from pykubectl.cli.resources import FILENAME_FLAGS, Info
from pykubectl.cli.session import Session
from pykubectl.cli.writes import (
    ALL_FLAG,
    DRY_RUN_FLAG,
    LOCAL_FLAG,
    RECORD_FLAG,
    Writes,
    field_manager_flag,
    patch_between,
    record_cause,
)
from pykubectl.machinery.objects import copy
from pykubectl.machinery.selectors import Requirement, SelectorError, parse_label_selector


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    setting = begin(session, flags, "selector updated")
    if not arguments:
        raise Failure("one selector is required")
    *resources, expression = arguments
    try:
        selector = parse_label_selector(expression)
    except SelectorError as error:
        raise Failure(f"couldn't parse the selector string {quote(expression)}: {error}") from None
    writes = Writes.of(session, flags, setting.dry)

    def update(info: Info) -> None:
        new = copy(info.content)
        if new["kind"] != "Service":
            raise Failure("setting a selector is only supported for Services")
        new["spec"]["selector"] = _plain(selector.requirements)
        record_cause(session, flags, new)
        if setting.stays_here:
            session.write(setting.show(new))
            return
        patch, content_type = patch_between(session, info.content, new)
        if flags["resource-version"]:
            patch = {**patch, "metadata": {**patch.get("metadata", {}), "resourceVersion": flags["resource-version"]}}
        session.write(setting.show(writes.patch(info, patch, content_type)))

    builder_of(setting, resources).do().visit(update)
    return None


def _plain(requirements: Sequence[Requirement]) -> dict[str, str]:
    """A service's selector is a plain map. Raises Failure."""
    found: dict[str, str] = {}
    for requirement in requirements:
        if requirement.operator == "!=":
            raise Failure('"!=" is not a valid label selector operator')
        if requirement.operator not in ("=", "=="):
            raise Failure(f"match expression {_told(requirements)} not supported on this object")
        found[requirement.key] = next(iter(requirement.values))
    return found


_OPERATORS = {"in": "In", "notin": "NotIn", "exists": "Exists", "!": "DoesNotExist"}


def _told(requirements: Iterable[Requirement]) -> str:
    """The requirements that no map can say, as Go prints them."""
    listed = []
    for one in requirements:
        if one.operator not in ("=", "=="):
            listed.append(
                f"{{{one.key} {_OPERATORS.get(one.operator, one.operator)} [{' '.join(sorted(one.values))}]}}"
            )
    return f"[{' '.join(listed)}]"


COMMAND = Command(
    "selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]",
    run,
    short="Change the selector of a service",
    long="Gives a service another selector, in place of the one it has.",
    examples="""
# The pods of another release
kubectl set selector service/web app=web,release=two
""",
    flags=(
        ALL_FLAG,
        DRY_RUN_FLAG,
        field_manager_flag("kubectl-set"),
        FILENAME_FLAGS[0],
        LOCAL_FLAG,
        *PRINT_FLAGS,
        RECORD_FLAG,
        Flag("recursive", "bool", True, "Also read the subdirectories of the directory given with -f.", "R"),
        Flag("resource-version", "string", "", "Only change the object if it is this version of it."),
    ),
)
