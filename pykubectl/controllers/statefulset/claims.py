"""The claims of stateful pods: made before the pod, and owned by set or pod as the retention policy says, so that they go with it.

Upstream: pkg/controller/statefulset/stateful_pod_control.go, stateful_set_utils.go (updateClaimOwnerRefForSetAndPod).
"""

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.statefulset.identity import claims, is_wanted, ordinal
from pykubectl.errors import Conflict, NotFound, StatusError
from pykubectl.machinery.owners import controller_reference

RESOURCE = "persistentvolumeclaims"


def ensure_claims(api: Api, statefulset: Object, pod: Object) -> None:
    """Make the claims of a pod that are not there. Raises what the API server refuses one with."""
    for wanted in claims(statefulset, pod):
        metadata = wanted["metadata"]
        there = api.find(RESOURCE, metadata["namespace"], metadata["name"])
        if there is not None:
            if there["metadata"].get("deletionTimestamp"):
                raise Conflict(f"pvc {metadata['name']} is being deleted")
            continue
        about = (
            f"Claim {metadata['name']} Pod {pod['metadata']['name']} in StatefulSet {statefulset['metadata']['name']}"
        )
        try:
            api.create(RESOURCE, metadata["namespace"], _owned(statefulset, pod, wanted))
        except StatusError as error:
            api.event(statefulset, "Warning", "FailedCreate", f"Create {about} failed error: {error.message}")
            raise
        api.event(statefulset, "Normal", "SuccessfulCreate", f"Create {about} success")


def has_stale_claim(api: Api, statefulset: Object, pod: Object) -> bool:
    """Whether a claim still belongs to an earlier pod of this name, with which it is about to go."""
    for wanted in claims(statefulset, pod):
        there = api.find(RESOURCE, wanted["metadata"]["namespace"], wanted["metadata"]["name"])
        for reference in (there or {}).get("metadata", {}).get("ownerReferences") or ():
            is_pod = reference["kind"] == "Pod" and reference["name"] == pod["metadata"]["name"]
            if is_pod and reference["uid"] != pod["metadata"].get("uid"):
                return True
    return False


def update_owners(api: Api, statefulset: Object, pod: Object) -> None:
    """Bring the owners of a pod's claims in line with the retention policy."""
    for wanted in claims(statefulset, pod):
        there = api.find(RESOURCE, wanted["metadata"]["namespace"], wanted["metadata"]["name"])
        if there is None or there["metadata"].get("deletionTimestamp"):
            continue
        owned = _owned(statefulset, pod, there)
        if owned["metadata"] != there["metadata"]:
            try:
                api.update(RESOURCE, owned)
            except NotFound:
                continue


def _owned(statefulset: Object, pod: Object, claim: Object) -> Object:
    policy = statefulset["spec"].get("persistentVolumeClaimRetentionPolicy") or {}
    is_condemned = not is_wanted(statefulset, ordinal(pod))
    by_pod = policy.get("whenScaled") == "Delete" and is_condemned and bool(pod["metadata"].get("uid"))
    by_set = policy.get("whenDeleted") == "Delete" and not by_pod
    names = {("StatefulSet", statefulset["metadata"]["name"]), ("Pod", pod["metadata"]["name"])}
    given = claim["metadata"].get("ownerReferences") or ()
    references = [reference for reference in given if (reference["kind"], reference["name"]) not in names]
    if by_set:
        references.append(controller_reference(statefulset))
    if by_pod:
        references.append(controller_reference({"apiVersion": "v1", "kind": "Pod", **pod}))
    metadata = {key: value for key, value in claim["metadata"].items() if key != "ownerReferences"}
    if references:
        metadata["ownerReferences"] = references
    return {**claim, "metadata": metadata}
