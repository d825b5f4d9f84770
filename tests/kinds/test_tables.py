"""Tables as the server prints them: every column of every kind, and the cells that take thought."""

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from pykubectl import Object
from pykubectl.kinds import KINDS
from pykubectl.kinds.tables import table_module
from pykubectl.machinery.timestamps import format_time

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
GENERIC = {"limitranges", "clusterroles", "roles", "csistoragecapacities", "customresourcedefinitions"}


def _facts() -> dict[str, str]:
    lines = Path(__file__).with_name("table_columns.txt").read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines if not line.startswith("#"))


@pytest.mark.parametrize(("plural", "columns"), _facts().items())
def test_columns(plural: str, columns: str) -> None:
    module = table_module(plural)
    if module is None:
        assert plural in GENERIC
        assert columns == "Name!, Created At=date"
        return
    ours = [
        column.name
        + (f"={column.type}" if column.type != "string" else "")
        + ("!" if column.format else "")
        + ("+" if column.priority else "")
        for column in module.COLUMNS
    ]
    assert ", ".join(ours) == columns


def test_every_module_is_of_a_kind() -> None:
    folder = Path(__file__).parents[2] / "pykubectl/kinds/tables"
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__", "formats", "selector_formats"}
    assert modules <= {kind.plural for kind in KINDS} | {"scale"}


def ago(**units: int) -> str:
    return format_time(NOW - timedelta(**units))


def row(plural: str, obj: Object) -> list[Any]:
    metadata = {"name": "x", "creationTimestamp": ago(minutes=5), **obj.get("metadata", {})}
    module = table_module(plural)
    assert module
    cells: list[Any] = module.cells({**obj, "metadata": metadata}, NOW)
    assert len(cells) == len(module.COLUMNS)
    return cells


def pod(init: list[Object] | None = None, containers: list[Object] | None = None, **status: Any) -> Object:
    def spec(statuses: list[Object] | None) -> list[Object]:
        return [
            {"name": item["name"], **({"restartPolicy": "Always"} if item.get("sidecar") else {})}
            for item in statuses or ()
        ]

    status = {"phase": "Running", **status}
    status |= {"initContainerStatuses": init or [], "containerStatuses": containers or []}
    metadata = status.pop("metadata", {})
    return {
        "metadata": metadata,
        "spec": {"initContainers": spec(init), "containers": spec(containers)},
        "status": status,
    }


RUNNING = {"name": "c", "ready": True, "state": {"running": {}}}
READY = [{"type": "Ready", "status": "True"}]
INITIALIZED = [{"type": "Initialized", "status": "True"}]
DELETED = {"deletionTimestamp": ago(seconds=3)}


def ended(exit_code: int, reason: str = "", signal: int = 0) -> Object:
    return {"terminated": {"exitCode": exit_code, "reason": reason, "signal": signal, "finishedAt": ago(minutes=3)}}


