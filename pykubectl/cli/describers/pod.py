"""A pod: where it is, its containers with their state, its conditions, volumes and scheduling rules.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from collections.abc import Sequence

from pykubectl import Object
from pykubectl.cli.describers.parts.containers import write_containers, write_resources, write_seccomp_profile
from pykubectl.cli.describers.parts.environment import pod_field_value
from pykubectl.cli.describers.parts.fields import (
    controlled_by,
    deleting,
    format_time,
    labels,
    labels_and_annotations,
    name_and_namespace,
)
from pykubectl.cli.describers.parts.qos import qos_class
from pykubectl.cli.describers.parts.scheduling import (
    write_scheduling_group,
    write_spread_constraints,
    write_tolerations,
)
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.volumes import write_volumes
from pykubectl.cli.describers.parts.writer import Writer

CONTAINERS = (
    ("Init Containers", "initContainers", "initContainerStatuses"),
    ("Containers", "containers", "containerStatuses"),
    ("Ephemeral Containers", "ephemeralContainers", "ephemeralContainerStatuses"),
)


def describe(writer: Writer, pod: Object, subject: Subject) -> None:
    spec, status = pod["spec"], pod.get("status") or {}
    _write_head(writer, pod, spec, status)
    _write_status(writer, pod, status, subject)
    write_seccomp_profile(writer, spec.get("securityContext"), 0, 0)
    _write_addresses(writer, status)
    controlled_by(writer, pod)
    if status.get("nominatedNodeName"):
        writer.field("NominatedNodeName", status["nominatedNodeName"])
    if spec.get("resources") is not None:
        writer.line("Resources:")
        write_resources(writer, spec["resources"], 1)
    for label, field, statuses in CONTAINERS:
        if spec.get(field) or field == "containers":
            known = status.get(statuses) or []
            write_containers(writer, label, spec.get(field) or [], known, field_value=pod_field_value(pod))
    _write_conditions(writer, spec, status.get("conditions") or [])
    write_volumes(writer, spec.get("volumes"))
    writer.field("QoS Class", qos_class(pod))
    labels(writer, "Node-Selectors", spec.get("nodeSelector"))
    write_tolerations(writer, "Tolerations", spec.get("tolerations"))
    write_spread_constraints(writer, spec.get("topologySpreadConstraints"))
    write_scheduling_group(writer, spec.get("schedulingGroup"))


def _write_head(writer: Writer, pod: Object, spec: Object, status: Object) -> None:
    name_and_namespace(writer, pod)
    if spec.get("priority") is not None:
        writer.field("Priority", spec["priority"])
    for label, field in (
        ("Priority Class Name", "priorityClassName"),
        ("Runtime Class Name", "runtimeClassName"),
        ("Service Account", "serviceAccountName"),
    ):
        if spec.get(field):
            writer.field(label, spec[field])
    node = spec.get("nodeName")
    writer.field("Node", f"{node}/{status.get('hostIP', '')}" if node else "<none>")
    if status.get("startTime"):
        writer.field("Start Time", format_time(status["startTime"]))
    labels_and_annotations(writer, pod)


def _write_status(writer: Writer, pod: Object, status: Object, subject: Subject) -> None:
    metadata, phase = pod["metadata"], status.get("phase", "")
    if metadata.get("deletionTimestamp") and phase not in ("Failed", "Succeeded"):
        deleting(writer, subject.age(metadata["deletionTimestamp"]))
        writer.field("Termination Grace Period", f"{metadata.get('deletionGracePeriodSeconds', 0)}s")
    else:
        writer.field("Status", phase)
    for label, field in (("Reason", "reason"), ("Message", "message")):
        if status.get(field):
            writer.field(label, status[field])


def _write_addresses(writer: Writer, status: Object) -> None:
    writer.field("IP", status.get("podIP", ""))
    addresses = status.get("podIPs")
    if not addresses:
        writer.line("IPs:", "<none>")
        return
    writer.line("IPs:")
    for address in addresses:
        writer.field("IP", address.get("ip", ""), 1)


def _write_conditions(writer: Writer, spec: Object, conditions: Sequence[Object]) -> None:
    gates = spec.get("readinessGates")
    if gates:
        writer.write("Readiness Gates:\n  Type\tStatus\n")
    for gate in gates or ():
        kind = gate["conditionType"]
        status = next((row.get("status", "") for row in conditions if row["type"] == kind), "<none>")
        writer.line(f"{kind} ", f"{status} ", level=1)
    if conditions:
        writer.write("Conditions:\n  Type\tStatus\n")
    for condition in conditions:
        writer.line(f"{condition['type']} ", f"{condition.get('status', '')} ", level=1)
