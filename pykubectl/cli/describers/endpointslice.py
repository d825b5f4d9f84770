"""A slice of the endpoints of a service.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from collections.abc import Sequence

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import (
    labels_and_annotations,
    name_and_namespace,
    or_none,
    or_unset,
    plain_bool,
)
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer


def describe(writer: Writer, endpoint_slice: Object, subject: Subject) -> None:
    name_and_namespace(writer, endpoint_slice)
    labels_and_annotations(writer, endpoint_slice)
    writer.field("AddressType", endpoint_slice.get("addressType", ""))
    _write_ports(writer, endpoint_slice.get("ports") or ())
    endpoints = endpoint_slice.get("endpoints") or ()
    writer.line("Endpoints:" if endpoints else "Endpoints: <none>")
    for endpoint in endpoints:
        _write_endpoint(writer, endpoint)


def _write_ports(writer: Writer, ports: Sequence[Object]) -> None:
    if not ports:
        writer.line("Ports: <unset>")
        return
    writer.line("Ports:")
    writer.line("Name", "Port", "Protocol", level=1)
    writer.line("----", "----", "--------", level=1)
    for port in ports:
        writer.line(port.get("name") or "<unset>", or_unset(port.get("port")), port.get("protocol", ""), level=1)


def _write_endpoint(writer: Writer, endpoint: Object) -> None:
    writer.field("- Addresses", or_none(", ".join(endpoint.get("addresses") or ())), 1)
    writer.line("Conditions:", level=2)
    ready = (endpoint.get("conditions") or {}).get("ready")
    writer.field("Ready", "<unset>" if ready is None else plain_bool(ready), 3)
    writer.field("Hostname", or_unset(endpoint.get("hostname")), 2)
    target = endpoint.get("targetRef")
    if target is not None:
        writer.field("TargetRef", f"{target.get('kind', '')}/{target.get('name', '')}", 2)
    writer.field("NodeName", or_unset(endpoint.get("nodeName")), 2)
    writer.field("Zone", or_unset(endpoint.get("zone")), 2)
