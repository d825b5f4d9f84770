"""The nodes and what is on them, as sums that a filter can read; kept between calls and brought up to date from the change log.

The store counts pods that are alike (`Api.tally`), so that no pod is read to know how full its node is: neither the first
call nor a later one costs more for more pods of the same sort.

Upstream: pkg/scheduler/backend/cache, pkg/scheduler/framework/types.go (NodeInfo).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.machinery import quantity
from pykubectl.storage import Change, Compacted
from pykubectl.storage.indexes import placement

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


class Usage(NamedTuple):
    """What one pod takes on its node."""

    requests: Amounts
    scored_cpu: int
    scored_memory: int
    ports: frozenset[tuple[str, str, int]]


@lru_cache(maxsize=16_384)
def placed(digest: str) -> Object:
    """A pod with those fields that matter to others on its node (`storage.indexes.placement`)."""
    found: Object = json.loads(digest)
    return found


@lru_cache(maxsize=16_384)
def _usage(digest: str) -> Usage:
    pod = placed(digest)
    return Usage(requests(pod), *scored_requests(pod), frozenset(host_ports(pod)))


class NodeInfo:
    """One node: its object, how many pods of each sort it has (`counts`, by digest), and the sums over them."""

    __slots__ = (
        "allocatable", "counts", "labels", "name", "node", "number", "ports", "requested", "scored_cpu", "scored_memory"
    )  # fmt: skip

    def __init__(self, node: Object) -> None:
        self.set_pods({})
        self.set_node(node)

    def set_node(self, node: Object) -> None:
        self.node = node
        self.name: str = node["metadata"]["name"]
        self.labels: dict[str, str] = node["metadata"].get("labels") or {}
        found = (node.get("status") or {}).get("allocatable") or {}
        self.allocatable: Amounts = {name: amount(name, str(text)) for name, text in found.items()}

    def set_pods(self, counts: Mapping[str, int]) -> None:
        self.counts: dict[str, int] = {}
        self.number = self.scored_cpu = self.scored_memory = 0
        self.requested: Amounts = {}
        self.ports: set[tuple[str, str, int]] = set()
        for digest, count in counts.items():
            self.add(digest, count)

    def pods(self) -> Iterator[tuple[Object, int]]:
        """Each sort of pod on the node, and how many there are."""
        return ((placed(digest), count) for digest, count in self.counts.items())

    def add(self, digest: str, count: int = 1) -> None:
        """A negative count takes away."""
        self.number += count
        self.counts[digest] = self.counts.get(digest, 0) + count
        if not self.counts[digest]:
            del self.counts[digest]
        usage = _usage(digest)
        for name, value in usage.requests.items():
            self.requested[name] = self.requested.get(name, 0) + count * value
        self.scored_cpu += count * usage.scored_cpu
        self.scored_memory += count * usage.scored_memory
        if usage.ports:
            self.ports = {port for digest in self.counts for port in _usage(digest).ports}

    def changed_by(self, pods: Iterable[Object], count: int) -> "NodeInfo":
        """A copy to which some pods have come (1), or from which they are gone (-1)."""
        other = NodeInfo(self.node)
        other.set_pods(self.counts)
        for pod in pods:
            other.add(placement(pod), count)
        return other


class Snapshot:
    """All nodes by name, in name order; `revision` is how far the change log has been read.

    `nominated` are the pods, by uid, for which room is being made on a node.
    """

    def __init__(self) -> None:
        self.nodes: dict[str, NodeInfo] = {}
        self.nominated: dict[str, Object] = {}
        self.revision = -1

    def refresh(self, api: Api) -> None:
        """Take in what has changed since the last call; everything, when that is not known any more."""
        try:
            changes = api.changes(self.revision) if self.revision >= 0 else None
        except Compacted:
            changes = None
        if changes is None or any(_is_obscure(change) for change in changes):
            self._rebuild(api)
            return
        touched: set[str] = set()
        for change in changes:
            self.revision = change.revision
            if change.key.resource == "pods":
                touched |= _nodes_of(change)
                self._nominate(change)
            elif change.key.resource == "nodes":
                self._node(api, change.key.name, change.obj)
        for name in touched & self.nodes.keys():
            self.nodes[name].set_pods(_counts(api, name))

    def _rebuild(self, api: Api) -> None:
        self.revision = api.revision()
        self.nodes = {node["metadata"]["name"]: NodeInfo(node) for node in api.list("nodes")}
        waiting = api.list("pods", node="")
        self.nominated = {pod["metadata"]["uid"]: pod for pod in waiting if _nomination(pod)}
        for name, digest, number in api.tally("pods", "node"):
            if name in self.nodes:
                self.nodes[name].add(digest, number)

    def _node(self, api: Api, name: str, node: Object | None) -> None:
        if node is None:
            self.nodes.pop(name, None)
        elif name in self.nodes:
            self.nodes[name].set_node(node)
        else:
            # Pods may name a node before it is there, and outlive it.
            self.nodes[name] = NodeInfo(node)
            self.nodes[name].set_pods(_counts(api, name))
            self.nodes = dict(sorted(self.nodes.items()))

    def _nominate(self, change: Change) -> None:
        pod = change.obj or change.previous
        assert pod is not None
        self.nominated.pop(pod["metadata"]["uid"], None)
        if change.obj is not None and _nomination(pod):
            self.nominated[pod["metadata"]["uid"]] = pod

    def assume(self, pod: Object, name: str) -> None:
        """Count a pod as placed before the change log says so."""
        self.nominated.pop(pod["metadata"]["uid"], None)
        self.nodes[name].add(placement(pod))


def _is_obscure(change: Change) -> bool:
    """Whether it is not known any more where a pod was that is gone."""
    return change.key.resource == "pods" and change.obj is None and change.previous is None


def _nodes_of(change: Change) -> set[str]:
    """Where the pod was and where it is."""
    return {pod["spec"].get("nodeName") or "" for pod in (change.obj, change.previous) if pod is not None}


def _nomination(pod: Object) -> str:
    """The node on which room is being made for a pod that waits."""
    found: str = "" if pod["spec"].get("nodeName") else (pod.get("status") or {}).get("nominatedNodeName") or ""
    return found


def _counts(api: Api, node: str) -> dict[str, int]:
    return {tally.digest: tally.number for tally in api.tally("pods", "node", node)}


def memory_of(api: Api) -> Snapshot:
    """The snapshot that this process keeps for the cluster behind `api`."""
    memory: dict[str, Any] = api.memory
    if "snapshot" not in memory:
        memory["snapshot"] = Snapshot()
    found: Snapshot = memory["snapshot"]
    return found
