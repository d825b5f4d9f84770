"""Validation of persistent volumes.

Upstream: pkg/apis/core/validation (ValidatePersistentVolumeSpec, ValidatePersistentVolumeUpdate).
"""

import posixpath

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.core import volume_sources
from pykubectl.kinds.core.affinity_validation import validate_node_selector
from pykubectl.kinds.core.claim_validation import VOLUME_MODES, validate_access_modes
from pykubectl.kinds.core.node_label_warnings import STABLE
from pykubectl.kinds.core.resource_validation import positive_amount
from pykubectl.kinds.core.volume_sources import Source, needs, no_backsteps
from pykubectl.kinds.core.volume_validation import SOURCES, host_path, validate_sources
from pykubectl.kinds.go_values import go_diff, go_value
from pykubectl.machinery import quantity
from pykubectl.machinery.objects import copy

_RECLAIM = ("Delete", "Recycle", "Retain")
_SECRETS = ("controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef", "nodeExpandSecretRef")
_INLINE = "may not be specified in the context of inline volumes"


def _local(path: str, source: Object) -> list[FieldError]:
    return no_backsteps(f"{path}.path", source["path"]) if source.get("path") else [required(f"{path}.path")]


def _csi(path: str, source: Object) -> list[FieldError]:
    errors = volume_sources.driver_name(f"{path}.driver", source.get("driver") or "")
    errors += needs("volumeHandle")(path, source)
    for field in _SECRETS:
        ref = source.get(field)
        if ref is not None:
            for part, rule in (("name", rules.subdomain), ("namespace", rules.dns_label)):
                here = f"{path}.{field}.{part}"
                errors += rules.check(here, ref[part], rule) if ref.get(part) else [required(here)]
    return errors


def _glusterfs(path: str, source: Object) -> list[FieldError]:
    errors, namespace = needs("endpoints", "path")(path, source), source.get("endpointsNamespace")
    if namespace == "":
        text = "if the endpointnamespace is set, it must be a valid namespace name"
        errors.append(invalid(f"{path}.endpointsNamespace", "", text))
    elif namespace is not None:
        errors += rules.check(f"{path}.endpointsNamespace", namespace, rules.dns_label)
    return errors


def _azure_file(path: str, source: Object) -> list[FieldError]:
    errors = needs("secretName", "shareName")(path, source)
    return errors + ([required(f"{path}.secretNamespace")] if source.get("secretNamespace") == "" else [])


_VOLUME_SOURCES: dict[str, Source] = {
    "hostPath": host_path,
    "gcePersistentDisk": volume_sources.gce_disk,
    "awsElasticBlockStore": volume_sources.aws_disk,
    "glusterfs": _glusterfs,
    "flocker": volume_sources.flocker,
    "nfs": volume_sources.nfs,
    **{name: SOURCES[name] for name in ("rbd", "quobyte", "cephfs", "iscsi", "cinder", "fc", "flexVolume")},
    "azureFile": _azure_file,
    **{name: SOURCES[name] for name in ("vsphereVolume", "photonPersistentDisk", "portworxVolume", "azureDisk")},
    "scaleIO": SOURCES["scaleIO"],
    "local": _local,
    "storageos": SOURCES["storageos"],
    "csi": _csi,
}


def validate_volume(obj: Object) -> list[FieldError]:
    return validate_volume_spec("spec", obj["spec"], inline=False)


def validate_volume_spec(path: str, spec: Object, *, inline: bool) -> list[FieldError]:
    """Of a volume on its own, or of one that an attachment brings with it."""
    errors = _no_claim(path, spec) if inline else []
    modes = spec.get("accessModes") or []
    errors += validate_access_modes(f"{path}.accessModes", modes) if modes else [required(f"{path}.accessModes")]
    policy = spec.get("persistentVolumeReclaimPolicy")
    if inline:
        errors += _inline(path, spec)
    else:
        errors += _capacity(f"{path}.capacity", spec.get("capacity") or {})
        errors += rules.one_of(f"{path}.persistentVolumeReclaimPolicy", policy, _RECLAIM) if policy else []
        errors += _node_affinity(f"{path}.nodeAffinity", spec.get("nodeAffinity"))
    errors += validate_sources(path, spec, _VOLUME_SOURCES)
    if spec.get("local") is not None and spec.get("nodeAffinity") is None:
        errors.append(required(f"{path}.nodeAffinity", "Local volume requires node affinity"))
    where = (spec.get("hostPath") or {}).get("path")
    if where and posixpath.normpath(where).strip("/") == "" and policy == "Recycle":
        text = "may not be 'recycle' for a hostPath mount of '/'"
        errors.append(forbidden(f"{path}.persistentVolumeReclaimPolicy", text))
    return errors + _classes(path, spec, inline)


