"""API services: who serves a group version, and whether it answers.

Upstream: staging/src/k8s.io/kube-aggregator/pkg/registry/apiservice/rest.
"""

from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.kinds.tables import AGE, NAME, Column, age

COLUMNS = (NAME, Column("Service"), Column("Available"), AGE)


def cells(obj: Object, now: datetime) -> list[Any]:
    service = obj["spec"].get("service")
    where = f"{service.get('namespace', '')}/{service.get('name', '')}" if service else "Local"
    return [obj["metadata"]["name"], where, _available(obj), age(obj, now)]


def _available(api_service: Object) -> str:
    for condition in (api_service.get("status") or {}).get("conditions") or ():
        if condition.get("type") == "Available":
            status = str(condition.get("status", ""))
            return status if status == "True" else f"{status} ({condition.get('reason', '')})"
    return "Unknown"
