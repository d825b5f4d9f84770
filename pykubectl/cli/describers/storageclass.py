"""A storage class.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import format_labels, title_bool
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.terms import write_terms
from pykubectl.cli.describers.parts.writer import Writer

DEFAULT = ("storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class")


def describe(writer: Writer, storage_class: Object, subject: Subject) -> None:
    annotations = storage_class["metadata"].get("annotations") or {}
    writer.field("Name", storage_class["metadata"]["name"])
    writer.field("IsDefaultClass", "Yes" if any(annotations.get(key) == "true" for key in DEFAULT) else "No")
    writer.field("Annotations", format_labels(annotations))
    writer.field("Provisioner", storage_class.get("provisioner", ""))
    writer.field("Parameters", format_labels(storage_class.get("parameters")))
    writer.field("AllowVolumeExpansion", title_bool(storage_class.get("allowVolumeExpansion")))
    options = storage_class.get("mountOptions")
    writer.write("MountOptions:\n" if options else "MountOptions:\t<none>\n")
    for option in options or ():
        writer.line(option, level=1)
    if storage_class.get("reclaimPolicy") is not None:
        writer.field("ReclaimPolicy", storage_class["reclaimPolicy"])
    if storage_class.get("volumeBindingMode") is not None:
        writer.field("VolumeBindingMode", storage_class["volumeBindingMode"])
    topologies = storage_class.get("allowedTopologies")
    if topologies is not None:
        writer.field("AllowedTopologies", "" if topologies else "<none>")
        write_terms(writer, [term.get("matchLabelExpressions") or () for term in topologies], 1)
