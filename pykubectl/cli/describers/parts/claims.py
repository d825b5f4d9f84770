"""Claims for storage: the fields that a claim and the template of one have in common, and access modes.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go (printPersistentVolumeClaim), .../pkg/util/storage.
"""

from collections.abc import Sequence

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import deleting, labels_and_annotations, name_and_namespace, quantity
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.machinery.go_values import go_print
from pykubectl.machinery.objects import get_path

BETA_CLASS = "volume.beta.kubernetes.io/storage-class"
ACCESS_MODES = {"ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP"}


def storage_class(obj: Object) -> str:
    """The class of a claim or volume; the old annotation has the first word."""
    annotations = (obj.get("metadata") or {}).get("annotations") or {}
    found: str = annotations.get(BETA_CLASS, get_path(obj, "spec.storageClassName", ""))
    return found


def format_access_modes(modes: Sequence[str] | None) -> str:
    return ",".join(short for mode, short in ACCESS_MODES.items() if mode in (modes or ()))


def write_claim(writer: Writer, claim: Object, age: str | None = None, *, whole: bool = False) -> None:
    """A claim (`whole`), or the template of one, which has neither name nor status; `age` is how long it has been going away."""
    spec, metadata = claim.get("spec") or {}, claim.get("metadata") or {}
    if whole:
        name_and_namespace(writer, claim)
    writer.field("StorageClass", storage_class(claim))
    if whole and age is not None:
        deleting(writer, age)
    elif whole:
        writer.field("Status", get_path(claim, "status.phase", ""))
    writer.field("Volume", spec.get("volumeName", ""))
    labels_and_annotations(writer, claim)
    if whole:
        writer.field("Finalizers", go_print(metadata.get("finalizers") or []))
    capacity, modes = "", ""
    if spec.get("volumeName"):
        capacity = quantity(get_path(claim, "status.capacity.storage"))
        modes = format_access_modes(get_path(claim, "status.accessModes"))
    writer.field("Capacity", capacity)
    writer.field("Access Modes", modes)
    if spec.get("volumeMode") is not None:
        writer.field("VolumeMode", spec["volumeMode"])
    _write_data_source(writer, spec.get("dataSource"))


def _write_data_source(writer: Writer, source: Object | None) -> None:
    if source is None:
        return
    writer.line("DataSource:")
    if source.get("apiGroup") is not None:
        writer.field("APIGroup", source["apiGroup"], 1)
    writer.field("Kind", source.get("kind", ""), 1)
    writer.field("Name", source.get("name", ""), 1)
