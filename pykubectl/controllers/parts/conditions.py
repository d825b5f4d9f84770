"""Conditions of a status as controllers write them: a list of objects keyed by type, the changed one moved to the end.

Upstream: pkg/controller/*/utils (SetCondition, RemoveCondition).
"""

from collections.abc import Sequence
from datetime import datetime

from pykubectl import Object
from pykubectl.machinery.timestamps import format_time


def find(conditions: Sequence[Object], type: str) -> Object | None:
    return next((found for found in conditions if found["type"] == type), None)


def without(conditions: Sequence[Object], type: str) -> list[Object]:
    return [found for found in conditions if found["type"] != type]


def put(conditions: Sequence[Object], new: Object) -> list[Object]:
    """`new` in place of its kind, at the end; nothing changes when status and reason are as they were."""
    current = find(conditions, new["type"])
    if current is not None and current["status"] == new["status"] and current.get("reason") == new.get("reason"):
        return list(conditions)
    if current is not None and current["status"] == new["status"]:
        new = {**new, "lastTransitionTime": current.get("lastTransitionTime")}
    return [*without(conditions, new["type"]), new]


def set_in_place(conditions: Sequence[Object], type: str, found: tuple[str, str, str], now: datetime) -> list[Object]:
    """With status, reason and message `found` for a type, where it stands or at the end; a change of status has its time."""
    status, reason, message = found
    before = find(conditions, type)
    moment = before.get("lastTransitionTime") if before and before["status"] == status else format_time(now)
    new = {"type": type, "status": status, "lastTransitionTime": moment, "reason": reason, "message": message}
    if before is None:
        return [*conditions, new]
    return [new if one is before else one for one in conditions]


def compact(status: Object, always: Sequence[str] = ()) -> Object:
    """A status as Go writes it with omitempty: no zeros, no empty lists, except the fields named."""
    return {key: value for key, value in status.items() if key in always or value not in (0, "", None, [], {})}
