"""Endpoints: the first three ready addresses of all ports.

Upstream: pkg/printers/internalversion/printers.go.
"""

from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.kinds.tables import AGE, NAME, Column, age
from pykubectl.kinds.tables.formats import joined_with_more

COLUMNS = (NAME, Column("Endpoints"), AGE)


def cells(obj: Object, now: datetime) -> list[Any]:
    return [obj["metadata"]["name"], _addresses(obj.get("subsets")), age(obj, now)]


def _addresses(subsets: list[Object] | None) -> str:
    if not subsets:
        return "<none>"
    found: list[str] = []
    for subset in subsets:
        addresses = [address["ip"] for address in subset.get("addresses") or ()]
        if not subset.get("ports"):
            # A headless service may have no ports.
            found += addresses
        for port in subset.get("ports") or ():
            found += [f"[{ip}]:{port['port']}" if ":" in ip else f"{ip}:{port['port']}" for ip in addresses]
    return joined_with_more(found) if found else ""
