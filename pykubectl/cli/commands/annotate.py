"""annotate: sets and removes annotations.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/annotate/annotate.go.
"""

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flags
from pykubectl.cli.info import Info
from pykubectl.cli.marking import builder_of, check_choice, mark, mark_flags, show, split_pairs
from pykubectl.cli.printers import result_printer
from pykubectl.cli.session import Session
from pykubectl.cli.writes import Writes, dry_run, merge_patch_between, record_cause
from pykubectl.machinery.objects import copy


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    resources, values, removed = split_pairs(arguments, "annotation")
    dry = dry_run(session, flags)
    _check(flags, values, removed, resources)
    builder = builder_of(session, flags, resources)
    result = builder.do()
    if flags["resource-version"] and not result.single:
        raise Failure("--resource-version may only be used with a single resource")
    writes = Writes.of(session, flags, dry)
    printer = result_printer(session, flags, "annotated", dry)

    def change(info: Info) -> None:
        new = _annotated(session, flags, info.content, (values, removed))
        if flags["list"]:
            show(session, info, new, "annotations", single=result.single)
            return
        if not flags["local"] and dry != "client":
            new = writes.patch(info, merge_patch_between(info.content, new))
        session.write(printer(new))

    result.visit(change)
    return None


def _check(flags: Flags, values: dict[str, str], removed: list[str], resources: list[str]) -> None:
    check_choice(flags, resources)
    if not values and not removed and not flags["list"]:
        raise Failure("at least one annotation update is required")
    both = [key for key in removed if key in values]
    if both:
        keys = ", ".join(both)
        raise Failure(f"can not both modify and remove the following annotation(s) in the same command: {keys}")


def _annotated(session: Session, flags: Flags, old: Object, changes: tuple[dict[str, str], list[str]]) -> Object:
    """The object with the changes. Raises Failure."""
    if not flags["overwrite"]:
        _check_taken(old, changes[0])
    new = copy(old)
    mark(new, "annotations", *changes)
    if flags["resource-version"]:
        new["metadata"]["resourceVersion"] = flags["resource-version"]
    record_cause(session, flags, new)
    return new


def _check_taken(obj: Object, values: dict[str, str]) -> None:
    """Without --overwrite no annotation that is there is set, not even to what it is. Raises Failure."""
    annotations = obj["metadata"].get("annotations") or {}
    taken = [f"'{key}' already has a value ({annotations[key]})" for key in sorted(values) if key in annotations]
    if taken:
        found = "; ".join(taken)
        raise Failure(f"--overwrite is false but found the following declared annotation(s): {found}")


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
    flags=tuple(
        # Here, and only here, subdirectories are read unless it says not to.
        flag._replace(default=True) if flag.name == "recursive" else flag
        for flag in mark_flags("kubectl-annotate", "an annotation", "annotations")
    ),
)
