"""A deployment: its replicas, template and conditions, and its replica sets, told apart into the new one and the old ones.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go, .../pkg/util/deployment.
"""

from collections.abc import Sequence

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import (
    format_time,
    labels_and_annotations,
    name_and_namespace,
    short_conditions,
)
from pykubectl.cli.describers.parts.pods import is_controlled_by
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.cli.describers.pod_template import write_pod_template
from pykubectl.errors import StatusError
from pykubectl.machinery.objects import get_path
from pykubectl.machinery.requests import Target
from pykubectl.machinery.selectors import from_label_selector

HASH_LABEL = "pod-template-hash"
COUNTS = (
    ("updatedReplicas", "updated"),
    ("replicas", "total"),
    ("availableReplicas", "available"),
    ("unavailableReplicas", "unavailable"),
)


def describe(writer: Writer, deployment: Object, subject: Subject) -> None:
    spec, status = deployment["spec"], deployment.get("status") or {}
    name_and_namespace(writer, deployment)
    writer.field("CreationTimestamp", format_time(deployment["metadata"].get("creationTimestamp")))
    labels_and_annotations(writer, deployment)
    writer.field("Selector", from_label_selector(spec.get("selector")))
    counts = [f"{spec.get('replicas', 0)} desired", *(f"{status.get(field, 0)} {title}" for field, title in COUNTS)]
    writer.field("Replicas", " | ".join(counts))
    strategy = spec.get("strategy") or {}
    writer.field("StrategyType", strategy.get("type", ""))
    writer.field("MinReadySeconds", spec.get("minReadySeconds", 0))
    rolling = strategy.get("rollingUpdate")
    if rolling is not None:
        bounds = f"{rolling.get('maxUnavailable')} max unavailable, {rolling.get('maxSurge')} max surge"
        writer.field("RollingUpdateStrategy", bounds)
    write_pod_template(writer, spec.get("template"))
    short_conditions(writer, status.get("conditions"))
    _write_replica_sets(writer, deployment, subject)


def _write_replica_sets(writer: Writer, deployment: Object, subject: Subject) -> None:
    selector = str(from_label_selector(deployment["spec"].get("selector")))
    target = Target("apps", "v1", deployment["metadata"]["namespace"], "replicasets")
    try:
        found = subject.items(target, {"labelSelector": selector} if selector else {})
    except StatusError:
        return
    owned = [replica_set for replica_set in found if is_controlled_by(replica_set, deployment)]
    owned.sort(key=lambda row: (row["metadata"].get("creationTimestamp", ""), row["metadata"]["name"]))
    template = _without_hash(deployment["spec"]["template"])
    new = [row for row in owned if _without_hash(row["spec"]["template"]) == template][:1]
    old = [row for row in owned if row not in new]
    if old or new:
        writer.field("OldReplicaSets", _format_replica_sets(old))
        writer.field("NewReplicaSet", _format_replica_sets(new))


def _without_hash(template: Object) -> Object:
    metadata = template.get("metadata") or {}
    labels = {key: value for key, value in (metadata.get("labels") or {}).items() if key != HASH_LABEL}
    kept = {key: value for key, value in {**metadata, "labels": labels}.items() if value}
    return {**template, "metadata": kept}


def _format_replica_sets(replica_sets: Sequence[Object]) -> str:
    texts = [
        f"{row['metadata']['name']} ({get_path(row, 'status.replicas', 0)}/{row['spec'].get('replicas', 0)} replicas created)"
        for row in replica_sets
    ]
    return ", ".join(texts) or "<none>"
