"""Containers: the three lists of a pod and what each demands of its containers.

Upstream: pkg/apis/core/validation (validateContainers, validateInitContainers, validateEphemeralContainers).
"""

from typing import Any, NamedTuple

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, forbidden, invalid, missing, required
from pykubectl.kinds import rules
from pykubectl.kinds.core.environment_validation import validate_env, validate_env_from
from pykubectl.kinds.core.probe_validation import validate_handler, validate_probe
from pykubectl.kinds.core.resource_validation import validate_container_resources
from pykubectl.kinds.core.security_validation import validate_security_context
from pykubectl.kinds.core.volume_validation import local_path

PULL_POLICIES = ("Always", "IfNotPresent", "Never")
PROTOCOLS = ("SCTP", "TCP", "UDP")
_MESSAGE_POLICIES = ("File", "FallbackToLogsOnError")
_PROPAGATIONS = ("Bidirectional", "HostToContainer", "None")
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_INIT_TEXT = "may not be set for init containers without restartPolicy=Always"
_EPHEMERAL_FIELDS = (
    "name image command args workingDir envFrom env volumeMounts volumeDevices terminationMessagePath"
    " terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty targetContainerName resources"
)


class PodContext(NamedTuple):
    """What containers need to know of their pod."""

    volumes: dict[str, Object]
    claim_names: frozenset[str]
    grace_seconds: int
    host_users: bool


def validate_containers(path: str, containers: list[Object], pod: PodContext) -> list[FieldError]:
    if not containers:
        return [required(path)]
    errors: list[FieldError] = []
    names: set[str] = set()
    for index, container in enumerate(containers):
        here = f"{path}[{index}]"
        errors += _common(here, container, pod)
        name = container.get("name") or ""
        if name in names:
            errors.append(duplicate(f"{here}.name", name))
        elif name:
            names.add(name)
        errors += _life(here, container, pod)
    return errors + _host_port_conflicts(path, containers)


def validate_init_containers(
    path: str, containers: list[Object], regular: list[Object], pod: PodContext
) -> list[FieldError]:
    errors: list[FieldError] = []
    names = {container.get("name") for container in regular if container.get("name")}
    for index, container in enumerate(containers):
        here = f"{path}[{index}]"
        errors += _common(here, container, pod)
        name = container.get("name")
        if name in names:
            errors.append(duplicate(f"{here}.name", name))
        elif name:
            names.add(name)
        if container.get("restartPolicy") == "Always":
            errors += _life(here, container, pod)
        else:
            banned = ("lifecycle", *_PROBES)
            errors += [forbidden(f"{here}.{field}", _INIT_TEXT) for field in banned if container.get(field) is not None]
    return errors


def validate_ephemeral_containers(path: str, spec: Object, pod: PodContext) -> list[FieldError]:
    others = {item.get("name") for field in ("containers", "initContainers") for item in spec.get(field) or ()}
    errors: list[FieldError] = []
    names = set(others)
    allowed = _EPHEMERAL_FIELDS.split()
    for index, container in enumerate(spec.get("ephemeralContainers") or ()):
        here, name = f"{path}[{index}]", container.get("name")
        errors += _common(here, container, pod)
        if name in names:
            errors.append(duplicate(f"{here}.name", name))
        names.add(name)
        target = container.get("targetContainerName")
        if target and target not in others:
            errors.append(missing(f"{here}.targetContainerName", target))
        for field in sorted(container.keys() - set(allowed)):
            text = "cannot be set for an Ephemeral Container"
            errors.append(forbidden(f"{here}.{field}", text))
        if container.get("resources"):
            errors.append(forbidden(f"{here}.resources", "cannot be set for an Ephemeral Container"))
    return errors


def _common(path: str, container: Object, pod: PodContext) -> list[FieldError]:
    name, policy = container.get("name") or "", container.get("terminationMessagePolicy") or ""
    errors = rules.check(f"{path}.name", name, rules.dns_label) if name else [required(f"{path}.name")]
    if not container.get("image"):
        errors.append(required(f"{path}.image"))
    elif container["image"] != container["image"].strip():
        text = "must not have leading or trailing whitespace"
        errors.append(invalid(f"{path}.image", container["image"], text))
    errors += rules.one_of(f"{path}.terminationMessagePolicy", policy, _MESSAGE_POLICIES, needed="")
    errors += _ports(f"{path}.ports", container.get("ports") or [])
    errors += validate_env(f"{path}.env", container.get("env") or [])
    errors += validate_env_from(f"{path}.envFrom", container.get("envFrom") or [])
    errors += _mounts(f"{path}.volumeMounts", container, pod)
    errors += _devices(f"{path}.volumeDevices", container, pod)
    errors += rules.one_of(f"{path}.imagePullPolicy", container.get("imagePullPolicy"), PULL_POLICIES, needed="")
    resources = container.get("resources") or {}
    errors += validate_container_resources(f"{path}.resources", resources, pod.claim_names)
    return errors + validate_security_context(
        f"{path}.securityContext", container.get("securityContext"), pod.host_users
    )


