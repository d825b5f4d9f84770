"""Cluster role aggregation: a role with an aggregation rule has the rules of all roles that its selectors match.

Upstream: pkg/controller/clusterroleaggregation.
"""

from collections.abc import Iterable

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.machinery.selectors import from_label_selector
from pykubectl.storage import Change

RESOURCE = "clusterroles.rbac.authorization.k8s.io"


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    role = api.find(RESOURCE, "", name)
    if role is None or not role.get("aggregationRule"):
        return None
    rules: list[Object] = []
    for term in role["aggregationRule"].get("clusterRoleSelectors") or ():
        selector = from_label_selector(term)
        for other in api.list(RESOURCE, selector=selector):
            if other["metadata"]["name"] != name:
                rules += [rule for rule in other.get("rules") or () if rule not in rules]
    if rules != (role.get("rules") or []):
        api.update(RESOURCE, {**role, "rules": rules})
    return None


def woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]:
    """Every role that aggregates, when any role changes."""
    for role in api.list(RESOURCE):
        if role.get("aggregationRule") and role["metadata"]["name"] != change.key.name:
            yield "", role["metadata"]["name"]
