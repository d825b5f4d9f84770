"""Claims for storage: on their own, in stateful sets, in pods.

Upstream: pkg/apis/core/validation (ValidatePersistentVolumeClaimSpec, ValidatePersistentVolumeClaimTemplate).
"""

from typing import Any

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.core.resource_validation import positive_amount
from pykubectl.kinds.metadata import validate_annotations

ACCESS_MODES = ("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod")
VOLUME_MODES = ("Block", "Filesystem")


def validate_claim_template(path: str, template: Object) -> list[FieldError]:
    """Of a claim that is made with a pod: its metadata has labels and annotations alone."""
    metadata = template.get("metadata") or {}
    errors = validate_annotations(f"{path}.metadata.annotations", metadata.get("annotations"))
    errors += rules.labels(f"{path}.metadata.labels", metadata.get("labels"))
    for name, value in metadata.items():
        if value and name not in ("annotations", "labels"):
            errors.append(forbidden(f"{path}.metadata.{name}", "cannot be set"))
    return errors + validate_claim_spec(f"{path}.spec", template.get("spec") or {})


def validate_claim_spec(path: str, spec: Object, before: Object | None = None) -> list[FieldError]:
    modes, here = spec.get("accessModes") or [], f"{path}.accessModes"
    errors = validate_access_modes(here, modes) if modes else [required(here, "at least 1 access mode is required")]
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
    errors += _sources(path, spec, before or {})
    if spec.get("volumeAttributesClassName"):
        name = spec["volumeAttributesClassName"]
        errors += rules.check(f"{path}.volumeAttributesClassName", name, rules.subdomain)
    return errors


def validate_access_modes(path: str, modes: list[str]) -> list[FieldError]:
    errors = [rules.unsupported(path, mode, ACCESS_MODES) for mode in modes if mode not in ACCESS_MODES]
    if "ReadWriteOncePod" in modes and {*modes} & {*ACCESS_MODES} != {"ReadWriteOncePod"}:
        text = "may not use ReadWriteOncePod with other access modes"
        errors.append(forbidden(path, text))
    return errors


def _sources(path: str, spec: Object, before: Object) -> list[FieldError]:
    source, ref = spec.get("dataSource"), spec.get("dataSourceRef")
    # A group that was once accepted is not looked at again.
    any_group = any((before.get(field) or {}).get("apiGroup") is not None for field in ("dataSource", "dataSourceRef"))
    errors = _source(f"{path}.dataSource", source, any_group) + _source(f"{path}.dataSourceRef", ref, any_group)
    if source is None or ref is None:
        return errors
    # The server shows its own path as the value: a struct without a field that JSON sees.
    shown: Any = {}
    if ref.get("namespace"):
        errors.append(invalid(path, shown, "may not be specified when dataSourceRef.namespace is specified"))
    elif any(source.get(field) != ref.get(field) for field in ("apiGroup", "kind", "name")):
        errors.append(invalid(path, shown, "must match dataSourceRef"))
    return errors


def _source(path: str, source: Object | None, any_group: bool) -> list[FieldError]:
    if source is None:
        return []
    errors = [required(f"{path}.{name}") for name in ("name", "kind") if not source.get(name)]
    group = source.get("apiGroup") or ""
    if not group and source.get("kind") != "PersistentVolumeClaim":
        text = "must be 'PersistentVolumeClaim' when referencing the default apiGroup"
        errors.append(invalid(path, source.get("kind") or "", text))
    if group and not any_group:
        errors += rules.check(f"{path}.apiGroup", group, rules.subdomain)
    if source.get("namespace"):
        errors += rules.check(f"{path}.namespace", source["namespace"], rules.dns_label)
    return errors
