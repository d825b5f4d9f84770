"""Binder, the volumes' side: available, bound, or released by the deletion of its claim and then reclaimed.

Upstream: pkg/controller/volume/persistentvolume (syncVolume).
"""

from collections.abc import Iterable

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts import volumes
from pykubectl.controllers.parts.volumes import BOUND_BY_CONTROLLER, CLAIMS, VOLUMES
from pykubectl.storage import Change


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    volume = api.find(VOLUMES, "", name)
    if volume is None:
        return None
    reference = volume["spec"].get("claimRef")
    if not reference or not reference.get("uid"):
        _set_phase(api, volume, "Available")
        return None
    claim = api.find(CLAIMS, reference["namespace"], reference["name"])
    if claim is None or claim["metadata"]["uid"] != reference["uid"]:
        _release(api, volume)
    elif claim["spec"].get("volumeName") == name:
        _set_phase(api, volume, "Bound")
    elif claim["spec"].get("volumeName"):
        # The claim went elsewhere: a volume that the controller had reserved is free again.
        if BOUND_BY_CONTROLLER in volumes.annotations(volume):
            _unbind(api, volume)
        else:
            _release(api, volume)
    return None


def woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]:
    """The volume of a claim."""
    for claim in (change.obj, change.previous):
        if claim is not None and claim["spec"].get("volumeName"):
            yield "", claim["spec"]["volumeName"]


def _set_phase(api: Api, volume: Object, phase: str, message: str = "") -> Object:
    status = {key: value for key, value in (volume.get("status") or {}).items() if key not in ("message", "reason")}
    if status.get("phase") == phase and not message:
        return volume
    status["phase"] = phase
    if message:
        status["message"] = message
    return volumes.set_phase(api, VOLUMES, volume, status)


def _unbind(api: Api, volume: Object) -> None:
    spec = {key: value for key, value in volume["spec"].items() if key != "claimRef"}
    given = {key: value for key, value in volumes.annotations(volume).items() if key != BOUND_BY_CONTROLLER}
    metadata = {key: value for key, value in volume["metadata"].items() if key != "annotations"}
    if given:
        metadata["annotations"] = given
    _set_phase(api, api.update(VOLUMES, {**volume, "metadata": metadata, "spec": spec}), "Available")


def _release(api: Api, volume: Object) -> None:
    if (volume.get("status") or {}).get("phase") == "Failed":
        return
    if (volume.get("status") or {}).get("phase") != "Released":
        volume = _set_phase(api, volume, "Released")
    policy = volume["spec"].get("persistentVolumeReclaimPolicy", "Retain")
    # A CSI driver's own provisioner deletes its volumes; the cluster has no plugin for any other but hostPath.
    if policy != "Delete" or "csi" in volume["spec"] or volume["metadata"].get("deletionTimestamp"):
        return
    path = (volume["spec"].get("hostPath") or {}).get("path")
    if path is not None and path.startswith("/tmp/"):
        api.delete(VOLUMES, "", volume["metadata"]["name"])
        return
    name = volume["metadata"]["name"]
    text = f'error getting deleter volume plugin for volume "{name}": no deletable volume plugin matched'
    if path is not None:
        text = f"host_path deleter only supports /tmp/.+ but received provided {path}"
    _set_phase(api, volume, "Failed", text)
    api.event(volume, "Warning", "VolumeFailedDelete", text)
