"""Security contexts of pods and containers.

Upstream: pkg/apis/core/validation (ValidateSecurityContext, validatePodSpecSecurityContext).
"""

import re

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, invalid, required, too_long
from pykubectl.kinds import rules
from pykubectl.kinds.core.volume_sources import local_path
from pykubectl.kinds.core.windows_validation import validate_windows_options
from pykubectl.kinds.go_values import go_value

_ID_TEXT = "must be between 0 and 2147483647, inclusive"
_SYSCTL = r"^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$"
_NET_SYSCTLS = ("net.",)
_IPC_SYSCTLS = ("kernel.shm", "kernel.msg", "fs.mqueue.", "kernel.sem")
_PROFILE_BYTES_MAX = 4095
_PROFILES = ("Localhost", "RuntimeDefault", "Unconfined")


def validate_security_context(path: str, context: Object | None, host_users: bool) -> list[FieldError]:
    if context is None:
        return []
    errors = _ids(path, context, "runAsUser", "runAsGroup")
    mount = context.get("procMount")
    if mount is not None and mount not in ("Default", "Unmasked"):
        errors.append(rules.unsupported(f"{path}.procMount", mount, ("Default", "Unmasked")))
    if mount == "Unmasked" and host_users:
        errors.append(invalid(f"{path}.procMount", mount, "`hostUsers` must be false to use `Unmasked`"))
    errors += _seccomp(f"{path}.seccompProfile", context.get("seccompProfile"))
    if context.get("allowPrivilegeEscalation") is False:
        shown, text = go_value(context, "SecurityContext"), "cannot set `allowPrivilegeEscalation` to false and"
        if context.get("privileged"):
            errors.append(invalid(path, shown, f"{text} `privileged` to true"))
        if "CAP_SYS_ADMIN" in ((context.get("capabilities") or {}).get("add") or ()):
            errors.append(invalid(path, shown, f"{text} `capabilities.Add` CAP_SYS_ADMIN"))
    errors += validate_windows_options(f"{path}.windowsOptions", context.get("windowsOptions"))
    return errors + _app_armor(f"{path}.appArmorProfile", context.get("appArmorProfile"))


def validate_pod_security_context(path: str, spec: Object) -> list[FieldError]:
    context = spec.get("securityContext") or {}
    errors = _ids(path, context, "fsGroup", "runAsUser", "runAsGroup") if context else []
    for index, group in enumerate(context.get("supplementalGroups") or ()):
        errors += _id(f"{path}.supplementalGroups[{index}]", group)
    if spec.get("shareProcessNamespace") and spec.get("hostPID"):
        text = "ShareProcessNamespace and HostPID cannot both be enabled"
        errors.append(invalid(f"{path}.shareProcessNamespace", True, text))
    if not context:
        return errors
    errors += _sysctls(f"{path}.sysctls", context.get("sysctls") or [], spec)
    errors += _choice(f"{path}.fsGroupChangePolicy", context.get("fsGroupChangePolicy"), ("Always", "OnRootMismatch"))
    errors += _seccomp(f"{path}.seccompProfile", context.get("seccompProfile"))
    errors += validate_windows_options(f"{path}.windowsOptions", context.get("windowsOptions"))
    errors += _app_armor(f"{path}.appArmorProfile", context.get("appArmorProfile"))
    groups, labels = context.get("supplementalGroupsPolicy"), context.get("seLinuxChangePolicy")
    errors += _choice(f"{path}.supplementalGroupsPolicy", groups, ("Merge", "Strict"))
    return errors + _choice(f"{path}.seLinuxChangePolicy", labels, ("MountOption", "Recursive"))


def _choice(path: str, value: str | None, supported: tuple[str, ...]) -> list[FieldError]:
    return [] if value is None or value in supported else [rules.unsupported(path, value, supported)]


def _ids(path: str, context: Object, *names: str) -> list[FieldError]:
    return [error for name in names for error in _id(f"{path}.{name}", context.get(name))]


def _id(path: str, number: int | None) -> list[FieldError]:
    return [] if number is None or 0 <= number <= 2147483647 else [invalid(path, number, _ID_TEXT)]


def _sysctls(path: str, sysctls: list[Object], spec: Object) -> list[FieldError]:
    errors, seen = [], set()
    for index, sysctl in enumerate(sysctls):
        name, here = sysctl.get("name") or "", f"{path}[{index}].name"
        if not name:
            errors.append(required(here))
        elif len(name) > 253 or not re.match(_SYSCTL, name):
            errors.append(invalid(here, name, f"must have at most 253 characters and match regex {_SYSCTL}"))
        elif name in seen:
            errors.append(duplicate(here, name))
        seen.add(name)
        for field, namespace in (("hostNetwork", _NET_SYSCTLS), ("hostIPC", _IPC_SYSCTLS)):
            if spec.get(field) and name.replace("/", ".").startswith(namespace):
                errors.append(invalid(here, name, f"may not be specified when '{field}' is true"))
                break
    return errors


def _seccomp(path: str, profile: Object | None) -> list[FieldError]:
    if profile is None:
        return []
    kind, local = profile.get("type") or "", profile.get("localhostProfile")
    errors = []
    if not kind:
        errors.append(required(f"{path}.type", "type is required when seccompProfile is set"))
    elif kind not in _PROFILES:
        errors.append(rules.unsupported(f"{path}.type", kind, _PROFILES))
    if kind == "Localhost":
        if local is None:
            errors.append(required(f"{path}.localhostProfile", "must be set when seccomp type is Localhost"))
        else:
            errors += local_path(f"{path}.localhostProfile", local)
    elif local is not None:
        text = "can only be set when seccomp type is Localhost"
        errors.append(invalid(f"{path}.localhostProfile", go_value(profile, "Localhost"), text))
    return errors


def _app_armor(path: str, profile: Object | None) -> list[FieldError]:
    if profile is None:
        return []
    kind, local = profile.get("type") or "", profile.get("localhostProfile")
    if not kind:
        return [required(f"{path}.type", "type is required when appArmorProfile is set")]
    if kind not in _PROFILES:
        return [rules.unsupported(f"{path}.type", kind, _PROFILES)]
    here = f"{path}.localhostProfile"
    if kind != "Localhost":
        text = "can only be set when AppArmor type is Localhost"
        return [] if local is None else [invalid(here, local, text)]
    errors = []
    if not local:
        errors.append(required(here, "must be set when AppArmor type is Localhost"))
    elif local != local.strip():
        errors.append(invalid(here, local, "must not be padded with whitespace"))
    if len((local or "").encode()) > _PROFILE_BYTES_MAX:
        errors.append(too_long(here, _PROFILE_BYTES_MAX))
    return errors
