"""Tables as the server makes them (meta.k8s.io/v1 Table), in kubectl's layout.

`-A` puts the namespace first, several types put the kind before the name, -L and --show-labels add columns, `-o wide` shows
those of priority 1.

Upstream: staging/src/k8s.io/cli-runtime/pkg/printers/tableprinter.go.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from pykubectl import Object
from pykubectl.cli.printers import Options, Printer
from pykubectl.cli.printers.tabwriter import TabWriter


class TableOptions(NamedTuple):
    """`kind` is what comes before each name (`deployment.apps`), or nothing; `paint` colours the cell of a column."""

    wide: bool = False
    no_headers: bool = False
    namespace: bool = False
    kind: str = ""
    show_labels: bool = False
    label_columns: Sequence[str] = ()
    paint: Callable[[str, str], str] | None = None


def printer(argument: str, options: Options) -> Printer:
    """One table on its own."""

    def show(obj: Object) -> str:
        writer = TabWriter()
        write_table(writer, obj, TableOptions(wide=True, no_headers=options.no_headers), True)
        return writer.flush()

    return show


def write_table(writer: TabWriter, table: Object, options: TableOptions, header: bool) -> None:
    """The rows of a table; its header, if it is wanted and not suppressed."""
    definitions = table.get("columnDefinitions") or []
    shown = [index for index, column in enumerate(definitions) if options.wide or not column.get("priority")]
    if header and not options.no_headers:
        names = [definitions[index]["name"].upper() for index in shown]
        labels = [label.rpartition("/")[2].upper() for label in options.label_columns]
        names = [*(["NAMESPACE"] if options.namespace else []), *names, *labels]
        writer.row([*names, "LABELS"] if options.show_labels else names)
    name_column = next((index for index, column in enumerate(definitions) if column.get("format") == "name"), -1)
    prefix = f"{options.kind}/" if options.kind else ""
    more = _more_cells(options)
    for row in table.get("rows") or ():
        cells = [cell_text(row["cells"][index]) if index < len(row["cells"]) else "" for index in shown]
        if options.paint is not None:
            cells = [options.paint(definitions[index]["name"].upper(), cell) for index, cell in zip(shown, cells)]  # noqa: B905
        if prefix and name_column in shown:
            position = shown.index(name_column)
            cells[position] = prefix + cells[position]
        writer.row(more(cells, row) if more else cells)


def _more_cells(options: TableOptions) -> Callable[[list[str], Object], list[str]] | None:
    if not (options.namespace or options.show_labels or options.label_columns):
        return None

    def more(cells: list[str], row: Object) -> list[str]:
        metadata = (row.get("object") or {}).get("metadata") or {}
        if options.namespace:
            cells = [metadata.get("namespace", ""), *cells]
        labels = metadata.get("labels") or {}
        cells.extend(labels.get(label, "") for label in options.label_columns)
        if options.show_labels:
            cells.append(labels_text(labels))
        return cells

    return more


def labels_text(labels: dict[str, str] | None) -> str:
    return ",".join(f"{key}={value}" for key, value in sorted((labels or {}).items())) or "<none>"


def cell_text(cell: Any) -> str:
    """A cell on one line: what comes after a line break is cut off."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        if cell.isprintable():
            return cell
        for index, letter in enumerate(cell):
            if letter in "\f\n\r":
                return escape(cell[:index]) + "..."
        return escape(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, list):
        return "[" + " ".join(cell_text(item) for item in cell) + "]"
    return str(cell)


def escape(text: str) -> str:
    """Terminal control characters made harmless."""
    return text.replace("\x1b", "^[").replace("\r", "\\r").replace("\t", " ")


def plain_table(objects: Sequence[Object], age: Callable[[Object], str]) -> Object:
    """The table for objects whose server makes none: name and age."""
    columns = [{"name": "Name", "format": "name"}, {"name": "Age"}]
    rows = [{"cells": [obj["metadata"].get("name", ""), age(obj)], "object": obj} for obj in objects]
    return {"kind": "Table", "columnDefinitions": columns, "rows": rows}
