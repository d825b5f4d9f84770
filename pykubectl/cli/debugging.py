"""Debugging profiles: what each lets a debug container do, and what a copy of a pod keeps.

    legacy       on nodes the host's namespaces and files         general      also tracing of processes
    baseline     nothing that the baseline standard forbids       restricted   what the restricted standard asks for
    netadmin     NET_ADMIN, NET_RAW                               sysadmin     privileged

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/debug/profiles.go.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Flags
from pykubectl.machinery import strategic_merge
from pykubectl.machinery.decode import check_types
from pykubectl.machinery.schema import definition

CONTAINER = "io.k8s.api.core.v1.Container"

PROFILES = ("legacy", "general", "baseline", "restricted", "netadmin", "sysadmin")
_LISTS = ("initContainers", "containers", "ephemeralContainers")
_PROBES = {"livenessProbe": "keep-liveness", "readinessProbe": "keep-readiness", "startupProbe": "keep-startup"}


def custom_profile(path: str) -> Object:
    """The partial container of --custom. Raises Failure."""
    from pykubectl.machinery.yaml_codec import YamlError, load

    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except OSError as error:
        reason = f"open {path}: {(error.strerror or '').lower()}"
        raise Failure(f"must pass a container spec json file for custom profile: {reason}") from None
    try:
        found = load(text)
    except YamlError as error:
        raise Failure(f"{path} does not contain a valid container spec: {_with_prefix(str(error))}") from None
    problem = check_types(found, definition(CONTAINER)) if isinstance(found, dict) else ""
    if problem:
        raise Failure(f"{path} does not contain a valid container spec: error unmarshaling JSON: {problem}")
    return found if isinstance(found, dict) else {}


def _with_prefix(text: str) -> str:
    prefix = "error converting YAML to JSON: "
    return text if text.startswith(prefix) else prefix + text


def check_custom_profile(custom: Object) -> None:
    if any(custom.get(field) for field in ("name", "command", "image", "lifecycle", "volumeDevices")):
        raise Failure("name, command, image, lifecycle and volume devices are not modifiable via custom profile")


def apply_profile(flags: Flags, pod: Object, container: str, style: str) -> None:
    """Change the debug container and its pod in place; `style` is node, copy or ephemeral."""
    _apply_built_in(flags, pod, container, style)
    custom = flags["custom"]
    if custom:
        field = "ephemeralContainers" if style == "ephemeral" else "containers"
        rows = pod["spec"][field]
        index = next(place for place, one in enumerate(rows) if one["name"] == container)
        rows[index] = strategic_merge.apply(rows[index], {**custom, "name": container}, definition(CONTAINER))


def _apply_built_in(flags: Flags, pod: Object, container: str, style: str) -> None:
    profile: str = flags["profile"]
    spec = pod["spec"]
    if style == "node" and profile in ("legacy", "general", "netadmin", "sysadmin"):
        spec.update(hostNetwork=True, hostPID=True, hostIPC=True)
        if profile != "netadmin":
            _mount_root(spec)
    if profile == "legacy":
        return
    if style == "copy":
        _strip(flags, pod)
        spec.setdefault("shareProcessNamespace", True)
    # The first of the name: an ephemeral container may be asked for twice.
    for one in islice(_containers(spec, container), 1):
        _SECURITY[profile](one, style)


def _containers(spec: Object, name: str) -> Iterator[Object]:
    for field in _LISTS:
        yield from (one for one in spec.get(field) or () if one["name"] == name)


def _mount_root(spec: Object) -> None:
    spec["volumes"] = [{"name": "host-root", "hostPath": {"path": "/"}}]
    for one in spec["containers"]:
        one["volumeMounts"] = [{"name": "host-root", "mountPath": "/host"}]


def _strip(flags: Flags, pod: Object) -> None:
    """What a copy leaves behind unless it is told to keep it."""
    for part in ("labels", "annotations"):
        if not flags[f"keep-{part}"]:
            pod["metadata"].pop(part, None)
    if not flags["keep-init-containers"]:
        pod["spec"].pop("initContainers", None)
    for one in pod["spec"]["containers"]:
        for probe, flag in _PROBES.items():
            if not flags[flag]:
                one.pop(probe, None)


def _add_capabilities(container: Object, *names: str) -> None:
    context = container.setdefault("securityContext", {})
    capabilities = context.setdefault("capabilities", {})
    capabilities["add"] = [*(capabilities.get("add") or ()), *names]


def _general(container: Object, style: str) -> None:
    if style == "node":
        container.pop("securityContext", None)
    else:
        _add_capabilities(container, "SYS_PTRACE")


def _baseline(container: Object, style: str) -> None:
    container.pop("securityContext", None)


def _restricted(container: Object, style: str) -> None:
    container["securityContext"] = {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "runAsNonRoot": True,
        "seccompProfile": {"type": "RuntimeDefault"},
    }


def _netadmin(container: Object, style: str) -> None:
    _add_capabilities(container, "NET_ADMIN", "NET_RAW")


def _sysadmin(container: Object, style: str) -> None:
    container.setdefault("securityContext", {})["privileged"] = True


_SECURITY: dict[str, Callable[[Object, str], Any]] = {
    "general": _general,
    "baseline": _baseline,
    "restricted": _restricted,
    "netadmin": _netadmin,
    "sysadmin": _sysadmin,
}
