"""The containers of a pod or of a template, with their state where the pod has one.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go (describeContainers).
"""

from collections.abc import Callable, Sequence
from typing import Any

from pykubectl import Object
from pykubectl.cli.describers.parts.environment import write_environment, write_environment_sources
from pykubectl.cli.describers.parts.fields import format_time, or_none, quantity
from pykubectl.cli.describers.parts.probes import format_probe
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.cli.grammar import quote

FieldValue = Callable[[Object], str]
PROBES = (("Liveness", "livenessProbe"), ("Readiness", "readinessProbe"), ("Startup", "startupProbe"))


def write_containers(
    writer: Writer,
    label: str,
    containers: Sequence[Object],
    statuses: Sequence[Object] = (),
    *,
    field_value: FieldValue | None = None,
    space: str = "",
) -> None:
    """`space` is the indentation inside a template; `field_value` resolves a fieldRef of the pod's environment."""
    by_name = {status["name"]: status for status in statuses}
    writer.end(f"{space}{label}:{'' if containers else ' <none>'}")
    for container in containers:
        status = by_name.get(container["name"])
        _write_basics(writer, container, status, space)
        _write_words(writer, "Command", container.get("command"))
        _write_words(writer, "Args", container.get("args"))
        if status is not None:
            _write_status(writer, status)
        write_resources(writer, container.get("resources"), 2)
        for title, name in PROBES:
            if container.get(name) is not None:
                writer.field(title, format_probe(container[name]), 2)
        write_environment_sources(writer, container)
        write_environment(writer, container, field_value)
        _write_mounts(writer, container)


def _write_basics(writer: Writer, container: Object, status: Object | None, space: str) -> None:
    writer.line(f"{' ' if space else ''}{container['name']}:", level=1)
    if status is not None:
        writer.field("Container ID", status.get("containerID", ""), 2)
    writer.field("Image", container.get("image", ""), 2)
    if status is not None:
        writer.field("Image ID", status.get("imageID", ""), 2)
    ports = container.get("ports") or []
    _write_ports(writer, "Port", [_port(port, "containerPort") for port in ports])
    _write_ports(writer, "Host Port", [_port(port, "hostPort") for port in ports])
    write_seccomp_profile(writer, container.get("securityContext"), 2, 3)


def _write_ports(writer: Writer, label: str, ports: Sequence[str]) -> None:
    writer.field(f"{label}s" if len(ports) > 1 else label, or_none(", ".join(ports)), 2)


def _port(port: Object, field: str) -> str:
    text = f"{port.get(field, 0)}/{port.get('protocol', '')}"
    return f"{text} ({port['name']})" if port.get("name") else text


def write_seccomp_profile(writer: Writer, context: Object | None, level: int, level_of_path: int) -> None:
    profile = (context or {}).get("seccompProfile")
    if profile is None:
        return
    writer.field("SeccompProfile", profile.get("type", ""), level)
    if profile.get("type") == "Localhost":
        writer.field("LocalhostProfile", profile.get("localhostProfile", ""), level_of_path)


def _write_words(writer: Writer, label: str, words: Sequence[str] | None) -> None:
    if not words:
        return
    writer.line(f"{label}:", level=2)
    for word in words:
        for line in word.split("\n"):
            writer.line(line, level=3)


def write_resources(writer: Writer, resources: Object | None, level: int) -> None:
    """Limits and requests, by name."""
    for label, name in (("Limits", "limits"), ("Requests", "requests")):
        amounts = (resources or {}).get(name)
        if amounts:
            writer.line(f"{label}:", level=level)
            for resource in sorted(amounts):
                writer.field(resource, quantity(amounts[resource]), level + 1)


def _write_status(writer: Writer, status: Object) -> None:
    _write_state(writer, "State", status.get("state") or {})
    last: Object = status.get("lastState") or {}
    if last.get("terminated") is not None:
        _write_state(writer, "Last State", last)
    writer.field("Ready", bool(status.get("ready")), 2)
    writer.field("Restart Count", status.get("restartCount", 0), 2)


def _write_state(writer: Writer, label: str, state: Object) -> None:
    if state.get("running") is not None:
        writer.field(label, "Running", 2)
        writer.field("Started", format_time(state["running"].get("startedAt")), 3)
    elif state.get("terminated") is not None:
        writer.field(label, "Terminated", 2)
        _write_terminated(writer, state["terminated"])
    else:
        writer.field(label, "Waiting", 2)
        _write_if(writer, "Reason", (state.get("waiting") or {}).get("reason"))


def _write_terminated(writer: Writer, terminated: Object) -> None:
    _write_if(writer, "Reason", terminated.get("reason"))
    _write_if(writer, "Message", terminated.get("message"))
    writer.field("Exit Code", terminated.get("exitCode", 0), 3)
    _write_if(writer, "Signal", terminated.get("signal"))
    writer.field("Started", format_time(terminated.get("startedAt")), 3)
    writer.field("Finished", format_time(terminated.get("finishedAt")), 3)


def _write_if(writer: Writer, label: str, value: Any) -> None:
    if value:
        writer.field(label, value, 3)


def _write_mounts(writer: Writer, container: Object) -> None:
    mounts = container.get("volumeMounts") or []
    none = "" if mounts else "\t<none>"
    writer.line(f"Mounts:{none}", level=2)
    for mount in sorted(mounts, key=lambda mount: str(mount["mountPath"])):
        flags = "ro" if mount.get("readOnly") else "rw"
        if mount.get("subPath"):
            flags += f",path={quote(mount['subPath'])}"
        writer.line(f"{mount['mountPath']} from {mount['name']} ({flags})", level=3)
    devices = container.get("volumeDevices") or []
    if devices:
        writer.line(f"Devices:{none}", level=2)
    for device in sorted(devices, key=lambda device: str(device["devicePath"])):
        writer.line(f"{device['devicePath']} from {device['name']}", level=3)
