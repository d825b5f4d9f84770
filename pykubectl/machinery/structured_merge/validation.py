"""Whether a value fits its merge type, with upstream's words for what does not.

Upstream: structured-merge-diff/typed/validate.go, helpers.go (ValidationErrors).
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from pykubectl.machinery.field_sets.elements import of_field, of_index, printed
from pykubectl.machinery.go_values import go_print
from pykubectl.machinery.json_codec import compact
from pykubectl.machinery.structured_merge.items import NoElement, element_of
from pykubectl.machinery.structured_merge.merge_types import BOOLEAN, NUMERIC, STRING, MergeType


class Problem(NamedTuple):
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class TypingError(ValueError):
    """What is wrong with a value as a whole; `str()` is upstream's text."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = problems
        lines = ["errors:", *(f"  {problem}" for problem in problems)]
        super().__init__(str(problems[0]) if len(problems) == 1 else "\n".join(lines))


def check(value: Any, type: MergeType, *, allow_duplicates: bool = False) -> None:
    """Raises TypingError."""
    problems: list[Problem] = []
    _check(value, type, "", problems, allow_duplicates)
    if problems:
        raise TypingError(problems)


def _check(value: Any, type: MergeType, path: str, problems: list[Problem], lenient: bool) -> None:
    if type.takes_map and (isinstance(value, dict) or not type.is_deduced):
        _check_map(value, type, path, problems, lenient)
    elif type.takes_list and (isinstance(value, list) or not type.scalar):
        _check_list(value, type, path, problems, lenient)
    else:
        message = _scalar_problem(value, type.scalar)
        if message:
            problems.append(Problem(path, message))


def _check_map(value: Any, type: MergeType, path: str, problems: list[Problem], lenient: bool) -> None:
    if value is None:
        return
    if not isinstance(value, dict):
        problems.append(Problem(path, f"expected map, got &{{{go_print(value)}}}"))
        return
    for name, item in value.items():
        child = type.child(name)
        where = path + printed(of_field(name))
        if child is None:
            problems.append(Problem(where, "field not declared in schema"))
            return
        _check(item, child, where, problems, lenient)


def _check_list(value: Any, type: MergeType, path: str, problems: list[Problem], lenient: bool) -> None:
    if value is None:
        return
    if not isinstance(value, list):
        problems.append(Problem(path, f"expected list, got &{{{go_print(value)}}}"))
        return
    seen = set()
    child = type.element
    assert child is not None
    for index, item in enumerate(value):
        element = of_index(index)
        if type.is_associative:
            try:
                element = element_of(item, type)
            except NoElement as error:
                problems.append(Problem(path, f"element {index}: {error}"))
                return
            if element in seen and not lenient:
                problems.append(Problem(path, f"duplicate entries for key {printed(element)}"))
            seen.add(element)
        _check(item, child, path + printed(element), problems, lenient)


def _scalar_problem(value: Any, scalar: str) -> str:
    if value is None:
        return ""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if scalar == NUMERIC:
        return "" if is_number else f"expected numeric (int or float), got {_go_type(value)}"
    if scalar == STRING:
        shown = f"&value.valueUnstructured{{Value:{go_syntax(value)}}}"
        return "" if isinstance(value, str) else f"expected string, got {shown}"
    if scalar == BOOLEAN:
        return "" if isinstance(value, bool) else f"expected boolean, got &{{{go_print(value)}}}"
    return f"expected any scalar, got &{{{go_print(value)}}}" if isinstance(value, dict | list) else ""


def _go_type(value: Any) -> str:
    if isinstance(value, bool | str):
        return "bool" if isinstance(value, bool) else "string"
    return "map[string]interface {}" if isinstance(value, dict) else "[]interface {}"


def go_syntax(value: Any) -> str:
    """Go's %#v of decoded JSON."""
    if isinstance(value, dict):
        return f"map[string]interface {{}}{{{', '.join(f'{compact(k)}:{go_syntax(v)}' for k, v in sorted(value.items()))}}}"
    if isinstance(value, list):
        return f"[]interface {{}}{{{', '.join(map(go_syntax, value))}}}"
    return "interface {}(nil)" if value is None else compact(value)
