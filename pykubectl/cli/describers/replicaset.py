"""A replica set, its pods counted.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import (
    controlled_by,
    labels_and_annotations,
    name_and_namespace,
    short_conditions,
)
from pykubectl.cli.describers.parts.pods import count_pods
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.cli.describers.pod_template import write_pod_template
from pykubectl.errors import StatusError
from pykubectl.machinery.selectors import format_label_selector, from_label_selector


def describe(writer: Writer, replica_set: Object, subject: Subject) -> None:
    spec, status = replica_set["spec"], replica_set.get("status") or {}
    name_and_namespace(writer, replica_set)
    writer.field("Selector", format_label_selector(spec.get("selector")))
    labels_and_annotations(writer, replica_set)
    controlled_by(writer, replica_set)
    writer.field("Replicas", f"{status.get('replicas', 0)} current / {spec.get('replicas', 0)} desired")
    try:
        counts = count_pods(subject, replica_set, from_label_selector(spec.get("selector")))
    except StatusError as error:
        counts = f"error in fetching pods: {error.message}"
    writer.field("Pods Status", counts)
    write_pod_template(writer, spec.get("template"))
    short_conditions(writer, status.get("conditions"))
