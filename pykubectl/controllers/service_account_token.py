"""Service account tokens: a Secret of type `kubernetes.io/service-account-token` gets a token of the account it names, and goes with it.

Upstream: pkg/controller/serviceaccount/tokens_controller.go.
"""

from base64 import b64encode
from collections.abc import Iterable

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.root_ca_publisher import NAME as ROOT_CA
from pykubectl.storage import Change

TYPE = "kubernetes.io/service-account-token"
ACCOUNT, UID = "kubernetes.io/service-account.name", "kubernetes.io/service-account.uid"
_CLAIM = "kubernetes.io/serviceaccount/"


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    secret = api.find("secrets", namespace, name)
    if secret is None or secret.get("type") != TYPE or "deletionTimestamp" in secret["metadata"]:
        return None
    annotations = secret["metadata"].get("annotations") or {}
    account = api.find("serviceaccounts", namespace, annotations.get(ACCOUNT, ""))
    if account is None or annotations.get(UID, account["metadata"]["uid"]) != account["metadata"]["uid"]:
        api.delete("secrets", namespace, name, uid=secret["metadata"]["uid"])
        return None
    data = {**_certificate(api, namespace), "namespace": _encoded(namespace), **(secret.get("data") or {})}
    if "token" not in data:
        data["token"] = _encoded(api.sign(_claims(secret, account)))
    uid = account["metadata"]["uid"]
    api.update(
        "secrets",
        {**secret, "data": data, "metadata": {**secret["metadata"], "annotations": {**annotations, UID: uid}}},
    )
    return None


def woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]:
    """The tokens of an account that comes or goes."""
    if change.obj is not None and change.previous is not None:
        return
    for secret in api.list("secrets", change.key.namespace):
        annotations = secret["metadata"].get("annotations") or {}
        if secret.get("type") == TYPE and annotations.get(ACCOUNT) == change.key.name:
            yield change.key.namespace, secret["metadata"]["name"]


def _certificate(api: Api, namespace: str) -> dict[str, str]:
    if api.profile == "bare":
        # Its controller manager has no --root-ca-file, as the recorded one had none.
        return {}
    found = (api.find("configmaps", namespace, ROOT_CA) or {}).get("data") or {}
    return {"ca.crt": _encoded(found["ca.crt"])} if found.get("ca.crt") else {}


def _claims(secret: Object, account: Object) -> Object:
    """Of a token that never expires."""
    namespace, name = account["metadata"]["namespace"], account["metadata"]["name"]
    return {
        "iss": "kubernetes/serviceaccount",
        f"{_CLAIM}namespace": namespace,
        f"{_CLAIM}secret.name": secret["metadata"]["name"],
        f"{_CLAIM}service-account.name": name,
        f"{_CLAIM}service-account.uid": account["metadata"]["uid"],
        "sub": f"system:serviceaccount:{namespace}:{name}",
    }


def _encoded(text: str) -> str:
    return b64encode(text.encode()).decode()
