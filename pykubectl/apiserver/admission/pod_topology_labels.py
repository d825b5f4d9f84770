"""PodTopologyLabels: a pod bears the zone and region of its node as labels, from its binding or, bound by hand, from the start.

Upstream: plugin/pkg/admission/podtopologylabels.
"""

from typing import TYPE_CHECKING

from pykubectl.apiserver.admission import Attributes

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

_LABELS = ("topology.kubernetes.io/zone", "topology.kubernetes.io/region")


def admit(server: "ApiServer", attributes: Attributes) -> None:
    assert attributes.obj is not None
    found = labels_of(server, attributes.obj["spec"].get("nodeName") or "")
    if found:
        metadata = attributes.obj["metadata"]
        metadata["labels"] = {**(metadata.get("labels") or {}), **found}


def labels_of(server: "ApiServer", node: str) -> dict[str, str]:
    """The labels of the node that its pods bear too."""
    found = server.registry.find("nodes", "", node) if node else None
    labels = (found["metadata"].get("labels") or {}) if found else {}
    return {key: labels[key] for key in _LABELS if key in labels}
