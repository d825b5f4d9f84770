"""plugin list: the plugins on the PATH, and what keeps them from being run.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/plugin/plugin.go.
"""

import os
from collections.abc import Iterator

from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags, Row, quote
from pykubectl.cli.plugins import plugin_files
from pykubectl.cli.session import Session


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    paths = list(plugin_files(session.note))
    if not paths:
        raise Failure("unable to find any kubectl plugins in your PATH")
    session.write("The following compatible plugins are available:\n\n")
    seen: dict[str, str] = {}
    warnings = 0
    for path in paths:
        session.line(os.path.basename(path) if flags["name-only"] else path)
        for text in _problems(session, path, seen):
            session.note(f"  - {text}")
            warnings += 1
    if warnings:
        text = "one plugin warning was found" if warnings == 1 else f"{warnings} plugin warnings were found"
        raise Failure(f"error: {text}\n")
    return None


def _problems(session: Session, path: str, seen: dict[str, str]) -> Iterator[str]:
    from pykubectl.cli.register import ROOT

    name = os.path.basename(path)
    if not os.access(path, os.X_OK):
        yield f"warning: {path} identified as a kubectl plugin, but it is not executable"
    if name in seen:
        yield f"warning: {path} is overshadowed by a similarly named plugin: {seen[name]}"
    seen.setdefault(name, path)
    words = name.split("-")[1:]
    row = ROOT.row(words[0])
    if row is None:
        return
    called = f"{session.program} {row.name}"
    command = row.load()
    below = command.row(words[1]) if len(words) > 1 else None
    if below is not None:
        called = f"{called} {below.name}"
    yield f"warning: {name} overwrites existing command: {quote(called)}"


LIST = Command(
    "list [flags]",
    run,
    short="List the plugins on the PATH",
    examples="\n# All plugins\nkubectl plugin list\n",
    flags=(Flag("name-only", "bool", False, "Only the names, not the paths."),),
)
COMMAND = Command(
    "plugin [flags]",
    short="Find out about plugins",
    rows=(Row("list", "List the plugins on the PATH", __name__, attribute="LIST"),),
)
