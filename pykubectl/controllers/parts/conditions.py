"""Conditions of a status as controllers write them: a list of objects keyed by type, the changed one moved to the end.

Upstream: pkg/controller/*/utils (SetCondition, RemoveCondition).
"""

from collections.abc import Sequence

from pykubectl import Object


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
        new = {**new, "lastTransitionTime": current["lastTransitionTime"]}
    return [*without(conditions, new["type"]), new]


def compact(status: Object, always: Sequence[str] = ()) -> Object:
    """A status as Go writes it with omitempty: no zeros, no empty lists, except the fields named."""
    return {key: value for key, value in status.items() if key in always or value not in (0, "", None, [], {})}
