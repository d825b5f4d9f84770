"""Volumes: what kind of storage they are, and the fields that say which.

VOLUMES has a row per source: its field in the API, its type as it is told, and its fields as (label, field, what stands for a
missing one). The four sources with a form of their own have functions. Persistent volumes have some sources in another
shape; PERSISTENT holds those.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go (describeVolumes).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pykubectl import Object
from pykubectl.cli.describers.parts.claims import write_claim
from pykubectl.cli.describers.parts.fields import ANNOTATION_LENGTH_MAX, plain_bool, shortened
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.machinery import quantity
from pykubectl.machinery.go_values import go_print

Fields = tuple[tuple[str, str, str], ...]

NIL, FALSE, NONE, UNSET = "nil", "false", "<none>", "<unset>"
_READ_ONLY = ("ReadOnly:", "readOnly", FALSE)
_FS_TYPE = ("FSType:", "fsType", "")
_SECRET = ("SecretRef:", "secretRef", NIL)
_ISCSI: Fields = (
    ("TargetPortal:", "targetPortal", ""), ("IQN:", "iqn", ""), ("Lun:", "lun", "0"), ("ISCSIInterface", "iscsiInterface", ""),
    _FS_TYPE, _READ_ONLY, ("Portals:", "portals", "[]"), ("DiscoveryCHAPAuth:", "chapAuthDiscovery", FALSE),
    ("SessionCHAPAuth:", "chapAuthSession", FALSE), _SECRET, ("InitiatorName:", "initiatorName", NONE),
)  # fmt: skip
_DISK: Fields = (_FS_TYPE, ("Partition:", "partition", "0"), _READ_ONLY)

VOLUMES: Mapping[str, tuple[str, Fields]] = {
    "hostPath": (
        "HostPath (bare host directory volume)",
        (("Path:", "path", ""), ("HostPathType:", "type", NONE)),
    ),
    "emptyDir": (
        "EmptyDir (a temporary directory that shares a pod's lifetime)",
        (("Medium:", "medium", ""), ("SizeLimit:", "sizeLimit", UNSET)),
    ),
    "gcePersistentDisk": (
        "GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)",
        (("PDName:", "pdName", ""), *_DISK),
    ),
    "awsElasticBlockStore": (
        "AWSElasticBlockStore (a Persistent Disk resource in AWS)",
        (("VolumeID:", "volumeID", ""), *_DISK),
    ),
    "gitRepo": (
        "GitRepo (a volume that is pulled from git when the pod is created)",
        (("Repository:", "repository", ""), ("Revision:", "revision", "")),
    ),
    "secret": (
        "Secret (a volume populated by a Secret)",
        (("SecretName:", "secretName", ""), ("Optional:", "optional", FALSE)),
    ),
    "configMap": (
        "ConfigMap (a volume populated by a ConfigMap)",
        (("Name:", "name", ""), ("Optional:", "optional", FALSE)),
    ),
    "nfs": (
        "NFS (an NFS mount that lasts the lifetime of a pod)",
        (("Server:", "server", ""), ("Path:", "path", ""), _READ_ONLY),
    ),
    "iscsi": (
        "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
        _ISCSI,
    ),
    "glusterfs": (
        "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)",
        (("EndpointsName:", "endpoints", ""), ("Path:", "path", ""), _READ_ONLY),
    ),
    "persistentVolumeClaim": (
        "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)",
        (("ClaimName:", "claimName", ""), _READ_ONLY),
    ),
    "ephemeral": (
        "EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)",
        (),
    ),
    "rbd": (
        "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
        (
            ("CephMonitors:", "monitors", "[]"), ("RBDImage:", "image", ""), _FS_TYPE, ("RBDPool:", "pool", ""),
            ("RadosUser:", "user", ""), ("Keyring:", "keyring", ""), _SECRET, _READ_ONLY,
        ),
    ),
    "quobyte": (
        "Quobyte (a Quobyte mount on the host that shares a pod's lifetime)",
        (("Registry:", "registry", ""), ("Volume:", "volume", ""), _READ_ONLY),
    ),
    "downwardAPI": ("DownwardAPI (a volume populated by information about the pod)", ()),
    "azureDisk": (
        "AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)",
        (
            ("DiskName:", "diskName", ""), ("DiskURI:", "diskURI", ""), ("Kind: ", "kind", ""), _FS_TYPE,
            ("CachingMode:", "cachingMode", ""), _READ_ONLY,
        ),
    ),
    "vsphereVolume": (
        "vSphereVolume (a Persistent Disk resource in vSphere)",
        (("VolumePath:", "volumePath", ""), _FS_TYPE, ("StoragePolicyName:", "storagePolicyName", "")),
    ),
    "cinder": (
        "Cinder (a Persistent Disk resource in OpenStack)",
        (("VolumeID:", "volumeID", ""), _FS_TYPE, _READ_ONLY, _SECRET),
    ),
    "photonPersistentDisk": (
        "PhotonPersistentDisk (a Persistent Disk resource in photon platform)",
        (("PdID:", "pdID", ""), _FS_TYPE),
    ),
    "portworxVolume": ("PortworxVolume (a Portworx Volume resource)", (("VolumeID:", "volumeID", ""),)),
    "scaleIO": (
        "ScaleIO (a persistent volume backed by a block device in ScaleIO)",
        (
            ("Gateway:", "gateway", ""), ("System:", "system", ""), ("Protection Domain:", "protectionDomain", ""),
            ("Storage Pool:", "storagePool", ""), ("Storage Mode:", "storageMode", ""), ("VolumeName:", "volumeName", ""),
            _FS_TYPE, _READ_ONLY,
        ),
    ),
    "cephfs": (
        "CephFS (a CephFS mount on the host that shares a pod's lifetime)",
        (
            ("Monitors:", "monitors", "[]"), ("Path:", "path", ""), ("User:", "user", ""), ("SecretFile:", "secretFile", ""),
            _SECRET, _READ_ONLY,
        ),
    ),
    "storageos": (
        "StorageOS (a StorageOS Persistent Disk resource)",
        (("VolumeName:", "volumeName", ""), ("VolumeNamespace:", "volumeNamespace", ""), _FS_TYPE, _READ_ONLY),
    ),
    "fc": (
        "FC (a Fibre Channel disk)",
        (("TargetWWNs:", "targetWWNs", ""), ("LUN:", "lun", NONE), _FS_TYPE, _READ_ONLY),
    ),
    "azureFile": (
        "AzureFile (an Azure File Service mount on the host and bind mount to the pod)",
        (("SecretName:", "secretName", ""), ("ShareName:", "shareName", ""), _READ_ONLY),
    ),
    "flexVolume": (
        "FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)",
        (("Driver:", "driver", ""), _FS_TYPE, _SECRET, _READ_ONLY, ("Options:", "options", "map[]")),
    ),
    "flocker": (
        "Flocker (a Flocker volume mounted by the Flocker agent)",
        (("DatasetName:", "datasetName", ""), ("DatasetUUID:", "datasetUUID", "")),
    ),
    "projected": ("Projected (a volume that contains injected data from multiple sources)", ()),
    "csi": (
        "CSI (a Container Storage Interface (CSI) volume source)",
        (("Driver:", "driver", ""), _FS_TYPE, _READ_ONLY),
    ),
    "image": (
        "Image (a container image or OCI artifact)",
        (("Reference:", "reference", ""), ("PullPolicy:", "pullPolicy", "")),
    ),
}  # fmt: skip

PERSISTENT: Mapping[str, Fields] = {
    "glusterfs": (
        ("EndpointsName:", "endpoints", ""), ("EndpointsNamespace:", "endpointsNamespace", UNSET), ("Path:", "path", ""),
        _READ_ONLY,
    ),
    "scaleIO": (
        ("Gateway:", "gateway", ""), ("System:", "system", ""), ("Protection Domain:", "protectionDomain", ""),
        ("Storage Pool:", "storagePool", ""), ("Storage Mode:", "storageMode", ""), ("VolumeName:", "volumeName", ""),
        ("SecretName:", "secretRef.name", ""), ("SecretNamespace:", "secretRef.namespace", ""), _FS_TYPE, _READ_ONLY,
    ),
    "azureFile": (
        ("SecretName:", "secretName", ""), ("SecretNamespace:", "secretNamespace", ""), ("ShareName:", "shareName", ""),
        _READ_ONLY,
    ),
    "csi": (("Driver:", "driver", ""), _FS_TYPE, ("VolumeHandle:", "volumeHandle", ""), _READ_ONLY),
}  # fmt: skip
LOCAL = (
    "LocalVolume (a persistent volume backed by local storage on a node)",
    (("Path:", "path", ""),),
)


def write_volumes(writer: Writer, volumes: Sequence[Object] | None, space: str = "") -> None:
    if not volumes:
        writer.line(f"{space}Volumes:", "<none>")
        return
    writer.line(f"{space}Volumes:")
    for volume in volumes:
        writer.line(f"{' ' if space else ''}{volume['name']}:", level=1)
        for field, (kind, fields) in VOLUMES.items():
            if volume.get(field) is not None:
                _write_source(writer, field, kind, fields, volume[field])
                break
        else:
            writer.line("<unknown>", level=1)


def write_persistent_source(writer: Writer, spec: Object) -> None:
    """The source of a persistent volume."""
    for field, (kind, fields) in {**VOLUMES, "local": LOCAL}.items():
        if spec.get(field) is not None:
            source = spec[field]
            if source.get("secretRef") is not None:
                # A volume belongs to no namespace, so that its secret is named with one.
                source = {**source, "secretRef": {"namespace": "", **source["secretRef"]}}
            _write_source(writer, field, kind, PERSISTENT.get(field, fields), source)
            return
    writer.line("<unknown>", level=1)


def _write_source(writer: Writer, field: str, kind: str, fields: Fields, source: Object) -> None:
    writer.line("Type:", kind, level=2)
    for label, name, missing in fields:
        writer.line(label, _value(source, name, missing), level=2)
    if field == "projected":
        _write_projections(writer, source)
    elif field == "downwardAPI":
        _write_downward_items(writer, source)
    elif field == "csi":
        _write_attributes(writer, source.get("volumeAttributes") or {})
    elif field == "ephemeral" and source.get("volumeClaimTemplate") is not None:
        write_claim(writer.nested(2), source["volumeClaimTemplate"])


def _value(source: Object, name: str, missing: str) -> str:
    value: Any = source
    for part in name.split("."):
        value = (value or {}).get(part)
    if value is None:
        return missing
    if name == "sizeLimit":
        return str(value) if quantity.parse(value).nanos > 0 else UNSET
    if name == "targetWWNs":
        return ", ".join(value)
    if name == "secretRef":
        return _reference(value)
    return go_print(value)


def _reference(reference: Object) -> str:
    """A reference as Go prints the struct."""
    if "namespace" in reference:
        return f"&SecretReference{{Name:{reference.get('name', '')},Namespace:{reference['namespace']},}}"
    return f"&LocalObjectReference{{Name:{reference.get('name', '')},}}"


def _write_projections(writer: Writer, source: Object) -> None:
    for projection in source.get("sources") or ():
        if projection.get("secret") is not None:
            _write_projection(writer, "SecretName", projection["secret"])
        elif projection.get("downwardAPI") is not None:
            writer.field("DownwardAPI", "true", 2)
        elif projection.get("configMap") is not None:
            _write_projection(writer, "ConfigMapName", projection["configMap"])
        elif projection.get("serviceAccountToken") is not None:
            seconds = projection["serviceAccountToken"].get("expirationSeconds", 0)
            writer.field("TokenExpirationSeconds", seconds, 2)


def _write_projection(writer: Writer, label: str, projection: Object) -> None:
    writer.field(label, projection.get("name", ""), 2)
    writer.field("Optional", plain_bool(projection.get("optional")), 2)


def _write_downward_items(writer: Writer, source: Object) -> None:
    writer.line("Items:", level=2)
    for item in source.get("items") or ():
        if item.get("fieldRef") is not None:
            writer.line(f"{item['fieldRef']['fieldPath']} -> {item['path']}", level=3)
        if item.get("resourceFieldRef") is not None:
            writer.line(f"{item['resourceFieldRef']['resource']} -> {item['path']}", level=3)


def _write_attributes(writer: Writer, attributes: Mapping[str, str]) -> None:
    writer.write("VolumeAttributes:\t", 2)
    if not attributes:
        writer.end("<none>")
    for index, (key, value) in enumerate(sorted(attributes.items())):
        if index:
            # The indentation of an empty piece and of the tab, as they come.
            writer.write("", 2)
            writer.write("\t", 2)
        writer.write(f"{shortened(f'{key}={value}', ANNOTATION_LENGTH_MAX)}\n", 2)
