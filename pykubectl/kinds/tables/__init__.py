"""How the server prints kinds: one module per kind, `kinds/tables/<plural>.py` (`events_events_k8s_io` has none: it prints as `events`).

A module has COLUMNS, a tuple of Column, and `cells(obj, now) -> list[Any]`, one cell per column (str, int or None), where
`now` is the cluster clock's datetime. A kind without a module prints the generic table: Name and Created At.
Modules named like one in another group carry the group's first label: `endpointslices`, `ingresses`, ...: plurals are unique today.

Upstream: pkg/printers/internalversion/printers.go.
"""

from datetime import datetime
from types import ModuleType
from typing import NamedTuple

from pykubectl import Object
from pykubectl.kinds import module_if_any
from pykubectl.machinery.timestamps import human_duration, parse_time


class Column(NamedTuple):
    """`priority` 1 shows with -o wide only; `format` "name" marks the object's name."""

    name: str
    type: str = "string"
    format: str = ""
    priority: int = 0


NAME = Column("Name", format="name")
AGE = Column("Age")

_MODULES: dict[str, ModuleType | None] = {}


def table_module(plural: str) -> ModuleType | None:
    if plural not in _MODULES:
        _MODULES[plural] = module_if_any(f"pykubectl.kinds.tables.{plural}")
    return _MODULES[plural]


def age(obj: Object, now: datetime) -> str:
    created = obj["metadata"].get("creationTimestamp")
    return human_duration(now - parse_time(created)) if created else "<unknown>"