@pytest.mark.parametrize(
    ("obj", "cells"),
    [
        (pod(containers=[RUNNING]), ["1/1", "Running", "0"]),
        (pod(containers=[{"name": "c", "state": {"waiting": {"reason": "ErrImagePull"}}}]), ["0/1", "ErrImagePull", "0"]),
        (
            pod(containers=[{**RUNNING, "restartCount": 2, "lastState": ended(1, "Error")}]),
            ["1/1", "Running", "2 (3m ago)"],
        ),
        (pod(containers=[{"name": "c", "state": ended(3)}]), ["0/1", "ExitCode:3", "0"]),
        (pod(containers=[{"name": "c", "state": ended(137, signal=9)}]), ["0/1", "Signal:9", "0"]),
        (pod(containers=[{"name": "a", "state": ended(0, "Completed")}, RUNNING]), ["1/2", "NotReady", "0"]),
        (pod(containers=[{"name": "a", "state": ended(0, "Completed")}, RUNNING], conditions=READY), ["1/2", "Running", "0"]),
        (pod(containers=[RUNNING], metadata=DELETED), ["1/1", "Terminating", "0"]),
        (pod(containers=[RUNNING], metadata=DELETED, reason="NodeLost"), ["1/1", "Unknown", "0"]),
        (pod(containers=[{"name": "c", "state": ended(0, "Completed")}], phase="Succeeded", metadata=DELETED), ["0/1", "Completed", "0"]),
        (pod(containers=[], phase="Failed", reason="Evicted"), ["0/0", "Evicted", "0"]),
        (pod(init=[{"name": "i", "state": {"running": {}}}], phase="Pending"), ["0/0", "Init:0/1", "0"]),
        (pod(init=[{"name": "i", "state": ended(0)}, {"name": "j", "state": ended(2)}]), ["0/0", "Init:ExitCode:2", "0"]),
        (
            pod(init=[{"name": "i", "state": {"waiting": {"reason": "CrashLoopBackOff"}}, "restartCount": 4, "lastState": ended(1)}]),
            ["0/0", "Init:CrashLoopBackOff", "4 (3m ago)"],
        ),
        (
            pod(init=[{"name": "s", "sidecar": True, "started": True, "ready": True, "restartCount": 1}], containers=[RUNNING]),
            ["2/2", "Running", "1"],
        ),
        (
            pod(phase="Pending", conditions=[{"type": "PodScheduled", "status": "False", "reason": "SchedulingGated"}]),
            ["0/0", "SchedulingGated", "0"],
        ),
        (
            pod(init=[{"name": "i", "state": {"running": {}}}], containers=[RUNNING], conditions=INITIALIZED),
            ["1/1", "Init:0/1", "0"],
        ),
    ],
)  # fmt: skip
def test_pod_states(obj: Object, cells: list[Any]) -> None:
    assert row("pods", obj)[1:4] == cells


def _endpoints(count: int) -> Object:
    addresses = [{"ip": f"10.0.0.{number}"} for number in range(count)]
    return {"subsets": [{"addresses": addresses, "ports": [{"port": 80}]}]}


def _hpa(*metrics: Object, current: tuple[Object, ...] = ()) -> Object:
    spec = {"scaleTargetRef": {"kind": "Deployment", "name": "web"}, "metrics": list(metrics), "maxReplicas": 3}
    return {"spec": spec, "status": {"currentMetrics": list(current)}}


CPU = {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 70}}}
CPU_NOW = {"type": "Resource", "resource": {"name": "cpu", "current": {"averageUtilization": 12, "averageValue": "5m"}}}
JOB = {"template": {"spec": {"containers": [{"name": "c", "image": "i"}]}}, "completions": 3, "parallelism": 2}


