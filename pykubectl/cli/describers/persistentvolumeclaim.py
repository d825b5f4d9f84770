"""A claim for storage, and the pods that use it.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from collections.abc import Sequence

from pykubectl import Object
from pykubectl.cli.describers.parts.claims import write_claim
from pykubectl.cli.describers.parts.fields import column, format_time
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.machinery.requests import Target

TITLES = ("Type", "Status", "LastProbeTime", "LastTransitionTime", "Reason", "Message")
RULES = ("----", "------", "-----------------", "------------------", "------", "-------")


def describe(writer: Writer, claim: Object, subject: Subject) -> None:
    deleted = claim["metadata"].get("deletionTimestamp")
    write_claim(writer, claim, subject.age(deleted) if deleted else None, whole=True)
    column(writer, "Used By", sorted(_users(claim, subject)))
    conditions = (claim.get("status") or {}).get("conditions")
    if conditions:
        _write_conditions(writer, conditions)


def _users(claim: Object, subject: Subject) -> list[str]:
    """The pods with a volume of this claim (once for each), and its owner, when that is a pod."""
    pods = subject.items(Target("", "v1", claim["metadata"]["namespace"], "pods"), {})
    names = [
        pod["metadata"]["name"] for pod in pods for volume in pod["spec"].get("volumes") or () if _is(volume, claim)
    ]
    owners = {owner["uid"] for owner in claim["metadata"].get("ownerReferences") or () if owner["kind"] == "Pod"}
    owning = [pod["metadata"]["name"] for pod in pods if pod["metadata"]["uid"] in owners]
    return [*names, *(name for name in owning if name not in names)]


def _is(volume: Object, claim: Object) -> bool:
    source = volume.get("persistentVolumeClaim") or {}
    return bool(source.get("claimName") == claim["metadata"]["name"])


def _write_conditions(writer: Writer, conditions: Sequence[Object]) -> None:
    writer.line("Conditions:")
    writer.line(*TITLES, level=1)
    writer.line(*RULES, level=1)
    for condition in conditions:
        times = [format_time(condition.get(field)) for field in ("lastProbeTime", "lastTransitionTime")]
        cells = [condition["type"], condition.get("status", ""), *times, condition.get("reason", "")]
        writer.line(*(f"{cell} " for cell in cells), condition.get("message", ""), level=1)
