"""Defaults of volumes, claims and the references to fields and resources in them.

Upstream: pkg/apis/core/v1/defaults.go.
"""

from typing import Any

from pykubectl import Object

_MODE = 0o644

# Fields of a volume source that are filled in when they are missing or empty.
_SOURCES: dict[str, dict[str, Any]] = {
    "secret": {"defaultMode": _MODE},
    "configMap": {"defaultMode": _MODE},
    "downwardAPI": {"defaultMode": _MODE},
    "projected": {"defaultMode": _MODE},
    "iscsi": {"iscsiInterface": "default"},
    "rbd": {"pool": "rbd", "user": "admin", "keyring": "/etc/ceph/keyring"},
    "azureDisk": {"cachingMode": "ReadWrite", "kind": "Shared", "fsType": "ext4", "readOnly": False},
    "scaleIO": {"storageMode": "ThinProvisioned", "fsType": "xfs"},
}


def default_volume(volume: Object) -> None:
    """A pod's volume; without a source it is an emptyDir."""
    if not any(value is not None for field, value in volume.items() if field != "name"):
        volume["emptyDir"] = {}
    default_source(volume)
    for item in (volume.get("downwardAPI") or {}).get("items") or ():
        default_field_refs(item)
    for source in (volume.get("projected") or {}).get("sources") or ():
        _default_projection(source)
    template = (volume.get("ephemeral") or {}).get("volumeClaimTemplate")
    if template is not None:
        template.setdefault("metadata", {})
        default_claim_spec(template.setdefault("spec", {}))
    if volume.get("image") is not None and not volume["image"].get("pullPolicy"):
        volume["image"]["pullPolicy"] = default_pull_policy(volume["image"].get("reference") or "")


def default_source(source: Object) -> None:
    """What pods' and persistent volumes' sources share."""
    for name, fields in _SOURCES.items():
        if source.get(name) is not None:
            for field, value in fields.items():
                if source[name].get(field) in (None, ""):
                    source[name][field] = value
    if source.get("hostPath") is not None:
        source["hostPath"].setdefault("type", "")


def _default_projection(source: Object) -> None:
    token = source.get("serviceAccountToken")
    if token is not None and token.get("expirationSeconds") is None:
        token["expirationSeconds"] = 3600
    for item in (source.get("downwardAPI") or {}).get("items") or ():
        default_field_refs(item)


def default_field_refs(source: Object) -> None:
    """Of an environment variable's valueFrom or an item of the downward API."""
    if source.get("fieldRef") is not None:
        source["fieldRef"]["apiVersion"] = source["fieldRef"].get("apiVersion") or "v1"
    if source.get("resourceFieldRef") is not None:
        source["resourceFieldRef"].setdefault("divisor", "0")


def default_pull_policy(image: str) -> str:
    """Always for `:latest`, which no tag means too; a digest never changes."""
    if not image or "@" in image:
        return "IfNotPresent"
    name, colon, tag = image.rpartition(":")
    tagged = bool(colon) and "/" not in tag and bool(name)
    return "Always" if not tagged or tag == "latest" else "IfNotPresent"


def default_claim_spec(spec: Object) -> None:
    spec["volumeMode"] = spec.get("volumeMode") or "Filesystem"
    if spec.get("resources") is None:
        spec["resources"] = {}


def default_claim(claim: Object) -> None:
    """A PersistentVolumeClaim, on its own or as a template of a stateful set."""
    default_claim_spec(claim.setdefault("spec", {}))
    status = claim.get("status") or {}
    claim["status"] = {**status, "phase": status.get("phase") or "Pending"}
