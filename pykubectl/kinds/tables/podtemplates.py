"""Pod templates of their own.

Upstream: pkg/printers/internalversion/printers.go.
"""

from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.kinds.tables import NAME, Column
from pykubectl.kinds.tables.formats import containers, labels

COLUMNS = (NAME, Column("Containers"), Column("Images"), Column("Pod Labels"))


def cells(obj: Object, now: datetime) -> list[Any]:
    return [
        obj["metadata"]["name"],
        *containers(obj.get("template") or {}),
        labels(((obj.get("template") or {}).get("metadata") or {}).get("labels")),
    ]
