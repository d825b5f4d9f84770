"""autoscale: makes a HorizontalPodAutoscaler for a workload.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/autoscale.
"""

import re
from typing import Any

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.printers import PRINT_FLAGS, typed_printer
from pykubectl.cli.resources import FILENAME_FLAGS, Builder, Info
from pykubectl.cli.session import Session
from pykubectl.cli.writes import (
    DRY_RUN_FLAG,
    RECORD_FLAG,
    SAVE_CONFIG_FLAG,
    dry_run,
    field_manager_flag,
    record_cause,
    save_configuration,
)
from pykubectl.errors import StatusError
from pykubectl.machinery.quantity import QuantityError, canonical
from pykubectl.machinery.requests import Target, resource_path

_UNITS = {"cpu": "m", "memory": "Mi"}


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    dry = dry_run(session, flags)
    if not arguments and not flags["filename"] and not flags["kustomize"]:
        raise Failure("one or more resources must be specified as <resource> <name>")
    _check(flags)
    count = 0

    def make(info: Info) -> None:
        nonlocal count
        row = info.resource
        if not session.client.scale_path(row):
            path = f"{row.group}/{row.version}, Resource={row.plural}"
            raise Failure(
                f"cannot autoscale a {row.kind}: could not find scale subresource for {path} in discovery information"
            )
        obj = _autoscaler(session, flags, info)
        record_cause(session, flags, obj)
        if dry == "client":
            session.write(typed_printer(session, flags, "created", dry)(obj))
        else:
            save_configuration(flags["save-config"], obj)
            _send(session, flags, obj, info, dry)
        count += 1

    Builder.from_flags(session, flags, arguments).do().visit(make)
    if not count:
        raise Failure("no objects passed to autoscale")
    return None


def _check(flags: Flags) -> None:
    if flags["max"] < 1:
        raise Failure(f"--max=MAXPODS is required and must be at least 1, max: {flags['max']}")
    if flags["max"] < flags["min"]:
        raise Failure(
            f"--max=MAXPODS must be larger or equal to --min=MINPODS, max: {flags['max']}, min: {flags['min']}"
        )
    if flags["cpu-percent"] > 0 and flags["cpu"]:
        raise Failure("--cpu-percent and --cpu are mutually exclusive")
    for name in ("cpu", "memory"):
        if flags[name]:
            _metric(name, flags[name])


def _send(session: Session, flags: Flags, obj: Object, info: Info, dry: str) -> None:
    """Create it and say so. kubectl falls back on the older API, which can say a share of CPU and nothing else."""
    query = {"fieldManager": flags["field-manager"], **({"dryRun": "All"} if dry == "server" else {})}
    path = resource_path(Target("autoscaling", "v2", info.namespace, "horizontalpodautoscalers"))
    try:
        answer: Object = session.request("POST", path, query=query, body=obj)
        session.write(typed_printer(session, flags, "autoscaled", dry)(answer))
    except (StatusError, Failure) as error:
        if any(one["resource"]["target"]["type"] == "Utilization" for one in obj["spec"].get("metrics") or ()):
            raise
        reason = error.message if obj["spec"].get("metrics") else "empty input"
        text = "failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1"
        raise Failure(f"{text}: {reason}") from None


def _autoscaler(session: Session, flags: Flags, info: Info) -> Object:
    spec: dict[str, Any] = {
        "scaleTargetRef": {"kind": info.resource.kind, "name": info.name, "apiVersion": info.resource.api_version}
    }
    if flags["min"] > 0:
        spec["minReplicas"] = flags["min"]
    spec["maxReplicas"] = flags["max"]
    metrics = [_metric("cpu", f"{flags['cpu-percent']}%")] if flags["cpu-percent"] > 0 else []
    metrics += [_metric(name, flags[name]) for name in ("cpu", "memory") if flags[name]]
    if metrics:
        spec["metrics"] = metrics
    made: Object = {"name": flags["name"] or info.name}
    if session.enforces_namespace:
        made["namespace"] = session.namespace
    status = {"desiredReplicas": 0, "currentMetrics": None}
    return {
        "kind": "HorizontalPodAutoscaler",
        "apiVersion": "autoscaling/v2",
        "metadata": made,
        "spec": spec,
        "status": status,
    }


def _metric(name: str, text: str) -> Object:
    """A target of `50%` is utilization, any other amount an average value, in small units if it has none. Raises Failure."""
    text = text.strip()
    if not text:
        raise Failure("empty input")
    if text.endswith("%"):
        share = text[:-1]
        if re.fullmatch(r"\+?\d+", share) is None:
            raise Failure(f"invalid percentage value: {share}")
        target: Object = {"type": "Utilization", "averageUtilization": int(share)}
    else:
        target = {"type": "AverageValue", "averageValue": _amount(name, text)}
    return {"type": "Resource", "resource": {"name": name, "target": target}}


def _amount(name: str, text: str) -> str:
    is_bare = re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", text) is not None
    try:
        return canonical(text + _UNITS[name] if is_bare else text)
    except QuantityError:
        raise Failure(f"invalid resource {name} value: {text}") from None


COMMAND = Command(
    "autoscale (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY]",
    run,
    short="Let the number of replicas follow the load",
    long="Makes an autoscaler that keeps the number of replicas of a workload between two bounds.",
    examples="""
# Between two and ten replicas
kubectl autoscale deployment web --min=2 --max=10

# Such that each uses 80 percent of the CPU it asks for
kubectl autoscale deployment web --max=5 --cpu=80%
""",
    flags=(
        Flag("cpu", "string", "", "Target: a share (70%) of what is asked for, or an amount (500m)."),
        Flag(
            "cpu-percent",
            "int32",
            -1,
            "Target share of the CPU asked for.",
            deprecated="Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).",
        ),
        DRY_RUN_FLAG,
        field_manager_flag("kubectl-autoscale"),
        *FILENAME_FLAGS,
        Flag("max", "int32", -1, "The greatest number of replicas.", required=True),
        Flag("memory", "string", "", "Target: a share (60%) of what is asked for, or an amount (200Mi)."),
        Flag("min", "int32", -1, "The least number of replicas."),
        Flag("name", "string", "", "The name of the autoscaler; empty: that of the workload."),
        *PRINT_FLAGS,
        RECORD_FLAG,
        SAVE_CONFIG_FLAG,
    ),
)
