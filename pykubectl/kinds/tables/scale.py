"""The scale subresource: how many are wanted, how many are there.

Upstream: pkg/printers/internalversion/printers.go.
"""

from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.kinds.tables import AGE, NAME, Column, age

COLUMNS = (NAME, Column("Desired", "integer"), Column("Available", "integer"), AGE)


def cells(obj: Object, now: datetime) -> list[Any]:
    replicas = [(obj.get(part) or {}).get("replicas", 0) for part in ("spec", "status")]
    return [obj["metadata"]["name"], *replicas, age(obj, now)]
