"""Every command module has its row, and every command says what it does and shows an example."""

import pkgutil
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from pykubectl.cli import commands, printers
from pykubectl.cli.grammar import Command, Row
from pykubectl.cli.printers import FORMATS
from pykubectl.cli.register import ROWS


def _modules() -> set[str]:
    return {module.name for module in pkgutil.iter_modules(commands.__path__)}


def _commands(rows: tuple[Row, ...], path: str) -> Iterator[tuple[str, Command]]:
    for row in rows:
        package = row.module.rpartition(".")[0]
        if find_spec(package) and find_spec(row.module):
            command = row.load()
            yield f"{path} {row.name}", command
            yield from _commands(command.rows, f"{path} {row.name}")


COMMANDS = dict(_commands(ROWS, "kubectl"))


@pytest.mark.parametrize("module", sorted(_modules() - {"cluster_info_dump"}))
def test_every_module_has_a_row(module: str) -> None:
    assert any(row.module.split(".")[3] == module for row in ROWS)


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_has_help_and_an_example(path: str) -> None:
    command = COMMANDS[path]
    assert command.long
    assert command.examples or command.rows
    assert all(flag.help for flag in command.flags)


@pytest.mark.parametrize("path", COMMANDS)
def test_no_flag_is_declared_twice(path: str) -> None:
    names = [flag.name for flag in COMMANDS[path].flags]
    shorthands = [flag.shorthand for flag in COMMANDS[path].flags if flag.shorthand]
    assert len(names) == len(set(names))
    assert len(shorthands) == len(set(shorthands))


def test_formats_and_their_modules() -> None:
    files = {module.name for module in pkgutil.iter_modules(printers.__path__)} - {"tabwriter"}
    assert files == {row.module for row in FORMATS.values()}
