"""Binder, the claims' side: finds a volume for a claim, or says what it waits for.

Upstream: pkg/controller/volume/persistentvolume (syncClaim).
"""

from collections.abc import Iterable

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts import volumes
from pykubectl.controllers.parts.nodes import matches_terms
from pykubectl.controllers.parts.pods import is_finished
from pykubectl.controllers.parts.volumes import BIND_COMPLETED, CLAIMS, VOLUMES
from pykubectl.storage import Change

_PROVISIONER = "volume.kubernetes.io/storage-provisioner"
_PROVISIONER_BETA = "volume.beta.kubernetes.io/storage-provisioner"
_NO_PROVISIONER = "kubernetes.io/no-provisioner"


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    claim = api.find(CLAIMS, namespace, name)
    if claim is None:
        return None
    if BIND_COMPLETED in volumes.annotations(claim):
        _check_bound(api, claim)
    elif claim["spec"].get("volumeName"):
        _bind_named(api, claim)
    else:
        _find_volume(api, claim)
    return None


def woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]:
    """Claims that a volume is for or might suit, those that wait for a class, those of a pod that got its node."""
    if change.key.resource == "pods":
        yield from _claims_of_bound(change)
        return
    references = [(obj["spec"].get("claimRef") or {}) for obj in (change.obj, change.previous) if obj and "spec" in obj]
    yield from ((one["namespace"], one["name"]) for one in references if one.get("name"))
    if change.obj is None or (change.previous and change.key.resource != VOLUMES):
        return
    for claim in api.list(CLAIMS):
        if not claim["spec"].get("volumeName"):
            yield claim["metadata"]["namespace"], claim["metadata"]["name"]


def _claims_of_bound(change: Change) -> Iterable[tuple[str, str]]:
    pod, before = change.obj, change.previous
    if pod is None or not pod["spec"].get("nodeName") or (before is not None and before["spec"].get("nodeName")):
        return
    for name in claims_of(pod):
        yield change.key.namespace, name


def _node_of_consumer(api: Api, claim: Object) -> Object | None:
    """The node of a scheduled pod that uses the claim."""
    for pod in api.list("pods", claim["metadata"]["namespace"]):
        if pod["spec"].get("nodeName") and claim["metadata"]["name"] in claims_of(pod):
            return api.find("nodes", "", pod["spec"]["nodeName"])
    return None


def _find_volume(api: Api, claim: Object) -> None:
    waits = volumes.waits_for_consumer(api, claim) and volumes.SELECTED_NODE not in volumes.annotations(claim)
    node = _node_of_consumer(api, claim) if waits else None
    found: Iterable[Object] = api.list(VOLUMES)
    if node is not None:
        found = [volume for volume in found if _reaches(volume, node)]
    volume = volumes.best_match(found, claim, only_reserved=waits and node is None)
    if volume is not None:
        _bind(api, volume, claim)
        return
    if waits:
        _say_waiting(api, claim)
    elif volumes.class_name(claim):
        claim = _provision(api, claim)
    else:
        text = "no persistent volumes available for this claim and no storage class is set"
        api.event(claim, "Normal", "FailedBinding", text)
    _set_pending(api, claim)


def _reaches(volume: Object, node: Object) -> bool:
    required = (volume["spec"].get("nodeAffinity") or {}).get("required")
    return required is None or matches_terms(required.get("nodeSelectorTerms") or (), node)


def _set_pending(api: Api, claim: Object) -> None:
    volumes.set_phase(api, CLAIMS, claim, {"phase": "Pending"})


def _say_waiting(api: Api, claim: Object) -> None:
    users = [
        pod["metadata"]["name"]
        for pod in api.list("pods", claim["metadata"]["namespace"])
        if not is_finished(pod) and claim["metadata"]["name"] in claims_of(pod)
    ]
    if users:
        text = f"waiting for pod {', '.join(users)} to be scheduled"
        api.event(claim, "Normal", "WaitForPodScheduled", text)
    else:
        text = "waiting for first consumer to be created before binding"
        api.event(claim, "Normal", "WaitForFirstConsumer", text)


