"""What label and annotate share: words like `key=value` and `key-`, the maps they change, and their flags.

How the two refuse differs, as kubectl's do, and stays with each.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/{label,annotate}.
"""

from collections.abc import Mapping, Sequence

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Flag, Flags
from pykubectl.cli.printers import PRINT_FLAGS
from pykubectl.cli.resources import (
    ALL_NAMESPACES_FLAG,
    FIELD_SELECTOR_FLAG,
    FILENAME_FLAGS,
    SELECTOR_FLAG,
    Builder,
    Info,
)
from pykubectl.cli.session import Session
from pykubectl.cli.writes import ALL_FLAG, DRY_RUN_FLAG, LOCAL_FLAG, RECORD_FLAG, field_manager_flag


def split_pairs(arguments: Sequence[str], what: str) -> tuple[list[str], dict[str, str], list[str]]:
    """(resources, values to set, keys to remove) of `TYPE NAME key=value key-`. Raises Failure."""
    resources: list[str] = []
    changes: list[str] = []
    for argument in arguments:
        is_change = ("=" in argument and not argument.startswith("=")) or (argument.endswith("-") and argument != "-")
        if is_change:
            changes.append(argument)
        elif changes:
            raise Failure(f"all resources must be specified before {what} changes: {argument}")
        else:
            resources.append(argument)
    values: dict[str, str] = {}
    removed: list[str] = []
    for change in changes:
        key, equals, value = change.partition("=")
        if equals:
            values[key] = value
        else:
            removed.append(change[:-1])
    return resources, values, removed


def builder_of(session: Session, flags: Flags, resources: Sequence[str], file: str = "rsrc") -> Builder:
    """The objects to mark: those of files (`file` is an example) as the server has them, unless --local. Raises Failure."""
    builder = Builder.from_flags(session, flags, resources)
    builder.local = bool(flags["local"])
    if builder.local and resources:
        raise Failure(f"can only use local files by -f {file}.yaml or --filename={file}.json when --local=true is set")
    builder.latest = not builder.local
    return builder


def check_choice(flags: Flags, resources: Sequence[str]) -> None:
    """Raises Failure for a choice of objects that is none, or two at once, and for one output too many."""
    if flags["list"] and flags["output"]:
        raise Failure("--list and --output may not be specified together")
    if flags["all"] and flags["selector"]:
        raise Failure("cannot set --all and --selector at the same time")
    if flags["all"] and flags["field-selector"]:
        raise Failure("cannot set --all and --field-selector at the same time")
    if not resources and not flags["filename"] and not flags["kustomize"]:
        raise Failure("one or more resources must be specified as <resource> <name> or <resource>/<name>")


def show(session: Session, info: Info, obj: Object, field: str, *, single: bool) -> None:
    """--list: the labels or annotations of an object, under its name unless it can only be that one."""
    indent = "" if single else " "
    if not single:
        session.line(f"Listing {field} for {info.resource.kind}.{info.resource.group}/{info.name}:")
    for key, value in obj["metadata"][field].items():
        session.line(f"{indent}{key}={value}")


def mark(obj: Object, field: str, values: Mapping[str, str], removed: Sequence[str]) -> None:
    """Set and remove, in place."""
    kept = {key: value for key, value in (obj["metadata"].get(field) or {}).items() if key not in removed}
    obj["metadata"][field] = {**kept, **{key: value for key, value in values.items() if key not in removed}}


def mark_flags(manager: str, one: str, many: str) -> tuple[Flag, ...]:
    """The flags of both commands, which speak of `one` (a label) and `many` (labels)."""
    return (
        ALL_FLAG,
        ALL_NAMESPACES_FLAG,
        DRY_RUN_FLAG,
        field_manager_flag(manager),
        FIELD_SELECTOR_FLAG,
        *FILENAME_FLAGS,
        Flag("list", "bool", False, f"Show the {many}."),
        LOCAL_FLAG,
        Flag("overwrite", "bool", False, f"Let {one} have a new value."),
        *PRINT_FLAGS,
        RECORD_FLAG,
        Flag("resource-version", "string", "", "Only change the object if it is this version of it."),
        SELECTOR_FLAG,
    )
