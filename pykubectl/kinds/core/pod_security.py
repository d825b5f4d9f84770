"""Pod security standards: what keeps a pod from the levels `baseline` and `restricted`.

A check gets the pod's metadata and spec and says nothing, or why it fails: a reason, and details for who has to change the
pod. Checks of the restricted level that are stricter forms of baseline ones take their place.

To add one: a function and its row.

Upstream: k8s.io/pod-security-admission/policy.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from pykubectl import Object


class Violation(NamedTuple):
    reason: str
    detail: str

    def __str__(self) -> str:
        return f"{self.reason} ({self.detail})" if self.detail else self.reason


def violations(metadata: Object, spec: Object, level: str, version: str = "latest") -> list[Violation]:
    """What is wrong with a pod at this level as a version of Kubernetes knew it, in the order in which the server says it."""
    if level == "privileged":
        return []
    checks = list(_BASELINE)
    if level == "restricted":
        stricter = [check for check in _RESTRICTED if _is_known(check, version)]
        replaced = [_REPLACED[check] for check in stricter if check in _REPLACED]
        checks = [*(check for check in _BASELINE if check not in replaced), *stricter]
    found = [check(metadata, spec) for check in checks if _is_known(check, version)]
    return [violation for violation in found if violation is not None]


def _is_known(check: "_Check", version: str) -> bool:
    return version == "latest" or int(version.removeprefix("v1.")) >= _SINCE.get(check, 0)


def _containers(spec: Object) -> Iterator[tuple[Object, Object]]:
    """(container, its security context) of all containers, in upstream's order."""
    for field in ("initContainers", "containers", "ephemeralContainers"):
        for container in spec.get(field) or ():
            yield container, container.get("securityContext") or {}


def _pod_context(spec: Object) -> Object:
    return spec.get("securityContext") or {}


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _named(singular: str, names: Sequence[str]) -> str:
    """`container "a"`, `containers "a", "b"`."""
    return f"{_plural(singular, len(names))} {_quoted(names)}"


def _plural(singular: str, count: int) -> str:
    return singular if count == 1 else f"{singular}s"


def _uses(count: int) -> str:
    return "uses" if count == 1 else "use"


def _setters(pod: bool, containers: Sequence[str]) -> str:
    return " and ".join([*(["pod"] if pod else []), *([_named("container", containers)] if containers else [])])


def _is_windows(spec: Object) -> bool:
    return (spec.get("os") or {}).get("name") == "windows"


def _host_namespaces(metadata: Object, spec: Object) -> Violation | None:
    found = [f"{field}=true" for field in ("hostNetwork", "hostPID", "hostIPC") if spec.get(field)]
    return Violation("host namespaces", ", ".join(found)) if found else None


def _host_path_volumes(metadata: Object, spec: Object) -> Violation | None:
    names = [volume["name"] for volume in spec.get("volumes") or () if "hostPath" in volume]
    return Violation("hostPath volumes", _named("volume", names)) if names else None


def _host_ports(metadata: Object, spec: Object) -> Violation | None:
    names, ports = [], set()
    for container, _ in _containers(spec):
        used = {str(port["hostPort"]) for port in container.get("ports") or () if port.get("hostPort")}
        if used:
            names.append(container["name"])
            ports |= used
    if not names:
        return None
    reason = _plural("hostPort", len(ports))
    return Violation(reason, f"{_named('container', names)} {_uses(len(names))} {reason} {', '.join(sorted(ports))}")


_HANDLERS = ("httpGet", "tcpSocket")


def _probe_hosts(metadata: Object, spec: Object) -> Violation | None:
    names: list[str] = []
    hosts: set[str] = set()
    for container, _ in _containers(spec):
        lifecycle = container.get("lifecycle") or {}
        actions = [container.get(name) for name in ("livenessProbe", "readinessProbe", "startupProbe")]
        actions += [lifecycle.get("postStart"), lifecycle.get("preStop")]
        handlers = [(action or {}).get(handler) or {} for action in actions for handler in _HANDLERS]
        used = {handler["host"] for handler in handlers if handler.get("host")}
        if used:
            names.append(container["name"])
            hosts |= used
    if not names:
        return None
    text = f"{_uses(len(names))} probe or lifecycle {_plural('host', len(hosts))} {_quoted(sorted(hosts))}"
    return Violation("probe or lifecycle host", f"{_named('container', names)} {text}")


def _privileged(metadata: Object, spec: Object) -> Violation | None:
    names = [container["name"] for container, context in _containers(spec) if context.get("privileged")]
    return (
        Violation("privileged", f"{_named('container', names)} must not set securityContext.privileged=true")
        if names
        else None
    )


