"""Plugins: an executable `kubectl-<words>` on the PATH is the command `kubectl <words>`.

The longest name wins: `kubectl a b c` runs kubectl-a-b with c before kubectl-a with b c; dashes in a word are underscores in
the file's name.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/cmd.go (HandlePluginCommand).
"""

import os
from collections.abc import Callable, Iterator, Sequence

from pykubectl.cli.grammar import quote

PREFIX = "kubectl"


def find_plugin(words: Sequence[str]) -> tuple[str, list[str]] | None:
    """The plugin's file and its arguments."""
    names: list[str] = []
    for word in words:
        if word.startswith("-"):
            break
        names.append(word.replace("-", "_"))
    least = 2 if names[:1] == ["create"] else 1
    while len(names) >= least:
        found = _executable("-".join([PREFIX, *names]))
        if found:
            return found, list(words[len(names) :])
        names.pop()
    return None


def run_plugin(words: Sequence[str]) -> None:
    """Become the plugin that the words name; comes back when there is none."""
    found = find_plugin(words)
    if found is not None:
        file, arguments = found
        os.execv(file, [file, *arguments])


def _executable(name: str) -> str | None:
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        file = os.path.join(folder, name)
        if folder and os.path.isfile(file) and os.access(file, os.X_OK):
            return file
    return None


def plugin_files(complain: Callable[[str], None]) -> Iterator[str]:
    """Every file on the PATH that has a plugin's name, whether it can be run or not."""
    for folder in dict.fromkeys(os.environ.get("PATH", "").split(os.pathsep)):
        if not folder.strip():
            continue
        try:
            names = sorted(os.listdir(folder))
        except OSError as error:
            problem = (error.strerror or "").lower()
            complain(f"Unable to read directory {quote(folder)} from your PATH: open {folder}: {problem}. Skipping...")
            continue
        for name in names:
            path = os.path.join(folder, name)
            if name.startswith(f"{PREFIX}-") and not os.path.isdir(path):
                yield path
