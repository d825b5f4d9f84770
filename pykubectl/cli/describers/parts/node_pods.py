"""The pods on a node, and how much of the node they have asked for.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go (describeNodeResource).
"""

from collections.abc import Mapping, Sequence

from pykubectl import Object
from pykubectl.cli.describers.parts.pod_amounts import LIMITS, REQUESTS, Amounts, add_amounts, pod_amounts
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.machinery.quantity import ZERO, Quantity, parse

STANDARD = ("cpu", "memory", "ephemeral-storage")
TITLES = ("Namespace", "Name", "", "CPU Requests", "CPU Limits", "Memory Requests", "Memory Limits", "Age")


def write_pods(writer: Writer, subject: Subject, pods: Sequence[Object], allocatable: Mapping[str, str]) -> None:
    room = {name: parse(amount) for name, amount in allocatable.items()}
    writer.field("Non-terminated Pods", f"({len(pods)} in total)")
    writer.line(*TITLES, level=1)
    writer.line(*("-" * len(title) for title in TITLES), level=1)
    for pod in pods:
        metadata = pod["metadata"]
        amounts = [pod_amounts(pod, section, running=True) for section in (REQUESTS, LIMITS)]
        shares = [_share(part, room, name) for name in ("cpu", "memory") for part in amounts]
        age = subject.age(metadata.get("creationTimestamp"))
        writer.line(metadata.get("namespace", ""), metadata["name"], "", *shares, age, level=1)
    writer.write("Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n")
    writer.line("Resource", "Requests", "Limits", level=1)
    writer.line("--------", "--------", "------", level=1)
    _write_totals(writer, pods, room)


def _write_totals(writer: Writer, pods: Sequence[Object], room: Amounts) -> None:
    requests: Amounts = {}
    limits: Amounts = {}
    for pod in pods:
        add_amounts(requests, pod_amounts(pod, REQUESTS))
        add_amounts(limits, pod_amounts(pod, LIMITS))
    huge_pages = sorted(name for name in room if name.startswith("hugepages-"))
    for name in (*STANDARD, *huge_pages):
        writer.line(name, _share(requests, room, name), _share(limits, room, name), level=1)
    for name in sorted(set(room) - {*STANDARD, *huge_pages, "pods"}):
        writer.line(name, requests.get(name, ZERO), limits.get(name, ZERO), level=1)


def _share(amounts: Amounts, room: Amounts, name: str) -> str:
    """`500m (12%)`."""
    amount, whole = amounts.get(name, ZERO), room.get(name, ZERO)
    return f"{amount} ({_percentage(name, amount, whole)}%)"


def _percentage(name: str, amount: Quantity, whole: Quantity) -> int:
    if name == "cpu":
        part, total = amount.milli_value(), whole.milli_value()
    else:
        part, total = amount.value(), whole.value()
    return int(part / total * 100) if total else 0
