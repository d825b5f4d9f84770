"""What only pods of Windows may say, what they may not say, and containers that are processes of their host.

Upstream: pkg/apis/core/validation (validateOS, validateLinux, validateWindows, validateWindowsSecurityContextOptions,
validateWindowsHostProcessPod).
"""

import re
from collections.abc import Iterator

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, required
from pykubectl.kinds import rules

_SYSTEMS = ("linux", "windows")
_CREDENTIAL_BYTES_MAX = 64 * 1024
_DOMAIN_MAX = 256
_USER_MAX = 104
_NET_BIOS = r"[^\\/:*?\"<>|.][^\\/:*?\"<>|]{0,14}"
_DNS_LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_NOT_ON_LINUX = "windows options cannot be set for a linux pod"
_NOT_ON_WINDOWS = "cannot be set for a windows pod"
# In the order in which the server looks at them; those without a section are fields of the spec on the wire.
_POD_FIELDS = (
    "securityContext.appArmorProfile",
    "securityContext.seLinuxOptions",
    "hostUsers",
    "hostPID",
    "hostIPC",
    "securityContext.seccompProfile",
    "securityContext.fsGroup",
    "securityContext.fsGroupChangePolicy",
    "securityContext.sysctls",
    "shareProcessNamespace",
    "securityContext.runAsUser",
    "securityContext.runAsGroup",
    "securityContext.supplementalGroups",
    "securityContext.supplementalGroupsPolicy",
    "securityContext.seLinuxChangePolicy",
)
_CONTAINER_FIELDS = (
    "appArmorProfile",
    "seLinuxOptions",
    "seccompProfile",
    "capabilities",
    "readOnlyRootFilesystem",
    "privileged",
    "allowPrivilegeEscalation",
    "procMount",
    "runAsUser",
    "runAsGroup",
)


def visit_containers(path: str, spec: Object) -> Iterator[tuple[str, Object]]:
    """All containers with their paths, in the order of upstream's visitor."""
    for field in ("initContainers", "containers", "ephemeralContainers"):
        for index, container in enumerate(spec.get(field) or ()):
            yield f"{path}.{field}[{index}]", container


def validate_os(path: str, spec: Object) -> list[FieldError]:
    """Of spec.os and all that depends on it."""
    name = spec["os"].get("name") or ""
    if not name:
        return [required(f"{path}.os.name", "cannot be empty")]
    if name not in _SYSTEMS:
        return [rules.unsupported(f"{path}.os", name, _SYSTEMS)]
    return _linux(path, spec) if name == "linux" else _windows(path, spec)


def _linux(path: str, spec: Object) -> list[FieldError]:
    contexts = [(path, spec), *visit_containers(path, spec)]
    return [
        forbidden(f"{here}.securityContext.windowsOptions", _NOT_ON_LINUX)
        for here, holder in contexts
        if (holder.get("securityContext") or {}).get("windowsOptions") is not None
    ]


def _windows(path: str, spec: Object) -> list[FieldError]:
    errors = []
    for field in _POD_FIELDS:
        section, _, name = field.rpartition(".")
        value = (spec.get(section) or {}).get(name) if section else spec.get(name)
        # What is a plain boolean or a list in the server counts only when it is not empty.
        if value or (value is not None and name not in ("hostPID", "hostIPC", "sysctls")):
            errors.append(forbidden(f"{path}.{field}", _NOT_ON_WINDOWS))
    for here, container in visit_containers(path, spec):
        context = container.get("securityContext") or {}
        errors += [
            forbidden(f"{here}.securityContext.{name}", _NOT_ON_WINDOWS)
            for name in _CONTAINER_FIELDS
            if context.get(name) is not None
        ]
    return errors


def validate_windows_options(path: str, options: Object | None) -> list[FieldError]:
    if options is None:
        return []
    errors = []
    name, credential = options.get("gmsaCredentialSpecName"), options.get("gmsaCredentialSpec")
    if name is not None:
        errors += rules.check(f"{path}.gmsaCredentialSpecName", name, rules.subdomain)
    if credential == "":
        text = "gmsaCredentialSpec cannot be an empty string"
        errors.append(invalid(f"{path}.gmsaCredentialSpec", "", text))
    elif credential is not None and len(credential.encode()) > _CREDENTIAL_BYTES_MAX:
        text = "gmsaCredentialSpec size must be under 64 KiB"
        errors.append(invalid(f"{path}.gmsaCredentialSpec", credential, text))
    user = options.get("runAsUserName")
    if user is not None:
        errors += [invalid(f"{path}.runAsUserName", user, text) for text in _user_name(user)]
    return errors


def _user_name(value: str) -> list[str]:
    if not value:
        return ["runAsUserName cannot be an empty string"]
    if re.search(r"[\x00-\x1f\x7f]", value):
        return ["runAsUserName cannot contain control characters"]
    if value.count("\\") > 1:
        return ["runAsUserName cannot contain more than one backslash"]
    domain, has_domain, user = value.rpartition("\\")
    texts = []
    if len(domain) >= _DOMAIN_MAX:
        texts.append(f"runAsUserName's Domain length must be under {_DOMAIN_MAX} characters")
    if has_domain and not re.fullmatch(rf"{_NET_BIOS}|{_DNS_LABEL}(?:\.{_DNS_LABEL})*", domain):
        texts.append("runAsUserName's Domain doesn't match the NetBios nor the DNS format")
    if not user:
        texts.append("runAsUserName's User cannot be empty")
    elif len(user) > _USER_MAX:
        texts.append(f"runAsUserName's User length must not be longer than {_USER_MAX} characters")
    if re.fullmatch(r"[. ]+", user):
        texts.append("runAsUserName's User cannot contain only periods or spaces")
    if re.search(r'["/\\:;|=,+*?<>@\[\]]', user):
        texts.append("runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]")
    return texts


def validate_host_process(path: str, spec: Object) -> list[FieldError]:
    """Containers that are processes of the host: all of a pod or none."""
    whole = _host_process(spec)
    errors: list[FieldError] = []
    found = []
    for here, container in visit_containers(path, spec):
        own = _host_process(container)
        if whole is not None and own is not None and whole != own:
            text = f"pod hostProcess value must be identical if both are specified, was {str(whole).lower()}"
            errors.append(invalid(f"{here}.securityContext.windowsOptions.hostProcess", own, text))
        found.append(bool(whole if own is None else own))
    if not any(found):
        return errors
    if not all(found):
        text = "If pod contains any hostProcess containers then all containers must be HostProcess containers"
        errors.append(invalid(path, "", text))
    if not spec.get("hostNetwork"):
        text = "hostNetwork must be true if pod contains any hostProcess containers"
        errors.append(invalid(f"{path}.hostNetwork", False, text))
    return errors


def _host_process(holder: Object) -> bool | None:
    found: bool | None = ((holder.get("securityContext") or {}).get("windowsOptions") or {}).get("hostProcess")
    return found