@pytest.mark.parametrize(
    ("plural", "obj", "column", "text"),
    [
        ("endpoints", {}, 1, "<none>"),
        ("endpoints", _endpoints(3), 1, "10.0.0.0:80,10.0.0.1:80,10.0.0.2:80"),
        ("endpoints", _endpoints(5), 1, "10.0.0.0:80,10.0.0.1:80,10.0.0.2:80 + 2 more..."),
        ("endpoints", {"subsets": [{"notReadyAddresses": [{"ip": "10.0.0.1"}], "ports": [{"port": 1}]}]}, 1, ""),
        ("endpointslices", {"addressType": "IPv4", "ports": [{"name": "a"}, {}]}, 2, "a,*"),
        ("endpointslices", {"addressType": "IPv4"}, 3, "<unset>"),
        ("services", {"spec": {"type": "LoadBalancer", "ports": [{"port": 80, "nodePort": 30080, "protocol": "TCP"}]}}, 4, "80:30080/TCP"),
        ("services", {"spec": {"type": "LoadBalancer"}}, 3, "<pending>"),
        ("services", {"spec": {"type": "LoadBalancer", "externalIPs": ["1.1.1.1"]}, "status": {"loadBalancer": {"ingress": [{"ip": "2.2.2.2"}]}}}, 3, "2.2.2.2,1.1.1.1"),
        ("services", {"spec": {"type": "ExternalName", "externalName": "a.example.com"}}, 2, "<none>"),
        ("horizontalpodautoscalers", _hpa(), 2, "<none>"),
        ("horizontalpodautoscalers", _hpa(CPU), 2, "cpu: <unknown>/70%"),
        ("horizontalpodautoscalers", _hpa(CPU, CPU, CPU, current=(CPU_NOW,)), 2, "cpu: 12%/70%, cpu: <unknown>/70% + 1 more..."),
        ("horizontalpodautoscalers", _hpa(CPU), 3, "<unset>"),
        ("ingresses", {"spec": {"rules": [{"host": name} for name in "abcde"]}}, 2, "a,b,c + 2 more..."),
        ("ingresses", {"spec": {"rules": [{}]}}, 2, "*"),
        ("jobs", {"spec": JOB, "status": {"succeeded": 1}}, 2, "1/3"),
        ("jobs", {"spec": {**JOB, "completions": None}}, 2, "0/1 of 2"),
        ("jobs", {"spec": JOB, "status": {"startTime": ago(seconds=90)}}, 3, "90s"),
        ("jobs", {"spec": JOB, "status": {"conditions": [{"type": "SuccessCriteriaMet", "status": "True"}]}}, 1, "SuccessCriteriaMet"),
        ("jobs", {"spec": JOB, "metadata": DELETED}, 1, "Terminating"),
        ("nodes", {"metadata": {"labels": {"node-role.kubernetes.io/b": "", "kubernetes.io/role": "a"}}, "spec": {"unschedulable": True}}, 1, "Unknown,SchedulingDisabled"),
        ("nodes", {"metadata": {"labels": {"node-role.kubernetes.io/b": "", "kubernetes.io/role": "a"}}}, 2, "a,b"),
        ("persistentvolumes", {"spec": {"accessModes": ["ReadWriteMany", "ReadWriteOnce"]}}, 2, "RWO,RWX"),
        ("persistentvolumeclaims", {"spec": {}, "status": {"capacity": {"storage": "1Gi"}}}, 3, ""),
        ("resourcequotas", {"status": {"hard": {"pods": "5", "limits.cpu": "2"}, "used": {"pods": "1"}}}, 2, "limits.cpu: 0/2"),
        ("controllerrevisions", {"metadata": {"ownerReferences": [{"apiVersion": "apps/v1", "kind": "StatefulSet", "name": "db", "controller": True}]}}, 1, "statefulset.apps/db"),
        ("events", {"eventTime": ago(seconds=7), "involvedObject": {"kind": "Pod", "name": "p"}}, 0, "7s"),
        ("events", {"source": {"component": "kubelet", "host": "node-1"}}, 5, "kubelet, node-1"),
        ("apiservices", {"spec": {"service": {"namespace": "n", "name": "s"}}, "status": {"conditions": [{"type": "Available", "status": "False", "reason": "MissingEndpoints"}]}}, 2, "False (MissingEndpoints)"),
        ("certificatesigningrequests", {"spec": {}, "status": {"conditions": [{"type": "Approved"}], "certificate": "x"}}, 5, "Approved,Issued"),
        ("rolebindings", {"roleRef": {"kind": "Role", "name": "r"}, "subjects": [{"kind": "ServiceAccount", "name": "s", "namespace": "n"}]}, 5, "n/s"),
        ("resourceclaims", {"status": {"allocation": {}, "reservedFor": [{}]}}, 1, "allocated,reserved"),
        ("ipaddresses", {"spec": {"parentRef": {"resource": "services", "namespace": "d", "name": "s"}}}, 1, "services/d/s"),
        ("deployments", {"spec": {**JOB, "selector": {}}}, 7, ""),
        ("statefulsets", {"spec": {**JOB, "replicas": 3}}, 1, "0/3"),
    ],
)  # fmt: skip
def test_cells(plural: str, obj: Object, column: int, text: str) -> None:
    assert row(plural, obj)[column] == text
