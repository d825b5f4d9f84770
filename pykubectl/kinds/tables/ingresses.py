"""Ingresses: hosts, addresses and ports.

Upstream: pkg/printers/internalversion/printers.go.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.kinds.tables import AGE, NAME, Column, age
from pykubectl.kinds.tables.formats import load_balancer

COLUMNS = (NAME, Column("Class"), Column("Hosts"), Column("Address"), Column("Ports"), AGE)


def cells(obj: Object, now: datetime) -> list[Any]:
    spec = obj.get("spec") or {}
    return [
        obj["metadata"]["name"],
        spec.get("ingressClassName", "<none>"),
        _hosts(spec.get("rules") or ()),
        load_balancer(obj.get("status")),
        "80, 443" if spec.get("tls") else "80",
        age(obj, now),
    ]


def _hosts(rules: Sequence[Object]) -> str:
    """At most three; rules without a host are counted among the rest all the same."""
    shown: list[str] = []
    more = False
    for rule in rules:
        more = more or len(shown) == 3
        if not more and rule.get("host"):
            shown.append(rule["host"])
    if not shown:
        return "*"
    return ",".join(shown) + (f" + {len(rules) - 3} more..." if more else "")
