"""Cron jobs. The job template gets the defaults of its pods only: the job gets its own when it is made.

Upstream: pkg/apis/batch/v1/defaults.go, pkg/registry/batch/cronjob.
"""

from pykubectl import Object
from pykubectl.kinds.batch import cronjob_validation, job_validation
from pykubectl.kinds.batch.job_defaults import default_failure_policy
from pykubectl.kinds.core.pod_defaults import default_template
from pykubectl.kinds.core.pod_warnings import template_warnings

validate = cronjob_validation.validate_cron_job
validate_update = cronjob_validation.validate_cron_job_update


def _own_warnings(new: Object, old: Object | None) -> list[str]:
    found = job_validation.job_warnings("spec.jobTemplate.spec", new["spec"]["jobTemplate"].get("spec") or {})
    if "TZ" in new["spec"].get("schedule", ""):
        page = "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/"
        found.append(f"CRON_TZ or TZ used in spec.schedule is not officially supported, see {page} for more details")
    return found


warnings = template_warnings("spec.jobTemplate.spec.template", names_pods=True, more=_own_warnings)

_DEFAULTS = {"suspend": False, "successfulJobsHistoryLimit": 3, "failedJobsHistoryLimit": 1}


def default(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    spec.setdefault("schedule", "")
    spec["concurrencyPolicy"] = spec.get("concurrencyPolicy") or "Allow"
    for field, value in _DEFAULTS.items():
        if spec.get(field) is None:
            spec[field] = value
    job = spec.setdefault("jobTemplate", {})
    job.setdefault("metadata", {})
    job_spec = job.setdefault("spec", {})
    default_failure_policy(job_spec)
    default_template(job_spec.setdefault("template", {}))
    obj.setdefault("status", {})


def prepare_create(obj: Object) -> None:
    obj["status"] = {}
