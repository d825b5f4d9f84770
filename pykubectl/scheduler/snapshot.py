"""The nodes and what is on them, as sums that a filter can read; kept between calls and brought up to date from the change log.

Upstream: pkg/scheduler/backend/cache, pkg/scheduler/framework/types.go (NodeInfo).
"""

from functools import lru_cache
from typing import Any

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.machinery import quantity
from pykubectl.storage import Compacted

# What a container without requests counts for in scores, so that a node full of such is not empty.
DEFAULT_MILLI_CPU = 100
DEFAULT_MEMORY = 200 * 1024 * 1024

Amounts = dict[str, int]


@lru_cache(maxsize=4096)
def amount(resource: str, text: str) -> int:
    """cpu in thousandths, everything else in whole units."""
    return quantity.milli_value(text) if resource == "cpu" else quantity.value(text)


def requests(pod: Object) -> Amounts:
    """What a pod asks for: its containers and sidecars together, or the greatest init container; plus overhead."""
    spec = pod["spec"]
    total: Amounts = {}
    for container in spec["containers"]:
        _add(total, _asked(container))
    sidecars: Amounts = {}
    peak: Amounts = {}
    for container in spec.get("initContainers") or ():
        asked = _asked(container)
        if container.get("restartPolicy") == "Always":
            _add(total, asked)
            _add(sidecars, asked)
            asked = dict(sidecars)
        else:
            _add(asked, sidecars)
        for name, value in asked.items():
            peak[name] = max(peak.get(name, 0), value)
    for name, value in peak.items():
        total[name] = max(total.get(name, 0), value)
    for name, text in ((spec.get("resources") or {}).get("requests") or {}).items():
        total[name] = amount(name, str(text))
    _add(total, {name: amount(name, str(text)) for name, text in (spec.get("overhead") or {}).items()})
    return total


def _asked(container: Object) -> Amounts:
    found = (container.get("resources") or {}).get("requests") or {}
    return {name: amount(name, str(text)) for name, text in found.items()}


def _add(total: Amounts, more: Amounts) -> None:
    for name, value in more.items():
        total[name] = total.get(name, 0) + value


def scored_requests(pod: Object) -> tuple[int, int]:
    """(cpu, memory) with defaults for containers that ask for nothing, as scores count them."""
    cpu = memory = 0
    for container in pod["spec"]["containers"]:
        asked = _asked(container)
        cpu += asked.get("cpu", DEFAULT_MILLI_CPU)
        memory += asked.get("memory", DEFAULT_MEMORY)
    return cpu, memory


def host_ports(pod: Object) -> set[tuple[str, str, int]]:
    """(address, protocol, port) the pod takes on its node."""
    found = set()
    for container in [*pod["spec"]["containers"], *(pod["spec"].get("initContainers") or ())]:
        for port in container.get("ports") or ():
            if port.get("hostPort"):
                found.add((port.get("hostIP") or "0.0.0.0", port.get("protocol", "TCP"), port["hostPort"]))
    return found


class NodeInfo:
    """One node: its object, its pods by uid, and the sums over them."""

    __slots__ = ("allocatable", "labels", "name", "node", "pods", "ports", "requested", "scored_cpu", "scored_memory")

    def __init__(self, node: Object) -> None:
        self.pods: dict[str, Object] = {}
        self.requested: Amounts = {}
        self.ports: set[tuple[str, str, int]] = set()
        self.scored_cpu = self.scored_memory = 0
        self.set_node(node)

    def set_node(self, node: Object) -> None:
        self.node = node
        self.name: str = node["metadata"]["name"]
        self.labels: dict[str, str] = node["metadata"].get("labels") or {}
        found = (node.get("status") or {}).get("allocatable") or {}
        self.allocatable: Amounts = {name: amount(name, str(text)) for name, text in found.items()}

    def add(self, pod: Object) -> None:
        self._count(pod, 1)
        self.pods[pod["metadata"]["uid"]] = pod
        self.ports |= host_ports(pod)

    def remove(self, pod: Object) -> None:
        known = self.pods.pop(pod["metadata"]["uid"], None)
        if known is None:
            return
        self._count(known, -1)
        if host_ports(known):
            self.ports = {port for other in self.pods.values() for port in host_ports(other)}

    def _count(self, pod: Object, sign: int) -> None:
        for name, value in requests(pod).items():
            self.requested[name] = self.requested.get(name, 0) + sign * value
        cpu, memory = scored_requests(pod)
        self.scored_cpu += sign * cpu
        self.scored_memory += sign * memory

    def without(self, pods: list[Object]) -> "NodeInfo":
        """A copy from which some pods are gone."""
        other = NodeInfo(self.node)
        gone = {pod["metadata"]["uid"] for pod in pods}
        for uid, pod in self.pods.items():
            if uid not in gone:
                other.add(pod)
        return other

    def along_with(self, pods: list[Object]) -> "NodeInfo":
        """A copy with more pods on it."""
        other = self.without([])
        for pod in pods:
            other.add(pod)
        return other