def _proc_mount(metadata: Object, spec: Object) -> Violation | None:
    bad = [(item["name"], context["procMount"]) for item, context in _containers(spec) if context.get("procMount")]
    bad = [(name, value) for name, value in bad if value != "Default"]
    if not bad:
        return None
    values = _quoted(sorted({value for _, value in bad}))
    names = [name for name, _ in bad]
    return Violation("procMount", f"{_named('container', names)} must not set securityContext.procMount to {values}")


_APPARMOR_ANNOTATION = "container.apparmor.security.beta.kubernetes.io/"


def _apparmor(metadata: Object, spec: Object) -> Violation | None:
    def forbidden(context: Object) -> str:
        type: str = (context.get("appArmorProfile") or {}).get("type") or ""
        return type if type not in ("", "RuntimeDefault", "Localhost") else ""

    found = []
    if forbidden(_pod_context(spec)):
        found.append(f'pod must not set AppArmor profile type to "{forbidden(_pod_context(spec))}"')
    bad = [(item["name"], forbidden(context)) for item, context in _containers(spec) if forbidden(context)]
    if bad:
        values = _quoted(sorted({value for _, value in bad}))
        found.append(f"{_named('container', [name for name, _ in bad])} must not set AppArmor profile type to {values}")
    for key, value in sorted((metadata.get("annotations") or {}).items()):
        fine = value in ("", "runtime/default") or value.startswith("localhost/")
        if key.startswith(_APPARMOR_ANNOTATION) and not fine:
            found.append(f'annotation {key}="{value}"')
    if not found:
        return None
    return Violation(_plural("forbidden AppArmor profile", len(found)), "; ".join(found))


_DEFAULT_CAPABILITIES = frozenset(
    (
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID",
        "SETPCAP", "SETUID", "SYS_CHROOT",
    )
)  # fmt: skip


def _added(spec: Object, allowed: Iterable[str]) -> str:
    """What is said of capabilities that may not be added."""
    bad = [
        (container["name"], set((context.get("capabilities") or {}).get("add") or ()) - set(allowed))
        for container, context in _containers(spec)
    ]
    names = [name for name, found in bad if found]
    if not names:
        return ""
    values = _quoted(sorted({value for _, found in bad for value in found}))
    return f"{_named('container', names)} must not include {values} in securityContext.capabilities.add"


def _capabilities_baseline(metadata: Object, spec: Object) -> Violation | None:
    found = _added(spec, _DEFAULT_CAPABILITIES)
    return Violation("non-default capabilities", found) if found else None


def _capabilities_restricted(metadata: Object, spec: Object) -> Violation | None:
    if _is_windows(spec):
        return None
    missing = [
        container["name"]
        for container, context in _containers(spec)
        if "ALL" not in ((context.get("capabilities") or {}).get("drop") or ())
    ]
    found = [f'{_named("container", missing)} must set securityContext.capabilities.drop=["ALL"]'] if missing else []
    added = _added(spec, ("NET_BIND_SERVICE",))
    found += [added] if added else []
    return Violation("unrestricted capabilities", "; ".join(found)) if found else None


_SELINUX_TYPES = ("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t")


def _selinux(metadata: Object, spec: Object) -> Violation | None:
    def options(context: Object) -> Object:
        found: Object = context.get("seLinuxOptions") or {}
        return found

    def is_bad(found: Object) -> bool:
        return (found.get("type") or "") not in _SELINUX_TYPES or bool(found.get("user")) or bool(found.get("role"))

    pod = options(_pod_context(spec))
    bad = [(item["name"], options(context)) for item, context in _containers(spec) if is_bad(options(context))]
    sets = [*([pod] if is_bad(pod) else []), *(found for _, found in bad)]
    if not sets:
        return None
    types = sorted({one["type"] for one in sets if (one.get("type") or "") not in _SELINUX_TYPES})
    texts = [_named("type", types)] if types else []
    texts += [f"{field} may not be set" for field in ("user", "role") if any(one.get(field) for one in sets)]
    who = _setters(is_bad(pod), [name for name, _ in bad])
    return Violation("seLinuxOptions", f"{who} set forbidden securityContext.seLinuxOptions: {'; '.join(texts)}")


def _profile_type(context: Object) -> str:
    found: str = (context.get("seccompProfile") or {}).get("type") or ""
    return found


def _seccomp_baseline(metadata: Object, spec: Object) -> Violation | None:
    good = ("", "RuntimeDefault", "Localhost")
    pod = _profile_type(_pod_context(spec))
    bad = [(item["name"], _profile_type(context)) for item, context in _containers(spec)]
    bad = [(name, value) for name, value in bad if value not in good]
    if pod in good and not bad:
        return None
    values = {value for _, value in bad} | ({pod} if pod not in good else set())
    who = _setters(pod not in good, [name for name, _ in bad])
    return Violation(
        "seccompProfile", f"{who} must not set securityContext.seccompProfile.type to {_quoted(sorted(values))}"
    )


