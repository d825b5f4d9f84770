"""Claims and volumes: which volume suits a claim, and what a binding writes on both.

Upstream: component-helpers/storage/volume, pkg/controller/volume/persistentvolume.
"""

from collections.abc import Iterable

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.machinery import quantity
from pykubectl.machinery.selectors import from_label_selector

CLAIMS, VOLUMES = "persistentvolumeclaims", "persistentvolumes"
BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller"
BIND_COMPLETED = "pv.kubernetes.io/bind-completed"
SELECTED_NODE = "volume.kubernetes.io/selected-node"
_CLASS = "volume.beta.kubernetes.io/storage-class"


def annotations(obj: Object) -> dict[str, str]:
    return dict(obj["metadata"].get("annotations") or {})


def class_name(obj: Object) -> str:
    return annotations(obj).get(_CLASS) or str(obj["spec"].get("storageClassName") or "")


def storage_class(api: Api, claim: Object) -> Object | None:
    name = class_name(claim)
    return api.find("storageclasses.storage.k8s.io", "", name) if name else None


def waits_for_consumer(api: Api, claim: Object) -> bool:
    """Whether the claim is bound only when a pod that uses it is scheduled."""
    found = storage_class(api, claim)
    return found is not None and found.get("volumeBindingMode") == "WaitForFirstConsumer"


def is_bound_to(volume: Object, claim: Object) -> bool:
    """Whether the volume is reserved for the claim, by name and, where it is known, uid."""
    reference = volume["spec"].get("claimRef")
    if not reference:
        return False
    metadata = claim["metadata"]
    same = (reference.get("namespace"), reference.get("name")) == (metadata["namespace"], metadata["name"])
    return same and reference.get("uid") in (None, "", metadata["uid"])


def _storage(obj: Object, *path: str) -> str:
    found = obj["spec"]
    for name in path:
        found = found.get(name) or {}
    return str(found.get("storage", "0"))


def mismatch(volume: Object, claim: Object) -> str:
    """Why a volume does not satisfy a claim that names it; "" when it does."""
    if quantity.compare(_storage(volume, "capacity"), _storage(claim, "resources", "requests")) < 0:
        return "requested PV is too small"
    if class_name(volume) != class_name(claim):
        return "storageClassName does not match"
    if volume["spec"].get("volumeMode", "Filesystem") != claim["spec"].get("volumeMode", "Filesystem"):
        return "incompatible volumeMode"
    if not set(claim["spec"].get("accessModes") or ()) <= set(volume["spec"].get("accessModes") or ()):
        return "incompatible accessMode"
    return ""


def best_match(volumes: Iterable[Object], claim: Object, *, only_reserved: bool) -> Object | None:
    """A volume reserved for the claim, else the smallest free one that satisfies it."""
    selector = from_label_selector(claim["spec"].get("selector") or {})
    free = []
    for volume in volumes:
        if volume["metadata"].get("deletionTimestamp") or mismatch(volume, claim):
            continue
        if is_bound_to(volume, claim):
            return volume
        is_free = not volume["spec"].get("claimRef") and (volume.get("status") or {}).get("phase") == "Available"
        if not only_reserved and is_free and selector.matches(volume["metadata"].get("labels") or {}):
            free.append(volume)
    return min(free, key=lambda volume: quantity.parse(_storage(volume, "capacity")).as_float(), default=None)


def annotate(obj: Object, *names: str) -> Object:
    """`obj` with these annotations saying yes."""
    metadata = {**obj["metadata"], "annotations": {**annotations(obj), **dict.fromkeys(names, "yes")}}
    return {**obj, "metadata": metadata}


def bind_volume(api: Api, volume: Object, claim: Object) -> Object:
    """Reserve the volume for this very claim."""
    metadata = claim["metadata"]
    reference = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "name": metadata["name"],
        "namespace": metadata["namespace"],
        "resourceVersion": metadata["resourceVersion"],
        "uid": metadata["uid"],
    }
    given = volume["spec"].get("claimRef")
    if given and given.get("uid") == metadata["uid"]:
        return volume
    marked = volume if given else annotate(volume, BOUND_BY_CONTROLLER)
    return api.update(VOLUMES, {**marked, "spec": {**volume["spec"], "claimRef": reference}})


def bind_claim(api: Api, claim: Object, volume: Object) -> Object:
    """Put the volume's name on the claim, and say that the binding is complete."""
    by_controller = () if claim["spec"].get("volumeName") else (BOUND_BY_CONTROLLER,)
    marked = annotate(claim, BIND_COMPLETED, *by_controller)
    bound = {**marked, "spec": {**claim["spec"], "volumeName": volume["metadata"]["name"]}}
    return api.update(CLAIMS, bound) if bound != claim else claim


def set_phase(api: Api, resource: str, obj: Object, status: Object) -> Object:
    """Write a status that differs."""
    if status == (obj.get("status") or {}):
        return obj
    return api.update_status(resource, {**obj, "status": status})
