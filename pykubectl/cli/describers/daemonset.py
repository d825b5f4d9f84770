"""A daemon set: on how many nodes its pods are, its pods counted, its template.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import format_labels, labels_and_annotations, name_and_namespace
from pykubectl.cli.describers.parts.pods import count_pods
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.cli.describers.pod_template import write_pod_template
from pykubectl.machinery.objects import get_path
from pykubectl.machinery.selectors import from_label_selector

COUNTS = (
    ("Desired Number of Nodes Scheduled", "desiredNumberScheduled"),
    ("Current Number of Nodes Scheduled", "currentNumberScheduled"),
    ("Number of Nodes Scheduled with Up-to-date Pods", "updatedNumberScheduled"),
    ("Number of Nodes Scheduled with Available Pods", "numberAvailable"),
    ("Number of Nodes Misscheduled", "numberMisscheduled"),
)


def describe(writer: Writer, daemon_set: Object, subject: Subject) -> None:
    spec, status = daemon_set["spec"], daemon_set.get("status") or {}
    selector = from_label_selector(spec.get("selector"))
    name_and_namespace(writer, daemon_set)
    writer.field("Selector", selector)
    writer.field("Node-Selector", format_labels(get_path(spec, "template.spec.nodeSelector")))
    labels_and_annotations(writer, daemon_set)
    for label, field in COUNTS:
        writer.line(f"{label}: {status.get(field, 0)}")
    writer.field("Pods Status", count_pods(subject, daemon_set, selector))
    write_pod_template(writer, spec.get("template"))
