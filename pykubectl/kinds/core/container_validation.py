"""Containers: the three lists of a pod and what each demands of its containers.

Upstream: pkg/apis/core/validation (validateContainers, validateInitContainers, validateEphemeralContainers).
"""

from typing import NamedTuple

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, forbidden, invalid, missing, required
from pykubectl.kinds import rules
from pykubectl.kinds.core.environment_validation import validate_env, validate_env_from
from pykubectl.kinds.core.mount_validation import validate_devices, validate_mounts
from pykubectl.kinds.core.probe_validation import validate_handler, validate_probe
from pykubectl.kinds.core.resource_validation import validate_container_resources
from pykubectl.kinds.core.restart_validation import validate_restart_policy
from pykubectl.kinds.core.security_validation import validate_security_context

PULL_POLICIES = ("Always", "IfNotPresent", "Never")
PROTOCOLS = ("SCTP", "TCP", "UDP")
_MESSAGE_POLICIES = ("File", "FallbackToLogsOnError")
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_INIT_TEXT = "may not be set for init containers without restartPolicy=Always"
_NOT_EPHEMERAL = "cannot be set for an Ephemeral Container"
# In the order of the server's type.
_DENIED = (
    "ports",
    "resources",
    "resizePolicy",
    "restartPolicy",
    "restartPolicyRules",
    "livenessProbe",
    "readinessProbe",
    "startupProbe",
    "lifecycle",
)
_RESIZE_POLICIES = ("NotRequired", "RestartContainer")


class PodContext(NamedTuple):
    """What containers need to know of their pod."""

    volumes: dict[str, Object]
    claim_names: frozenset[str]
    grace_seconds: int
    host_users: bool
    restart_policy: str


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
        names.add(name)
        errors += _life(here, container, pod)
        if "restartPolicy" in container or "restartPolicyRules" in container:
            errors += validate_restart_policy(here, container)
    return errors + _host_port_conflicts(path, containers)


def validate_init_containers(
    path: str, containers: list[Object], regular: list[Object], pod: PodContext
) -> list[FieldError]:
    errors: list[FieldError] = []
    names = {container.get("name") for container in regular if container.get("name")}
    for index, container in enumerate(containers):
        here = f"{path}[{index}]"
        errors += _common(here, container, pod)
        if "restartPolicy" in container or "restartPolicyRules" in container:
            errors += validate_restart_policy(here, container)
        name = container.get("name")
        if name in names:
            errors.append(duplicate(f"{here}.name", name))
        elif name:
            names.add(name)
        # They run one by one; the server shows the first one's index for each.
        errors += _host_port_conflicts(path, [container])
        if container.get("restartPolicy") == "Always":
            errors += _life(here, container, pod)
        else:
            banned = ("lifecycle", *_PROBES)
            errors += [forbidden(f"{here}.{field}", _INIT_TEXT) for field in banned if container.get(field) is not None]
    return errors


def validate_ephemeral_containers(path: str, spec: Object, pod: PodContext) -> list[FieldError]:
    ephemeral = spec.get("ephemeralContainers")
    if not ephemeral:
        return []
    others = {item.get("name") for field in ("containers", "initContainers") for item in spec.get(field) or ()}
    errors: list[FieldError] = []
    names = set(others)
    for index, container in enumerate(ephemeral):
        here, name = f"{path}[{index}]", container.get("name")
        errors += _common(here, container, pod)
        errors += validate_image_padding(here, container)
        if name in names:
            errors.append(duplicate(f"{here}.name", name))
        names.add(name)
        target = container.get("targetContainerName")
        if target and target not in others:
            errors.append(missing(f"{here}.targetContainerName", target))
        errors += [forbidden(f"{here}.{field}", _NOT_EPHEMERAL) for field in _DENIED if container.get(field)]
        for position, mount in enumerate(container.get("volumeMounts") or ()):
            for field in ("subPath", "subPathExpr"):
                if mount.get(field):
                    errors.append(forbidden(f"{here}.volumeMounts[{position}].{field}", _NOT_EPHEMERAL))
    return errors


def _common(path: str, container: Object, pod: PodContext) -> list[FieldError]:
    name, given = container.get("name") or "", container.get
    errors = rules.check(f"{path}.name", name, rules.dns_label) if name else [required(f"{path}.name")]
    if not given("image"):
        errors.append(required(f"{path}.image"))
    policy = given("terminationMessagePolicy") or ""
    errors += rules.one_of(f"{path}.terminationMessagePolicy", policy, _MESSAGE_POLICIES, needed="")
    if ports := given("ports"):
        errors += _ports(f"{path}.ports", ports)
    if variables := given("env"):
        errors += validate_env(f"{path}.env", variables)
    if sources := given("envFrom"):
        errors += validate_env_from(f"{path}.envFrom", sources)
    if given("volumeMounts") or given("volumeDevices"):
        errors += validate_mounts(f"{path}.volumeMounts", container, pod.volumes)
        errors += validate_devices(f"{path}.volumeDevices", container, pod.volumes)
    errors += rules.one_of(f"{path}.imagePullPolicy", given("imagePullPolicy"), PULL_POLICIES, needed="")
    if resources := given("resources"):
        errors += validate_container_resources(f"{path}.resources", resources, pod.claim_names)
    if policies := given("resizePolicy"):
        errors += _resize_policy(f"{path}.resizePolicy", policies, pod.restart_policy)
    return errors + validate_security_context(f"{path}.securityContext", given("securityContext"), pod.host_users)


def validate_image_padding(path: str, container: Object) -> list[FieldError]:
    """Of pods, not of their templates: nobody meant the blanks."""
    image = container.get("image") or ""
    if image == image.strip():
        return []
    return [invalid(f"{path}.image", image, "must not have leading or trailing whitespace")]


def _resize_policy(path: str, policies: list[Object], restart_policy: str) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: set[str] = set()
    for index, item in enumerate(policies):
        resource, policy = item.get("resourceName") or "", item.get("restartPolicy") or ""
        if resource in seen:
            errors.append(duplicate(f"{path}[{index}]", resource))
        seen.add(resource)
        errors += rules.one_of(path, resource, ("cpu", "memory"), needed="")
        errors += rules.one_of(path, policy, _RESIZE_POLICIES, needed="")
        if restart_policy == "Never" and policy != "NotRequired":
            text = "must be 'NotRequired' when `restartPolicy` is 'Never'"
            errors.append(invalid(path, policy, text))
    return errors


def _life(path: str, container: Object, pod: PodContext) -> list[FieldError]:
    errors = []
    if container.get("lifecycle"):
        for moment in ("postStart", "preStop"):
            handler = container["lifecycle"].get(moment)
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
