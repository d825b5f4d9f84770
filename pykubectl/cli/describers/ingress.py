"""An ingress: its address, its rules, and the endpoints behind each backend.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from collections.abc import Sequence

from pykubectl import Object
from pykubectl.cli.describers.parts.endpoint_addresses import format_addresses, slices_of
from pykubectl.cli.describers.parts.fields import annotations, labels
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.errors import StatusError
from pykubectl.machinery.objects import get_path
from pykubectl.machinery.requests import Target


def describe(writer: Writer, ingress: Object, subject: Subject) -> None:
    spec, metadata = ingress.get("spec") or {}, ingress["metadata"]
    writer.field("Name", metadata["name"])
    labels(writer, "Labels", metadata.get("labels"))
    writer.field("Namespace", metadata.get("namespace", ""))
    balancers = get_path(ingress, "status.loadBalancer.ingress", [])
    writer.field("Address", ",".join(sorted({row.get("ip") or row.get("hostname", "") for row in balancers} - {""})))
    writer.field("Ingress Class", spec.get("ingressClassName", "<none>"))
    default = "<default>" if spec.get("defaultBackend") is None else _backend(ingress, spec["defaultBackend"], subject)
    writer.field("Default backend", default)
    _write_tls(writer, spec.get("tls") or ())
    writer.write("Rules:\n  Host\tPath\tBackends\n")
    writer.line("----", "----", "--------", level=1)
    rules = [rule for rule in spec.get("rules") or () if rule.get("http") is not None]
    for rule in rules:
        writer.line(rule.get("host") or "*", "", level=1)
        for path in rule["http"].get("paths") or ():
            writer.line("", f"{path.get('path', '')} ", _backend(ingress, path["backend"], subject), level=2)
    if not rules:
        writer.line("*", "*", default, level=1)
    annotations(writer, "Annotations", metadata.get("annotations"))


def _write_tls(writer: Writer, entries: Sequence[Object]) -> None:
    if entries:
        writer.line("TLS:")
    for entry in entries:
        hosts, secret = ",".join(entry.get("hosts") or ()), entry.get("secretName")
        writer.line(f"{secret} terminates {hosts}" if secret else f"SNI routes {hosts}", level=1)


def _backend(ingress: Object, backend: Object, subject: Subject) -> str:
    """`web:80 (10.0.0.1:8080)`."""
    if backend.get("service") is not None:
        return _service(ingress["metadata"]["namespace"], backend["service"], subject)
    resource = backend.get("resource")
    if resource is None:
        return ""
    group = resource.get("apiGroup", "<none>")
    return f"APIGroup: {group}, Kind: {resource.get('kind', '')}, Name: {resource.get('name', '')}"


def _service(namespace: str, backend: Object, subject: Subject) -> str:
    name, port = backend["name"], backend.get("port") or {}
    title = f"{name}:{port.get('number') or port.get('name', '')}"
    try:
        slices = slices_of(subject, namespace, name)
        service = subject.fetch(Target("", "v1", namespace, "services", name))
    except StatusError as error:
        return f"{title} (<error: {error.message}>)"
    port_name = ""
    for row in (service.get("spec") or {}).get("ports") or ():
        if row["port"] == port.get("number") or (port.get("name") and port["name"] == row.get("name")):
            port_name = row.get("name", "")
    return f"{title} ({format_addresses(slices, port_name)})"
