"""Completion for plugins: their names as commands, and what `kubectl_complete-<name>` on the PATH answers for their arguments.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/plugin/plugin_completion.go.
"""

import os
import re
import shutil
from collections.abc import Iterator, Sequence

from pykubectl.cli.completion import DEFAULT, Candidate, Found, plain
from pykubectl.cli.plugins import plugin_files
from pykubectl.cli.register import ROOT
from pykubectl.cli.session import Session


def paths() -> set[tuple[str, ...]]:
    """The words that each plugin adds to the program's, the commands on the way to it included."""
    found: set[tuple[str, ...]] = set()
    for file in plugin_files(lambda text: None):
        words = tuple(word.replace("_", "-") for word in os.path.basename(file).split("-")[1:])
        found.update(words[:count] for count in range(1, len(words) + 1))
    return {words for words in found if not _is_builtin(words)}


def _is_builtin(words: Sequence[str]) -> bool:
    command = ROOT
    for word in words:
        row = command.row(word) if command.rows else None
        if row is None:
            return False
        command = row.load()
    return True


def below(path: Sequence[str]) -> Iterator[Candidate]:
    """The plugins' commands right below a path of commands."""
    for words in sorted(paths()):
        if words[:-1] == tuple(path):
            yield words[-1], f"The command {words[-1]} is a plugin installed by the user"


def complete(session: Session, words: Sequence[str], typed: str) -> Found | None:
    """What comes next on a line that begins with a plugin's words; None when it does not."""
    known = paths()
    count = next((count for count in range(len(words), 0, -1) if tuple(words[:count]) in known), 0)
    if not count:
        return None
    path, arguments = words[:count], words[count:]
    commands = [found for found in below(path) if found[0].startswith(typed)] if not arguments else []
    found = _asked(session, path, [*arguments, typed])
    return Found([*commands, *found.candidates], found.directive)


def _asked(session: Session, path: Sequence[str], arguments: Sequence[str]) -> Found:
    name = "-".join([f"{session.program}_complete", *(word.replace("-", "_") for word in path)])
    session.note(f"[Debug] About to look for: {name}")
    file = shutil.which(name)
    if file is None:
        plugin = name.replace("_complete", "", 1)
        session.note(f"[Debug] Plugin {plugin} does not provide a matching completion executable")
        return Found((), DEFAULT)
    session.note(f"[Debug] About to call: {file} {' '.join(arguments)}")
    return _answer(file, arguments)


def _answer(file: str, arguments: Sequence[str]) -> Found:
    import subprocess

    done = subprocess.run([file, *arguments], stdout=subprocess.PIPE, text=True, check=False)
    lines = [line for line in done.stdout.split("\n") if line] if done.returncode == 0 else []
    if lines and re.fullmatch(r":[+-]?\d+", lines[-1]):
        return plain(lines[:-1], int(lines[-1][1:]))
    return plain(lines, DEFAULT)
