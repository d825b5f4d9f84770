"""Network policies: the pods they are for.

Upstream: pkg/printers/internalversion/printers.go.
"""

from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.kinds.tables import AGE, NAME, Column, age
from pykubectl.kinds.tables.selector_formats import selector

COLUMNS = (NAME, Column("Pod-Selector"), AGE)


def cells(obj: Object, now: datetime) -> list[Any]:
    return [obj["metadata"]["name"], selector((obj.get("spec") or {}).get("podSelector")), age(obj, now)]
