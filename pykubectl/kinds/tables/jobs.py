"""Jobs: state, completions and how long they took.

Upstream: pkg/printers/internalversion/printers.go.
"""

from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.kinds.tables import AGE, NAME, Column, age
from pykubectl.kinds.tables.formats import containers, is_true
from pykubectl.kinds.tables.selector_formats import selector
from pykubectl.machinery.timestamps import human_duration, parse_time

COLUMNS = (
    NAME,
    Column("Status"),
    Column("Completions"),
    Column("Duration"),
    AGE,
    Column("Containers", priority=1),
    Column("Images", priority=1),
    Column("Selector", priority=1),
)


_STATES = ("Complete", "Failed", "Terminating", "Suspended", "FailureTarget", "SuccessCriteriaMet")


def cells(obj: Object, now: datetime) -> list[Any]:
    spec, status = obj["spec"], obj.get("status") or {}
    return [
        obj["metadata"]["name"],
        _state(obj, status),
        _completions(spec, status),
        _duration(status, now),
        age(obj, now),
        *containers(spec["template"]),
        selector(spec.get("selector")),
    ]


def _state(job: Object, status: Object) -> str:
    deleted = job["metadata"].get("deletionTimestamp")
    for state in _STATES:
        if deleted if state == "Terminating" else is_true(status.get("conditions"), state):
            return state
    return "Running"


def _completions(spec: Object, status: Object) -> str:
    succeeded = status.get("succeeded", 0)
    if spec.get("completions") is not None:
        return f"{succeeded}/{spec['completions']}"
    parallelism = spec.get("parallelism") or 0
    return f"{succeeded}/1 of {parallelism}" if parallelism > 1 else f"{succeeded}/1"


def _duration(status: Object, now: datetime) -> str:
    if not status.get("startTime"):
        return ""
    ended = status.get("completionTime")
    return human_duration((parse_time(ended) if ended else now) - parse_time(status["startTime"]))
