"""Replication controllers: the table of replica sets, but for the selector, which is a plain map here.

Upstream: pkg/printers/internalversion/printers.go (printReplicationController).
"""

from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.kinds.tables import replicasets
from pykubectl.kinds.tables.formats import labels

COLUMNS = replicasets.COLUMNS


def cells(obj: Object, now: datetime) -> list[Any]:
    spec = obj["spec"]
    as_replica_set = {**obj, "spec": {**spec, "selector": None}}
    return [*replicasets.cells(as_replica_set, now)[:-1], labels(spec.get("selector"))]
