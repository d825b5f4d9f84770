"""Addresses handed out to services.

Upstream: pkg/printers/internalversion/printers.go.
"""

from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.kinds.tables import NAME, Column

COLUMNS = (NAME, Column("ParentRef"))


def cells(obj: Object, now: datetime) -> list[Any]:
    return [obj["metadata"]["name"], _parent(obj["spec"].get("parentRef"))]


def _parent(ref: Object | None) -> str:
    if not ref:
        return "<none>"
    resource = ".".join(part for part in (ref.get("resource", ""), ref.get("group")) if part).lower()
    return "/".join(part for part in (resource, ref.get("namespace"), ref.get("name")) if part)
