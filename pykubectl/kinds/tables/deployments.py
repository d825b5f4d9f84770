"""Deployments.

Upstream: pkg/printers/internalversion/printers.go.
"""

from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.kinds.tables import AGE, NAME, Column, age
from pykubectl.kinds.tables.formats import containers
from pykubectl.kinds.tables.selector_formats import selector

COLUMNS = (
    NAME,
    Column("Ready"),
    Column("Up-to-date"),
    Column("Available"),
    AGE,
    Column("Containers", priority=1),
    Column("Images", priority=1),
    Column("Selector", priority=1),
)


# Unlike the other tables, this one prints the selector itself: empty for none.
_EMPTY = {"<none>": "", "<error>": "<invalid>"}


def cells(obj: Object, now: datetime) -> list[Any]:
    spec, status = obj["spec"], obj.get("status") or {}
    return [
        obj["metadata"]["name"],
        f"{status.get('readyReplicas', 0)}/{spec.get('replicas', 0)}",
        status.get("updatedReplicas", 0),
        status.get("availableReplicas", 0),
        age(obj, now),
        *containers(spec["template"]),
        _EMPTY.get(text := selector(spec.get("selector")), text),
    ]
