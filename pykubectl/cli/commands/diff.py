"""diff: what apply would change, shown by diff -u -N or by $KUBECTL_EXTERNAL_DIFF.

The objects as they are and as they would be are written into two directories, one file per object. Exit code 1 is a difference,
more is an error.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/diff/diff.go.
"""

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from pykubectl import Object
from pykubectl.cli.applying import Patcher
from pykubectl.cli.commands.apply.command import PRUNE_FLAGS, SERVER_SIDE_FLAGS
from pykubectl.cli.errors import Exit, Failure, UsageError
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.printers import without_managed_fields
from pykubectl.cli.pruning import prunable, pruned_kinds
from pykubectl.cli.resources import FILENAME_FLAGS, SELECTOR_FLAG, Builder, Info
from pykubectl.cli.server_side_apply import CLIENT_SIDE_MANAGER, MANAGER
from pykubectl.cli.session import Session
from pykubectl.cli.writes import Writes, field_manager_flag, modified_configuration
from pykubectl.errors import Conflict, NotFound
from pykubectl.machinery.requests import APPLY_PATCH

MASK = "***"
MASK_BEFORE, MASK_AFTER = "*** (before)", "*** (after)"
DIFFERENT = 1


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if arguments:
        raise UsageError(f"Unexpected args: [{' '.join(arguments)}]", session.path)
    if not flags["filename"] and not flags["kustomize"]:
        raise Failure("must specify one of -f and -k")
    if flags["force-conflicts"] and not flags["server-side"]:
        raise Failure("--force-conflicts only works with --server-side")
    if flags["server-side"] and "field-manager" not in flags.changed:
        flags.values["field-manager"] = MANAGER
    rows = pruned_kinds(session, flags) if flags["prune"] else []
    visited: list[Info] = []
    with _folder("LIVE") as live, _folder("MERGED") as merged:

        def visit(info: Info) -> None:
            visited.append(info)
            _write(session, flags, info, (live, merged))

        Builder.from_flags(session, flags, []).do().visit(visit)
        if flags["prune"]:
            for info in prunable(session, flags, rows, visited):
                _write_file(os.path.join(live, _file_name(info)), info.content)
        return _compare(session, live, merged)


@contextmanager
def _folder(name: str) -> Iterator[str]:
    """A folder of its own below the temporary one: LIVE-0123456789."""
    import shutil
    import tempfile
    from time import monotonic_ns

    while True:
        path = os.path.join(tempfile.gettempdir(), f"{name}-{monotonic_ns() % 10**10}")
        with suppress(FileExistsError):
            os.mkdir(path, 0o700)
            break
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _file_name(info: Info) -> str:
    row = info.resource
    return ".".join([*([row.group] if row.group else []), row.version, row.kind, info.namespace, info.name])


def _write(session: Session, flags: Flags, info: Info, folders: tuple[str, str]) -> None:
    wanted = info.content
    info.object = None
    try:
        before: Object | None = info.get(session)
    except NotFound:
        before = None
    after: Object | None = _after(session, flags, info, wanted, before)
    if not flags["show-managed-fields"]:
        before, after = (without_managed_fields(obj) if obj else None for obj in (before, after))
    if wanted["kind"] == "Secret" and not flags["show-secrets"]:
        before, after = _masked(before, after)
    name = _file_name(info)
    for folder, obj in zip(folders, (before, after), strict=True):
        _write_file(os.path.join(folder, name), obj)


def _after(session: Session, flags: Flags, info: Info, wanted: Object, before: Object | None) -> Object:
    """What the object would be, by a dry run on the server."""
    writes = Writes.of(session, flags, "server")
    if flags["server-side"]:
        query = {**writes.query, "force": str(flags["force-conflicts"]).lower()}
        try:
            answer: Object = session.request("PATCH", info.path, query=query, body=wanted, content_type=APPLY_PATCH)
        except Conflict:
            # It was tried several times in case that somebody had just changed it.
            row = info.resource
            kind = f"{row.group}/{row.version}, Kind={row.kind}"
            session.log_warning("diff.go:723", f"Object ({kind}: {info.name}) keeps changing, diffing without lock")
            raise
        return answer
    if before is None:
        return writes.create(info, wanted)
    info.object = before
    # What apply notes down about itself is no difference.
    return Patcher(writes).apply(info, json.loads(modified_configuration(wanted)))[1]


def _write_file(path: str, obj: Object | None) -> None:
    from pykubectl.machinery.yaml_codec import dump

    with open(path, "w", encoding="utf-8") as file:
        file.write(dump(obj) if obj else "")


def _masked(before: Object | None, after: Object | None) -> tuple[Object | None, Object | None]:
    """Secrets with their values hidden; those that differ still differ."""
    old, new = (dict((obj or {}).get("data") or {}) for obj in (before, after))
    hidden_old, hidden_new = dict.fromkeys(old, MASK), dict.fromkeys(new, MASK)
    for key in old.keys() & new.keys():
        if old[key] != new[key]:
            hidden_old[key], hidden_new[key] = MASK_BEFORE, MASK_AFTER
    return (
        {**before, "data": hidden_old} if before and old else before,
        {**after, "data": hidden_new} if after and new else after,
    )


def _compare(session: Session, live: str, merged: str) -> int | None:
    import subprocess

    program, *arguments = _command_line(live, merged)
    session.flush()
    try:
        done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    except OSError as error:
        problem = "executable file not found in $PATH"
        if "/" in program:
            problem = f"fork/exec {program}: {(error.strerror or '').lower()}"
        raise Failure(f'failed to run "{program}": {problem}') from None
    session.write(done.stdout)
    if done.stderr:
        session.note(done.stderr.rstrip("\n"))
    if done.returncode == DIFFERENT:
        raise Exit(DIFFERENT)
    if done.returncode:
        raise Failure(f'failed to run "{program}": exit status {done.returncode}')
    return None


def _command_line(live: str, merged: str) -> list[str]:
    """The program that compares; of its options in the environment only the plain ones, behind the folders."""
    program, *options = os.environ.get("KUBECTL_EXTERNAL_DIFF", "").split(" ")
    if not program:
        return ["diff", "-u", "-N", live, merged]
    return [program, live, merged, *(option for option in options if re.fullmatch("[a-zA-Z0-9-=]+", option))]


COMMAND = Command(
    "diff -f FILENAME",
    run,
    short="Show what apply would change",
    long="Shows what apply would change, without changing it. KUBECTL_EXTERNAL_DIFF may name another program than diff.\n\n"
    "Exit code: 0 no difference, 1 a difference, more an error.",
    examples="""
# A file
kubectl diff -f app.yaml

# Stdin
cat app.yaml | kubectl diff -f -
""",
    flags=(
        Flag("concurrency", "int", 1, "How many objects to look at at once (accepted, unused)."),
        field_manager_flag(CLIENT_SIDE_MANAGER),
        *FILENAME_FLAGS,
        *PRUNE_FLAGS,
        SELECTOR_FLAG,
        *SERVER_SIDE_FLAGS,
        Flag("show-managed-fields", "bool", False, "Show metadata.managedFields."),
        Flag("show-secrets", "bool", False, "Show the values of secrets."),
    ),
    failure_code=2,
    flag_errors_are_usage=True,
)
