"""Requests for certificates and how they were decided.

Upstream: pkg/printers/internalversion/printers.go.
"""

from datetime import datetime, timedelta
from typing import Any

from pykubectl import Object
from pykubectl.kinds.tables import AGE, NAME, Column, age
from pykubectl.machinery.timestamps import human_duration

COLUMNS = (NAME, AGE, Column("SignerName"), Column("Requestor"), Column("RequestedDuration"), Column("Condition"))


def cells(obj: Object, now: datetime) -> list[Any]:
    spec = obj["spec"]
    seconds = spec.get("expirationSeconds")
    return [
        obj["metadata"]["name"],
        age(obj, now),
        spec.get("signerName") or "<none>",
        spec.get("username", ""),
        "<none>" if seconds is None else human_duration(timedelta(seconds=seconds)),
        _condition(obj.get("status") or {}),
    ]


def _condition(status: Object) -> str:
    types = {condition.get("type") for condition in status.get("conditions") or ()}
    text = "Denied" if "Denied" in types else "Approved" if "Approved" in types else "Pending"
    if "Failed" in types:
        text += ",Failed"
    return text + ",Issued" if status.get("certificate") else text
