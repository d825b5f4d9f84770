"""Replica sets.

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
    Column("Desired", "integer"),
    Column("Current", "integer"),
    Column("Ready", "integer"),
    AGE,
    Column("Containers", priority=1),
    Column("Images", priority=1),
    Column("Selector", priority=1),
)


def cells(obj: Object, now: datetime) -> list[Any]:
    spec, status = obj["spec"], obj.get("status") or {}
    return [
        obj["metadata"]["name"],
        spec.get("replicas", 0),
        status.get("replicas", 0),
        status.get("readyReplicas", 0),
        age(obj, now),
        *containers(spec.get("template") or {}),
        selector(spec.get("selector")),
    ]
