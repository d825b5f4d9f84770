"""A replication controller, its pods counted.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import (
    format_labels,
    labels_and_annotations,
    name_and_namespace,
    short_conditions,
)
from pykubectl.cli.describers.parts.pods import count_pods
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.cli.describers.pod_template import write_pod_template
from pykubectl.machinery.selectors import from_labels


def describe(writer: Writer, controller: Object, subject: Subject) -> None:
    spec, status = controller["spec"], controller.get("status") or {}
    name_and_namespace(writer, controller)
    writer.field("Selector", format_labels(spec.get("selector")))
    labels_and_annotations(writer, controller)
    writer.field("Replicas", f"{status.get('replicas', 0)} current / {spec.get('replicas', 0)} desired")
    writer.field("Pods Status", count_pods(subject, controller, from_labels(spec.get("selector"))))
    write_pod_template(writer, spec.get("template"))
    short_conditions(writer, status.get("conditions"))
