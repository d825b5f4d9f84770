"""Volumes of a pod: exactly one source each, and what each source needs.

Upstream: pkg/apis/core/validation (ValidateVolumes).
"""

from collections.abc import Callable, Mapping
from typing import Any

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, forbidden, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.core.environment_validation import VOLUME_FIELDS, field_ref, resource_ref
from pykubectl.machinery import quantity

Source = Callable[[str, Any], list[FieldError]]

_MODE_TEXT = "must be a number between 0 and 0777 (octal), both inclusive"
_HOST_PATH_TYPES = (
    "",
    "BlockDevice",
    "CharDevice",
    "Directory",
    "DirectoryOrCreate",
    "File",
    "FileOrCreate",
    "Socket",
)
_TOKEN_SECONDS_MIN = 600
_MORE_THAN_ONE = "may not specify more than 1 volume type"


def validate_volumes(path: str, volumes: list[Object]) -> tuple[dict[str, Object], list[FieldError]]:
    """The volumes that can be mounted, by name, and what is wrong with the others."""
    good: dict[str, Object] = {}
    errors: list[FieldError] = []
    for index, volume in enumerate(volumes):
        here, name = f"{path}[{index}]", volume.get("name") or ""
        found = validate_sources(here, volume, SOURCES)
        found += rules.check(f"{here}.name", name, rules.dns_label) if name else [required(f"{here}.name")]
        if name in good:
            found.append(duplicate(f"{here}.name", name))
        if not found:
            good[name] = volume
        errors += found
    return good, errors


def validate_sources(path: str, holder: Object, sources: Mapping[str, Source]) -> list[FieldError]:
    """One of the sources must be there; a second one is forbidden, and not looked at."""
    errors: list[FieldError] = []
    count = 0
    for name, validate in sources.items():
        if holder.get(name) is None:
            continue
        count += 1
        if count > 1:
            errors.append(forbidden(f"{path}.{name}", _MORE_THAN_ONE))
        else:
            errors += validate(f"{path}.{name}", holder[name])
    return errors if count else [required(path, "must specify a volume type")]


def _needs(*fields: str) -> Source:
    return lambda path, source: [required(f"{path}.{field}") for field in fields if not source.get(field)]


def _empty_dir(path: str, source: Object) -> list[FieldError]:
    if source.get("sizeLimit") is not None and quantity.parse(source["sizeLimit"]).nanos < 0:
        return [forbidden(f"{path}.sizeLimit", "SizeLimit field must be a valid resource quantity")]
    return []


def host_path(path: str, source: Object) -> list[FieldError]:
    if not source.get("path"):
        return [required(f"{path}.path")]
    errors = []
    if ".." in source["path"].split("/"):
        errors.append(invalid(f"{path}.path", source["path"], "must not contain '..'"))
    if source.get("type") is not None and source["type"] not in _HOST_PATH_TYPES:
        errors.append(rules.unsupported(f"{path}.type", source["type"], _HOST_PATH_TYPES))
    return errors


def nfs(path: str, source: Object) -> list[FieldError]:
    errors = _needs("server", "path")(path, source)
    if not (source.get("path") or "").startswith("/"):
        errors.append(invalid(f"{path}.path", source.get("path") or "", "must be an absolute path"))
    return errors


def local_path(path: str, value: str) -> list[FieldError]:
    """Relative, and not out of the directory."""
    errors = []
    if value.startswith("/"):
        errors.append(invalid(path, value, "must be a relative path"))
    if ".." in value.split("/"):
        errors.append(invalid(path, value, "must not contain '..'"))
    return errors


def _local_free_path(path: str, value: str) -> list[FieldError]:
    errors = local_path(path, value)
    if value.startswith("..") and not value.startswith("../"):
        errors.append(invalid(path, value, "must not start with '..'"))
    return errors


def _mode(path: str, mode: int | None) -> list[FieldError]:
    return [] if mode is None or 0 <= mode <= 0o777 else [invalid(path, mode, _MODE_TEXT)]


def _keyed(name_field: str) -> Source:
    """Secrets and config maps as volumes."""

    def validate(path: str, source: Object) -> list[FieldError]:
        errors = [] if source.get(name_field) else [required(f"{path}.{name_field}")]
        errors += _mode(f"{path}.defaultMode", source.get("defaultMode"))
        return errors + _items(f"{path}.items", source.get("items") or [])

    return validate


def _items(path: str, items: list[Object]) -> list[FieldError]:
    errors = []
    for index, item in enumerate(items):
        here = f"{path}[{index}]"
        if not item.get("key"):
            errors.append(required(f"{here}.key"))
        if not item.get("path"):
            errors.append(required(f"{here}.path"))
        else:
            errors += _local_free_path(f"{here}.path", item["path"])
        errors += _mode(f"{here}.mode", item.get("mode"))
    return errors


