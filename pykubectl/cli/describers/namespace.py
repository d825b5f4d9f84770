"""A namespace, with the quotas and the limits of what is in it.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from collections.abc import Sequence

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import labels_and_annotations, transitions
from pykubectl.cli.describers.parts.limits import used_and_hard, write_limit_titles, write_limits, write_scopes
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.machinery.requests import Target


def describe(writer: Writer, namespace: Object, subject: Subject) -> None:
    name, status = namespace["metadata"]["name"], namespace.get("status") or {}
    writer.field("Name", name)
    labels_and_annotations(writer, namespace)
    writer.field("Status", status.get("phase", ""))
    if status.get("conditions"):
        writer.line("Conditions:")
        transitions(writer, status["conditions"])
    writer.line()
    _write_quotas(writer, subject.items(Target("", "v1", name, "resourcequotas"), {}))
    writer.line()
    _write_limit_ranges(writer, subject.items(Target("", "v1", name, "limitranges"), {}))


def _write_quotas(writer: Writer, quotas: Sequence[Object]) -> None:
    if not quotas:
        writer.line("No resource quota.")
        return
    writer.line("Resource Quotas")
    for quota in sorted(quotas, key=lambda quota: str(quota["metadata"]["name"])):
        writer.field("Name", quota["metadata"]["name"], 1)
        write_scopes(writer, quota, 1, "*")
        writer.line("Resource", "Used", "Hard", level=1)
        writer.line("--------", "---", "---", level=1)
        for row in used_and_hard(quota):
            writer.line(*row, level=1)


def _write_limit_ranges(writer: Writer, limit_ranges: Sequence[Object]) -> None:
    if not limit_ranges:
        writer.line("No LimitRange resource.")
        return
    writer.line("Resource Limits")
    write_limit_titles(writer, " ")
    for limit_range in limit_ranges:
        write_limits(writer, limit_range, " ")
