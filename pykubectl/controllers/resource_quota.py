"""Resource quota: counts what a namespace uses of each quota.

Upstream: pkg/controller/resourcequota.
"""

from collections.abc import Iterable, Iterator

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts.resources import deletable
from pykubectl.kinds import quota_usage
from pykubectl.storage import Change

RESOURCE = "resourcequotas"


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    quota = api.find(RESOURCE, namespace, name)
    if quota is None or quota["metadata"].get("deletionTimestamp"):
        return None
    hard = quota["spec"].get("hard") or {}
    status: Object = {}
    if hard:
        status = {"hard": dict(hard), "used": quota_usage.total(quota, _objects(api, namespace, hard))}
    if status != (quota.get("status") or {}):
        api.update_status(RESOURCE, {**quota, "status": status})
    return None


def woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]:
    """Quotas that a new, changed or gone object of their namespace counts for."""
    key = change.key
    if not key.namespace or key.resource in ("events", "leases.coordination.k8s.io"):
        return
    before, after = (quota_usage.usage(key.resource, obj) if obj else {} for obj in (change.previous, change.obj))
    if before == after:
        return
    for quota in api.list(RESOURCE, key.namespace):
        hard = quota["spec"].get("hard") or {}
        if before.keys() & hard.keys() or after.keys() & hard.keys():
            yield key.namespace, quota["metadata"]["name"]


def _objects(api: Api, namespace: str, hard: Object) -> Iterator[tuple[str, Object]]:
    """Everything in the namespace of the kinds that the quota is about."""
    counted = {name.removeprefix("count/") for name in hard}
    about_pods = any(name.partition(".")[0] in ("requests", "limits", *_POD_NAMES) or "/" in name for name in hard)
    about_services = any(name.startswith("services") for name in hard)
    for kind in deletable(api):
        wanted = kind.resource in counted or (kind.resource == "services" and about_services)
        wanted = wanted or (kind.resource in ("pods", "persistentvolumeclaims") and about_pods)
        if kind.namespaced and wanted:
            for obj in api.list(kind.resource, namespace):
                yield kind.resource, obj


_POD_NAMES = ("cpu", "memory", "ephemeral-storage", "pods")
