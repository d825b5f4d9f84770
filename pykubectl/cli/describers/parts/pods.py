"""The pods of a workload, counted by phase.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go (getPodStatusForController).
"""

from pykubectl import Object
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.machinery.requests import Target
from pykubectl.machinery.selectors import Selector

PHASES = {"Running": "Running", "Pending": "Waiting", "Succeeded": "Succeeded", "Failed": "Failed"}


def count_pods(subject: Subject, owner: Object, selector: Selector) -> str:
    """`2 Running / 1 Waiting / 0 Succeeded / 0 Failed`, of the pods that the owner controls. Raises StatusError."""
    counts = dict.fromkeys(PHASES, 0)
    target = Target("", "v1", owner["metadata"]["namespace"], "pods")
    for pod in subject.items(target, {"labelSelector": str(selector)} if str(selector) else {}):
        phase = (pod.get("status") or {}).get("phase")
        if is_controlled_by(pod, owner) and phase in counts:
            counts[phase] += 1
    return " / ".join(f"{counts[phase]} {title}" for phase, title in PHASES.items())


def is_controlled_by(obj: Object, owner: Object) -> bool:
    references = obj["metadata"].get("ownerReferences") or ()
    return any(row.get("controller") and row["uid"] == owner["metadata"]["uid"] for row in references)
