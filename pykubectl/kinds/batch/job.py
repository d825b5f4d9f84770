"""Jobs: a selector by the job's own uid is made for each, unless it says that it brings one (manualSelector).

Upstream: pkg/apis/batch/v1/defaults.go, pkg/registry/batch/job/strategy.go.
"""

from pykubectl import Object
from pykubectl.kinds.batch import job_validation
from pykubectl.kinds.batch.job_defaults import default_failure_policy
from pykubectl.kinds.core.pod_defaults import default_template
from pykubectl.kinds.core.pod_warnings import template_warnings

validate = job_validation.validate_job
validate_update = job_validation.validate_job_update


def _own_warnings(new: Object, old: Object | None) -> list[str]:
    return job_validation.job_warnings("spec", new["spec"])


warnings = template_warnings("spec.template", names_pods=True, more=_own_warnings)

FIELDS = ("status.successful",)
_INT32_MAX = 2147483647


def default(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    template = spec.setdefault("template", {})
    labels = (template.get("metadata") or {}).get("labels")
    if labels and not obj["metadata"].get("labels"):
        # One dict for both, as upstream shares the map: the labels that creation adds to the template show on the job too.
        obj["metadata"]["labels"] = labels
    if spec.get("completions") is None and spec.get("parallelism") is None:
        spec["completions"] = 1
    if spec.get("backoffLimit") is None:
        spec["backoffLimit"] = _INT32_MAX if spec.get("backoffLimitPerIndex") is not None else 6
    replacement = "Failed" if spec.get("podFailurePolicy") is not None else "TerminatingOrFailed"
    defaults = {
        "parallelism": 1,
        "completionMode": "NonIndexed",
        "suspend": False,
        "podReplacementPolicy": replacement,
        "manualSelector": False,
    }
    for field, value in defaults.items():
        if spec.get(field) is None:
            spec[field] = value
    default_failure_policy(spec)
    default_template(template)
    obj.setdefault("status", {})


def prepare_create(obj: Object) -> None:
    obj["status"] = {}
    if not obj["spec"].get("manualSelector"):
        _generate_selector(obj)


def _generate_selector(job: Object) -> None:
    name, uid = job["metadata"].get("name", ""), job["metadata"]["uid"]
    metadata = job["spec"]["template"].setdefault("metadata", {})
    ours = {"job-name": name, "batch.kubernetes.io/job-name": name}
    ours |= {"controller-uid": uid, "batch.kubernetes.io/controller-uid": uid}
    given = job["metadata"].get("labels")
    is_shared = not given or given is metadata.get("labels")
    # A label that the user brought is his; validation then says that it does not fit.
    metadata["labels"] = {**ours, **(metadata.get("labels") or {})}
    if is_shared:
        job["metadata"]["labels"] = dict(metadata["labels"])
    selector = job["spec"]["selector"] = dict(job["spec"].get("selector") or {})
    labels = dict(selector.get("matchLabels") or {})
    labels.setdefault("batch.kubernetes.io/controller-uid", uid)
    selector["matchLabels"] = labels


def field(obj: Object, path: str) -> str:
    return str((obj.get("status") or {}).get("succeeded", 0))