def _no_claim(path: str, spec: Object) -> list[FieldError]:
    errors = [forbidden(f"{path}.{field}", _INLINE) for field in ("claimRef", "capacity") if spec.get(field)]
    if spec.get("csi") is None:
        errors.append(required(f"{path}.csi", "has to be specified in the context of inline volumes"))
    return errors


def _inline(path: str, spec: Object) -> list[FieldError]:
    errors = []
    if spec.get("persistentVolumeReclaimPolicy") not in (None, "", "Retain"):
        text = "may only be Retain in the context of inline volumes"
        errors.append(forbidden(f"{path}.persistentVolumeReclaimPolicy", text))
    if spec.get("nodeAffinity") is not None:
        errors.append(forbidden(f"{path}.nodeAffinity", _INLINE))
    return errors


def _capacity(path: str, capacity: dict[str, str]) -> list[FieldError]:
    errors = [] if capacity else [required(path)]
    if set(capacity) != {"storage"}:
        errors.append(rules.unsupported(path, dict(sorted(capacity.items())) or None, ("storage",)))
    for name, amount in sorted(capacity.items()):
        whole = quantity.value(amount)
        if whole < 0:
            errors.append(invalid(f"{path}[{name}]", whole, "must be a valid resource quantity"))
        errors += positive_amount(f"{path}[{name}]", amount)
    return errors


def _node_affinity(path: str, affinity: Object | None) -> list[FieldError]:
    if affinity is None:
        return []
    if affinity.get("required") is None:
        return [required(f"{path}.required", "must specify required node constraints")]
    return validate_node_selector(f"{path}.required", affinity["required"])


def _classes(path: str, spec: Object, inline: bool) -> list[FieldError]:
    errors, mode = [], spec.get("volumeMode")
    if spec.get("storageClassName"):
        here = f"{path}.storageClassName"
        errors += [forbidden(here, _INLINE)] if inline else rules.check(here, spec["storageClassName"], rules.subdomain)
    if inline and mode not in (None, "Filesystem"):
        text = "may not specify volumeMode other than Filesystem in the context of inline volumes"
        errors.append(forbidden(f"{path}.volumeMode", text))
    elif mode is not None and mode not in VOLUME_MODES:
        errors.append(rules.unsupported(f"{path}.volumeMode", mode, VOLUME_MODES))
    attributes, here = spec.get("volumeAttributesClassName"), f"{path}.volumeAttributesClassName"
    if attributes is None:
        return errors
    errors += (
        rules.check(here, attributes, rules.subdomain)
        if attributes
        else [required(here, "an empty string is disallowed")]
    )
    if spec.get("csi") is None:
        errors.append(required(f"{path}.csi", "has to be specified when using volumeAttributesClassName"))
    return errors


def validate_volume_update(new: Object, old: Object) -> list[FieldError]:
    errors = validate_volume(new)
    spec, before = new["spec"], old["spec"]
    now, then = (
        {name: one.get(name) for name in _VOLUME_SOURCES} for one in (_without_new_secret(spec, before), before)
    )
    if now != then:
        text = "spec.persistentvolumesource is immutable after creation"
        diff = go_diff(then, now, "PersistentVolumeSource")
        errors.append(forbidden("spec.persistentvolumesource", f"{text}\n{diff}"))
    errors += rules.immutable("volumeMode", spec.get("volumeMode"), before.get("volumeMode"))
    if before.get("nodeAffinity") is not None:
        errors += _kept_affinity(spec.get("nodeAffinity"), before["nodeAffinity"])
    if before.get("volumeAttributesClassName") is not None and spec.get("volumeAttributesClassName") is None:
        text = "update from non-nil value to nil is forbidden"
        errors.append(forbidden("spec.volumeAttributesClassName", text))
    return errors


def _without_new_secret(spec: Object, before: Object) -> Object:
    """The secret for expanding a volume may be added."""
    driver, former = spec.get("csi"), before.get("csi")
    if not driver or former is None or former.get("controllerExpandSecretRef") is not None:
        return spec
    return {**spec, "csi": {name: value for name, value in driver.items() if name != "controllerExpandSecretRef"}}


def _kept_affinity(now: Object | None, then: Object) -> list[FieldError]:
    if now == _renamed(then, now or {}):
        return []
    text = "field is immutable, except for updating from beta label to GA"
    return [invalid("nodeAffinity", go_value(now, "VolumeNodeAffinity"), text)]


def _renamed(then: Object, now: Object) -> Object:
    """The old affinity with the stable names of labels wherever the new one has them."""
    renamed: Object = copy(then)
    for old, new in zip(_requirements(renamed), _requirements(now), strict=False):
        if STABLE.get(old.get("key", "")) == new.get("key"):
            old["key"] = new["key"]
    return renamed


def _requirements(affinity: Object) -> list[Object]:
    terms = (affinity.get("required") or {}).get("nodeSelectorTerms") or ()
    return [one for term in terms for field in ("matchExpressions", "matchFields") for one in term.get(field) or ()]
