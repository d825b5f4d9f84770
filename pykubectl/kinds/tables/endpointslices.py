"""Endpoint slices: the first three ports and addresses.

Upstream: pkg/printers/internalversion/printers.go.
"""

from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.kinds.tables import AGE, NAME, Column, age
from pykubectl.kinds.tables.formats import joined_with_more

COLUMNS = (NAME, Column("AddressType"), Column("Ports"), Column("Endpoints"), AGE)


def cells(obj: Object, now: datetime) -> list[Any]:
    addresses = [address for item in obj.get("endpoints") or () for address in item.get("addresses") or ()]
    ports = [str(port.get("port", port.get("name", "*"))) for port in obj.get("ports") or ()]
    return [
        obj["metadata"]["name"],
        obj.get("addressType", ""),
        joined_with_more(ports),
        joined_with_more(addresses),
        age(obj, now),
    ]
