"""Events of both API groups: what was seen, when, how often.

Upstream: pkg/printers/internalversion/printers.go.
"""

from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.kinds.tables import Column
from pykubectl.kinds.tables.formats import since

COLUMNS = (
    Column("Last Seen"),
    Column("Type"),
    Column("Reason"),
    Column("Object"),
    Column("Subobject", priority=1),
    Column("Source", priority=1),
    Column("Message"),
    Column("First Seen", priority=1),
    Column("Count", priority=1),
    Column("Name", format="name", priority=1),
)


def cells(obj: Object, now: datetime) -> list[Any]:
    subject = obj.get("involvedObject") or obj.get("regarding") or {}
    first, last, count = _occurrences(obj, now)
    return [
        last,
        obj.get("type") or "",
        obj.get("reason") or "",
        "/".join(part for part in (subject.get("kind", "").lower(), subject.get("name")) if part),
        subject.get("fieldPath") or "",
        _source(obj),
        (obj.get("message") or obj.get("note") or "").strip(),
        first,
        count,
        obj["metadata"]["name"],
    ]


def _occurrences(obj: Object, now: datetime) -> tuple[str, str, int]:
    first_time = obj.get("firstTimestamp") or obj.get("deprecatedFirstTimestamp") or obj.get("eventTime")
    last_time = obj.get("lastTimestamp") or obj.get("deprecatedLastTimestamp") or first_time
    # Single events of the new API have no count.
    count = obj.get("count") or obj.get("deprecatedCount") or 1
    if series := obj.get("series"):
        last_time, count = series.get("lastObservedTime"), series.get("count", 0)
    return since(first_time, now), since(last_time, now), count


def _source(obj: Object) -> str:
    source = obj.get("source") or obj.get("deprecatedSource") or {}
    component = source.get("component") or obj.get("reportingComponent") or obj.get("reportingController") or ""
    instance = source.get("host") or obj.get("reportingInstance")
    return f"{component}, {instance}" if instance else component