def _life(path: str, container: Object, pod: PodContext) -> list[FieldError]:
    errors = []
    for moment in ("postStart", "preStop"):
        handler = (container.get("lifecycle") or {}).get(moment)
        if handler is not None:
            errors += validate_handler(f"{path}.lifecycle.{moment}", handler, pod.grace_seconds)
    for name in _PROBES:
        if container.get(name) is not None:
            errors += validate_probe(f"{path}.{name}", name, container[name], pod.grace_seconds)
    return errors


def _ports(path: str, ports: list[Object]) -> list[FieldError]:
    errors: list[FieldError] = []
    names: set[str] = set()
    for index, port in enumerate(ports):
        here, name = f"{path}[{index}]", port.get("name")
        if name:
            wrong = rules.check(f"{here}.name", name, rules.port_name)
            errors += wrong or ([duplicate(f"{here}.name", name)] if name in names else [])
            names.add(name)
        if not port.get("containerPort"):
            errors.append(required(f"{here}.containerPort"))
        else:
            errors += _port_number(f"{here}.containerPort", port["containerPort"])
        if port.get("hostPort"):
            errors += _port_number(f"{here}.hostPort", port["hostPort"])
        errors += rules.one_of(f"{here}.protocol", port.get("protocol"), PROTOCOLS, needed="")
    return errors


def _port_number(path: str, number: int) -> list[FieldError]:
    return [invalid(path, number, text) for text in rules.port_number(number)]


def _host_port_conflicts(path: str, containers: list[Object]) -> list[FieldError]:
    errors, taken = [], set()
    for index, container in enumerate(containers):
        for position, port in enumerate(container.get("ports") or ()):
            if port.get("hostPort"):
                text = f"{port.get('protocol')}/{port.get('hostIP') or ''}/{port['hostPort']}"
                if text in taken:
                    errors.append(duplicate(f"{path}[{index}].ports[{position}].hostPort", text))
                taken.add(text)
    return errors


def _mounts(path: str, container: Object, pod: PodContext) -> list[FieldError]:
    devices = container.get("volumeDevices") or ()
    errors: list[FieldError] = []
    paths: set[str] = set()
    for index, mount in enumerate(container.get("volumeMounts") or ()):
        here, name, where = f"{path}[{index}]", mount.get("name") or "", mount.get("mountPath") or ""
        if not name:
            errors.append(required(f"{here}.name"))
        if name not in pod.volumes:
            errors.append(missing(f"{here}.name", name))
        if not where:
            errors.append(required(f"{here}.mountPath"))
        if where in paths:
            errors.append(invalid(f"{here}.mountPath", where, "must be unique"))
        paths.add(where)
        if any(device.get("name") == name for device in devices):
            errors.append(invalid(f"{here}.name", name, "must not already exist in volumeDevices"))
        if any(device.get("devicePath") == where for device in devices):
            errors.append(invalid(f"{here}.mountPath", where, "must not already exist as a path in volumeDevices"))
        errors += _mount_details(path, mount, container)
    return errors


def _mount_details(path: str, mount: Object, container: Object) -> list[FieldError]:
    # Upstream leaves out the index here.
    errors: list[FieldError] = []
    if mount.get("subPath"):
        errors += local_path(f"{path}.subPath", mount["subPath"])
    expression = mount.get("subPathExpr")
    if expression:
        if mount.get("subPath"):
            text = "subPathExpr and subPath are mutually exclusive"
            errors.append(invalid(f"{path}.subPathExpr", expression, text))
        errors += local_path(f"{path}.subPathExpr", expression)
    propagation = mount.get("mountPropagation")
    if propagation is not None:
        errors += _propagation(f"{path}.mountPropagation", propagation, container)
    return errors


def _propagation(path: str, propagation: str, container: Object) -> list[FieldError]:
    if propagation not in _PROPAGATIONS:
        return [rules.unsupported(path, propagation, _PROPAGATIONS)]
    privileged = (container.get("securityContext") or {}).get("privileged")
    if propagation == "Bidirectional" and not privileged:
        return [forbidden(path, "Bidirectional mount propagation is available only to privileged containers")]
    return []


def _devices(path: str, container: Object, pod: PodContext) -> list[FieldError]:
    errors: list[FieldError] = []
    names: set[Any] = set()
    paths: set[Any] = set()
    for index, device in enumerate(container.get("volumeDevices") or ()):
        here, name, where = f"{path}[{index}]", device.get("name") or "", device.get("devicePath") or ""
        if not name:
            errors.append(required(f"{here}.name"))
        elif name in names:
            errors.append(invalid(f"{here}.name", name, "must be unique"))
        if name and name not in pod.volumes:
            errors.append(missing(f"{here}.name", name))
        elif name and not pod.volumes[name].keys() & {"persistentVolumeClaim", "ephemeral"}:
            text = "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode"
            errors.append(invalid(f"{here}.name", name, text))
        if not where:
            errors.append(required(f"{here}.devicePath"))
        elif where in paths:
            errors.append(invalid(f"{here}.devicePath", where, "must be unique"))
        names.add(name)
        paths.add(where)
    return errors
