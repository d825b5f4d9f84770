"""The storage drivers of a node.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import format_time, labels_and_annotations
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.machinery.go_values import go_print


def describe(writer: Writer, csi_node: Object, subject: Subject) -> None:
    writer.field("Name", csi_node["metadata"]["name"])
    labels_and_annotations(writer, csi_node)
    writer.field("CreationTimestamp", format_time(csi_node["metadata"].get("creationTimestamp")))
    writer.line("Spec:")
    drivers = (csi_node.get("spec") or {}).get("drivers")
    if drivers is not None:
        writer.line("Drivers:", level=1)
    for driver in drivers or ():
        writer.line(f"{driver['name']}:", level=2)
        writer.field("Node ID", driver.get("nodeID", ""), 3)
        count = (driver.get("allocatable") or {}).get("count")
        if count is not None:
            writer.line("Allocatables:", level=3)
            writer.field("Count", count, 4)
        if driver.get("topologyKeys") is not None:
            writer.field("Topology Keys", go_print(driver["topologyKeys"]), 3)
