"""A budget of disruptions.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import name_and_namespace
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.machinery.selectors import format_label_selector

STATUS = (
    ("Allowed disruptions", "disruptionsAllowed"),
    ("Current", "currentHealthy"),
    ("Desired", "desiredHealthy"),
    ("Total", "expectedPods"),
)


def describe(writer: Writer, budget: Object, subject: Subject) -> None:
    spec, status = budget.get("spec") or {}, budget.get("status") or {}
    name_and_namespace(writer, budget)
    if spec.get("minAvailable") is not None:
        writer.field("Min available", spec["minAvailable"])
    elif spec.get("maxUnavailable") is not None:
        writer.field("Max unavailable", spec["maxUnavailable"])
    selector = spec.get("selector")
    writer.field("Selector", "<unset>" if selector is None else format_label_selector(selector))
    writer.line("Status:")
    for label, field in STATUS:
        writer.field(label, status.get(field, 0), 2)
