"""Revisions of daemon sets and stateful sets, with their owner.

Upstream: pkg/printers/internalversion/printers.go.
"""

from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.kinds.tables import AGE, NAME, Column, age

COLUMNS = (NAME, Column("Controller"), Column("Revision"), AGE)


def cells(obj: Object, now: datetime) -> list[Any]:
    return [obj["metadata"]["name"], _controller(obj), obj.get("revision", 0), age(obj, now)]


def _controller(revision: Object) -> str:
    for owner in revision["metadata"].get("ownerReferences") or ():
        if owner.get("controller"):
            group = owner["apiVersion"].rpartition("/")[0]
            kind = owner["kind"].lower() + (f".{group}" if group else "")
            return f"{kind}/{owner['name']}"
    return "<none>"
