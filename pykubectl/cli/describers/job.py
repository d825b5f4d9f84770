"""A job: its selector, what it asks for, how far it is, and its template.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import (
    controlled_by,
    format_time,
    labels_and_annotations,
    name_and_namespace,
    optional_fields,
    or_unset,
)
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.cli.describers.pod_template import write_pod_template
from pykubectl.machinery.selectors import from_label_selector
from pykubectl.machinery.timestamps import human_duration, parse_time

INDEXES_LENGTH = 50


def describe(writer: Writer, job: Object, subject: Subject) -> None:
    spec, status = job["spec"], job.get("status") or {}
    name_and_namespace(writer, job)
    writer.field("Selector", from_label_selector(spec.get("selector")))
    labels_and_annotations(writer, job)
    controlled_by(writer, job)
    optional_fields(writer, spec, (("Parallelism", "parallelism", "{}"),))
    writer.field("Completions", or_unset(spec.get("completions")))
    optional_fields(
        writer,
        spec,
        (
            ("Completion Mode", "completionMode", "{}"),
            ("Suspend", "suspend", "{}"),
            ("Backoff Limit", "backoffLimit", "{}"),
            ("TTL Seconds After Finished", "ttlSecondsAfterFinished", "{}"),
        ),
    )
    _write_times(writer, status)
    optional_fields(writer, spec, (("Active Deadline Seconds", "activeDeadlineSeconds", "{}s"),))
    _write_pod_counts(writer, spec, status)
    write_pod_template(writer, spec.get("template"))


def _write_times(writer: Writer, status: Object) -> None:
    started, completed = status.get("startTime"), status.get("completionTime")
    if started:
        writer.field("Start Time", format_time(started))
    if completed:
        writer.field("Completed At", format_time(completed))
    if started and completed:
        writer.field("Duration", human_duration(parse_time(completed) - parse_time(started)))


def _write_pod_counts(writer: Writer, spec: Object, status: Object) -> None:
    active = f"{status.get('active', 0)} Active"
    if status.get("ready") is not None:
        active += f" ({status['ready']} Ready)"
    finished = f"{status.get('succeeded', 0)} Succeeded / {status.get('failed', 0)} Failed"
    writer.field("Pods Statuses", f"{active} / {finished}")
    if spec.get("completionMode") == "Indexed":
        writer.field("Completed Indexes", _shortened_indexes(status.get("completedIndexes", "")))


def _shortened_indexes(indexes: str) -> str:
    """Cut off behind the first comma that is far enough to the right."""
    comma = indexes.find(",", INDEXES_LENGTH)
    return (indexes if comma < 0 else f"{indexes[: comma + 1]}...") or "<none>"
