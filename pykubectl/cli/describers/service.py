"""A service: its addresses, its ports, and the endpoints behind each port.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from collections.abc import Sequence

from pykubectl import Object
from pykubectl.cli.describers.parts.endpoint_addresses import format_addresses, slices_of
from pykubectl.cli.describers.parts.fields import format_labels, labels_and_annotations, name_and_namespace
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.errors import StatusError
from pykubectl.machinery.objects import get_path


def describe(writer: Writer, service: Object, subject: Subject) -> None:
    spec = service.get("spec") or {}
    name_and_namespace(writer, service)
    labels_and_annotations(writer, service)
    writer.field("Selector", format_labels(spec.get("selector")))
    writer.field("Type", spec.get("type", ""))
    _write_addresses(writer, service, spec)
    try:
        slices = slices_of(subject, service["metadata"]["namespace"], service["metadata"]["name"])
    except StatusError:
        slices = []
    for port in spec.get("ports") or ():
        _write_port(writer, port, slices)
    writer.field("Session Affinity", spec.get("sessionAffinity", ""))
    for label, field in (
        ("External Traffic Policy", "externalTrafficPolicy"),
        ("Internal Traffic Policy", "internalTrafficPolicy"),
        ("HealthCheck NodePort", "healthCheckNodePort"),
    ):
        if spec.get(field):
            writer.field(label, spec[field])
    if spec.get("loadBalancerSourceRanges"):
        writer.field("LoadBalancer Source Ranges", ",".join(spec["loadBalancerSourceRanges"]))
    if spec.get("trafficDistribution") is not None:
        writer.field("Traffic Distribution", spec["trafficDistribution"])


def _write_addresses(writer: Writer, service: Object, spec: Object) -> None:
    if spec.get("ipFamilyPolicy") is not None:
        writer.field("IP Family Policy", spec["ipFamilyPolicy"])
    writer.field("IP Families", ",".join(spec.get("ipFamilies") or ()) or "<none>")
    writer.field("IP", spec.get("clusterIP", ""))
    writer.field("IPs", ",".join(spec["clusterIPs"]) if spec.get("clusterIPs") else "<none>")
    if spec.get("externalIPs"):
        writer.field("External IPs", ",".join(spec["externalIPs"]))
    if spec.get("loadBalancerIP"):
        writer.field("Desired LoadBalancer IP", spec["loadBalancerIP"])
    if spec.get("externalName"):
        writer.field("External Name", spec["externalName"])
    ingress = get_path(service, "status.loadBalancer.ingress")
    if ingress:
        writer.field("LoadBalancer Ingress", ", ".join(_ingress(row) for row in ingress))


def _ingress(row: Object) -> str:
    if not row.get("ip"):
        return str(row.get("hostname", ""))
    return f"{row['ip']} ({row['ipMode']})" if row.get("ipMode") is not None else str(row["ip"])


def _write_port(writer: Writer, port: Object, slices: Sequence[Object]) -> None:
    name, protocol = port.get("name") or "<unset>", port.get("protocol", "")
    writer.line("Port:", name, f"{port['port']}/{protocol}")
    writer.field("TargetPort", f"{port.get('targetPort', 0)}/{protocol}")
    if port.get("appProtocol") is not None:
        writer.field("AppProtocol", port["appProtocol"])
    if port.get("nodePort"):
        writer.line("NodePort:", name, f"{port['nodePort']}/{protocol}")
    writer.field("Endpoints", format_addresses(slices, port.get("name", "")))