def _seccomp_restricted(metadata: Object, spec: Object) -> Violation | None:
    if _is_windows(spec):
        return None
    explicit = _seccomp_baseline(metadata, spec)
    if explicit is not None or _profile_type(_pod_context(spec)):
        return explicit
    names = [container["name"] for container, context in _containers(spec) if not _profile_type(context)]
    text = 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"'
    return Violation("seccompProfile", f"pod or {_named('container', names)} {text}") if names else None


_SAFE_SYSCTLS = frozenset(
    (
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.ip_unprivileged_port_start", "net.ipv4.ping_group_range", "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_rmem",
        "net.ipv4.tcp_syncookies", "net.ipv4.tcp_wmem",
    )
)  # fmt: skip


def _sysctls(metadata: Object, spec: Object) -> Violation | None:
    names = [item["name"] for item in _pod_context(spec).get("sysctls") or () if item["name"] not in _SAFE_SYSCTLS]
    return Violation("forbidden sysctls", ", ".join(names)) if names else None


def _host_process(metadata: Object, spec: Object) -> Violation | None:
    def is_set(context: Object) -> bool:
        return bool((context.get("windowsOptions") or {}).get("hostProcess"))

    names = [container["name"] for container, context in _containers(spec) if is_set(context)]
    pod = is_set(_pod_context(spec))
    if not names and not pod:
        return None
    return Violation(
        "hostProcess", f"{_setters(pod, names)} must not set securityContext.windowsOptions.hostProcess=true"
    )


def _privilege_escalation(metadata: Object, spec: Object) -> Violation | None:
    if _is_windows(spec):
        return None
    names = [
        item["name"] for item, context in _containers(spec) if context.get("allowPrivilegeEscalation") is not False
    ]
    if not names:
        return None
    text = "must set securityContext.allowPrivilegeEscalation=false"
    return Violation("allowPrivilegeEscalation != false", f"{_named('container', names)} {text}")


_VOLUME_TYPES = frozenset(
    (
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "image",
        "persistentVolumeClaim",
        "projected",
        "secret",
    )
)


def _restricted_volumes(metadata: Object, spec: Object) -> Violation | None:
    bad = [(volume["name"], volume.keys() - {"name"} - _VOLUME_TYPES) for volume in spec.get("volumes") or ()]
    names = [name for name, types in bad if types]
    if not names:
        return None
    types = sorted({type for _, found in bad for type in found})
    text = f"{_uses(len(names))} {_plural('restricted volume type', len(types))} {_quoted(types)}"
    return Violation("restricted volume types", f"{_named('volume', names)} {text}")


def _run_as_non_root(metadata: Object, spec: Object) -> Violation | None:
    pod = _pod_context(spec).get("runAsNonRoot")
    contexts = list(_containers(spec))
    explicit = [item["name"] for item, context in contexts if context.get("runAsNonRoot") is False]
    implicit = [item["name"] for item, context in contexts if context.get("runAsNonRoot") is None and not pod]
    reason = "runAsNonRoot != true"
    if explicit or pod is False:
        who = _setters(pod is False, explicit)
        return Violation(reason, f"{who} must not set securityContext.runAsNonRoot=false")
    if implicit:
        return Violation(reason, f"pod or {_named('container', implicit)} must set securityContext.runAsNonRoot=true")
    return None


def _run_as_user(metadata: Object, spec: Object) -> Violation | None:
    names = [container["name"] for container, context in _containers(spec) if context.get("runAsUser") == 0]
    pod = _pod_context(spec).get("runAsUser") == 0
    return Violation("runAsUser=0", f"{_setters(pod, names)} must not set runAsUser=0") if names or pod else None


_Check = Callable[[Object, Object], Violation | None]
_BASELINE: tuple[_Check, ...] = (
    _apparmor, _capabilities_baseline, _host_namespaces, _host_path_volumes, _host_ports, _probe_hosts, _privileged,
    _proc_mount, _selinux, _seccomp_baseline, _sysctls, _host_process,
)  # fmt: skip
_RESTRICTED: tuple[_Check, ...] = (
    _privilege_escalation, _capabilities_restricted, _restricted_volumes, _run_as_non_root, _run_as_user, _seccomp_restricted,
)  # fmt: skip
_REPLACED: dict[_Check, _Check] = {
    _capabilities_restricted: _capabilities_baseline,
    _restricted_volumes: _host_path_volumes,
    _seccomp_restricted: _seccomp_baseline,
}
_SINCE: dict[_Check, int] = {
    _privilege_escalation: 8,
    _seccomp_restricted: 19,
    _capabilities_restricted: 22,
    _run_as_user: 23,
    _probe_hosts: 34,
}
