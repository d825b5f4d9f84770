"""set selector: changes which pods a service is for.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/set/set_selector.go.
"""

from collections.abc import Iterable, Sequence

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.printers import PRINT_FLAGS
from pykubectl.cli.resources import FILENAME_FLAGS, SCHEME, Builder
from pykubectl.cli.session import Session
from pykubectl.cli.writes import (
    ALL_FLAG,
    DRY_RUN_FLAG,
    LOCAL_FLAG,
    RECORD_FLAG,
    Change,
    change_objects,
    field_manager_flag,
)
from pykubectl.machinery.selectors import Requirement, SelectorError, parse_label_selector


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if not flags["filename"] and not arguments:
        raise Failure("one or more resources must be specified as <resource> <name> or <resource>/<name>")
    *resources, expression = arguments if len(arguments) > 1 or flags["filename"] else [*arguments, ""]
    try:
        selector = parse_label_selector(expression)
    except SelectorError as error:
        raise Failure(str(error)) from None
    builder = Builder.from_flags(session, flags, resources)
    builder.local = flags["local"]
    builder.latest = not builder.local
    builder.scheme = SCHEME

    def change(obj: Object) -> None:
        if obj["kind"] != "Service":
            raise Failure("setting a selector is only supported for Services")
        obj["spec"]["selector"] = _plain(selector.requirements)
        if flags["resource-version"]:
            obj["metadata"]["resourceVersion"] = flags["resource-version"]

    change_objects(session, flags, builder.do().infos(), Change("selector updated", change))
    return None


def _plain(requirements: Sequence[Requirement]) -> dict[str, str]:
    """A service's selector is a plain map. Raises Failure."""
    found: dict[str, str] = {}
    for requirement in requirements:
        if requirement.operator not in ("=", "==", "in") or len(requirement.values) != 1:
            raise Failure(f"match expression {_told(requirements)} not supported on this object")
        found[requirement.key] = next(iter(requirement.values))
    return found


_OPERATORS = {"in": "In", "notin": "NotIn", "exists": "Exists", "!": "DoesNotExist", "!=": "NotIn"}


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
