"""Tables of resource quotas and limit ranges, alone and inside the description of a namespace.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from collections.abc import Sequence

from pykubectl import Object
from pykubectl.cli.describers.parts.writer import Writer

LIMITS = ("min", "max", "defaultRequest", "default", "maxLimitRequestRatio")
LIMIT_TITLES = ("Type", "Resource", "Min", "Max", "Default Request", "Default Limit", "Max Limit/Request Ratio")
SCOPES = {
    "Terminating": "Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being"
    " actively terminated by the system.",
    "NotTerminating": "Matches all pods that do not have an active deadline. These pods usually include long running pods"
    " whose container command is not expected to terminate.",
    "BestEffort": "Matches all pods that do not have resource requirements set. These pods have a best effort quality of"
    " service.",
    "NotBestEffort": "Matches all pods that have at least one resource requirement set. These pods have a burstable or"
    " guaranteed quality of service.",
}


def write_limits(writer: Writer, limit_range: Object, indent: str = "") -> None:
    """A line for each type and resource."""
    for item in (limit_range.get("spec") or {}).get("limits") or ():
        for resource in sorted({name for field in LIMITS for name in item.get(field) or ()}):
            values = [(item.get(field) or {}).get(resource, "-") for field in LIMITS]
            writer.line(indent + item["type"], resource, *values)


def write_limit_titles(writer: Writer, indent: str = "") -> None:
    writer.write(indent)
    writer.line(*LIMIT_TITLES)
    writer.write(indent)
    writer.line(*("-" * len(title) for title in LIMIT_TITLES))


def write_scopes(writer: Writer, quota: Object, level: int, bullet: str) -> None:
    scopes = sorted((quota.get("spec") or {}).get("scopes") or ())
    if scopes:
        writer.field("Scopes", ", ".join(scopes), level)
    for scope in scopes:
        if scope in SCOPES:
            writer.line(f"{bullet} {SCOPES[scope]}", level=level)


def used_and_hard(quota: Object) -> Sequence[tuple[str, str, str]]:
    """(resource, used, hard) by resource, of the status."""
    status = quota.get("status") or {}
    hard, used = status.get("hard") or {}, status.get("used") or {}
    return [(resource, str(used.get(resource, "0")), str(hard[resource])) for resource in sorted(hard)]
