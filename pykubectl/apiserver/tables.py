"""Tables: objects as the server prints them, for `Accept: application/json;as=Table`.

Upstream: apiserver/pkg/endpoints/handlers/response.go, pkg/printers/internalversion.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.apiserver import versions
from pykubectl.apiserver.calls import Call
from pykubectl.errors import BadRequest, invalid
from pykubectl.kinds.tables import NAME, Column, table_module

_GENERIC = (NAME, Column("Created At", "date"))


def table(call: Call, body: Object, now: datetime, query: Mapping[str, str]) -> Object:
    """`body` is an object or a list of the call's kind; `includeObject` is None, Metadata (default) or Object.

    Raises BadRequest for another.
    """
    if body.get("kind") == "Status":
        return body
    is_list = versions.is_list(body)
    include = included(query)
    columns, cells = printer(call)
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": body["metadata"] if is_list else {"resourceVersion": body["metadata"].get("resourceVersion", "")},
        "columnDefinitions": [_definition(column) for column in columns],
        "rows": [
            # A bookmark of a watch has nothing to show.
            {
                "cells": cells(obj, now) if "name" in obj["metadata"] else [""] * len(columns),
                "object": _row_object(call, obj, include),
            }
            for obj in (body["items"] if is_list else [body])
        ],
    }


def included(query: Mapping[str, str]) -> str:
    """How much of the objects goes into the rows. Raises BadRequest."""
    include = query.get("includeObject") or "Metadata"
    if include not in ("None", "Metadata", "Object"):
        error = invalid("includeObject", include, "must be 'Metadata', 'Object', 'None', or empty")
        raise BadRequest(f"Unable to convert to Table as requested: {error}")
    return include


def printer(call: Call) -> tuple[Sequence[Column], Any]:
    """(columns, function from object and clock to cells)."""
    is_subresource = call.subresource not in ("", "status")
    if call.kind.definition is not None and not is_subresource:
        return _custom_printer(call.kind.definition.columns(call.version))
    module = table_module(call.subresource if is_subresource else call.kind.plural)
    if module is None:
        return _GENERIC, _generic_cells
    return module.COLUMNS, module.cells


def _custom_printer(declared: Sequence[Object]) -> tuple[Sequence[Column], Any]:
    from pykubectl.machinery.structural import columns

    shown = [Column(one["name"], one["type"], one.get("format", ""), one.get("priority", 0)) for one in declared]
    return (NAME, *shown), lambda obj, now: [obj["metadata"]["name"], *columns.cells(obj, declared, now)]


def _generic_cells(obj: Object, now: datetime) -> list[Any]:
    return [obj["metadata"]["name"], obj["metadata"].get("creationTimestamp")]


def _definition(column: Column) -> Object:
    return {
        "name": column.name,
        "type": column.type,
        "format": column.format,
        "description": "",
        "priority": column.priority,
    }


def _row_object(call: Call, obj: Object, include: str) -> Object | None:
    if include == "None":
        return None
    if include == "Object":
        # Items of a list do not say their kind, rows do.
        return {"kind": call.kind.kind, "apiVersion": call.api_version, **obj}
    return {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": obj["metadata"]}
