"""--sort-by: objects and table rows in the order of one field.

What lacks the field comes first; quantities compare as quantities, other texts letter by letter (`a10` before `a9`).

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/get/sorter.go.
"""

from collections.abc import Sequence
from functools import cmp_to_key
from typing import Any

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.field_paths import parse_field_path, values_at
from pykubectl.cli.grammar import quote
from pykubectl.cli.resources import Info
from pykubectl.machinery import quantity
from pykubectl.machinery.go_sort import go_sorted
from pykubectl.machinery.jsonpath import relaxed

_MISSING = object()


class Unsortable(Exception):
    """Values of a type that has no order; kubectl dies of it, in the words of its log."""

    def __init__(self, value: Any) -> None:
        kinds = {dict: "map[string]interface {}", list: "[]interface {}", bool: "bool"}
        super().__init__(kinds.get(type(value), type(value).__name__))

    def explained(self, field: str, is_table: bool) -> tuple[str, str]:
        """Where kubectl logs it, and what it says."""
        holder = "[][][]reflect.Value" if is_table else "*unstructured.Unstructured"
        text = f"Field {relaxed(field)} in {holder} is an unsortable type: interface, err: unsortable type: {self}"
        return "sorter.go:375" if is_table else "sorter.go:329", text


def sorted_objects(objects: Sequence[Object], field: str) -> list[Object]:
    """Raises Failure when the field is in none of them."""
    keyed = _keyed(objects, objects, field)
    if objects and all(key is _MISSING for key, _ in keyed):
        raise Failure(f"couldn't find any field with path {quote(relaxed(field))} in the list of objects")
    return [obj for _, obj in _sorted(keyed)]


def sorted_tables(infos: Sequence[Info], field: str) -> Sequence[Info]:
    """The rows of one table in order; a field that is in no row leaves nothing to show.

    Several tables are sorted as if they were the objects, which have few fields: kubectl does no better.
    """
    if len(infos) > 1:
        tables = sorted_objects([info.content for info in infos], field)
        by_table = {id(info.content): info for info in infos}
        return [by_table[id(table)] for table in tables]
    for info in infos:
        table = info.content
        if table.get("kind") == "Table":
            info.object = {**table, "rows": _sorted_rows(table.get("rows") or [], field)}
    return infos


def _sorted_rows(rows: Sequence[Object], field: str) -> list[Object]:
    try:
        keyed = _keyed([row["object"] for row in rows], rows, field)
    except Failure:
        return []
    if all(key is _MISSING for key, _ in keyed):
        return []
    return [row for _, row in _sorted(keyed)]


def _keyed(objects: Sequence[Object], items: Sequence[Object], field: str) -> list[tuple[Any, Object]]:
    path = parse_field_path(field)
    keyed: list[tuple[Any, Object]] = []
    for obj, item in zip(objects, items, strict=True):
        values = values_at(path, obj)
        keyed.append((values[0] if values else _MISSING, item))
    return keyed


def _sorted(keyed: list[tuple[Any, Object]]) -> list[tuple[Any, Object]]:
    return go_sorted(keyed, cmp_to_key(_compare_pairs))


def _compare_pairs(left: tuple[Any, Object], right: tuple[Any, Object]) -> int:
    """What has no value is less than anything, also than another without one: kubectl does no better. Null comes next."""
    if left[0] is _MISSING:
        return -1
    if right[0] is _MISSING:
        return 1
    if left[0] is None or right[0] is None:
        return (left[0] is not None) - (right[0] is not None)
    return compare(left[0], right[0])


def compare(left: Any, right: Any) -> int:
    """Negative when left comes first."""
    if isinstance(left, str) and isinstance(right, str):
        return _compare_texts(left, right)
    if isinstance(left, bool):
        raise Unsortable(left)
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return (left > right) - (left < right)
    raise Unsortable(left)


def _compare_texts(left: str, right: str) -> int:
    try:
        return quantity.compare(left, right)
    except ValueError:
        return (left > right) - (left < right)
