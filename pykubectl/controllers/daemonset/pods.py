"""Daemon pods: pinned to their node by affinity, tolerating what would keep ordinary pods away.

Upstream: pkg/controller/daemon/util/daemonset_util.go.
"""

from pykubectl import Object
from pykubectl.controllers.parts.nodes import matches_node, untolerated
from pykubectl.controllers.parts.templates import pod_from_template

HASH_LABEL = "controller-revision-hash"
GENERATION_LABEL = "pod-template-generation"
GENERATION = "deprecated.daemonset.template.generation"
_TOLERATED = (
    ("node.kubernetes.io/not-ready", "NoExecute"),
    ("node.kubernetes.io/unreachable", "NoExecute"),
    ("node.kubernetes.io/disk-pressure", "NoSchedule"),
    ("node.kubernetes.io/memory-pressure", "NoSchedule"),
    ("node.kubernetes.io/pid-pressure", "NoSchedule"),
    ("node.kubernetes.io/unschedulable", "NoSchedule"),
)
_NETWORK = ("node.kubernetes.io/network-unavailable", "NoSchedule")


def generation(daemonset: Object) -> str:
    annotations = daemonset["metadata"].get("annotations") or {}
    return str(annotations.get(GENERATION) or daemonset["metadata"].get("generation", 1))


def _add_tolerations(spec: Object) -> None:
    tolerations = list(spec.get("tolerations") or ())
    for key, effect in (*_TOLERATED, *((_NETWORK,) if spec.get("hostNetwork") else ())):
        added = {"key": key, "operator": "Exists", "effect": effect}
        if added not in tolerations:
            tolerations.append(added)
    spec["tolerations"] = tolerations


def new_pod(daemonset: Object, node_name: str, revision_hash: str) -> Object:
    pod = pod_from_template(daemonset["spec"]["template"], daemonset)
    labels = pod["metadata"].setdefault("labels", {})
    labels[GENERATION_LABEL] = generation(daemonset)
    labels[HASH_LABEL] = revision_hash
    _add_tolerations(pod["spec"])
    pin = {"key": "metadata.name", "operator": "In", "values": [node_name]}
    node_affinity = pod["spec"].setdefault("affinity", {}).setdefault("nodeAffinity", {})
    # The other terms were checked when the node was chosen; the pin alone says where the pod goes.
    node_affinity["requiredDuringSchedulingIgnoredDuringExecution"] = {"nodeSelectorTerms": [{"matchFields": [pin]}]}
    return pod


def target_node(pod: Object) -> str:
    """The node a pod is on or pinned to."""
    if pod["spec"].get("nodeName"):
        return str(pod["spec"]["nodeName"])
    affinity = (pod["spec"].get("affinity") or {}).get("nodeAffinity") or {}
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution") or {}
    for term in required.get("nodeSelectorTerms") or ():
        for field in term.get("matchFields") or ():
            if field["key"] == "metadata.name" and field["operator"] == "In" and len(field["values"]) == 1:
                return str(field["values"][0])
    return ""


def is_updated(daemonset: Object, pod: Object, revision_hash: str) -> bool:
    labels = pod["metadata"].get("labels") or {}
    return labels.get(HASH_LABEL) == revision_hash or labels.get(GENERATION_LABEL) == generation(daemonset)


def should_run(daemonset: Object, node: Object) -> tuple[bool, bool]:
    """Whether a new daemon pod belongs on the node, and whether one that runs there may stay."""
    spec = dict(daemonset["spec"]["template"]["spec"])
    _add_tolerations(spec)
    if spec.get("nodeName") not in (None, "", node["metadata"]["name"]) or not matches_node(spec, node):
        return False, False
    if untolerated(node, spec, ("NoSchedule", "NoExecute")) is None:
        return True, True
    return False, untolerated(node, spec, ("NoExecute",)) is None
