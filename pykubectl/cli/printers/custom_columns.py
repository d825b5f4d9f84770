"""`-o custom-columns=HEADER:path,...` and custom-columns-file: a table of the user's own.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/get/customcolumn.go.
"""

import os
from collections.abc import Sequence
from typing import Any, NamedTuple

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.field_paths import field_path, parse_path, values_at
from pykubectl.cli.printers import Options, Printer
from pykubectl.cli.printers.tabwriter import TabWriter
from pykubectl.cli.sources import read_file
from pykubectl.machinery.go_values import go_print
from pykubectl.machinery.jsonpath import Template


class Column(NamedTuple):
    header: str
    path: str


_MISSING = (
    "invalid template, missing {} line. Expected format is one line of space separated headers,"
    " one line of space separated column specs."
)


def printer(argument: str, options: Options) -> Printer:
    is_file = options.format == "custom-columns-file"
    columns = _from_file(argument) if is_file else _from_spec(argument)
    writer = TabWriter()
    # A file's headers are always shown.
    has_header = options.no_headers and not is_file
    paths: list[Template] = []

    def show(obj: Object) -> str:
        nonlocal has_header
        if not has_header:
            writer.row([column.header for column in columns])
            has_header = True
        if not paths:
            # The header stands by the time a path turns out to be none.
            try:
                paths.extend(parse_path(column.path) for column in columns)
            except Failure:
                options.session.write(writer.flush())
                raise
        items = obj["items"] if isinstance(obj.get("items"), list) else [obj]
        for item in items:
            writer.text("\t".join(_cell(item, path) for path in paths))
        return writer.flush()

    return show


def _from_spec(spec: str) -> list[Column]:
    columns = []
    for part in spec.split(","):
        header, colon, path = part.partition(":")
        if not colon:
            raise Failure(f"unexpected custom-columns spec: {part}, expected <header>:<json-path-expr>")
        columns.append(Column(header, field_path(path)))
    return columns


def _from_file(name: str) -> list[Column]:
    try:
        lines = [] if os.path.isdir(name) else read_file(name).splitlines()
    except Failure as error:
        raise Failure(f"error reading template {name}, {error.message}\n") from None
    if len(lines) < 2:
        raise Failure(_MISSING.format("spec" if lines else "header"))
    headers, paths = lines[0].split(), lines[1].split()
    if len(headers) != len(paths):
        raise Failure(f"number of headers ({len(headers)}) and field specifications ({len(paths)}) don't match")
    return [Column(header, field_path(path)) for header, path in zip(headers, paths, strict=True)]


def _cell(item: Object, path: Template) -> str:
    values: Sequence[Any] = values_at(path, item)
    return ",".join(map(go_print, values)) if values else "<none>"
