"""The defaults that the documents tell: those marked on the types, and Go's zero values of what is always written.

Upstream: the +default markers in staging/src/k8s.io/api; kube-openapi/pkg/generators/openapi.go.
"""

from typing import Any

from pykubectl.machinery.schema import Schema

_CORE = "io.k8s.api.core.v1"
_MARKED: dict[str, Any] = {
    "AzureDiskVolumeSource.cachingMode": "ReadWrite",
    "AzureDiskVolumeSource.fsType": "ext4",
    "AzureDiskVolumeSource.kind": "Shared",
    "AzureDiskVolumeSource.readOnly": False,
    "ContainerPort.protocol": "TCP",
    "GRPCAction.service": "",
    "ISCSIPersistentVolumeSource.iscsiInterface": "default",
    "ISCSIVolumeSource.iscsiInterface": "default",
    "LocalObjectReference.name": "",
    "RBDPersistentVolumeSource.keyring": "/etc/ceph/keyring",
    "RBDPersistentVolumeSource.pool": "rbd",
    "RBDPersistentVolumeSource.user": "admin",
    "RBDVolumeSource.keyring": "/etc/ceph/keyring",
    "RBDVolumeSource.pool": "rbd",
    "RBDVolumeSource.user": "admin",
    "ScaleIOPersistentVolumeSource.fsType": "xfs",
    "ScaleIOPersistentVolumeSource.storageMode": "ThinProvisioned",
    "ScaleIOVolumeSource.fsType": "xfs",
    "ScaleIOVolumeSource.storageMode": "ThinProvisioned",
    "ServicePort.protocol": "TCP",
    "ConfigMapEnvSource.name": "",
    "ConfigMapKeySelector.name": "",
    "ConfigMapProjection.name": "",
    "ConfigMapVolumeSource.name": "",
    "SecretEnvSource.name": "",
    "SecretKeySelector.name": "",
    "SecretProjection.name": "",
}
_ZERO: dict[str, Any] = {"string": "", "integer": 0, "number": 0, "boolean": False}
# Fields that are structs, not pointers to them, in every kind that has them.
_EMBEDDED = frozenset({"metadata", "spec", "status", "template"})


def default_of(definition: str, field: str, schema: Schema, required: bool) -> Any:
    """None when there is none."""
    owner, _, type_name = definition.rpartition(".")
    marked = _MARKED.get(f"{type_name}.{field}") if owner == _CORE else None
    if marked is not None:
        return marked
    if schema.type == "object" and schema.name and (required or field in _EMBEDDED):
        return {} if schema.fields() else None
    if required and schema.format not in ("byte", "date-time", "micro-time"):
        return _ZERO.get(schema.type)
    return None
