"""Where a container sees volumes: mounted in its file system, or as raw devices.

Upstream: pkg/apis/core/validation (ValidateVolumeMounts, ValidateVolumeDevices).
"""

from typing import Any

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, missing, required
from pykubectl.kinds import rules
from pykubectl.kinds.core.volume_sources import local_path, no_backsteps

_PROPAGATIONS = ("Bidirectional", "HostToContainer", "None")
_RECURSIVE = ("Disabled", "Enabled", "IfPossible")


def validate_mounts(path: str, container: Object, volumes: dict[str, Object]) -> list[FieldError]:
    devices = container.get("volumeDevices") or ()
    errors: list[FieldError] = []
    paths: set[str] = set()
    for index, mount in enumerate(container.get("volumeMounts") or ()):
        name, where = mount.get("name") or "", mount.get("mountPath") or ""
        if not name:
            errors.append(required(f"{path}[{index}].name"))
        if name not in volumes:
            errors.append(missing(f"{path}[{index}].name", name))
        if not where:
            errors.append(required(f"{path}[{index}].mountPath"))
        if where in paths:
            errors.append(invalid(f"{path}[{index}].mountPath", where, "must be unique"))
        paths.add(where)
        if devices:
            errors += _taken(f"{path}[{index}]", "mountPath", mount, "volumeDevices", container)
        if len(mount) > 2:
            errors += _mount_details(path, index, mount, container)
    return errors


def _taken(path: str, field: str, item: Object, others: str, container: Object) -> list[FieldError]:
    """A volume is either mounted or a device, and so is a path."""
    errors = []
    other_field = "mountPath" if others == "volumeMounts" else "devicePath"
    name, where = item.get("name") or "", item.get(field) or ""
    if any((other.get("name") or "") == name for other in container.get(others) or ()):
        errors.append(invalid(f"{path}.name", name, f"must not already exist in {others}"))
    if any((other.get(other_field) or "") == where for other in container.get(others) or ()):
        errors.append(invalid(f"{path}.{field}", where, f"must not already exist as a path in {others}"))
    return errors


def _mount_details(path: str, index: int, mount: Object, container: Object) -> list[FieldError]:
    # Upstream leaves out the index in most of them.
    errors: list[FieldError] = []
    if mount.get("subPath"):
        errors += local_path(f"{path}.subPath", mount["subPath"])
    expression = mount.get("subPathExpr")
    if expression:
        if mount.get("subPath"):
            text = "subPathExpr and subPath are mutually exclusive"
            errors.append(invalid(f"{path}[{index}].subPathExpr", expression, text))
        errors += local_path(f"{path}.subPathExpr", expression)
    propagation = mount.get("mountPropagation")
    if propagation is not None:
        errors += _propagation(f"{path}.mountPropagation", propagation, container)
    return errors + _recursive_read_only(f"{path}.recursiveReadOnly", mount)


def _propagation(path: str, propagation: str, container: Object) -> list[FieldError]:
    if propagation not in _PROPAGATIONS:
        return [rules.unsupported(path, propagation, _PROPAGATIONS)]
    privileged = (container.get("securityContext") or {}).get("privileged")
    if propagation == "Bidirectional" and not privileged:
        return [forbidden(path, "Bidirectional mount propagation is available only to privileged containers")]
    return []


def _recursive_read_only(path: str, mount: Object) -> list[FieldError]:
    value = mount.get("recursiveReadOnly")
    if value in (None, "Disabled"):
        return []
    if value not in _RECURSIVE:
        return [rules.unsupported(path, value, _RECURSIVE)]
    errors = [] if mount.get("readOnly") else [forbidden(path, "may only be specified when readOnly is true")]
    if mount.get("mountPropagation") not in (None, "None"):
        text = "may only be specified when mountPropagation is None or not specified"
        errors.append(forbidden(path, text))
    return errors


def validate_devices(path: str, container: Object, volumes: dict[str, Object]) -> list[FieldError]:
    errors: list[FieldError] = []
    names: set[Any] = set()
    paths: set[Any] = set()
    for index, device in enumerate(container.get("volumeDevices") or ()):
        here, name, where = f"{path}[{index}]", device.get("name") or "", device.get("devicePath") or ""
        if not name:
            errors.append(required(f"{here}.name"))
        if name in names:
            errors.append(invalid(f"{here}.name", name, "must be unique"))
        if name not in volumes:
            errors.append(missing(f"{here}.name", name))
        elif not volumes[name].keys() & {"persistentVolumeClaim", "ephemeral"}:
            text = "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode"
            errors.append(invalid(f"{here}.name", name, text))
        if not where:
            errors.append(required(f"{here}.devicePath"))
        if where in paths:
            errors.append(invalid(f"{here}.devicePath", where, "must be unique"))
        if no_backsteps("", where):
            errors.append(invalid(f"{here}.devicePath", where, "can not contain backsteps ('..')"))
        else:
            paths.add(where)
        errors += _taken(here, "devicePath", device, "volumeMounts", container)
        names |= {name} - {""}
    return errors
