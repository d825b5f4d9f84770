"""annotate: sets and removes annotations.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/annotate/annotate.go.
"""

from pykubectl import Object
from pykubectl.cli.commands.label import split_pairs
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.printers import PRINT_FLAGS, result_printer
from pykubectl.cli.resources import (
    ALL_NAMESPACES_FLAG,
    FIELD_SELECTOR_FLAG,
    FILENAME_FLAGS,
    SELECTOR_FLAG,
    Builder,
    Info,
)
from pykubectl.cli.session import Session
from pykubectl.cli.writes import (
    ALL_FLAG,
    DRY_RUN_FLAG,
    LOCAL_FLAG,
    RECORD_FLAG,
    Writes,
    dry_run,
    field_manager_flag,
    merge_patch_between,
    record_cause,
)
from pykubectl.machinery.objects import copy


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    resources, values, removed = split_pairs(arguments, "annotation")
    _check(flags, values, removed, resources)
    dry = dry_run(session, flags)
    builder = Builder.from_flags(session, flags, resources)
    builder.local = bool(flags["local"])
    if builder.local and resources:
        raise Failure("can only use local files by -f rsrc.yaml or --filename=rsrc.json when --local=true is set")
    builder.latest = not builder.local
    result = builder.do()
    if flags["resource-version"] and not result.single:
        raise Failure("--resource-version may only be used with a single resource")
    writes = Writes.of(session, flags, dry)

    def change(info: Info) -> None:
        if flags["list"]:
            _list(session, info, flags)
        else:
            _change(info, writes, flags, dry, (values, removed))

    result.visit(change)
    return None


def _check(flags: Flags, values: dict[str, str], removed: list[str], resources: list[str]) -> None:
    if flags["all"] and flags["selector"]:
        raise Failure("cannot set --all and --selector at the same time")
    if flags["all"] and flags["field-selector"]:
        raise Failure("cannot set --all and --field-selector at the same time")
    if not resources and not flags["filename"] and not flags["kustomize"]:
        raise Failure("one or more resources must be specified as <resource> <name> or <resource>/<name>")
    if not values and not removed and not flags["list"]:
        raise Failure("at least one annotation update is required")
    both = [key for key in removed if key in values]
    if both:
        keys = ", ".join(both)
        raise Failure(f"can not both modify and remove the following annotation(s) in the same command: {keys}")


def _list(session: Session, info: Info, flags: Flags) -> None:
    if flags["all"] or flags["selector"]:
        session.line(f"Listing annotations for {info.resource.kind}.{info.resource.group}/{info.name}:")
    for key, value in (info.content["metadata"].get("annotations") or {}).items():
        session.line(f"{key}={value}")


def _change(info: Info, writes: Writes, flags: Flags, dry: str, changes: tuple[dict[str, str], list[str]]) -> None:
    session = writes.session
    old = info.content
    new = copy(old)
    _apply(new, changes[0], changes[1], flags["overwrite"])
    if flags["resource-version"]:
        new["metadata"]["resourceVersion"] = flags["resource-version"]
    record_cause(session, flags, new)
    result = new
    if not flags["local"] and dry != "client":
        result = writes.patch(info, merge_patch_between(old, new))
    session.write(result_printer(session, flags, "annotated", dry)(result))


def _apply(obj: Object, values: dict[str, str], removed: list[str], overwrite: bool) -> None:
    annotations = dict(obj["metadata"].get("annotations") or {})
    if not overwrite:
        taken = [f"'{key}' already has a value ({annotations[key]})" for key in sorted(values) if key in annotations]
        if taken:
            found = "; ".join(taken)
            raise Failure(f"--overwrite is false but found the following declared annotation(s): {found}")
    annotations.update(values)
    for key in removed:
        annotations.pop(key, None)
    obj["metadata"]["annotations"] = annotations
    if not annotations:
        del obj["metadata"]["annotations"]


COMMAND = Command(
    "annotate [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]",
    run,
    short="Change the annotations of a resource",
    long="Sets annotations (KEY=VALUE) and removes them (KEY-). One that is there stays, unless --overwrite is given.",
    examples="""
# Describe a pod
kubectl annotate pods web description='the front end'

# Describe it otherwise
kubectl annotate --overwrite pods web description='the shop'

# Take the description away
kubectl annotate pods web description-
""",
    flags=(
        ALL_FLAG,
        ALL_NAMESPACES_FLAG,
        DRY_RUN_FLAG,
        field_manager_flag("kubectl-annotate"),
        FIELD_SELECTOR_FLAG,
        *FILENAME_FLAGS,
        Flag("list", "bool", False, "Show the annotations."),
        LOCAL_FLAG,
        Flag("overwrite", "bool", False, "Let an annotation have a new value."),
        *PRINT_FLAGS,
        RECORD_FLAG,
        Flag("resource-version", "string", "", "Only change the object if it is this version of it."),
        SELECTOR_FLAG,
    ),
)
