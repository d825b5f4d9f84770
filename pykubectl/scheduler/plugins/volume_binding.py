"""VolumeBinding: claims must be there and bound, or bindable on the node (WaitForFirstConsumer).

The volumes of bound claims say by their node affinity where they can be reached.

Upstream: pkg/scheduler/framework/plugins/volumebinding.
"""

from typing import NamedTuple

from pykubectl import Object
from pykubectl.machinery.node_selectors import matches_selector
from pykubectl.scheduler.cycle import Cycle
from pykubectl.scheduler.plugins import Rejection, Unschedulable
from pykubectl.scheduler.snapshot import NodeInfo

_CLASSES = "storageclasses.storage.k8s.io"
_NO_PROVISIONER = "kubernetes.io/no-provisioner"


class Claims(NamedTuple):
    """Volumes that are bound, and claims that wait for a node."""

    volumes: list[Object]
    waiting: list[Object]


def prepare(cycle: Cycle) -> Claims | None:
    names = _claim_names(cycle.pod)
    if not names:
        return None
    namespace = cycle.pod["metadata"]["namespace"]
    volumes, waiting, immediate = [], [], False
    for name in names:
        claim = cycle.api.find("persistentvolumeclaims", namespace, name)
        if claim is None:
            raise Unschedulable(f'persistentvolumeclaim "{name}" not found')
        if "deletionTimestamp" in claim["metadata"]:
            raise Unschedulable(f'persistentvolumeclaim "{name}" is being deleted')
        volume = cycle.api.find("persistentvolumes", "", claim["spec"].get("volumeName") or "")
        if volume is not None and claim.get("status", {}).get("phase") == "Bound":
            volumes.append(volume)
        elif _waits(cycle, claim):
            waiting.append(claim)
        else:
            immediate = True
    if immediate:
        raise Unschedulable("pod has unbound immediate PersistentVolumeClaims")
    return Claims(volumes, waiting)


def _claim_names(pod: Object) -> list[str]:
    found = []
    for volume in pod["spec"].get("volumes") or ():
        if "persistentVolumeClaim" in volume:
            found.append(volume["persistentVolumeClaim"]["claimName"])
        elif "ephemeral" in volume:
            found.append(f"{pod['metadata']['name']}-{volume['name']}")
    return found


def _waits(cycle: Cycle, claim: Object) -> bool:
    storage_class = cycle.api.find(_CLASSES, "", claim["spec"].get("storageClassName") or "")
    return storage_class is not None and storage_class.get("volumeBindingMode") == "WaitForFirstConsumer"


def filter(cycle: Cycle, claims: Claims, info: NodeInfo) -> Rejection | None:
    for volume in claims.volumes:
        if not _reaches(volume, info):
            return Rejection(("node(s) didn't match PersistentVolume's node affinity",), hopeless=True)
    for claim in claims.waiting:
        if not _provisions(cycle, claim) and not _has_volume(cycle, claim, info):
            return Rejection(("node(s) didn't find available persistent volumes to bind",), hopeless=True)
    return None


def _reaches(volume: Object, info: NodeInfo) -> bool:
    required = (volume["spec"].get("nodeAffinity") or {}).get("required")
    return required is None or matches_selector(required, info.name, info.labels)


def _provisions(cycle: Cycle, claim: Object) -> bool:
    storage_class = cycle.api.find(_CLASSES, "", claim["spec"].get("storageClassName") or "")
    return storage_class is not None and storage_class["provisioner"] != _NO_PROVISIONER


def _has_volume(cycle: Cycle, claim: Object, info: NodeInfo) -> bool:
    wanted = claim["spec"].get("storageClassName")
    return any(
        one["spec"].get("storageClassName") == wanted
        and one.get("status", {}).get("phase") == "Available"
        and set(claim["spec"].get("accessModes") or ()) <= set(one["spec"].get("accessModes") or ())
        and _reaches(one, info)
        for one in cycle.api.list("persistentvolumes")
    )
