"""ServiceAccount: a pod runs as a service account and gets its token mounted.

The default account of a new namespace is made by a loop; like the real plugin, this one waits for it.

Upstream: plugin/pkg/admission/serviceaccount.
"""

from typing import TYPE_CHECKING

from pykubectl import Object
from pykubectl.apiserver.admission import Attributes
from pykubectl.errors import Forbidden

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

_MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount"
_TOKEN_SECONDS = 3607
_MIRROR = "kubernetes.io/config.mirror"


def admit(server: "ApiServer", attributes: Attributes) -> None:
    pod, call = attributes.obj, attributes.call
    assert pod is not None
    if _MIRROR in (pod["metadata"].get("annotations") or {}):
        return
    spec = pod["spec"]
    name = spec.get("serviceAccountName") or "default"
    account = server.registry.find("serviceaccounts", call.namespace, name)
    if account is None:
        server.catch_up()
        account = server.registry.find("serviceaccounts", call.namespace, name)
    if account is None:
        why = f'error looking up service account {call.namespace}/{name}: serviceaccount "{name}" not found'
        raise Forbidden.of("pods", attributes.name, why)
    spec["serviceAccountName"] = spec["serviceAccount"] = name
    if account.get("imagePullSecrets") and not spec.get("imagePullSecrets"):
        spec["imagePullSecrets"] = [dict(one) for one in account["imagePullSecrets"]]
    if _automounts(account, spec):
        _mount_token(server, spec)


def _automounts(account: Object, spec: Object) -> bool:
    asked = spec.get("automountServiceAccountToken")
    if asked is None:
        asked = account.get("automountServiceAccountToken")
    return asked is not False


def _mount_token(server: "ApiServer", spec: Object) -> None:
    containers = [*(spec.get("initContainers") or ()), *spec["containers"]]
    bare = [one for one in containers if not _has_mount(one)]
    if not bare:
        return
    volumes = spec.setdefault("volumes", [])
    name = "kube-api-access-" + server.world.suffix()
    for container in bare:
        mount = {"name": name, "readOnly": True, "mountPath": _MOUNT_PATH}
        container["volumeMounts"] = [*(container.get("volumeMounts") or ()), mount]
    volumes.append({"name": name, "projected": {"defaultMode": 420, "sources": _sources()}})


def _has_mount(container: Object) -> bool:
    return any(mount.get("mountPath") == _MOUNT_PATH for mount in container.get("volumeMounts") or ())


def _sources() -> list[Object]:
    namespace = {"path": "namespace", "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}}
    return [
        {"serviceAccountToken": {"expirationSeconds": _TOKEN_SECONDS, "path": "token"}},
        {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
        {"downwardAPI": {"items": [namespace]}},
    ]
