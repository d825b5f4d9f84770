"""A node: what it is, how it is, which pods are on it, and how much of it they have asked for.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from collections.abc import Mapping, Sequence

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import format_time, labels_and_annotations, or_none, plain_bool
from pykubectl.cli.describers.parts.node_pods import write_pods
from pykubectl.cli.describers.parts.scheduling import write_taints
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.errors import Forbidden, StatusError
from pykubectl.machinery.requests import Target

ROLE_PREFIX, ROLE_LABEL = "node-role.kubernetes.io/", "kubernetes.io/role"
LEASES = "kube-node-lease"
POOLS_MAX = 10
SYSTEM_INFO = (
    ("Machine ID", "machineID"),
    ("System UUID", "systemUUID"),
    ("Boot ID", "bootID"),
    ("Kernel Version", "kernelVersion"),
    ("OS Image", "osImage"),
    ("Operating System", "operatingSystem"),
    ("Architecture", "architecture"),
    ("Container Runtime Version", "containerRuntimeVersion"),
    ("Kubelet Version", "kubeletVersion"),
)


def describe(writer: Writer, node: Object, subject: Subject) -> None:
    name, spec, status = node["metadata"]["name"], node.get("spec") or {}, node.get("status") or {}
    pods = _pods(subject, name)
    writer.field("Name", name)
    writer.field("Roles", or_none(",".join(_roles(node["metadata"].get("labels") or {}))))
    labels_and_annotations(writer, node)
    writer.field("CreationTimestamp", format_time(node["metadata"].get("creationTimestamp")))
    write_taints(writer, "Taints", spec.get("taints"))
    writer.field("Unschedulable", plain_bool(spec.get("unschedulable")))
    _write_lease(writer, subject, name)
    _write_conditions(writer, status.get("conditions"))
    writer.line("Addresses:")
    for address in status.get("addresses") or ():
        writer.field(address["type"], address["address"], 1)
    for label, field in (("Capacity", "capacity"), ("Allocatable", "allocatable")):
        _write_amounts(writer, label, status.get(field) or {})
    _write_slices(writer, subject, name)
    writer.line("System Info:")
    for label, field in SYSTEM_INFO:
        writer.field(label, (status.get("nodeInfo") or {}).get(field, ""), 1)
    _write_networks(writer, spec)
    if pods is None:
        writer.line("Pods:", "not authorized")
    else:
        write_pods(writer, subject, pods, status.get("allocatable") or status.get("capacity") or {})


def _pods(subject: Subject, node: str) -> list[Object] | None:
    """The pods on a node that are not over; None when they may not be seen."""
    selector = f"spec.nodeName={node},status.phase!=Succeeded,status.phase!=Failed"
    try:
        return subject.items(Target("", "v1", "", "pods"), {"fieldSelector": selector})
    except Forbidden:
        return None


def _roles(labels: Mapping[str, str]) -> list[str]:
    roles = {key.removeprefix(ROLE_PREFIX) for key in labels if key.startswith(ROLE_PREFIX)}
    return sorted((roles | {labels.get(ROLE_LABEL, "")}) - {""})


def _write_lease(writer: Writer, subject: Subject, node: str) -> None:
    try:
        lease = subject.fetch(Target("coordination.k8s.io", "v1", LEASES, "leases", node))
    except StatusError as error:
        writer.field("Lease", f"Failed to get lease: {error.message}")
        return
    spec = lease.get("spec") or {}
    writer.line("Lease:")
    writer.field("HolderIdentity", spec.get("holderIdentity", "<unset>"), 1)
    for label, field in (("AcquireTime", "acquireTime"), ("RenewTime", "renewTime")):
        writer.field(label, format_time(spec[field]) if spec.get(field) else "<unset>", 1)


def _write_conditions(writer: Writer, conditions: Sequence[Object] | None) -> None:
    if not conditions:
        return
    writer.write("Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage\n")
    writer.line("----", "------", "-----------------", "------------------", "------", "-------", level=1)
    for condition in conditions:
        times = [format_time(condition.get(field)) for field in ("lastHeartbeatTime", "lastTransitionTime")]
        cells = [condition["type"], condition.get("status", ""), *times, condition.get("reason", "")]
        writer.line(*(f"{cell} " for cell in cells), condition.get("message", ""), level=1)


def _write_amounts(writer: Writer, label: str, amounts: Mapping[str, str]) -> None:
    if amounts:
        writer.line(f"{label}:")
    for resource in sorted(amounts):
        writer.field(resource, amounts[resource], 1)


def _write_slices(writer: Writer, subject: Subject, node: str) -> None:
    """The devices of the node, by driver and pool."""
    target = Target("resource.k8s.io", "v1", "", "resourceslices")
    try:
        slices = subject.items(target, {"fieldSelector": f"spec.nodeName={node}"})
    except StatusError:
        return
    pools: dict[tuple[str, str], list[int]] = {}
    for row in slices:
        counts = pools.setdefault((row["spec"]["driver"], row["spec"]["pool"]["name"]), [0, 0])
        counts[0] += 1
        counts[1] += len(row["spec"].get("devices") or ())
    if not pools:
        return
    writer.line("Node-Local ResourceSlices:")
    writer.line("Driver", "Pool", "Slices", "Devices", level=1)
    writer.line("------", "----", "------", "-------", level=1)
    for pool in sorted(pools, key="/".join)[:POOLS_MAX]:
        writer.line(*pool, *pools[pool], level=1)
    if len(pools) > POOLS_MAX:
        writer.line(f"...and {len(pools) - POOLS_MAX} more pools", level=1)


def _write_networks(writer: Writer, spec: Object) -> None:
    if spec.get("podCIDR"):
        writer.field("PodCIDR", spec["podCIDR"])
    if spec.get("podCIDRs"):
        writer.field("PodCIDRs", ",".join(spec["podCIDRs"]))
    if spec.get("providerID"):
        writer.field("ProviderID", spec["providerID"])
