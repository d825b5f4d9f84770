"""Endpoints, subset by subset.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import labels_and_annotations, name_and_namespace, or_none
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer


def describe(writer: Writer, endpoints: Object, subject: Subject) -> None:
    name_and_namespace(writer, endpoints)
    labels_and_annotations(writer, endpoints)
    writer.line("Subsets:")
    for subset in endpoints.get("subsets") or ():
        for label, field in (("Addresses", "addresses"), ("NotReadyAddresses", "notReadyAddresses")):
            addresses = ",".join(address["ip"] for address in subset.get(field) or ())
            writer.field(label, or_none(addresses), 1)
        if subset.get("ports"):
            writer.line("Ports:", level=1)
            writer.line("Name", "Port", "Protocol", level=2)
            writer.line("----", "----", "--------", level=2)
        for port in subset.get("ports") or ():
            writer.line(port.get("name") or "<unset>", port["port"], port.get("protocol", ""), level=2)
        writer.line()
