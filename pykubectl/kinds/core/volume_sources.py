"""The sources of volumes that other systems provide, as pods and persistent volumes name them: what each needs.

Upstream: pkg/apis/core/validation (validateISCSIVolumeSource, validateFCVolumeSource, validateAzureDisk, ...).
"""

import re
from collections.abc import Callable
from typing import Any

from pykubectl import Object
from pykubectl.errors import FieldError, invalid, required, too_long
from pykubectl.kinds import rules

Source = Callable[[str, Any], list[FieldError]]

_QUALIFIED_NAMES = {
    "iqn": r"iqn\.\d{4}-\d{2}\.([a-zA-Z0-9\-.]+)(:[^,;*&$|\s]+)$",
    "eui": r"^eui.[a-zA-Z0-9]{16}$",
    "naa": r"^naa.[a-zA-Z0-9]{32}$",
}
_CACHING_MODES = ("None", "ReadOnly", "ReadWrite")
_DISK_KINDS = ("Dedicated", "Managed", "Shared")
_MANAGED_DISK = ("/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}",)
_BLOB_DISK = ("https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd",)


def needs(*fields: str) -> Source:
    """A source of which only the presence of some fields is asked for."""
    return lambda path, source: [required(f"{path}.{field}") for field in fields if not source.get(field)]


def no_backsteps(path: str, value: str) -> list[FieldError]:
    return [invalid(path, value, "must not contain '..'")] if ".." in value.split("/") else []


def local_path(path: str, value: str) -> list[FieldError]:
    """Relative, and not out of the directory."""
    errors = [invalid(path, value, "must be a relative path")] if value.startswith("/") else []
    return errors + no_backsteps(path, value)


def local_free_path(path: str, value: str) -> list[FieldError]:
    """A path whose beginning is not reserved either."""
    errors = local_path(path, value)
    if value.startswith("..") and not value.startswith("../"):
        errors.append(invalid(path, value, "must not start with '..'"))
    return errors


def git_repo(path: str, source: Object) -> list[FieldError]:
    return needs("repository")(path, source) + local_path(f"{path}.directory", source.get("directory") or "")


def gce_disk(path: str, source: Object) -> list[FieldError]:
    return needs("pdName")(path, source) + _partition(path, source)


def aws_disk(path: str, source: Object) -> list[FieldError]:
    return needs("volumeID")(path, source) + _partition(path, source)


def _partition(path: str, source: Object) -> list[FieldError]:
    # 0 is no partition, though the text does not say so.
    number = source.get("partition") or 0
    return [] if 0 <= number <= 255 else [invalid(f"{path}.partition", number, rules.range_text(1, 255))]


def nfs(path: str, source: Object) -> list[FieldError]:
    errors = needs("server", "path")(path, source)
    if not (source.get("path") or "").startswith("/"):
        errors.append(invalid(f"{path}.path", source.get("path") or "", "must be an absolute path"))
    return errors


def iscsi(path: str, source: Object) -> list[FieldError]:
    errors = needs("targetPortal", "iqn")(path, source)
    if source.get("iqn"):
        errors += _initiator(f"{path}.iqn", source["iqn"])
    if not 0 <= (source.get("lun") or 0) <= 255:
        errors.append(invalid(f"{path}.lun", source["lun"], rules.range_text(0, 255)))
    if (source.get("chapAuthDiscovery") or source.get("chapAuthSession")) and source.get("secretRef") is None:
        errors.append(required(f"{path}.secretRef"))
    if source.get("initiatorName") is not None:
        errors += _initiator(f"{path}.initiatorname", source["initiatorName"])
    return errors


def _initiator(path: str, name: str) -> list[FieldError]:
    pattern = _QUALIFIED_NAMES.get(name[:3])
    if pattern is None:
        return [invalid(path, name, "must be valid format starting with iqn, eui, or naa")]
    return [] if re.search(pattern, name) else [invalid(path, name, "must be valid format")]


