"""Ephemeral volumes: makes the claims that a pod brings along, owned by the pod.

Upstream: pkg/controller/volume/ephemeral.
"""

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts.pods import is_being_deleted
from pykubectl.errors import StatusError
from pykubectl.machinery.objects import copy
from pykubectl.machinery.owners import controller_reference, is_controlled_by

RETRY_SECONDS = 10.0


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    pod = api.find("pods", namespace, name)
    if pod is None or is_being_deleted(pod):
        return None
    for volume in pod["spec"].get("volumes") or ():
        template = (volume.get("ephemeral") or {}).get("volumeClaimTemplate")
        if template is not None and not _ensure(api, pod, volume["name"], template):
            return RETRY_SECONDS
    return None


def _ensure(api: Api, pod: Object, volume_name: str, template: Object) -> bool:
    namespace, name = pod["metadata"]["namespace"], f"{pod['metadata']['name']}-{volume_name}"
    there = api.find("persistentvolumeclaims", namespace, name)
    if there is not None:
        if is_controlled_by(there, pod):
            return True
        text = (
            f"PVC {namespace}/{name} was not created for pod {namespace}/{pod['metadata']['name']} (pod is not owner)"
        )
        api.event(pod, "Warning", "FailedBinding", f"ephemeral volume {volume_name}: {text}")
        return False
    given = template.get("metadata") or {}
    metadata: Object = {key: copy(given[key]) for key in ("labels", "annotations") if given.get(key)}
    metadata |= {"name": name, "namespace": namespace, "ownerReferences": [controller_reference(pod)]}
    claim = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": metadata, "spec": copy(template["spec"])}
    try:
        api.create("persistentvolumeclaims", namespace, claim)
    except StatusError as error:
        text = f"ephemeral volume {volume_name}: create PVC {name}: {error.message}"
        api.event(pod, "Warning", "FailedBinding", text)
        return False
    return True