def _downward(path: str, source: Object) -> list[FieldError]:
    errors = _mode(f"{path}.defaultMode", source.get("defaultMode"))
    for item in source.get("items") or ():
        errors += _downward_file(path, item)
    return errors


def _downward_file(path: str, item: Object) -> list[FieldError]:
    errors = []
    if not item.get("path"):
        errors.append(required(f"{path}.path"))
    else:
        errors += _local_free_path(f"{path}.path", item["path"])
    field, resource = item.get("fieldRef"), item.get("resourceFieldRef")
    if field is not None:
        errors += field_ref(f"{path}.fieldRef", field, VOLUME_FIELDS)
        if resource is not None:
            text = "fieldRef and resourceFieldRef can not be specified simultaneously"
            errors.append(invalid(path, "resource", text))
    elif resource is not None:
        errors += resource_ref(f"{path}.resourceFieldRef", resource, in_volume=True)
    else:
        errors.append(required(path, "one of fieldRef and resourceFieldRef is required"))
    return errors + _mode(f"{path}.mode", item.get("mode"))


def _projected(path: str, source: Object) -> list[FieldError]:
    errors = _mode(f"{path}.defaultMode", source.get("defaultMode"))
    for index, projection in enumerate(source.get("sources") or ()):
        here = f"{path}.sources[{index}]"
        named = [name for name in _PROJECTIONS if projection.get(name) is not None]
        for position, name in enumerate(named):
            if position:
                errors.append(forbidden(f"{here}.{name}", _MORE_THAN_ONE))
            else:
                errors += _PROJECTIONS[name](f"{here}.{name}", projection[name])
        if not named:
            errors.append(required(here, "must specify a volume type"))
    return errors


def _token(path: str, token: Object) -> list[FieldError]:
    errors = []
    seconds = token.get("expirationSeconds") or 0
    if seconds < _TOKEN_SECONDS_MIN:
        text = "may not specify a duration less than 10 minutes"
        errors.append(invalid(f"{path}.expirationSeconds", seconds, text))
    elif seconds > 1 << 32:
        text = "may not specify a duration larger than 2^32 seconds"
        errors.append(invalid(f"{path}.expirationSeconds", seconds, text))
    if not token.get("path"):
        errors.append(required(f"{path}.path"))
    else:
        errors += _local_free_path(f"{path}.path", token["path"])
    return errors


def _ephemeral(path: str, source: Object) -> list[FieldError]:
    from pykubectl.kinds.core.claim_validation import validate_claim_spec

    template = source.get("volumeClaimTemplate")
    if template is None:
        return [required(f"{path}.volumeClaimTemplate")]
    return validate_claim_spec(f"{path}.volumeClaimTemplate.spec", template.get("spec") or {})


def _anything(path: str, source: Object) -> list[FieldError]:
    return []


_PROJECTIONS: dict[str, Source] = {
    "secret": _keyed("name"),
    "configMap": _keyed("name"),
    "downwardAPI": _downward,
    "serviceAccountToken": _token,
    "clusterTrustBundle": _needs("path"),
    "podCertificate": _needs("signerName", "keyType"),
}

# In the order in which the server looks at them.
SOURCES: dict[str, Source] = {
    "emptyDir": _empty_dir,
    "hostPath": host_path,
    "gitRepo": _needs("repository"),
    "gcePersistentDisk": _needs("pdName"),
    "awsElasticBlockStore": _needs("volumeID"),
    "secret": _keyed("secretName"),
    "nfs": nfs,
    "iscsi": _needs("targetPortal", "iqn"),
    "glusterfs": _needs("endpoints", "path"),
    "flocker": _anything,
    "persistentVolumeClaim": _needs("claimName"),
    "rbd": _needs("monitors", "image"),
    "cinder": _needs("volumeID"),
    "cephfs": _needs("monitors"),
    "quobyte": _needs("registry", "volume"),
    "downwardAPI": _downward,
    "fc": _anything,
    "flexVolume": _needs("driver"),
    "configMap": _keyed("name"),
    "azureFile": _needs("secretName", "shareName"),
    "vsphereVolume": _needs("volumePath"),
    "photonPersistentDisk": _needs("pdID"),
    "portworxVolume": _needs("volumeID"),
    "azureDisk": _needs("diskName", "diskURI"),
    "storageos": _needs("volumeName"),
    "projected": _projected,
    "scaleIO": _needs("gateway", "system", "volumeName"),
    "csi": _needs("driver"),
    "ephemeral": _ephemeral,
    "image": _needs("reference"),
}