def fibre_channel(path: str, source: Object) -> list[FieldError]:
    names, ids, lun = source.get("targetWWNs") or [], source.get("wwids") or [], source.get("lun")
    errors = []
    if not names and not ids:
        errors.append(required(f"{path}.targetWWNs", "must specify either targetWWNs or wwids, but not both"))
    if names and ids:
        text = "targetWWNs and wwids can not be specified simultaneously"
        errors.append(invalid(f"{path}.targetWWNs", names, text))
    if names and lun is None:
        errors.append(required(f"{path}.lun", "lun is required if targetWWNs is specified"))
    elif names and lun is not None and not 0 <= lun <= 255:
        errors.append(invalid(f"{path}.lun", lun, rules.range_text(0, 255)))
    return errors


def quobyte(path: str, source: Object) -> list[FieldError]:
    registry, text = source.get("registry") or "", "must be a host:port pair or multiple pairs separated by commas"
    errors = []
    if not registry:
        errors.append(required(f"{path}.registry", text))
    elif len(source.get("tenant") or "") >= 65:
        errors.append(required(f"{path}.tenant", "must be a UUID and may not exceed a length of 64 characters"))
    else:
        pairs = registry.split(",")
        errors += [invalid(f"{path}.registry", registry, text) for pair in pairs if pair.count(":") != 1]
    return errors + needs("volume")(path, source)


def flocker(path: str, source: Object) -> list[FieldError]:
    name, uuid = source.get("datasetName") or "", source.get("datasetUUID") or ""
    errors = []
    if not name and not uuid:
        errors.append(required(path, "one of datasetName and datasetUUID is required"))
    if name and uuid:
        text = "datasetName and datasetUUID can not be specified simultaneously"
        errors.append(invalid(path, "resource", text))
    if "/" in name:
        errors.append(invalid(f"{path}.datasetName", name, "must not contain '/'"))
    return errors


def cinder(path: str, source: Object) -> list[FieldError]:
    return needs("volumeID")(path, source) + _secret_name(path, source)


def _secret_name(path: str, source: Object) -> list[FieldError]:
    ref = source.get("secretRef")
    return [required(f"{path}.secretRef.name")] if ref is not None and not ref.get("name") else []


def flex_volume(path: str, source: Object) -> list[FieldError]:
    errors = needs("driver")(path, source)
    for key in sorted(source.get("options") or ()):
        namespace = f".{key.partition('/')[0].lower()}"
        if namespace.endswith((".kubernetes.io", ".k8s.io")):
            text = "kubernetes.io and k8s.io namespaces are reserved"
            errors.append(invalid(f"{path}.options[{key}]", key, text))
    return errors


def azure_disk(path: str, source: Object) -> list[FieldError]:
    errors = needs("diskName", "diskURI")(path, source)
    mode, kind, uri = source.get("cachingMode"), source.get("kind"), source.get("diskURI") or ""
    if mode is not None and mode not in _CACHING_MODES:
        errors.append(rules.unsupported(f"{path}.cachingMode", mode, _CACHING_MODES))
    if kind is not None and kind not in _DISK_KINDS:
        errors.append(rules.unsupported(f"{path}.kind", kind, _DISK_KINDS))
    if kind == "Managed" and not uri.startswith("/subscriptions/"):
        errors.append(rules.unsupported(f"{path}.diskURI", uri, _MANAGED_DISK))
    elif kind not in (None, "Managed") and not uri.startswith("https://"):
        errors.append(rules.unsupported(f"{path}.diskURI", uri, _BLOB_DISK))
    return errors


def storage_os(path: str, source: Object) -> list[FieldError]:
    errors = needs("volumeName")(path, source)
    for field in ("volumeName", "volumeNamespace"):
        if source.get(field):
            errors += rules.check(f"{path}.{field}", source[field], rules.dns_label)
    return errors + _secret_name(path, source)


def driver_name(path: str, name: str) -> list[FieldError]:
    """The name of a CSI driver, wherever it stands."""
    errors = [] if name else [required(path)]
    if len(name) > 63:
        errors.append(too_long(path, 63))
    return errors + [invalid(path, name, text) for text in rules.subdomain(name.lower())]


def csi(path: str, source: Object) -> list[FieldError]:
    errors = driver_name(f"{path}.driver", source.get("driver") or "")
    ref = source.get("nodePublishSecretRef")
    if ref is not None and not ref.get("name"):
        errors.append(required(f"{path}.nodePublishSecretRef.name"))
    elif ref is not None:
        errors += rules.check(f"{path}.name", ref["name"], rules.subdomain)
    return errors
