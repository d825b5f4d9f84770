"""Annotations that say something about a pod, from before there were fields for it.

Upstream: pkg/apis/core/validation (ValidatePodSpecificAnnotations, validateSeccompAnnotationsAndFields,
validateAppArmorAnnotationsAndFieldsMatchOnCreate).
"""

import re
from collections.abc import Mapping

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid
from pykubectl.kinds.core.volume_sources import local_path
from pykubectl.kinds.core.windows_validation import visit_containers

_MIRROR = "kubernetes.io/config.mirror"
_DELETION_COST = "controller.kubernetes.io/pod-deletion-cost"
_SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod"
_SECCOMP_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/"
_APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/"
_LOCAL = "localhost/"
# How the annotations spell the types of profiles.
_SECCOMP_TYPES = {"Unconfined": ("unconfined",), "RuntimeDefault": ("runtime/default", "docker/default")}
_APP_ARMOR_TYPES = {"Unconfined": ("unconfined",), "RuntimeDefault": ("runtime/default",)}


def validate_pod_annotations(path: str, annotations: dict[str, str], spec: Object) -> list[FieldError]:
    errors = []
    if _MIRROR in annotations and not spec.get("nodeName"):
        text = "must set spec.nodeName if mirror pod annotation is set"
        errors.append(invalid(f"{path}[{_MIRROR}]", annotations[_MIRROR], text))
    cost = annotations.get(_DELETION_COST, "0")
    if not re.fullmatch("0|[1-9][0-9]*|-[1-9][0-9]*", cost) or not -(2**31) <= int(cost) < 2**31:
        errors.append(invalid(f"{path}[{_DELETION_COST}]", cost, "must be a 32bit integer"))
    names = {container.get("name") for _, container in visit_containers("", spec)}
    for key, profile in sorted(annotations.items()):
        if key == _SECCOMP_POD or key.startswith(_SECCOMP_CONTAINER):
            errors += _seccomp(f"{path}.{key}", profile)
    for key, profile in sorted(annotations.items()):
        if key.startswith(_APP_ARMOR):
            errors += _app_armor(f"{path}[{key}]", key.removeprefix(_APP_ARMOR), profile, names)
    return errors


def _seccomp(path: str, profile: str) -> list[FieldError]:
    if profile in ("runtime/default", "docker/default", "unconfined"):
        return []
    if profile.startswith(_LOCAL):
        return local_path(path, profile.removeprefix(_LOCAL))
    return [invalid(path, profile, "must be a valid seccomp profile")]


def _app_armor(path: str, container: str, profile: str, names: set[str | None]) -> list[FieldError]:
    errors = [] if container in names else [invalid(path, container, "container not found")]
    if profile not in ("", "runtime/default", "unconfined") and not profile.startswith(_LOCAL):
        errors.append(invalid(path, profile, f'invalid AppArmor profile name: "{profile}"'))
    return errors


def validate_annotated_profiles(path: str, annotations: dict[str, str], spec: Object) -> list[FieldError]:
    """Where both an annotation and a field are there, they say the same; `path` is that of the spec."""
    context = spec.get("securityContext") or {}
    contexts = [
        (f"{here}.securityContext", container.get("name") or "", container.get("securityContext") or {})
        for here, container in visit_containers(path, spec)
    ]
    errors = []
    if context.get("seccompProfile") is not None and _SECCOMP_POD in annotations:
        here = f"{path}.securityContext.seccompProfile"
        errors += _match(here, context["seccompProfile"], annotations[_SECCOMP_POD], _SECCOMP_TYPES, "seccomp")
    for here, name, own in contexts:
        key = _SECCOMP_CONTAINER + name
        if own.get("seccompProfile") is not None and key in annotations:
            errors += _match(
                f"{here}.seccompProfile", own["seccompProfile"], annotations[key], _SECCOMP_TYPES, "seccomp"
            )
    if (spec.get("os") or {}).get("name") == "windows":
        return errors
    for here, name, own in contexts:
        profile, key = own.get("appArmorProfile") or context.get("appArmorProfile"), _APP_ARMOR + name
        if profile is not None and key in annotations:
            errors += _match(f"{here}.appArmorProfile", profile, annotations[key], _APP_ARMOR_TYPES, "apparmor")
    return errors


def _match(
    path: str, profile: Object, annotation: str, types: Mapping[str, tuple[str, ...]], label: str
) -> list[FieldError]:
    kind = profile.get("type") or ""
    if kind in types and annotation not in types[kind]:
        return [forbidden(f"{path}.type", f"{label} type in annotation and field must match")]
    if kind != "Localhost":
        return []
    if not annotation.startswith(_LOCAL):
        return [forbidden(f"{path}.type", f"{label} type in annotation and field must match")]
    if annotation.removeprefix(_LOCAL) != profile.get("localhostProfile"):
        return [forbidden(f"{path}.localhostProfile", f"{label} profile in annotation and field must match")]
    return []


def validate_annotation_updates(new: dict[str, str], old: dict[str, str], path: str) -> list[FieldError]:
    """Of a pod that is there: what names its source and its AppArmor profiles stays."""
    changed = [(key, key in old) for key in sorted({**new, **old}) if new.get(key) != old.get(key)]
    errors = []
    for key, was_there in sorted(changed, key=lambda item: not item[1]):
        verb = "remove or update" if was_there else "add"
        if key.startswith(_APP_ARMOR):
            errors.append(forbidden(f"{path}[{key}]", f"may not {verb} AppArmor annotations"))
        if key == _MIRROR:
            errors.append(forbidden(f"{path}[{key}]", f"may not {verb} mirror pod annotation"))
    return errors
