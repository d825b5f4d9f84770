"""scale: sets spec.replicas through the scale subresource of whatever has one.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/scale, .../pkg/scale.
"""

from typing import Any

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.printers import PRINT_FLAGS, result_printer
from pykubectl.cli.resources import FILENAME_FLAGS, SELECTOR_FLAG, Builder, Info
from pykubectl.cli.session import Session
from pykubectl.cli.writes import (
    ALL_FLAG,
    DRY_RUN_FLAG,
    RECORD_FLAG,
    Writes,
    dry_run,
    merge_patch_between,
    record_cause,
)
from pykubectl.machinery.objects import copy, get_path

_RETRY_SECONDS = 1.0


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    dry = dry_run(session, flags)
    if flags["replicas"] < 0:
        raise Failure("The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0")
    if flags["current-replicas"] < -1:
        raise Failure("The --current-replicas must specify an integer of -1 or greater")
    builder = Builder.from_flags(session, flags, arguments)
    builder.select_all, builder.any_by_default = False, flags["all"]
    infos, error = builder.do().collect()
    if len(infos) > 1 and flags["resource-version"]:
        raise Failure("cannot use --resource-version with multiple resources")
    show = result_printer(session, flags, "scaled", dry)
    writes = Writes.of(session, flags, dry)
    for info in infos:
        if dry != "client":
            _scale(writes, info, flags)
            _record(writes, info, flags)
            _wait(session, info, flags)
        session.write(show(_resized(info.content, flags["replicas"])))
    if error is not None:
        raise error
    if not infos:
        raise Failure("no objects passed to scale")
    return None


def _record(writes: Writes, info: Info, flags: Flags) -> None:
    recorded = copy(info.content)
    record_cause(writes.session, flags, recorded)
    patch = merge_patch_between(info.content, recorded)
    if patch:
        writes.patch(info, patch)


def _resized(obj: Object, replicas: int) -> Object:
    """The object as it was read, but for its size: that is what kubectl prints."""
    return {**obj, "spec": {**(obj.get("spec") or {}), "replicas": replicas}}


def _scale(writes: Writes, info: Info, flags: Flags) -> None:
    """One patch; with preconditions a look first."""
    if flags["current-replicas"] != -1 or flags["resource-version"]:
        scale = writes.session.request("GET", info.subpath("scale"))
        _check(scale, flags)
        scale["spec"] = {"replicas": flags["replicas"]}
        writes.replace(info, scale, "scale")
    else:
        writes.patch(info, {"spec": {"replicas": flags["replicas"]}}, subresource="scale")


def _check(scale: Object, flags: Flags) -> None:
    actual: Any = get_path(scale, "spec.replicas", 0)
    wanted = flags["current-replicas"]
    if wanted not in (-1, actual):
        raise Failure(f"Expected replicas to be {wanted}, was {actual}")
    version = scale["metadata"]["resourceVersion"]
    if flags["resource-version"] not in ("", version):
        raise Failure(f"Expected resource version to be {flags['resource-version']}, was {version}")


def _wait(session: Session, info: Info, flags: Flags) -> None:
    """--timeout: until the status shows the size. Raises Failure."""
    left: float = flags["timeout"]
    while left:
        scale = session.request("GET", info.subpath("scale"))
        if get_path(scale, "status.replicas", 0) == flags["replicas"]:
            return
        if left > 0:
            left -= session.client.pause(min(_RETRY_SECONDS, left), wakes=True)
        if left <= 0:
            raise Failure(f'timed out waiting for "{info.name}" to be synced')


COMMAND = Command(
    "scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)",
    run,
    short="Set how many replicas a workload runs",
    long="Sets the size of a deployment, replica set, replication controller or stateful set, on request only if it is the "
    "version or size that was expected.",
    examples="""
# Three replicas
kubectl scale deployment/web --replicas=3

# Only if there are two now
kubectl scale deployment/web --current-replicas=2 --replicas=3
""",
    flags=(
        ALL_FLAG,
        Flag("current-replicas", "int", -1, "Only scale if this is the size now; -1: whatever it is."),
        DRY_RUN_FLAG,
        *FILENAME_FLAGS,
        *PRINT_FLAGS,
        RECORD_FLAG,
        Flag("replicas", "int", 0, "The new size.", required=True),
        Flag("resource-version", "string", "", "Only scale if this is the version of the object now."),
        SELECTOR_FLAG,
        Flag("timeout", "duration", 0.0, "How long to wait until the size is reached; zero does not wait."),
    ),
)
