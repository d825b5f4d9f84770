"""Flow schemas: which requests go to which priority level.

Upstream: pkg/printers/internalversion/printers.go.
"""

from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.kinds.tables import AGE, NAME, Column, age
from pykubectl.kinds.tables.formats import condition_status

COLUMNS = (
    NAME,
    Column("PriorityLevel"),
    Column("MatchingPrecedence"),
    Column("DistinguisherMethod"),
    AGE,
    Column("MissingPL"),
)


def cells(obj: Object, now: datetime) -> list[Any]:
    spec = obj.get("spec") or {}
    return [
        obj["metadata"]["name"],
        (spec.get("priorityLevelConfiguration") or {}).get("name", ""),
        spec.get("matchingPrecedence", 0),
        (spec.get("distinguisherMethod") or {}).get("type", "<none>"),
        age(obj, now),
        condition_status((obj.get("status") or {}).get("conditions"), "Dangling") or "?",
    ]