def claims_of(pod: Object) -> list[str]:
    """The claims that a pod uses, its ephemeral ones included."""
    found = []
    for volume in pod["spec"].get("volumes") or ():
        if volume.get("persistentVolumeClaim"):
            found.append(volume["persistentVolumeClaim"]["claimName"])
        elif volume.get("ephemeral"):
            found.append(f"{pod['metadata']['name']}-{volume['name']}")
    return found


def _provision(api: Api, claim: Object) -> Object:
    found = volumes.storage_class(api, claim)
    if found is None:
        text = f'storageclass.storage.k8s.io "{volumes.class_name(claim)}" not found'
        api.event(claim, "Warning", "ProvisioningFailed", text)
        return claim
    provisioner = found["provisioner"]
    if provisioner == _NO_PROVISIONER:
        text = f"no volume plugin matched name: {_NO_PROVISIONER}"
        api.event(claim, "Warning", "ProvisioningFailed", text)
        return claim
    given = volumes.annotations(claim)
    named = {**given, _PROVISIONER: provisioner, _PROVISIONER_BETA: provisioner}
    if named != given:
        claim = api.update(CLAIMS, {**claim, "metadata": {**claim["metadata"], "annotations": named}})
    text = (
        f"Waiting for a volume to be created either by the external provisioner '{provisioner}' or manually by the system "
        "administrator. If volume creation is delayed, please verify that the provisioner is running and correctly "
        "registered."
    )
    api.event(claim, "Normal", "ExternalProvisioning", text)
    return claim


def _bind_named(api: Api, claim: Object) -> None:
    """The user, or the volume's side, has chosen."""
    volume = api.find(VOLUMES, "", claim["spec"]["volumeName"])
    if volume is None:
        _set_pending(api, claim)
        return
    name = volume["metadata"]["name"]
    if not volume["spec"].get("claimRef"):
        reason = volumes.mismatch(volume, claim)
        if reason:
            text = f'Cannot bind to requested volume "{name}": {reason}'
            api.event(claim, "Warning", "VolumeMismatch", text)
            _set_pending(api, claim)
            return
        _bind(api, volume, claim)
    elif volumes.is_bound_to(volume, claim):
        _bind(api, volume, claim)
    else:
        api.event(claim, "Warning", "FailedBinding", f'volume "{name}" already bound to a different claim.')
        _set_pending(api, claim)


def _bind(api: Api, volume: Object, claim: Object) -> None:
    bound = volumes.bind_volume(api, volume, claim)
    bound = volumes.set_phase(api, VOLUMES, bound, {**(bound.get("status") or {}), "phase": "Bound"})
    claim = volumes.bind_claim(api, claim, bound)
    status = dict(claim.get("status") or {})
    status |= {"phase": "Bound", "accessModes": bound["spec"].get("accessModes"), "capacity": bound["spec"]["capacity"]}
    volumes.set_phase(api, CLAIMS, claim, status)


def _check_bound(api: Api, claim: Object) -> None:
    """A bound claim that lost its volume says so."""
    volume = api.find(VOLUMES, "", claim["spec"].get("volumeName", "")) if claim["spec"].get("volumeName") else None
    if volume is None:
        what = "its PersistentVolume" if claim["spec"].get("volumeName") else "reference to PersistentVolume"
        _lose(api, claim, "ClaimLost", f"Bound claim has lost {what}. Data on the volume is lost!")
    elif not volume["spec"].get("claimRef") or volumes.is_bound_to(volume, claim):
        _bind(api, volume, claim)
    else:
        text = "Two claims are bound to the same volume, this one is bound incorrectly"
        _lose(api, claim, "ClaimMisbound", text)


def _lose(api: Api, claim: Object, reason: str, text: str) -> None:
    if (claim.get("status") or {}).get("phase") != "Lost":
        volumes.set_phase(api, CLAIMS, claim, {"phase": "Lost"})
        api.event(claim, "Warning", reason, text)
