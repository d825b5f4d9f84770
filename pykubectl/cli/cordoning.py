"""The nodes that cordon, uncordon and drain are about, and the switch they share: spec.unschedulable.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/drain/drain.go, .../pkg/drain/cordon.go.
"""

from collections.abc import Callable, Sequence

from pykubectl import Object
from pykubectl.cli.errors import Failure, UsageError
from pykubectl.cli.grammar import Flags
from pykubectl.cli.printers import operation_text
from pykubectl.cli.printers.name import named
from pykubectl.cli.resources import SCHEME, Builder, Info
from pykubectl.cli.session import Session
from pykubectl.cli.writes import Writes, dry_run, patch_between
from pykubectl.errors import StatusError
from pykubectl.machinery.objects import copy


def nodes_of(session: Session, flags: Flags, arguments: Sequence[str], command: str) -> list[Info]:
    """The nodes that a command line names or selects. Raises UsageError and what the server says."""
    if not arguments and "selector" not in flags.changed:
        raise UsageError(f"USAGE: {command} NODE [flags]", session.path)
    if arguments and flags["selector"]:
        raise UsageError("cannot specify both a node name and a --selector option", session.path)
    builder = Builder(session, selector=flags["selector"] or None, continue_on_error=False, scheme=SCHEME)
    builder.chunk = flags.get("chunk-size", builder.chunk)
    builder.arguments = (
        ["nodes"] if flags["selector"] else [name if "/" in name else f"nodes/{name}" for name in arguments]
    )
    infos = builder.do().infos()
    for info in infos:
        if info.resource.resource != "nodes":
            row = info.resource
            found = f"{row.group}/{row.version}, Resource={row.plural}"
            raise Failure(f'expected resource of type node, got "{found}"')
    return infos


def set_schedulable(session: Session, flags: Flags, nodes: Sequence[Info], dry: str, *, schedulable: bool) -> None:
    """Cordon or uncordon each node and say so; a node that refuses does not keep the others from it."""
    verb = "uncordon" if schedulable else "cordon"
    writes = Writes.of(session, flags, dry)
    for info in nodes:
        old = info.content
        done = f"{verb}ed"
        if bool((old.get("spec") or {}).get("unschedulable")) != schedulable:
            done = f"already {done}"
        elif dry != "client":
            try:
                patch, content_type = patch_between(session, old, _switched(old, schedulable=schedulable))
                info.refresh(writes.patch(info, patch, content_type))
            except StatusError as error:
                session.note(f'error: unable to {verb} node "{info.name}": {error.message}')
                continue
        session.write(named(old, operation_text(done, dry)))


def _switched(node: Object, *, schedulable: bool) -> Object:
    new = copy(node)
    if schedulable:
        new["spec"].pop("unschedulable", None)
    else:
        new.setdefault("spec", {})["unschedulable"] = True
    return new


def cordon_runner(verb: str, *, schedulable: bool) -> Callable[[Session, Flags, list[str]], int | None]:
    """What `cordon` and `uncordon` run."""

    def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
        nodes = nodes_of(session, flags, arguments, verb)
        set_schedulable(session, flags, nodes, dry_run(session, flags), schedulable=schedulable)
        return None

    return run
