"""cluster: pykubectl's own commands, for the clusters it carries inside. Everything that is not kubectl lives here.

Each embedded cluster has a context of its name in the kubeconfig; `use` chooses it.
"""

import os
from typing import Any

from pykubectl.cli.errors import Failure, UsageError
from pykubectl.cli.grammar import Command, Flag, Flags, Row, quote
from pykubectl.cli.session import Session

_MODULE = "pykubectl.cli.commands.cluster"
SHAPE_FLAGS = (
    Flag("profile", "string", "", "standard (a control plane, workers, add-ons) or bare (nodes only)."),
    Flag("nodes", "int", 0, "How many worker nodes."),
)
STORES = ("sqlite", "json")
STORE_FLAG = Flag("store", "string", "sqlite", "What the state is kept in: sqlite, or json, one readable file.")


def _name(session: Session, arguments: list[str], default: str | None = None) -> str:
    if len(arguments) == 1:
        return arguments[0]
    if not arguments and default is not None:
        return default
    raise UsageError(f"exactly one NAME is required, got {len(arguments)}", session.path)


def _create(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    from pykubectl.client import clusters

    if flags["store"] not in STORES:
        raise Failure(f"unknown store {quote(flags['store'])}, known are {', '.join(STORES)}")
    shape = {"nodes": flags["nodes"]} if "nodes" in flags.changed else {}
    name, profile = _name(session, arguments), flags["profile"] or "standard"
    info = clusters.create(session.settings, name, profile, scheme=flags["store"], **shape)
    session.line(f"Cluster {quote(info.name)} created.\nSwitched to context {quote(info.name)}.")
    return None


def _reset(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    from pykubectl.client import clusters

    nodes = flags["nodes"] if "nodes" in flags.changed else None
    info = clusters.reset(session.settings, _name(session, arguments, ""), flags["profile"], nodes)
    session.line(f"Cluster {quote(info.name)} reset.")
    return None


def _delete(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    from pykubectl.client import clusters

    name = _name(session, arguments)
    clusters.delete(session.settings, name)
    session.line(f"Cluster {quote(name)} deleted.")
    return None


def _use(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    from pykubectl.client import clusters

    name = _name(session, arguments)
    clusters.use(session.settings, name)
    session.line(f"Switched to context {quote(name)}.")
    return None


def _list(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if arguments:
        raise UsageError(f"unexpected arguments: [{' '.join(arguments)}]", session.path)
    from pykubectl.client import clusters

    rows: list[list[Any]] = [
        ["*" if info.is_current else "", info.name, info.profile or "<none>", info.nodes, info.objects, info.server]
        for info in clusters.names(session.settings)
    ]
    _report(session, rows, ["CURRENT", "NAME", "PROFILE", "NODES", "OBJECTS", "SERVER"])
    return None


def _status(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    from pykubectl.client import clusters

    info = clusters.status(session.settings, _name(session, arguments, ""))
    rows: list[list[Any]] = [
        ["Name:", info.name],
        ["Current:", "yes" if info.is_current else "no"],
        ["Server:", info.server],
        ["Profile:", info.profile or "<not used yet>"],
        ["Nodes:", info.nodes],
        ["Objects:", info.objects],
        ["Revision:", info.revision],
    ]
    _report(session, rows, [])
    return None


def _report(session: Session, rows: list[list[Any]], headers: list[str]) -> None:
    """A table: with rules and colour on a terminal, plain anywhere else."""
    if session.streams.stdout.isatty() and not os.environ.get("NO_COLOR"):
        from rich.console import Console
        from rich.table import Table

        table = Table(*headers, show_header=bool(headers))
        for row in rows:
            table.add_row(*map(str, row))
        Console(file=session.streams.stdout).print(table)
        return
    from tabulate import tabulate

    session.line(tabulate(rows, headers, tablefmt="plain", numalign="left"))


CREATE = Command(
    "create NAME [--profile standard|bare] [--nodes N] [--store sqlite|json]",
    _create,
    short="Make a cluster and go over to it",
    examples="""
# One with five workers
kubectl cluster create big --nodes 5

# One whose state is a file that a person can read
kubectl cluster create notes --profile bare --nodes 1 --store json
""",
    flags=(*SHAPE_FLAGS, STORE_FLAG),
)
RESET = Command(
    "reset [NAME] [--profile standard|bare] [--nodes N]",
    _reset,
    short="Throw a cluster's state away and begin anew",
    examples="""
# Nodes only, three of them
kubectl cluster reset --profile bare --nodes 3
""",
    flags=SHAPE_FLAGS,
)
DELETE = Command(
    "delete NAME",
    _delete,
    short="Delete a cluster and its context",
    examples="""
# One that has done its work
kubectl cluster delete big
""",
)
USE = Command(
    "use NAME",
    _use,
    short="Go over to a cluster",
    examples="""
# The one of the first use
kubectl cluster use pykubectl
""",
)
LIST = Command(
    "list",
    _list,
    short="List the clusters",
    examples="""
# All of them
kubectl cluster list
""",
)
STATUS = Command(
    "status [NAME]",
    _status,
    short="Say which cluster is meant, and how it is",
    examples="""
# The current one
kubectl cluster status
""",
)
COMMAND = Command(
    "cluster SUBCOMMAND",
    short="Make, choose and reset embedded clusters (pykubectl's own)",
    long="Makes, chooses, resets and deletes the clusters that live inside pykubectl. These commands are not kubectl's.",
    examples="""
# Begin anew
kubectl cluster reset
""",
    rows=(
        Row("create", "Make a cluster and go over to it", _MODULE, attribute="CREATE"),
        Row("delete", "Delete a cluster and its context", _MODULE, attribute="DELETE"),
        Row("list", "List the clusters", _MODULE, aliases=("ls",), attribute="LIST"),
        Row("reset", "Throw a cluster's state away and begin anew", _MODULE, attribute="RESET"),
        Row("status", "Say which cluster is meant, and how it is", _MODULE, attribute="STATUS"),
        Row("use", "Go over to a cluster", _MODULE, attribute="USE"),
    ),
)
