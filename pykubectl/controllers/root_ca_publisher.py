"""Root CA publisher: every namespace has the cluster's certificate authority in the ConfigMap `kube-root-ca.crt`.

Upstream: pkg/controller/certificates/rootcacertpublisher.
"""

from collections.abc import Iterable

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.errors import AlreadyExists, Forbidden, NotFound
from pykubectl.storage import Change

NAME = "kube-root-ca.crt"
_DESCRIPTION = (
    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal "
    "service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters."
)


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    found = api.find("namespaces", "", name)
    if found is None or found["metadata"].get("deletionTimestamp"):
        return None
    there = api.find("configmaps", name, NAME)
    wanted = _wanted(api, name)
    try:
        if there is None:
            api.create("configmaps", name, wanted)
        elif there.get("data") != wanted["data"]:
            metadata = dict(there["metadata"])
            metadata["annotations"] = {**(metadata.get("annotations") or {}), **wanted["metadata"]["annotations"]}
            api.update("configmaps", {**there, "metadata": metadata, "data": wanted["data"]})
    except (AlreadyExists, Forbidden, NotFound):
        return None
    return None


def woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]:
    if change.key.name == NAME:
        yield "", change.key.namespace


def _wanted(api: Api, namespace: str) -> Object:
    source = api.find("configmaps", "kube-system", "extension-apiserver-authentication") or {}
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            "name": NAME,
            "namespace": namespace,
            "annotations": {"kubernetes.io/description": _DESCRIPTION},
        },
        "data": {"ca.crt": (source.get("data") or {}).get("client-ca-file", "")},
    }
