"""Daemon sets.

Upstream: pkg/printers/internalversion/printers.go.
"""

from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.kinds.tables import AGE, NAME, Column, age
from pykubectl.kinds.tables.formats import containers, labels
from pykubectl.kinds.tables.selector_formats import selector

COLUMNS = (
    NAME,
    Column("Desired", "integer"),
    Column("Current", "integer"),
    Column("Ready", "integer"),
    Column("Up-to-date", "integer"),
    Column("Available", "integer"),
    Column("Node Selector"),
    AGE,
    Column("Containers", priority=1),
    Column("Images", priority=1),
    Column("Selector", priority=1),
)


def cells(obj: Object, now: datetime) -> list[Any]:
    spec, status = obj["spec"], obj.get("status") or {}
    return [
        obj["metadata"]["name"],
        status.get("desiredNumberScheduled", 0),
        status.get("currentNumberScheduled", 0),
        status.get("numberReady", 0),
        status.get("updatedNumberScheduled", 0),
        status.get("numberAvailable", 0),
        labels(spec["template"]["spec"].get("nodeSelector")),
        age(obj, now),
        *containers(spec["template"]),
        selector(spec.get("selector")),
    ]
