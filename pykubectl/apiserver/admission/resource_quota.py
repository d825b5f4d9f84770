"""ResourceQuota: nothing gets in that would take a namespace beyond its quotas; what gets in is charged at once.

Upstream: apiserver/pkg/admission/plugin/resourcequota.
"""

from typing import TYPE_CHECKING

from pykubectl import Object
from pykubectl.apiserver.admission import Attributes
from pykubectl.errors import Forbidden
from pykubectl.kinds import of_resource, quota_usage
from pykubectl.machinery import quantity
from pykubectl.storage import Key, Write

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

_QUOTAS = "resourcequotas"
# Kinds whose updates may ask for more; all others are counted when they are made.
_GROWING = frozenset({"services", "persistentvolumeclaims"})
_Amounts = dict[str, str]


def validate(server: "ApiServer", attributes: Attributes) -> None:
    """Raises Forbidden."""
    assert attributes.obj is not None
    kind = of_resource(attributes.resource)
    if kind is None or not kind.namespaced:
        return
    if attributes.operation == "UPDATE" and attributes.resource not in _GROWING:
        return
    charges = []
    for quota in server.registry.list(_QUOTAS, attributes.call.namespace):
        charge = _charge(quota, attributes)
        if charge:
            _check(quota, attributes, charge)
            charges.append((quota, charge))
    for quota, charge in charges:
        _book(server, quota, charge)


def _charge(quota: Object, attributes: Attributes) -> _Amounts:
    """What the write adds to the names that the quota limits."""
    resource, obj = attributes.resource, attributes.obj
    assert obj is not None
    hard = quota["spec"].get("hard") or {}
    if not quota_usage.covers(quota, resource, obj):
        return {}
    if resource == "pods":
        missing = quota_usage.unspecified(quota, obj)
        if missing:
            raise Forbidden.of(resource, attributes.name, f"failed quota: {quota['metadata']['name']}: {missing}")
    before = quota_usage.usage(resource, attributes.old) if attributes.old else {}
    amounts = {}
    for name, amount in quota_usage.usage(resource, obj).items():
        added = quantity.sub(amount, before[name]) if name in before else amount
        if name in hard and quantity.compare(added, "0") > 0:
            amounts[name] = quantity.canonical(added)
    return amounts


def _used(quota: Object) -> _Amounts:
    hard = quota["spec"].get("hard") or {}
    known = (quota.get("status") or {}).get("used") or {}
    return {name: str(known.get(name, "0")) for name in hard}


def _check(quota: Object, attributes: Attributes, charge: _Amounts) -> None:
    hard, used = quota["spec"]["hard"], _used(quota)
    exceeded = [name for name in charge if quantity.compare(quantity.add(used[name], charge[name]), hard[name]) > 0]
    if not exceeded:
        return
    texts = (_listed(amounts, exceeded) for amounts in (charge, used, hard))
    requested, known, limited = texts
    name = quota["metadata"]["name"]
    why = f"exceeded quota: {name}, requested: {requested}, used: {known}, limited: {limited}"
    raise Forbidden.of(attributes.resource, attributes.name, why)


def _listed(amounts: _Amounts, names: list[str]) -> str:
    return ",".join(f"{name}={amounts[name]}" for name in sorted(names))


def _book(server: "ApiServer", quota: Object, charge: _Amounts) -> None:
    """Write what is used now, so that the next object of the same moment is counted against it."""
    used = quota_usage.add(_used(quota), charge)
    status = {
        "hard": dict(quota["spec"]["hard"]),
        "used": {name: quantity.canonical(amount) for name, amount in used.items()},
    }
    metadata = quota["metadata"]
    key = Key(_QUOTAS, metadata["namespace"], metadata["name"])
    booked = {**quota, "metadata": dict(metadata), "status": status}
    server.store.write([Write(key, booked, int(metadata["resourceVersion"]))])
