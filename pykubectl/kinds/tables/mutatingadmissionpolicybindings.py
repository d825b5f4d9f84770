"""Bindings of mutating admission policies.

Upstream: pkg/printers/internalversion/printers.go.
"""

from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.kinds.tables import AGE, NAME, Column, age
from pykubectl.kinds.tables.selector_formats import param_ref

COLUMNS = (NAME, Column("PolicyName"), Column("ParamRef"), AGE)


def cells(obj: Object, now: datetime) -> list[Any]:
    return [obj["metadata"]["name"], obj["spec"].get("policyName", ""), param_ref(obj), age(obj, now)]
