"""Claims for storage: on their own, in stateful sets, in pods.

Upstream: pkg/apis/core/validation (ValidatePersistentVolumeClaimSpec).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.core.resource_validation import positive_amount

ACCESS_MODES = ("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod")
VOLUME_MODES = ("Block", "Filesystem")


def validate_claim_spec(path: str, spec: Object) -> list[FieldError]:
    errors = validate_access_modes(f"{path}.accessModes", spec.get("accessModes") or [])
    errors += rules.label_selector(f"{path}.selector", spec.get("selector"))
    storage = ((spec.get("resources") or {}).get("requests") or {}).get("storage")
    if storage is None:
        errors.append(required(f"{path}.resources[storage]"))
    else:
        errors += positive_amount(f"{path}.resources[storage]", storage)
    if spec.get("storageClassName"):
        errors += rules.check(f"{path}.storageClassName", spec["storageClassName"], rules.subdomain)
    if spec.get("volumeMode") is not None and spec["volumeMode"] not in VOLUME_MODES:
        errors.append(rules.unsupported(f"{path}.volumeMode", spec["volumeMode"], VOLUME_MODES))
    return errors + _source(f"{path}.dataSource", spec.get("dataSource"))


def validate_access_modes(path: str, modes: list[str]) -> list[FieldError]:
    if not modes:
        return [required(path, "at least 1 access mode is required")]
    errors = [rules.unsupported(path, mode, ACCESS_MODES) for mode in modes if mode not in ACCESS_MODES]
    if "ReadWriteOncePod" in modes and len(set(modes)) > 1:
        text = "may not use ReadWriteOncePod with other access modes"
        errors.append(forbidden(path, text))
    return errors


def _source(path: str, source: Object | None) -> list[FieldError]:
    if source is None:
        return []
    errors = [required(f"{path}.{name}") for name in ("name", "kind") if not source.get(name)]
    if not source.get("apiGroup") and source.get("kind") != "PersistentVolumeClaim":
        text = "must be 'PersistentVolumeClaim' when referencing the default apiGroup"
        errors.append(invalid(path, source.get("kind") or "", text))
    return errors
