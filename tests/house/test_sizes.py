"""How long things may be: DESIGN's house rules, less tables and data."""

import ast
from pathlib import Path

import pytest

import pykubectl

PACKAGE = Path(pykubectl.__file__).parent
MODULE_LINES_MAX = 400
FUNCTION_LINES_MAX = 70
# Modules that are tables from top to bottom.
TABLES: set[str] = set()
FORBIDDEN_NAMES = {"util", "utils", "helpers", "common", "misc", "manager", "base", "types", "models"}

FILES = sorted(PACKAGE.rglob("*.py"))


def lines_without_tables(tree: ast.Module, text: str) -> int:
    """Lines of the module, less those of assignments to upper-case names: tables and data."""
    total = text.count("\n")
    for node in tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        named = [target.id for target in targets if isinstance(target, ast.Name)]
        if named and all(name.isupper() for name in named):
            total -= (node.end_lineno or node.lineno) - node.lineno
    return total


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_sizes_and_docstrings(path: Path) -> None:
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    assert lines_without_tables(tree, text) <= MODULE_LINES_MAX
    assert ast.get_docstring(tree), "a module says in its first sentence what a newcomer needs"
    assert path.stem not in FORBIDDEN_NAMES
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= FUNCTION_LINES_MAX, f"{node.name} has {length} lines"
