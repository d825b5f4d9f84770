"""Service account: every namespace has one named `default`.

Upstream: pkg/controller/serviceaccount/serviceaccounts_controller.go.
"""

from collections.abc import Iterable

from pykubectl.apiserver.api import Api
from pykubectl.errors import AlreadyExists, Forbidden, NotFound
from pykubectl.storage import Change

NAME = "default"


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    found = api.find("namespaces", "", name)
    if found is None or found["metadata"].get("deletionTimestamp"):
        return None
    if api.find("serviceaccounts", name, NAME) is None:
        account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": NAME, "namespace": name}}
        try:
            api.create("serviceaccounts", name, account)
        except (AlreadyExists, Forbidden, NotFound):
            return None
    return None


def woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]:
    if change.obj is None and change.key.name == NAME:
        yield "", change.key.namespace
