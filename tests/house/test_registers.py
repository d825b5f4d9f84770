"""Tables of rows and folders of files are the same set, and each module has what its table promises."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

import pykubectl
from pykubectl import kinds
from pykubectl.apiserver import admission, subresources
from pykubectl.cli import printers, register
from pykubectl.cli.grammar import Row
from pykubectl.scheduler import plugins
from pykubectl.settling import LOOPS
from pykubectl.storage import SCHEMES

PACKAGE = Path(pykubectl.__file__).parent


def modules(folder: str) -> set[str]:
    """Names of the modules and packages in a folder that hold code of their own."""
    root = PACKAGE / folder
    files = {path.stem for path in root.glob("*.py") if path.stem != "__init__"}
    return files | {path.parent.name for path in root.glob("*/__init__.py")}


def rows_below(rows: tuple[Row, ...]) -> list[Row]:
    found = []
    for row in rows:
        found.append(row)
        found += rows_below(row.load().rows)
    return found


def test_controllers() -> None:
    named = {loop.module.split(".")[-1] for loop in LOOPS if ".controllers." in loop.module}
    assert modules("controllers") - {"parts"} == named


@pytest.mark.parametrize("loop", LOOPS, ids=lambda loop: loop.name)
def test_loops_have_what_their_rows_promise(loop: object) -> None:
    module = import_module(loop.module)  # type: ignore[attr-defined]
    assert hasattr(module, "reconcile") or hasattr(module, "reconcile_all")
    assert hasattr(module, "woken_by") == bool(loop.maps)  # type: ignore[attr-defined]


def test_loop_names_are_unique() -> None:
    assert len({loop.name for loop in LOOPS}) == len(LOOPS)


def test_scheduler_plugins() -> None:
    assert modules("scheduler/plugins") == {row.module for row in plugins.PLUGINS}
    for row in plugins.PLUGINS:
        module = plugins.load(row)
        assert hasattr(module, "score") == bool(row.weight), row.module


def test_admission_plugins() -> None:
    rows = {row.module for row in admission.PLUGINS}
    assert rows <= modules("apiserver/admission")
    for row in admission.PLUGINS:
        module = import_module(f"pykubectl.apiserver.admission.{row.module}")
        assert (hasattr(module, "admit"), hasattr(module, "validate")) == (row.mutates, row.validates), row.module


def test_subresources() -> None:
    assert set(subresources.MODULES.values()) == modules("apiserver/subresources")
    known = {name for kind in kinds.KINDS for name in kind.subresources}
    assert set(subresources.MODULES) <= known


def test_stores() -> None:
    assert {name.split(".")[-1] for name in SCHEMES.values()} <= modules("storage")


def test_every_kind_module_has_a_row() -> None:
    tables = {kind.plural for kind in kinds.KINDS} | {"scale"}
    assert modules("kinds/tables") - {"formats", "selector_formats"} <= tables
    for kind in kinds.KINDS:
        if len(kind.versions) > 1 or kind.stored_as:
            stored = kinds.of_resource(kind.storage)
            assert stored is not None
            assert hasattr(kinds.hooks(stored), "convert"), kind.resource


def test_printers() -> None:
    for name, row in printers.FORMATS.items():
        assert find_spec(f"pykubectl.cli.printers.{row.module}"), name


COMMANDS = rows_below(register.ROWS)


@pytest.mark.parametrize("row", COMMANDS, ids=lambda row: f"{row.module}:{row.attribute}")
def test_commands_have_help_and_examples(row: Row) -> None:
    command = row.load()
    assert command.short
    assert command.name == row.name or row.name.startswith("__")
    assert command.rows or command.run is not None
    if not row.hidden and not command.rows:
        assert command.examples.strip(), f"{row.name} has no example"


def test_every_command_module_has_a_row() -> None:
    named = {row.module for row in COMMANDS}
    files = {
        f"pykubectl.cli.commands.{path.relative_to(PACKAGE / 'cli/commands').with_suffix('').as_posix().replace('/', '.')}"
        for path in (PACKAGE / "cli/commands").rglob("*.py")
        if "COMMAND = " in path.read_text("utf-8") and path.stem != "command"
    }
    assert files <= named
