"""label: sets and removes labels.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/label/label.go.
"""

from pykubectl import Object
from pykubectl.cli.errors import Aggregate, Failure
from pykubectl.cli.grammar import Command, Flags, quote
from pykubectl.cli.info import Info
from pykubectl.cli.marking import builder_of, check_choice, mark, mark_flags, show, split_pairs
from pykubectl.cli.printers import result_printer
from pykubectl.cli.session import Session
from pykubectl.cli.writes import Writes, dry_run, merge_patch_between, record_cause
from pykubectl.machinery.objects import copy
from pykubectl.machinery.selectors import label_value_errors


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    resources, values, removed = split_pairs(arguments, "label")
    dry = dry_run(session, flags)
    _check(flags, values, removed, resources)
    result = builder_of(session, flags, resources, "pod").do()
    writes = Writes.of(session, flags, dry)

    def change(info: Info) -> None:
        old = info.content
        new = _labeled(session, flags, old, (values, removed))
        if flags["list"]:
            show(session, info, new, "labels", single=result.single)
            return
        operation = _operation(old, new)
        if not flags["local"] and dry != "client":
            for key in removed:
                if key not in (old["metadata"].get("labels") or {}):
                    session.line(f"label {quote(key)} not found.")
            patch = merge_patch_between(old, new)
            new = writes.patch(info, patch) if patch else old
        session.write(result_printer(session, flags, operation, dry)(new))

    result.visit(change)
    return None


def _check(flags: Flags, values: dict[str, str], removed: list[str], resources: list[str]) -> None:
    check_choice(flags, resources)
    if not values and not removed and not flags["list"]:
        raise Failure("at least one label update is required")
    for key, value in values.items():
        if "=" in value:
            raise Failure(f"invalid label spec: {key}={value}")
        problems = label_value_errors(value)
        if problems:
            raise Failure(f"invalid label value: {quote(f'{key}={value}')}: {'; '.join(problems)}")
    both = [key for key in removed if key in values]
    if both:
        raise Failure("can not both modify and remove a label in the same command")


def _labeled(session: Session, flags: Flags, old: Object, changes: tuple[dict[str, str], list[str]]) -> Object:
    """The object with the changes. Raises Failure."""
    if not flags["overwrite"]:
        _check_taken(old, changes[0])
    new = copy(old)
    mark(new, "labels", *changes)
    if flags["resource-version"]:
        new["metadata"]["resourceVersion"] = flags["resource-version"]
    record_cause(session, flags, new)
    return new


def _check_taken(obj: Object, values: dict[str, str]) -> None:
    """Without --overwrite a label keeps the value it has. Raises Failure, or an Aggregate of several."""
    labels = obj["metadata"].get("labels") or {}
    errors: list[Exception] = [
        Failure(f"'{key}' already has a value ({labels[key]}), and --overwrite is false")
        for key, value in values.items()
        if labels.get(key, value) != value
    ]
    if errors:
        raise errors[0] if len(errors) == 1 else Aggregate(errors)


def _operation(old: Object, new: Object) -> str:
    before, after = old["metadata"].get("labels") or {}, new["metadata"].get("labels") or {}
    is_set = any(before.get(key) != value for key, value in after.items())
    is_removed = bool(before.keys() - after.keys())
    if is_set and is_removed:
        return "modified"
    if is_removed:
        return "unlabeled"
    return "labeled" if is_set else "not labeled"


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
    flags=mark_flags("kubectl-label", "a label", "labels"),
)
