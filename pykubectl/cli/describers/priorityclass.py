"""A priority class.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import format_labels, plain_bool
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer


def describe(writer: Writer, priority_class: Object, subject: Subject) -> None:
    writer.field("Name", priority_class["metadata"]["name"])
    writer.field("Value", priority_class.get("value", 0))
    writer.field("GlobalDefault", plain_bool(priority_class.get("globalDefault")))
    writer.field("PreemptionPolicy", priority_class.get("preemptionPolicy", ""))
    writer.field("Description", priority_class.get("description", ""))
    writer.field("Annotations", format_labels(priority_class["metadata"].get("annotations")))
