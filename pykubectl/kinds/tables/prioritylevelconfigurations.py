"""Priority levels: their share of the API server.

Upstream: pkg/printers/internalversion/printers.go.
"""

from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.kinds.tables import AGE, NAME, Column, age

COLUMNS = (
    NAME,
    Column("Type"),
    Column("NominalConcurrencyShares"),
    Column("Queues"),
    Column("HandSize"),
    Column("QueueLengthLimit"),
    AGE,
)


def cells(obj: Object, now: datetime) -> list[Any]:
    spec = obj.get("spec") or {}
    limited = spec.get("limited") or {}
    queuing = (limited.get("limitResponse") or {}).get("queuing") or {}
    return [
        obj["metadata"]["name"],
        spec.get("type", ""),
        limited.get("nominalConcurrencyShares", "<none>"),
        *(queuing.get(key, "<none>") for key in ("queues", "handSize", "queueLengthLimit")),
        age(obj, now),
    ]
