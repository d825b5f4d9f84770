"""Volumes of a pod: exactly one source each, and what each source needs.

Upstream: pkg/apis/core/validation (ValidateVolumes).
"""

from collections.abc import Mapping

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, forbidden, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.core import volume_sources
from pykubectl.kinds.core.claim_validation import validate_claim_template
from pykubectl.kinds.core.projected_validation import downward, keyed, projected
from pykubectl.kinds.core.volume_sources import Source, needs, no_backsteps
from pykubectl.machinery import quantity

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
_PULL_POLICIES = ("Always", "IfNotPresent", "Never")
_MORE_THAN_ONE = "may not specify more than 1 volume type"
_CREATED_CLAIM = "must not reference a PVC that gets created for an ephemeral volume"
_TARGET_TOO_LONG = "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified."
# Where the server writes a source's name in its own way: within the source, and as the second of two.
_LABELS = {"gcePersistentDisk": "persistentDisk"}
_FORBIDDEN_LABELS = {"cephfs": "cephFS", "downwardAPI": "downwarAPI"}


def validate_volumes(
    path: str, volumes: list[Object], pod_name: str | None
) -> tuple[dict[str, Object], list[FieldError]]:
    """The volumes that can be mounted, by name, and what is wrong with the others; a template's pods have no name yet."""
    good: dict[str, Object] = {}
    errors: list[FieldError] = []
    created = {f"{pod_name}-{volume.get('name')}" for volume in volumes if pod_name and volume.get("ephemeral")}
    for index, volume in enumerate(volumes):
        here, name = f"{path}[{index}]", volume.get("name") or ""
        found = validate_sources(here, volume, SOURCES)
        found += _in_context(here, volume, name, pod_name)
        found += rules.check(f"{here}.name", name, rules.dns_label) if name else [required(f"{here}.name")]
        if name in good:
            found.append(duplicate(f"{here}.name", name))
        if not found:
            good[name] = volume
        errors += found
        if created and (claim := (volume.get("persistentVolumeClaim") or {}).get("claimName")) in created:
            errors.append(invalid(f"{here}.persistentVolumeClaim.claimName", claim, _CREATED_CLAIM))
    return good, errors


def _in_context(path: str, volume: Object, name: str, pod_name: str | None) -> list[FieldError]:
    """What depends on the volume's own name, or on whether it is that of a pod."""
    errors: list[FieldError] = []
    target = volume.get("iscsi")
    if target and target.get("initiatorName") is not None and len(f"{name}:{target.get('targetPortal')}") > 64:
        errors.append(invalid(f"{path}.name", name, _TARGET_TOO_LONG))
    if volume.get("ephemeral") is not None and pod_name and name:
        claim = f"{pod_name}-{name}"
        errors += [invalid(f"{path}.name", name, f'PVC name "{claim}": {text}') for text in rules.subdomain(claim)]
    image = volume.get("image")
    if image is not None and pod_name is not None and not image.get("reference"):
        errors.append(required(f"{path}.image.reference"))
    return errors


def validate_sources(path: str, holder: Object, sources: Mapping[str, Source]) -> list[FieldError]:
    """One of the sources must be there; a second one is forbidden, and not looked at."""
    found = {name for name in sources.keys() & holder.keys() if holder[name] is not None}
    if not found:
        return [required(path, "must specify a volume type")]
    first, *others = found if len(found) == 1 else [name for name in sources if name in found]
    errors = sources[first](f"{path}.{_LABELS.get(first, first)}", holder[first])
    return errors + [forbidden(f"{path}.{_FORBIDDEN_LABELS.get(name, name)}", _MORE_THAN_ONE) for name in others]


def _empty_dir(path: str, source: Object) -> list[FieldError]:
    if source.get("sizeLimit") is not None and quantity.parse(source["sizeLimit"]).nanos < 0:
        return [forbidden(f"{path}.sizeLimit", "SizeLimit field must be a valid resource quantity")]
    return []


def host_path(path: str, source: Object) -> list[FieldError]:
    if not source.get("path"):
        return [required(f"{path}.path")]
    errors = no_backsteps(f"{path}.path", source["path"])
    if source.get("type") is not None and source["type"] not in _HOST_PATH_TYPES:
        errors.append(rules.unsupported(f"{path}.type", source["type"], _HOST_PATH_TYPES))
    return errors


def _ephemeral(path: str, source: Object) -> list[FieldError]:
    template = source.get("volumeClaimTemplate")
    if template is None:
        return [required(f"{path}.volumeClaimTemplate")]
    return validate_claim_template(f"{path}.volumeClaimTemplate", template)


def _image(path: str, source: Object) -> list[FieldError]:
    return rules.one_of(f"{path}.pullPolicy", source.get("pullPolicy"), _PULL_POLICIES, needed="")


# In the order in which the server looks at them.
SOURCES: dict[str, Source] = {
    "emptyDir": _empty_dir,
    "hostPath": host_path,
    "gitRepo": volume_sources.git_repo,
    "gcePersistentDisk": volume_sources.gce_disk,
    "awsElasticBlockStore": volume_sources.aws_disk,
    "secret": keyed("secretName"),
    "nfs": volume_sources.nfs,
    "iscsi": volume_sources.iscsi,
    "glusterfs": needs("endpoints", "path"),
    "flocker": volume_sources.flocker,
    "persistentVolumeClaim": needs("claimName"),
    "rbd": needs("monitors", "image"),
    "cinder": volume_sources.cinder,
    "cephfs": needs("monitors"),
    "quobyte": volume_sources.quobyte,
    "downwardAPI": downward,
    "fc": volume_sources.fibre_channel,
    "flexVolume": volume_sources.flex_volume,
    "configMap": keyed("name"),
    "azureFile": needs("secretName", "shareName"),
    "vsphereVolume": needs("volumePath"),
    "photonPersistentDisk": needs("pdID"),
    "portworxVolume": needs("volumeID"),
    "azureDisk": volume_sources.azure_disk,
    "storageos": volume_sources.storage_os,
    "projected": projected,
    "scaleIO": needs("gateway", "system", "volumeName"),
    "csi": volume_sources.csi,
    "ephemeral": _ephemeral,
    "image": _image,
}
