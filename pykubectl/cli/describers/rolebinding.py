"""A role binding or cluster role binding: which role, for whom.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import labels_and_annotations
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer


def describe(writer: Writer, binding: Object, subject: Subject) -> None:
    role = binding.get("roleRef") or {}
    writer.field("Name", binding["metadata"]["name"])
    labels_and_annotations(writer, binding)
    writer.line("Role:")
    writer.field("Kind", role.get("kind", ""), 1)
    writer.field("Name", role.get("name", ""), 1)
    writer.line("Subjects:")
    writer.line("Kind", "Name", "Namespace", level=1)
    writer.line("----", "----", "---------", level=1)
    for row in binding.get("subjects") or ():
        writer.line(row["kind"], row["name"], row.get("namespace", ""), level=1)
