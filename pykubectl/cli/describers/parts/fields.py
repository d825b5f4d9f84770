"""Small blocks of most descriptions: labels, annotations, lists, times, conditions, values that may be absent.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pykubectl import Object
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.machinery.objects import get_path
from pykubectl.machinery.timestamps import parse_time

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
ANNOTATION_LENGTH_MAX = 140
ZERO_TIME = "Mon, 01 Jan 0001 00:00:00 +0000"


def name_and_namespace(writer: Writer, obj: Object) -> None:
    writer.field("Name", obj["metadata"]["name"])
    writer.field("Namespace", obj["metadata"].get("namespace", ""))


def labels_and_annotations(writer: Writer, obj: Object) -> None:
    metadata = obj.get("metadata") or {}
    labels(writer, "Labels", metadata.get("labels"))
    annotations(writer, "Annotations", metadata.get("annotations"))


def labels(writer: Writer, title: str, pairs: Mapping[str, str] | None) -> None:
    """`key=value` in the order of the keys, one on a line."""
    column(writer, title, [f"{key}={value}" for key, value in sorted((pairs or {}).items())])


def column(writer: Writer, title: str, values: Sequence[str], indent: str = "") -> None:
    """A title, and the values under one another beside it."""
    writer.write(f"{indent}{title}:\t")
    if not values:
        writer.end("<none>")
    for index, value in enumerate(values):
        if index:
            writer.write(indent)
            writer.write("\t")
        writer.write(f"{value}\n")


def annotations(writer: Writer, title: str, pairs: Mapping[str, str] | None) -> None:
    """As labels, but what is long or has several lines goes below its key, cut off where it gets too long."""
    writer.write(f"{title}:\t")
    shown = sorted((key, value) for key, value in (pairs or {}).items() if key != LAST_APPLIED)
    if not shown:
        writer.end("<none>")
    for index, (key, text) in enumerate(shown):
        if index:
            writer.write("\t")
        value = text.removesuffix("\n")
        if "\n" not in value and len(value) + len(key) + 2 <= ANNOTATION_LENGTH_MAX:
            writer.write(f"{key}: {value}\n")
            continue
        writer.write(f"{key}:\n")
        for line in value.split("\n"):
            writer.write(f"\t  {shortened(line, ANNOTATION_LENGTH_MAX - 2)}\n")


def shortened(text: str, length_max: int) -> str:
    return f"{text[:length_max]}..." if len(text) > length_max else text


def format_labels(pairs: Mapping[str, str] | None) -> str:
    """`a=1,b=2`, on one line."""
    return ",".join(f"{key}={value}" for key, value in sorted((pairs or {}).items())) or "<none>"


def format_time(text: str | None) -> str:
    """`Mon, 02 Jan 2006 15:04:05 +0000`, in the local time zone."""
    return parse_time(text).astimezone().strftime("%a, %d %b %Y %H:%M:%S %z") if text else ZERO_TIME


def or_unset(value: Any) -> str:
    return "<unset>" if value is None else str(value)


def or_none(text: str) -> str:
    return text or "<none>"


def title_bool(value: Any) -> str:
    """`True`, `False`, `<unset>`."""
    return "<unset>" if value is None else str(bool(value))


def plain_bool(value: Any) -> str:
    """`true`, `false`."""
    return "true" if value else "false"


def quantity(value: Any) -> str:
    """A quantity as it is printed; a missing one is zero."""
    return "0" if value is None else str(value)


def controller(obj: Object) -> str:
    """`Kind/name` of the owner that controls an object, or nothing."""
    for owner in obj["metadata"].get("ownerReferences") or ():
        if owner.get("controller"):
            return f"{owner['kind']}/{owner['name']}"
    return ""


def controlled_by(writer: Writer, obj: Object) -> None:
    owner = controller(obj)
    if owner:
        writer.field("Controlled By", owner)


def short_conditions(writer: Writer, conditions: Sequence[Object] | None) -> None:
    """Type, status and reason, as workloads show their conditions."""
    if not conditions:
        return
    writer.write("Conditions:\n  Type\tStatus\tReason\n")
    writer.line("----", "------", "------", level=1)
    for condition in conditions:
        writer.line(f"{condition['type']} ", condition.get("status", ""), condition.get("reason", ""), level=1)


def transitions(writer: Writer, conditions: Iterable[Object]) -> None:
    """The table of conditions with the time of their last transition."""
    writer.line("Type", "Status", "LastTransitionTime", "Reason", "Message", level=1)
    writer.line("----", "------", "------------------", "------", "-------", level=1)
    for condition in conditions:
        time = format_time(condition.get("lastTransitionTime"))
        cells = (condition["type"], condition.get("status", ""), time)
        writer.line(*cells, condition.get("reason", ""), condition.get("message", ""), level=1)


def optional_fields(writer: Writer, obj: Object, rows: Iterable[tuple[str, str, str]]) -> None:
    """Rows of (label, path, format with {}): those whose field is there."""
    for label, path, form in rows:
        value = get_path(obj, path)
        if value is not None:
            writer.field(label, form.format(plain_bool(value) if isinstance(value, bool) else value))


def deleting(writer: Writer, age: str) -> None:
    writer.field("Status", f"Terminating (lasts {age})")
