"""A cron job: its schedule and limits, its job template, and what it runs now.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import (
    format_time,
    labels_and_annotations,
    name_and_namespace,
    optional_fields,
    or_unset,
    title_bool,
)
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.cli.describers.pod_template import write_pod_template
from pykubectl.machinery.selectors import from_label_selector


def describe(writer: Writer, cron_job: Object, subject: Subject) -> None:
    spec, status = cron_job["spec"], cron_job.get("status") or {}
    name_and_namespace(writer, cron_job)
    labels_and_annotations(writer, cron_job)
    writer.field("Schedule", spec["schedule"])
    writer.field("Concurrency Policy", spec.get("concurrencyPolicy", ""))
    writer.field("Suspend", title_bool(spec.get("suspend")))
    writer.field("Time Zone", or_unset(spec.get("timeZone")))
    writer.field("Successful Job History Limit", or_unset(spec.get("successfulJobsHistoryLimit")))
    writer.field("Failed Job History Limit", or_unset(spec.get("failedJobsHistoryLimit")))
    deadline = spec.get("startingDeadlineSeconds")
    writer.field("Starting Deadline Seconds", "<unset>" if deadline is None else f"{deadline}s")
    _write_job_template(writer, spec["jobTemplate"].get("spec") or {})
    last = status.get("lastScheduleTime")
    writer.field("Last Schedule Time", format_time(last) if last else "<unset>")
    active = [reference.get("name", "") for reference in status.get("active") or ()]
    writer.field("Active Jobs", ", ".join(active) if active else "<none>")


def _write_job_template(writer: Writer, spec: Object) -> None:
    selector = spec.get("selector")
    writer.field("Selector", "<unset>" if selector is None else from_label_selector(selector))
    writer.field("Parallelism", or_unset(spec.get("parallelism")))
    writer.field("Completions", or_unset(spec.get("completions")))
    optional_fields(writer, spec, (("Active Deadline Seconds", "activeDeadlineSeconds", "{}s"),))
    write_pod_template(writer, spec.get("template"))
