"""Every command, alias and flag of the real kubectl is there, with its short form and its default, and its usage line is the same.

The real one is asked for its help screens, which are the checklist; ours are made from the same tables that parse command lines.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pytest

from pykubectl.cli.grammar import Command
from pykubectl.cli.help import command_help, root_help
from pykubectl.cli.register import ROOT

KUBECTL = shutil.which("kubectl", path=os.pathsep.join((os.path.dirname(sys.executable), os.environ.get("PATH", ""))))
pytestmark = pytest.mark.skipif(KUBECTL is None, reason="no real kubectl")

# What is not built yet: these lines may only become fewer.
MISSING: set[str] = set()
# Go prints maps of its own types without brackets.
UNQUOTED = {"create clusterrole --aggregation-rule"}
_OPTION = re.compile(r"    (?:-(\w), )?--([\w-]+)=(.*):")
_COMMAND = re.compile(r"  ([a-z][\w-]*)\s{2,}\S")


class Screen(NamedTuple):
    """`flags` are short form and default by name."""

    commands: list[str]
    flags: dict[str, tuple[str, str]]
    aliases: str
    usage: str


def read(text: str) -> Screen:
    commands: list[str] = []
    flags: dict[str, tuple[str, str]] = {}
    sections: dict[str, list[str]] = {}
    section = ""
    for line in text.splitlines():
        if re.fullmatch(r"[A-Z][A-Za-z/() -]*:", line):
            section = line[:-1]
        elif line.strip():
            sections.setdefault(section, []).append(line)
    for title, lines in sections.items():
        if "Commands" in title:
            commands += [match[1] for line in lines if (match := _COMMAND.match(line))]
    for line in sections.get("Options", ()):
        if match := _OPTION.fullmatch(line):
            flags[match[2]] = match[1] or "", match[3]
    aliases, usage = sections.get("Aliases", [""]), sections.get("Usage", [""])
    return Screen(commands, flags, aliases[0], usage[0].strip())


@cache
def real(path: tuple[str, ...]) -> Screen:
    done = subprocess.run([str(KUBECTL), *path, "--help"], capture_output=True, text=True, check=False)
    return read(done.stdout or done.stderr)


def ours(path: tuple[str, ...]) -> Screen | None:
    command: Command = ROOT
    for word in path:
        row = command.row(word)
        if row is None:
            return None
        command = row.load()
    return read(root_help(ROOT, "kubectl") if not path else command_help(command, " ".join(("kubectl", *path))))


def differences(path: tuple[str, ...]) -> Iterator[str]:
    name, theirs, mine = " ".join(path), real(path), ours(path)
    if mine is None:
        yield name
        return
    for flag, value in theirs.flags.items():
        if flag not in mine.flags:
            yield f"{name} --{flag}"
        elif mine.flags[flag] != value and f"{name} --{flag}" not in UNQUOTED:
            yield f"{name} --{flag}: {mine.flags[flag]}, should be {value}"
    yield from (f"{name} --{flag} is no flag" for flag in mine.flags if flag not in theirs.flags)
    if mine.aliases != theirs.aliases:
        yield f"{name}: aliases {mine.aliases}, should be {theirs.aliases}"
    if mine.usage != theirs.usage:
        yield f"{name}: usage {mine.usage}, should be {theirs.usage}"
    # What is not kubectl's is below `cluster`.
    yield from (f"{name} {one} is no command" for one in mine.commands if one not in (*theirs.commands, "cluster"))
    for one in theirs.commands:
        if one not in ("help", "options"):
            yield from differences((*path, one))


def test_every_command_and_flag_is_there() -> None:
    found = set(differences(()))
    assert found - MISSING == set()
    assert MISSING - found == set(), "built by now: take it off the list"
