"""Validation of the kinds of storage.k8s.io.

Upstream: pkg/apis/storage/validation.
"""

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.go_values import go_value, plain

_DRIVER_FIXED = ("attachRequired", "fsGroupPolicy", "volumeLifecycleModes")


def validate_storage_class(obj: Object) -> list[FieldError]:
    provisioner = obj.get("provisioner") or ""
    errors = rules.check("provisioner", provisioner.lower(), rules.qualified_name) if provisioner else []
    if not provisioner:
        errors.append(required("provisioner"))
    for key in sorted(obj.get("parameters") or ()):
        if not key:
            errors.append(invalid("parameters", key, "field can not be empty."))
    errors += rules.one_of("reclaimPolicy", obj.get("reclaimPolicy"), ("Delete", "Retain"), needed="")
    modes = ("Immediate", "WaitForFirstConsumer")
    return errors + rules.one_of("volumeBindingMode", obj.get("volumeBindingMode"), modes, needed="")


def validate_storage_class_update(new: Object, old: Object) -> list[FieldError]:
    errors = []
    for field in ("parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"):
        errors += rules.immutable(field, plain(new.get(field)), plain(old.get(field)))
    return errors


def validate_csi_driver(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    errors = []
    policies = ("File", "None", "ReadWriteOnceWithFSType")
    if spec.get("fsGroupPolicy") not in policies:
        errors.append(rules.unsupported("spec.fsGroupPolicy", spec.get("fsGroupPolicy") or "", policies))
    for mode in spec.get("volumeLifecycleModes") or ():
        if mode not in ("Persistent", "Ephemeral"):
            errors.append(rules.unsupported("spec.volumeLifecycleModes", mode, ("Ephemeral", "Persistent")))
    return errors


def validate_csi_driver_update(new: Object, old: Object) -> list[FieldError]:
    errors = validate_csi_driver(new)
    for field in _DRIVER_FIXED:
        # The server misspells one of them.
        shown = "attachedRequired" if field == "attachRequired" else field
        errors += rules.immutable(f"spec.{shown}", new["spec"].get(field), old["spec"].get(field))
    return errors


def driver_warnings(new: Object, old: Object | None) -> list[str]:
    spec = new.get("spec") or {}
    if spec.get("tokenRequests") and spec.get("serviceAccountTokenInSecrets") is None:
        return [
            "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent"
            " possible logging of tokens in volume attributes"
        ]
    return []


def validate_attachment(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    errors = [] if spec.get("attacher") else [required("spec.attacher")]
    source = spec.get("source") or {}
    if "persistentVolumeName" not in source and "inlineVolumeSpec" not in source:
        errors.append(required("spec.source", "must specify exactly one of inlineVolumeSpec and persistentVolumeName"))
    if not spec.get("nodeName"):
        errors.append(required("spec.nodeName"))
    return errors


def validate_attachment_update(new: Object, old: Object) -> list[FieldError]:
    errors = validate_attachment(new)
    if new.get("spec") != old.get("spec"):
        errors.append(invalid("spec", go_value(new.get("spec") or {}, "Attachment"), "field is immutable"))
    return errors


def validate_attributes_class(obj: Object) -> list[FieldError]:
    errors = [] if obj.get("driverName") else [required("driverName")]
    if not obj.get("parameters"):
        errors.append(required("parameters", "must contain at least one key/value pair"))
    return errors


def validate_attributes_class_update(new: Object, old: Object) -> list[FieldError]:
    errors = [
        forbidden(field, f"updates to {field} are forbidden.")
        for field in ("driverName", "parameters")
        if new.get(field) != old.get(field)
    ]
    return errors
