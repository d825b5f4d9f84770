"""`-o custom-columns=HEADER:path,...` and custom-columns-file: a table of the user's own.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/get/customcolumn.go.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.field_paths import parse_field_path, values_at
from pykubectl.cli.printers import Options, Printer
from pykubectl.cli.printers.tabwriter import TabWriter
from pykubectl.cli.sources import read_file
from pykubectl.machinery.go_values import go_print
from pykubectl.machinery.jsonpath import Template


class Column(NamedTuple):
    header: str
    path: Template


def printer(argument: str, options: Options) -> Printer:
    columns = _from_file(argument) if options.format == "custom-columns-file" else _from_spec(argument)
    writer = TabWriter()
    has_header = options.no_headers

    def show(obj: Object) -> str:
        nonlocal has_header
        if not has_header:
            writer.row([column.header for column in columns])
            has_header = True
        items = obj["items"] if isinstance(obj.get("items"), list) else [obj]
        for item in items:
            writer.text("\t".join(_cell(item, column) for column in columns))
        return writer.flush()

    return show


def _from_spec(spec: str) -> list[Column]:
    columns = []
    for part in spec.split(","):
        pieces = part.split(":")
        if len(pieces) != 2:
            raise Failure(f"unexpected custom-columns spec: {part}, expected <header>:<json-path-expr>")
        columns.append(Column(pieces[0], parse_field_path(pieces[1])))
    return columns


def _from_file(name: str) -> list[Column]:
    try:
        lines = read_file(name).splitlines()
    except Failure as error:
        raise Failure(f"error reading template {name}, {error.message}\n") from None
    if len(lines) < 2:
        raise Failure("error reading custom-columns-file: there must be one line of headers and one of paths")
    headers, paths = lines[0].split(), lines[1].split()
    if len(headers) != len(paths):
        raise Failure(f"number of headers ({len(headers)}) and field specifications ({len(paths)}) don't match")
    return [Column(header, parse_field_path(path)) for header, path in zip(headers, paths, strict=True)]


def _cell(item: Object, column: Column) -> str:
    values: Sequence[Any] = values_at(column.path, item)
    return ",".join(map(go_print, values)) if values else "<none>"
