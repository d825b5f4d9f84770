"""Validation of persistent volumes and the claims for them.

Upstream: pkg/apis/core/validation (ValidatePersistentVolumeSpec, ValidatePersistentVolumeClaimUpdate).
"""

import json

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.core.affinity_validation import validate_node_selector
from pykubectl.kinds.core.claim_validation import VOLUME_MODES, validate_access_modes, validate_claim_spec
from pykubectl.kinds.core.resource_validation import positive_amount
from pykubectl.kinds.core.volume_validation import SOURCES, Source, host_path, nfs, validate_sources
from pykubectl.kinds.go_values import go_value
from pykubectl.machinery import quantity

_RECLAIM = ("Delete", "Recycle", "Retain")


def _local(path: str, source: Object) -> list[FieldError]:
    return [] if source.get("path") else [required(f"{path}.path")]


def _csi(path: str, source: Object) -> list[FieldError]:
    return [required(f"{path}.{field}") for field in ("driver", "volumeHandle") if not source.get(field)]


_VOLUME_SOURCES: dict[str, Source] = {
    "hostPath": host_path,
    **{name: SOURCES[name] for name in ("gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "flocker")},
    "nfs": nfs,
    **{
        name: SOURCES[name] for name in ("rbd", "quobyte", "cephfs", "iscsi", "cinder", "fc", "flexVolume", "azureFile")
    },
    **{name: SOURCES[name] for name in ("vsphereVolume", "photonPersistentDisk", "portworxVolume", "azureDisk")},
    **{name: SOURCES[name] for name in ("scaleIO", "storageos")},
    "local": _local,
    "csi": _csi,
}


def validate_volume(obj: Object) -> list[FieldError]:
    spec = obj["spec"]
    errors = validate_access_modes("spec.accessModes", spec.get("accessModes") or [])
    capacity = spec.get("capacity") or {}
    if not capacity:
        errors.append(required("spec.capacity"))
    if set(capacity) != {"storage"}:
        errors.append(rules.unsupported("spec.capacity", go_capacity(capacity), ("storage",)))
    for name, amount in sorted(capacity.items()):
        errors += positive_amount(f"spec.capacity[{name}]", amount)
    policy = spec.get("persistentVolumeReclaimPolicy")
    if policy and policy not in _RECLAIM:
        errors.append(rules.unsupported("spec.persistentVolumeReclaimPolicy", policy, _RECLAIM))
    errors += _node_affinity(spec)
    errors += validate_sources("spec", spec, _VOLUME_SOURCES)
    if (spec.get("hostPath") or {}).get("path") == "/" and policy == "Recycle":
        text = "may not be 'recycle' for a hostPath mount of '/'"
        errors.append(forbidden("spec.persistentVolumeReclaimPolicy", text))
    if spec.get("storageClassName"):
        errors += rules.check("spec.storageClassName", spec["storageClassName"], rules.subdomain)
    if spec.get("volumeMode") is not None and spec["volumeMode"] not in VOLUME_MODES:
        errors.append(rules.unsupported("spec.volumeMode", spec["volumeMode"], VOLUME_MODES))
    return errors


def go_capacity(capacity: dict[str, str]) -> dict[str, str] | None:
    return dict(sorted(capacity.items())) or None


def _node_affinity(spec: Object) -> list[FieldError]:
    path, affinity = "spec.nodeAffinity", spec.get("nodeAffinity")
    if affinity is None:
        return [required(path, "Local volume requires node affinity")] if spec.get("local") is not None else []
    if affinity.get("required") is None:
        return [required(f"{path}.required", "must specify required node constraints")]
    return validate_node_selector(f"{path}.required", affinity["required"])


def validate_volume_update(new: Object, old: Object) -> list[FieldError]:
    errors = validate_volume(new)
    source, before = ({name: item["spec"].get(name) for name in _VOLUME_SOURCES} for item in (new, old))
    if source != before:
        errors.append(
            forbidden("spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation")
        )
    errors += rules.immutable("spec.volumeMode", new["spec"].get("volumeMode"), old["spec"].get("volumeMode"))
    if old["spec"].get("nodeAffinity") and new["spec"].get("nodeAffinity") != old["spec"]["nodeAffinity"]:
        errors.append(invalid("spec.nodeAffinity", new["spec"].get("nodeAffinity"), "field is immutable"))
    return errors


def validate_claim(obj: Object) -> list[FieldError]:
    return validate_claim_spec("spec", obj["spec"])


def validate_claim_update(new: Object, old: Object) -> list[FieldError]:
    errors = validate_claim(new)
    spec, before = new["spec"], old["spec"]
    wanted, had = _storage(spec), _storage(before)
    bound = (old.get("status") or {}).get("phase") == "Bound"
    if _fixed(spec, before) != _fixed(before, before) or (wanted != had and not bound):
        text = (
            "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"
        )
        errors.append(forbidden("spec", f"{text}\n{_diff(before, spec)}"))
    elif wanted and had and quantity.compare(wanted, had) < 0:
        status = ((old.get("status") or {}).get("capacity") or {}).get("storage", had)
        if quantity.compare(wanted, status) < 0:
            text = "field can not be less than status.capacity"
            errors.append(forbidden("spec.resources.requests.storage", text))
    return errors


def _storage(spec: Object) -> str | None:
    found: str | None = ((spec.get("resources") or {}).get("requests") or {}).get("storage")
    return found


def _fixed(spec: Object, before: Object) -> Object:
    free = ("resources", "volumeAttributesClassName")
    fixed = {name: value for name, value in spec.items() if name not in free}
    if not before.get("volumeName"):
        # Binding fills the name in.
        fixed.pop("volumeName", None)
    if before.get("storageClassName") is None:
        fixed.pop("storageClassName", None)
    return fixed


def _diff(old: Object, new: Object) -> str:
    from difflib import unified_diff

    texts = [json.dumps(go_value(spec, "ClaimSpec"), indent=1, ensure_ascii=False).splitlines() for spec in (old, new)]
    return "\n".join(list(unified_diff(texts[0], texts[1], lineterm="", n=3))[2:]) + "\n"
