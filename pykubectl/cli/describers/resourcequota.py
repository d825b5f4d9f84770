"""A resource quota: what is used of each resource, and how much there may be.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import name_and_namespace
from pykubectl.cli.describers.parts.limits import used_and_hard, write_scopes
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.machinery import quantity


def describe(writer: Writer, quota: Object, subject: Subject) -> None:
    name_and_namespace(writer, quota)
    write_scopes(writer, quota, 0, " *")
    writer.line("Resource", "Used", "Hard")
    writer.line("--------", "----", "----")
    for resource, used, hard in used_and_hard(quota):
        writer.line(resource, _like(used, hard), hard)


def _like(used: str, hard: str) -> str:
    """What is used in the family of suffixes of what may be."""
    amount, wanted = quantity.parse(used), quantity.parse(hard).format
    return used if amount.format == wanted else str(quantity.from_value(amount.value(), wanted))
