"""An ingress class.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import labels_and_annotations
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer


def describe(writer: Writer, ingress_class: Object, subject: Subject) -> None:
    spec = ingress_class.get("spec") or {}
    writer.field("Name", ingress_class["metadata"]["name"])
    labels_and_annotations(writer, ingress_class)
    writer.field("Controller", spec.get("controller", ""))
    parameters = spec.get("parameters")
    if parameters is None:
        return
    writer.line("Parameters:")
    if parameters.get("apiGroup") is not None:
        writer.field("APIGroup", parameters["apiGroup"], 1)
    writer.field("Kind", parameters.get("kind", ""), 1)
    writer.field("Name", parameters.get("name", ""), 1)
