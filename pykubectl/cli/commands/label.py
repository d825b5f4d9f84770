"""label: sets and removes labels.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/label/label.go.
"""

from collections.abc import Sequence

from pykubectl import Object
from pykubectl.cli.errors import Aggregate, Failure
from pykubectl.cli.grammar import Command, Flag, Flags, quote
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
from pykubectl.machinery.selectors import label_value_errors


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


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    resources, values, removed = split_pairs(arguments, "label")
    _check(flags, values, removed, resources)
    dry = dry_run(session, flags)
    builder = Builder.from_flags(session, flags, resources)
    builder.local = bool(flags["local"])
    if builder.local and resources:
        raise Failure("can only use local files by -f rsrc.yaml or --filename=rsrc.json when --local=true is set")
    builder.latest = not builder.local
    writes = Writes.of(session, flags, dry)

    def change(info: Info) -> None:
        if flags["list"]:
            _list(session, info, flags)
        else:
            _change(info, writes, flags, dry, (values, removed))

    builder.do().visit(change)
    return None


def _check(flags: Flags, values: dict[str, str], removed: list[str], resources: list[str]) -> None:
    if flags["all"] and flags["selector"]:
        raise Failure("cannot set --all and --selector at the same time")
    if flags["all"] and flags["field-selector"]:
        raise Failure("cannot set --all and --field-selector at the same time")
    if not resources and not flags["filename"] and not flags["kustomize"]:
        raise Failure("one or more resources must be specified as <resource> <name> or <resource>/<name>")
    if not values and not removed and not flags["list"]:
        raise Failure("at least one label update is required")
    for key, value in values.items():
        problems = label_value_errors(value)
        if problems:
            raise Failure(f"invalid label value: {quote(f'{key}={value}')}: {'; '.join(problems)}")
    both = [key for key in removed if key in values]
    if both:
        raise Failure("can not both modify and remove a label in the same command")


def _list(session: Session, info: Info, flags: Flags) -> None:
    if flags["all"] or flags["selector"]:
        session.line(f"Listing labels for {info.resource.kind}.{info.resource.group}/{info.name}:")
    for key, value in (info.content["metadata"].get("labels") or {}).items():
        session.line(f"{key}={value}")


def _change(info: Info, writes: Writes, flags: Flags, dry: str, changes: tuple[dict[str, str], list[str]]) -> None:
    session = writes.session
    old = info.content
    new = copy(old)
    for key in changes[1]:
        if key not in (old["metadata"].get("labels") or {}):
            session.line(f"label {quote(key)} not found.")
    _apply(new, changes[0], changes[1], flags["overwrite"])
    if flags["resource-version"]:
        new["metadata"]["resourceVersion"] = flags["resource-version"]
    record_cause(session, flags, new)
    result = new
    if not flags["local"] and dry != "client":
        patch = merge_patch_between(old, new)
        if patch:
            result = writes.patch(info, patch)
    operation = _operation(old, new, changes[0], changes[1])
    session.write(result_printer(session, flags, operation, dry)(result))


def _apply(obj: Object, values: dict[str, str], removed: list[str], overwrite: bool) -> None:
    labels = dict(obj["metadata"].get("labels") or {})
    errors: list[Exception] = []
    for key, value in values.items():
        if not overwrite and key in labels and labels[key] != value:
            errors.append(Failure(f"'{key}' already has a value ({labels[key]}), and --overwrite is false"))
    if errors:
        raise errors[0] if len(errors) == 1 else Aggregate(errors)
    labels.update(values)
    for key in removed:
        labels.pop(key, None)
    obj["metadata"]["labels"] = labels
    if not labels:
        del obj["metadata"]["labels"]


def _operation(old: Object, new: Object, values: dict[str, str], removed: list[str]) -> str:
    before, after = old["metadata"].get("labels") or {}, new["metadata"].get("labels") or {}
    if before == after:
        return "not labeled"
    if removed and not values:
        return "unlabeled"
    return "labeled" if any(before.get(key) != value for key, value in values.items()) else "unlabeled"


COMMAND = Command(
    "label [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]",
    run,
    short="Change the labels of a resource",
    long="Sets labels (KEY=VALUE) and removes them (KEY-). A label that has another value stays, unless --overwrite is given.",
    examples="""
# Give a pod a label
kubectl label pods web stage=test

# Give it another value
kubectl label --overwrite pods web stage=live

# Take it away
kubectl label pods web stage-
""",
    flags=(
        ALL_FLAG,
        ALL_NAMESPACES_FLAG,
        DRY_RUN_FLAG,
        field_manager_flag("kubectl-label"),
        FIELD_SELECTOR_FLAG,
        *FILENAME_FLAGS,
        Flag("list", "bool", False, "Show the labels."),
        LOCAL_FLAG,
        Flag("overwrite", "bool", False, "Let a label have a new value."),
        *PRINT_FLAGS,
        RECORD_FLAG,
        Flag("resource-version", "string", "", "Only change the object if it is this version of it."),
        SELECTOR_FLAG,
    ),
)
