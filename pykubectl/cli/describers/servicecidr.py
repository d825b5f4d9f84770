"""A range of service addresses.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import labels_and_annotations, transitions
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer


def describe(writer: Writer, service_cidr: Object, subject: Subject) -> None:
    writer.field("Name", service_cidr["metadata"]["name"])
    labels_and_annotations(writer, service_cidr)
    writer.field("CIDRs", ", ".join((service_cidr.get("spec") or {}).get("cidrs") or ()))
    conditions = (service_cidr.get("status") or {}).get("conditions")
    if conditions:
        writer.line("Status:")
        writer.line("Conditions:")
        transitions(writer, conditions)
