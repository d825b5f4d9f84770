"""An address of the service network, and what it belongs to.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import labels_and_annotations
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer


def describe(writer: Writer, address: Object, subject: Subject) -> None:
    writer.field("Name", address["metadata"]["name"])
    labels_and_annotations(writer, address)
    parent = (address.get("spec") or {}).get("parentRef")
    if parent is None:
        return
    writer.line("Parent Reference:")
    for label in ("Group", "Resource", "Namespace", "Name"):
        writer.field(label, parent.get(label.lower(), ""), 1)
