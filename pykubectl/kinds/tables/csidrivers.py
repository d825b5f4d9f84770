"""CSI drivers and what they need.

Upstream: pkg/printers/internalversion/printers.go.
"""

from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.kinds.tables import AGE, NAME, Column, age

COLUMNS = (
    NAME,
    Column("AttachRequired", "boolean"),
    Column("PodInfoOnMount", "boolean"),
    Column("StorageCapacity", "boolean"),
    Column("TokenRequests"),
    Column("RequiresRepublish", "boolean"),
    Column("Modes"),
    AGE,
)


def cells(obj: Object, now: datetime) -> list[Any]:
    spec = obj["spec"]
    tokens = spec.get("tokenRequests")
    return [
        obj["metadata"]["name"],
        spec.get("attachRequired", True),
        spec.get("podInfoOnMount", False),
        spec.get("storageCapacity", False),
        "<unset>" if tokens is None else ",".join(token.get("audience", "") for token in tokens),
        spec.get("requiresRepublish", False),
        ",".join(spec.get("volumeLifecycleModes") or ()) or "<none>",
        age(obj, now),
    ]
