"""A persistent volume: whose it is, what it can do, and where it is.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from pykubectl import Object
from pykubectl.cli.describers.parts.claims import format_access_modes, storage_class
from pykubectl.cli.describers.parts.fields import deleting, labels_and_annotations, quantity
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.terms import write_terms
from pykubectl.cli.describers.parts.volumes import write_persistent_source
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.machinery.go_values import go_print


def describe(writer: Writer, volume: Object, subject: Subject) -> None:
    spec, status, metadata = volume["spec"], volume.get("status") or {}, volume["metadata"]
    writer.field("Name", metadata["name"])
    labels_and_annotations(writer, volume)
    writer.field("Finalizers", go_print(metadata.get("finalizers") or []))
    writer.field("StorageClass", storage_class(volume))
    if metadata.get("deletionTimestamp"):
        deleting(writer, subject.age(metadata["deletionTimestamp"]))
    else:
        writer.field("Status", status.get("phase", ""))
    claim = spec.get("claimRef")
    writer.field("Claim", "" if claim is None else f"{claim.get('namespace', '')}/{claim.get('name', '')}")
    writer.field("Reclaim Policy", spec.get("persistentVolumeReclaimPolicy", ""))
    writer.field("Access Modes", format_access_modes(spec.get("accessModes")))
    if spec.get("volumeMode") is not None:
        writer.field("VolumeMode", spec["volumeMode"])
    writer.field("Capacity", quantity((spec.get("capacity") or {}).get("storage")))
    _write_node_affinity(writer, spec.get("nodeAffinity") or {})
    writer.field("Message", status.get("message", ""))
    writer.line("Source:")
    write_persistent_source(writer, spec)


def _write_node_affinity(writer: Writer, affinity: Object) -> None:
    writer.write("Node Affinity:\t")
    required = affinity.get("required")
    if required is None:
        writer.end("<none>")
        return
    writer.end()
    writer.write("Required Terms:\t", 1)
    terms = required.get("nodeSelectorTerms")
    writer.end("" if terms else "<none>")
    write_terms(writer, [term.get("matchExpressions") or () for term in terms or ()], 2)
