"""What is printed of a pod template: in the descriptions of workloads, by rollout history and by rollout undo --dry-run.

`write_pod_template` writes it into a description; `pod_template` gives it as text with tabs, as the rollout commands print it.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go (DescribePodTemplate).
"""

from pykubectl import Object
from pykubectl.cli.describers.parts.containers import write_containers
from pykubectl.cli.describers.parts.fields import annotations, labels
from pykubectl.cli.describers.parts.scheduling import (
    write_scheduling_group,
    write_spread_constraints,
    write_tolerations,
)
from pykubectl.cli.describers.parts.volumes import write_volumes
from pykubectl.cli.describers.parts.writer import Writer

SPACE = "  "


def pod_template(template: Object | None) -> str:
    """`Pod Template:` and what follows, cells between tabs (nothing aligns them)."""
    writer = Writer()
    write_pod_template(writer, template)
    return writer.raw()


def write_pod_template(writer: Writer, template: Object | None) -> None:
    writer.line("Pod Template:")
    if template is None:
        writer.write("<unset>", 1)
        return
    metadata, spec = template.get("metadata") or {}, template.get("spec") or {}
    labels(writer, f"{SPACE}Labels", metadata.get("labels"))
    if metadata.get("annotations"):
        annotations(writer, f"{SPACE}Annotations", metadata["annotations"])
    if spec.get("serviceAccountName"):
        writer.field("Service Account", spec["serviceAccountName"], 1)
    if spec.get("initContainers"):
        write_containers(writer, "Init Containers", spec["initContainers"], space=SPACE)
    write_containers(writer, "Containers", spec.get("containers") or [], space=SPACE)
    write_volumes(writer, spec.get("volumes"), SPACE)
    write_spread_constraints(writer, spec.get("topologySpreadConstraints"), SPACE)
    if spec.get("priorityClassName"):
        writer.field("Priority Class Name", spec["priorityClassName"], 1)
    labels(writer, f"{SPACE}Node-Selectors", spec.get("nodeSelector"))
    write_tolerations(writer, f"{SPACE}Tolerations", spec.get("tolerations"))
    write_scheduling_group(writer, spec.get("schedulingGroup"), SPACE)
