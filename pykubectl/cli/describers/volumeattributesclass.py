"""A class of volume attributes.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import format_labels
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer


def describe(writer: Writer, attributes_class: Object, subject: Subject) -> None:
    writer.field("Name", attributes_class["metadata"]["name"])
    writer.field("Annotations", format_labels(attributes_class["metadata"].get("annotations")))
    writer.field("DriverName", attributes_class.get("driverName", ""))
    writer.field("Parameters", format_labels(attributes_class.get("parameters")))
