"""get -w: the list, then a line for every change, in columns that only grow.

One object or one type can be watched at a time. On an embedded cluster its clock runs ahead while we wait.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/get/get.go (watch).
"""

from collections.abc import Callable, Iterator, Mapping

from pykubectl import Object
from pykubectl.cli.commands.get import as_table, is_table, table_options
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Flags
from pykubectl.cli.printers import Printer, printer_for
from pykubectl.cli.printers.table import write_table
from pykubectl.cli.printers.tabwriter import TabWriter
from pykubectl.cli.resources import Builder, Info
from pykubectl.cli.session import Session
from pykubectl.machinery.json_codec import compact

Shower = Callable[[Object, str], None]


def watch(session: Session, flags: Flags, builder: Builder) -> int | None:
    builder.flatten = False
    builder.single_type = True
    result = builder.do()
    show = None if is_table(flags) else printer_for(session, flags, allowed=lambda row: True)
    infos = result.infos()
    if len(infos) != 1:
        raise Failure(
            f"watch is only supported on individual resources and resource collections - {len(infos)} resources were found"
        )
    info = infos[0]
    shower = _table_shower(session, flags, info) if show is None else _object_shower(session, flags, show)
    if not flags["watch-only"]:
        for obj in _each(info.content) if show is not None else [info.content]:
            shower(obj, "ADDED")
    session.flush()
    query = {**_selection(builder, info), "resourceVersion": _version(info.content)}
    path = Info(info.resource, info.namespace, "").collection_path
    session.exit_on_signals()
    for event in session.watch(path, query, accept=builder.accept):
        if event["type"] == "BOOKMARK":
            continue
        if event["type"] == "ERROR":
            raise Failure(event["object"].get("message", ""))
        shower(event["object"], event["type"])
        session.flush()
    return None


def _version(obj: Object) -> str:
    version: str = (obj.get("metadata") or {}).get("resourceVersion", "")
    if not version and obj.get("rows"):
        version = obj["rows"][0]["object"]["metadata"].get("resourceVersion", "")
    return version


def _selection(builder: Builder, info: Info) -> Mapping[str, str]:
    """The query that watches what was listed; a single object is watched by its name."""
    if info.name:
        return {"fieldSelector": f"metadata.name={info.name}"}
    query = dict(builder.list_query)
    if builder.selector:
        query["labelSelector"] = builder.selector
    if builder.field_selector:
        query["fieldSelector"] = builder.field_selector
    return query


def _each(obj: Object) -> Iterator[Object]:
    if not isinstance(obj.get("items"), list):
        yield obj
        return
    kind = obj["kind"].removesuffix("List")
    for item in obj["items"]:
        yield {"apiVersion": obj["apiVersion"], "kind": kind, **item}


def _object_shower(session: Session, flags: Flags, show: Printer) -> Shower:
    def shower(obj: Object, event: str) -> None:
        seen = {"type": event, "object": obj}
        if flags["output-watch-events"] and flags["output"].lower() == "json":
            session.write(f'{{"type":"{event}","object":{compact(obj)}}}\n')
        else:
            session.write(show(seen if flags["output-watch-events"] else obj))

    return shower


def _table_shower(session: Session, flags: Flags, info: Info) -> Shower:
    writer = TabWriter()
    options = table_options(session, flags, info.resource, flags["show-kind"])
    columns: list[Object] = []

    def shower(obj: Object, event: str) -> None:
        nonlocal columns
        table = as_table(session, obj)
        first = not columns
        # Later tables of a watch may leave out the columns that have been sent already.
        columns = table.get("columnDefinitions") or columns
        if flags["output-watch-events"]:
            table = _with_event(table, columns, event)
        elif not table.get("columnDefinitions"):
            table = {**table, "columnDefinitions": columns}
        if table.get("rows"):
            write_table(writer, table, options, first)
            session.write(writer.flush())
        elif first:
            columns = []

    return shower


def _with_event(table: Object, columns: list[Object], event: str) -> Object:
    rows = [{**row, "cells": [f"{event:<8}", *row["cells"]]} for row in table.get("rows") or ()]
    return {**table, "columnDefinitions": [{"name": "Event   "}, *columns], "rows": rows}
