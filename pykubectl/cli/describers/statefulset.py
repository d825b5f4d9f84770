"""A stateful set: how it updates, its pods counted, its template and the claims it makes.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from collections.abc import Sequence

from pykubectl import Object
from pykubectl.cli.describers.parts.claims import storage_class
from pykubectl.cli.describers.parts.fields import column, format_time, labels_and_annotations, name_and_namespace
from pykubectl.cli.describers.parts.pods import count_pods
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.cli.describers.pod_template import write_pod_template
from pykubectl.machinery.go_values import go_print
from pykubectl.machinery.objects import get_path
from pykubectl.machinery.selectors import from_label_selector


def describe(writer: Writer, stateful_set: Object, subject: Subject) -> None:
    spec, status = stateful_set["spec"], stateful_set.get("status") or {}
    selector = from_label_selector(spec.get("selector"))
    name_and_namespace(writer, stateful_set)
    writer.field("CreationTimestamp", format_time(stateful_set["metadata"].get("creationTimestamp")))
    writer.field("Selector", selector)
    labels_and_annotations(writer, stateful_set)
    if spec.get("serviceName"):
        writer.field("Service Name", spec["serviceName"])
    if spec.get("podManagementPolicy"):
        writer.field("Pod Management Policy", spec["podManagementPolicy"])
    writer.field("Replicas", f"{spec.get('replicas', 0)} desired | {status.get('replicas', 0)} total")
    _write_update_strategy(writer, spec.get("updateStrategy") or {})
    retention = spec.get("persistentVolumeClaimRetentionPolicy")
    if retention is not None:
        writer.line("Persistent Volume Claim Retention Policy:")
        writer.field("WhenDeleted", retention.get("whenDeleted", ""), 1)
        writer.field("WhenScaled", retention.get("whenScaled", ""), 1)
    writer.field("Pods Status", count_pods(subject, stateful_set, selector))
    write_pod_template(writer, spec.get("template"))
    _write_claim_templates(writer, spec.get("volumeClaimTemplates") or ())


def _write_update_strategy(writer: Writer, strategy: Object) -> None:
    writer.field("Update Strategy", strategy.get("type", ""))
    rolling = strategy.get("rollingUpdate") or {}
    if rolling.get("partition") is None:
        return
    writer.field("Partition", rolling["partition"], 1)
    if rolling.get("maxUnavailable") is not None:
        writer.field("MaxUnavailable", rolling["maxUnavailable"], 1)


def _write_claim_templates(writer: Writer, templates: Sequence[Object]) -> None:
    if not templates:
        writer.line("Volume Claims:", "<none>")
        return
    writer.line("Volume Claims:")
    for claim in templates:
        writer.field("Name", claim["metadata"]["name"], 1)
        writer.field("StorageClass", storage_class(claim), 1)
        for title in ("Labels", "Annotations"):
            pairs = claim["metadata"].get(title.lower()) or {}
            column(writer, title, [f"{key}={value}" for key, value in sorted(pairs.items())], "  ")
        writer.field("Capacity", get_path(claim, "spec.resources.requests.storage", "<default>"), 1)
        writer.field("Access Modes", go_print(get_path(claim, "spec.accessModes", [])), 1)
