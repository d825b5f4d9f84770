"""Validating admission policies.

Upstream: pkg/printers/internalversion/printers.go.
"""

from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.kinds.tables import AGE, NAME, Column, age
from pykubectl.kinds.tables.formats import param_kind

COLUMNS = (NAME, Column("Validations", "integer"), Column("ParamKind"), AGE)


def cells(obj: Object, now: datetime) -> list[Any]:
    return [obj["metadata"]["name"], len(obj["spec"].get("validations") or ()), param_kind(obj), age(obj, now)]
