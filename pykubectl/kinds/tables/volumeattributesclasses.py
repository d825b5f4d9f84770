"""Volume attributes classes; the default one is marked.

Upstream: pkg/printers/internalversion/printers.go.
"""

from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.kinds.tables import AGE, NAME, Column, age

COLUMNS = (NAME, Column("DriverName"), AGE)


_DEFAULT = "volumeattributesclass.alpha.kubernetes.io/is-default-class"


def cells(obj: Object, now: datetime) -> list[Any]:
    is_default = (obj["metadata"].get("annotations") or {}).get(_DEFAULT) == "true"
    return [obj["metadata"]["name"] + (" (default)" if is_default else ""), obj.get("driverName", ""), age(obj, now)]
