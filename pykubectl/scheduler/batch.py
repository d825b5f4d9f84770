"""Many identical pods: one pass over the nodes serves them all.

Pods of one signature differ in name only, so that what the plugins say of a node changes only where one of them has just
been put. The nodes that will do are kept in a heap for each zone, ordered by how many of the pods they have, then by how empty
they are; after each pod its node is looked at again and put back. The spread over nodes and zones is that of the single
cycle's soft constraints; only its finer weighing against other scores is left out.

Upstream: KEP-5598, opportunistic batching.
"""

import heapq
import json
from collections.abc import Sequence

from pykubectl import Object
from pykubectl.scheduler.cycle import Cycle
from pykubectl.scheduler.plugins import Rejection
from pykubectl.scheduler.plugins.node_resources_fit import Demand, least_allocated
from pykubectl.scheduler.plugins.pod_topology_spread import ZONE
from pykubectl.scheduler.snapshot import NodeInfo, Snapshot

_Entry = tuple[int, float, str]


def signature(pod: Object) -> str | None:
    """Equal for pods that the scheduler cannot tell apart; None for those it must look at one by one."""
    spec, meta = pod["spec"], pod["metadata"]
    affinity = spec.get("affinity") or {}
    if affinity.get("podAffinity") or affinity.get("podAntiAffinity") or spec.get("topologySpreadConstraints"):
        return None
    if any("persistentVolumeClaim" in one or "ephemeral" in one for one in spec.get("volumes") or ()):
        return None
    if pod["status"].get("nominatedNodeName") or spec.get("resourceClaims") or not meta.get("ownerReferences"):
        return None
    fields = ("nodeSelector", "affinity", "tolerations", "priority", "overhead", "resources", "schedulerName")
    containers = [
        (one.get("image"), one.get("resources"), one.get("ports"), one.get("restartPolicy"))
        for one in [*spec["containers"], *(spec.get("initContainers") or ())]
    ]
    told = [meta["namespace"], meta["ownerReferences"][0]["uid"], containers, [spec.get(name) for name in fields]]
    return json.dumps(told, sort_keys=True)


class Batch:
    """The nodes as one signature sees them."""

    def __init__(self, cycle: Cycle) -> None:
        self._cycle = cycle
        self._snapshot: Snapshot = cycle.snapshot
        cycle.prepare()
        self._demand: Demand = next(one.state for one in cycle.active if one.plugin.module == "node_resources_fit")
        owner = cycle.pod["metadata"]["ownerReferences"][0]["uid"]
        self._own = {name: _siblings(info, owner) for name, info in self._snapshot.nodes.items()}
        self._in_zone: dict[str, int] = {}
        self._heaps: dict[str, list[_Entry]] = {}
        self.rejections: dict[str, Rejection] = {}
        for name, info in self._snapshot.nodes.items():
            zone = info.labels.get(ZONE, "")
            self._in_zone[zone] = self._in_zone.get(zone, 0) + self._own[name]
            rejection = cycle.reject(info)
            if rejection is None:
                self._heaps.setdefault(zone, []).append(self._entry(info))
            else:
                self.rejections[name] = rejection
        for heap in self._heaps.values():
            heapq.heapify(heap)

    def _entry(self, info: NodeInfo) -> _Entry:
        return self._own[info.name], -least_allocated(self._demand, info), info.name

    def next_node(self) -> str | None:
        """The best node for one more pod; None when no node will do any more."""
        zones = [zone for zone, heap in self._heaps.items() if heap]
        if not zones:
            return None
        zone = min(zones, key=lambda one: (self._heaps[one][0][0], self._in_zone[one], self._heaps[one][0][1:]))
        return self._heaps[zone][0][2]

    def placed(self, name: str) -> None:
        """One of the pods is on the node now; the snapshot knows."""
        info = self._snapshot.nodes[name]
        zone = info.labels.get(ZONE, "")
        self._own[name] += 1
        self._in_zone[zone] += 1
        heap = self._heaps[zone]
        if self._cycle.reject(info) is None:
            heapq.heapreplace(heap, self._entry(info))
        else:
            heapq.heappop(heap)


def _siblings(info: NodeInfo, owner: str) -> int:
    return sum(
        count
        for pod, count in info.pods()
        if any(reference["uid"] == owner for reference in pod["metadata"].get("ownerReferences") or ())
    )


def runs(pods: Sequence[Object]) -> list[list[Object]]:
    """Neighbours of one signature together, all others alone."""
    found: list[list[Object]] = []
    last: str | None = None
    for pod in pods:
        mine = signature(pod)
        if mine is not None and mine == last:
            found[-1].append(pod)
        else:
            found.append([pod])
        last = mine
    return found