class Snapshot:
    """All nodes by name, in name order; `revision` is how far the change log has been read.

    `nominated` are the pods, by uid, for which room is being made on a node.
    """

    def __init__(self) -> None:
        self.nodes: dict[str, NodeInfo] = {}
        self.nominated: dict[str, Object] = {}
        self.revision = -1
        self._places: dict[str, str] = {}

    def refresh(self, api: Api) -> None:
        """Take in what has changed since the last call; everything, when that is not known any more."""
        try:
            changes = api.changes(self.revision) if self.revision >= 0 else None
        except Compacted:
            changes = None
        if changes is None:
            self._rebuild(api)
            return
        for change in changes:
            self.revision = change.revision
            if change.key.resource == "pods":
                self._pod(change.obj, change.previous)
            elif change.key.resource == "nodes":
                self._node(api, change.key.name, change.obj)

    def _rebuild(self, api: Api) -> None:
        self.revision = api.revision()
        self.nodes = {node["metadata"]["name"]: NodeInfo(node) for node in api.list("nodes")}
        self._places, self.nominated = {}, {}
        for pod in api.list("pods"):
            self._pod(pod, None)

    def _node(self, api: Api, name: str, node: Object | None) -> None:
        if node is None:
            self.nodes.pop(name, None)
        elif name in self.nodes:
            self.nodes[name].set_node(node)
        else:
            self.nodes[name] = NodeInfo(node)
            self.nodes = dict(sorted(self.nodes.items()))
            # Pods may name a node before it is there, and outlive it.
            for pod in api.list("pods", node=name):
                self._places.pop(pod["metadata"]["uid"], None)
                self._pod(pod, None)

    def _pod(self, pod: Object | None, previous: Object | None) -> None:
        known = pod or previous
        assert known is not None
        uid = known["metadata"]["uid"]
        place = pod["spec"].get("nodeName") if pod is not None and not is_finished(pod) else None
        self._nominate(uid, pod)
        before = self._places.get(uid)
        if before == place and before in self.nodes and pod is not None:
            info = self.nodes[before]
            if pod["spec"] != info.pods[uid]["spec"]:
                # Resized where it is.
                info.remove(pod)
                info.add(pod)
            info.pods[uid] = pod
            return
        if before in self.nodes:
            self.nodes[before].remove(known)
        self._places.pop(uid, None)
        if place in self.nodes and pod is not None:
            self.nodes[place].add(pod)
            self._places[uid] = place

    def _nominate(self, uid: str, pod: Object | None) -> None:
        if pod is not None and not pod["spec"].get("nodeName") and (pod.get("status") or {}).get("nominatedNodeName"):
            self.nominated[uid] = pod
        else:
            self.nominated.pop(uid, None)

    def assume(self, pod: Object, name: str) -> None:
        """Count a pod as placed before the change log says so."""
        self._nominate(pod["metadata"]["uid"], pod)
        self.nodes[name].add(pod)
        self._places[pod["metadata"]["uid"]] = name


def is_finished(pod: Object) -> bool:
    return (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")


def memory_of(api: Api) -> Snapshot:
    """The snapshot that this process keeps for the cluster behind `api`."""
    memory: dict[str, Any] = api.memory
    if "snapshot" not in memory:
        memory["snapshot"] = Snapshot()
    found: Snapshot = memory["snapshot"]
    return found
