"""Component statuses: deprecated, but still printed.

Upstream: pkg/printers/internalversion/printers.go.
"""

from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.kinds.tables import NAME, Column

COLUMNS = (NAME, Column("Status"), Column("Message"), Column("Error"))


def cells(obj: Object, now: datetime) -> list[Any]:
    found = [item for item in obj.get("conditions") or () if item.get("type") == "Healthy"]
    condition = found[0] if found else {}
    status = {"True": "Healthy", None: "Unknown"}.get(condition.get("status"), "Unhealthy")
    return [obj["metadata"]["name"], status, condition.get("message", ""), condition.get("error", "")]
