"""Cron jobs.

Upstream: pkg/printers/internalversion/printers.go.
"""

from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.kinds.tables import AGE, NAME, Column, age
from pykubectl.kinds.tables.formats import containers, flag, since
from pykubectl.kinds.tables.selector_formats import selector

COLUMNS = (
    NAME,
    Column("Schedule"),
    Column("Timezone"),
    Column("Suspend", "boolean"),
    Column("Active", "integer"),
    Column("Last Schedule"),
    AGE,
    Column("Containers", priority=1),
    Column("Images", priority=1),
    Column("Selector", priority=1),
)


def cells(obj: Object, now: datetime) -> list[Any]:
    spec, status = obj["spec"], obj.get("status") or {}
    last, job = status.get("lastScheduleTime"), spec["jobTemplate"].get("spec") or {}
    return [
        obj["metadata"]["name"],
        spec.get("schedule", ""),
        spec.get("timeZone", "<none>"),
        flag(spec.get("suspend")),
        len(status.get("active") or ()),
        since(last, now) if last else "<none>",
        age(obj, now),
        *containers(job.get("template") or {}),
        selector(job.get("selector")),
    ]
