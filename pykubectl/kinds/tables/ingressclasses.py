"""Ingress classes: who implements them.

Upstream: pkg/printers/internalversion/printers.go.
"""

from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.kinds.tables import AGE, NAME, Column, age

COLUMNS = (NAME, Column("Controller"), Column("Parameters"), AGE)


def cells(obj: Object, now: datetime) -> list[Any]:
    spec = obj.get("spec") or {}
    return [obj["metadata"]["name"], spec.get("controller", ""), _parameters(spec.get("parameters")), age(obj, now)]


def _parameters(parameters: Object | None) -> str:
    if not parameters:
        return "<none>"
    group = f".{parameters['apiGroup']}" if "apiGroup" in parameters else ""
    return f"{parameters.get('kind', '')}{group}/{parameters.get('name', '')}"
