"""Pods: the STATUS column tells the one state that matters most of all the containers' states.

Upstream: pkg/printers/internalversion/printers.go.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pykubectl import Object
from pykubectl.kinds.tables import AGE, NAME, Column, age
from pykubectl.kinds.tables.formats import is_true, since

COLUMNS = (
    NAME,
    Column("Ready"),
    Column("Status"),
    Column("Restarts"),
    AGE,
    Column("IP", priority=1),
    Column("Node", priority=1),
    Column("Nominated Node", priority=1),
    Column("Readiness Gates", priority=1),
)


def cells(obj: Object, now: datetime) -> list[Any]:
    spec, status = obj["spec"], obj.get("status") or {}
    summary = _Summary(spec, status)
    addresses = status.get("podIPs") or ()
    return [
        obj["metadata"]["name"],
        f"{summary.ready}/{summary.total}",
        _reason_when_deleted(obj, status) or summary.reason,
        _restarts(summary, now),
        age(obj, now),
        (addresses[0].get("ip") if addresses else None) or "<none>",
        spec.get("nodeName") or "<none>",
        status.get("nominatedNodeName") or "<none>",
        _readiness_gates(spec, status),
    ]


class _Summary:
    """What the containers say together: sidecars count as containers, other init containers only while they run."""

    def __init__(self, spec: Object, status: Object) -> None:
        self.spec, self.conditions = spec, status.get("conditions") or ()
        self.sidecars = {
            container.get("name") for container in spec.get("initContainers") or () if _is_sidecar(container)
        }
        self.total = len(spec.get("containers") or ()) + len(self.sidecars)
        self.ready = self.restarts = 0
        self.last_restart = ""
        self.reason = status.get("reason") or status.get("phase", "")
        if any(
            condition.get("type") == "PodScheduled" and condition.get("reason") == "SchedulingGated"
            for condition in self.conditions
        ):
            self.reason = "SchedulingGated"
        init_statuses = status.get("initContainerStatuses") or ()
        initializing = self._initialize(init_statuses)
        if not initializing or is_true(self.conditions, "Initialized"):
            self._run(init_statuses, status.get("containerStatuses") or ())

    def _count_restarts(self, container: Object) -> None:
        self.restarts += container.get("restartCount", 0)
        terminated = (container.get("lastState") or {}).get("terminated") or {}
        self.last_restart = max(self.last_restart, terminated.get("finishedAt") or "")

    def _initialize(self, statuses: Sequence[Object]) -> bool:
        """Walks the init containers up to the one that holds the pod back; says whether there is one."""
        for index, container in enumerate(statuses):
            self._count_restarts(container)
            terminated = (container.get("state") or {}).get("terminated")
            if terminated is not None and terminated.get("exitCode", 0) == 0:
                continue
            if container.get("name") in self.sidecars and container.get("started"):
                self.ready += bool(container.get("ready"))
                continue
            waiting = ((container.get("state") or {}).get("waiting") or {}).get("reason")
            if terminated is not None:
                self.reason = f"Init:{terminated.get('reason') or _exit(terminated)}"
            elif waiting and waiting != "PodInitializing":
                self.reason = f"Init:{waiting}"
            else:
                self.reason = f"Init:{index}/{len(self.spec.get('initContainers') or ())}"
            return True
        return False

    def _run(self, init_statuses: Sequence[Object], statuses: Sequence[Object]) -> None:
        self.restarts, self.last_restart = 0, ""
        for container in init_statuses:
            if container.get("name") in self.sidecars:
                self._count_restarts(container)
        running = False
        for container in reversed(statuses):
            self._count_restarts(container)
            state = container.get("state") or {}
            waiting, terminated = (state.get("waiting") or {}).get("reason"), state.get("terminated")
            if waiting:
                self.reason = waiting
            elif terminated is not None:
                self.reason = terminated.get("reason") or _exit(terminated)
            elif container.get("ready") and state.get("running") is not None:
                running = True
                self.ready += 1
        if self.reason == "Completed" and running:
            self.reason = "Running" if is_true(self.conditions, "Ready") else "NotReady"


def _is_sidecar(container: Object) -> bool:
    return container.get("restartPolicy") == "Always"


def _exit(terminated: Object) -> str:
    signal = terminated.get("signal")
    return f"Signal:{signal}" if signal else f"ExitCode:{terminated.get('exitCode', 0)}"


def _reason_when_deleted(pod: Object, status: Object) -> str:
    if not pod["metadata"].get("deletionTimestamp"):
        return ""
    if status.get("reason") == "NodeLost":
        return "Unknown"
    return "" if status.get("phase") in ("Succeeded", "Failed") else "Terminating"


def _restarts(summary: _Summary, now: datetime) -> str:
    if summary.restarts and summary.last_restart:
        return f"{summary.restarts} ({since(summary.last_restart, now)} ago)"
    return str(summary.restarts)


def _readiness_gates(spec: Object, status: Object) -> str:
    gates = spec.get("readinessGates") or ()
    if not gates:
        return "<none>"
    met = sum(is_true(status.get("conditions"), gate.get("conditionType", "")) for gate in gates)
    return f"{met}/{len(gates)}"
