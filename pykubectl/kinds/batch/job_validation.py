"""Validation of jobs, alone and as templates of cron jobs.

Upstream: pkg/apis/batch/validation.
"""

from pykubectl import Object
from pykubectl.errors import FieldError, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.batch.policy_validation import validate_failure_policy, validate_success_policy
from pykubectl.kinds.core.pod_validation import validate_template
from pykubectl.kinds.core.workload_validation import MISMATCH, template_labels
from pykubectl.kinds.go_values import go_value, plain
from pykubectl.machinery.selectors import SelectorError, from_label_selector

_COUNTS = ("parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished")
_INDEXED_COUNTS = ("backoffLimitPerIndex", "maxFailedIndexes")
_REPLACEMENTS = ("Failed", "TerminatingOrFailed")
_NOT_INDEXED = "requires indexed completion mode"


def validate_job(obj: Object) -> list[FieldError]:
    spec = obj["spec"]
    errors = [] if spec.get("manualSelector") else _generated_selector(obj)
    errors += validate_job_spec("spec", spec)
    selector = spec.get("selector")
    if selector is None:
        return [*errors, required("spec.selector")]
    errors += rules.label_selector("spec.selector", selector)
    field, labels = template_labels("spec.template", spec.get("template") or {})
    if not _matches(selector, labels):
        errors.append(invalid(field, labels, MISMATCH))
    return errors


def _matches(selector: Object, labels: dict[str, str]) -> bool:
    """What is no selector is complained about elsewhere."""
    try:
        return from_label_selector(selector).matches(labels)
    except SelectorError:
        return True


def _generated_selector(job: Object) -> list[FieldError]:
    selector, metadata = job["spec"].get("selector"), job["metadata"]
    if selector is None:
        return []
    name, uid = metadata.get("name", ""), metadata.get("uid", "")
    expected = {
        "controller-uid": uid,
        "job-name": name,
        "batch.kubernetes.io/controller-uid": uid,
        "batch.kubernetes.io/job-name": name,
    }
    _, labels = template_labels("", job["spec"].get("template") or {})
    errors = []
    for key, value in expected.items():
        path = f"spec.template.metadata.labels[{key}]"
        if key not in labels:
            errors.append(required(path, f"must be '{value}'"))
        elif labels[key] != value:
            errors.append(invalid(path, labels[key], f"must be '{value}'"))
    if not _matches(selector, expected):
        errors.append(invalid("spec.selector", plain(selector), "`selector` not auto-generated"))
    return errors


def validate_job_spec(path: str, spec: Object) -> list[FieldError]:
    """Without the selector, which a cron job's template may not have."""
    errors = rules.nonnegative_fields(path, spec, *_COUNTS, *_INDEXED_COUNTS)
    if spec.get("maxFailedIndexes") is not None and spec.get("backoffLimitPerIndex") is None:
        errors.append(required(f"{path}.backoffLimitPerIndex", "when maxFailedIndexes is specified"))
    mode = spec.get("completionMode")
    if mode is not None and mode not in ("NonIndexed", "Indexed"):
        errors.append(rules.unsupported(f"{path}.completionMode", mode, ("Indexed", "NonIndexed")))
    errors += _indexed(path, spec) if mode == "Indexed" else _not_indexed(path, spec)
    if spec.get("podFailurePolicy") is not None:
        errors += validate_failure_policy(f"{path}.podFailurePolicy", spec)
    if spec.get("successPolicy") is not None:
        errors += _success(f"{path}.successPolicy", spec)
    replacement = spec.get("podReplacementPolicy")
    if replacement is not None and replacement not in _REPLACEMENTS:
        errors.append(rules.unsupported(f"{path}.podReplacementPolicy", replacement, _REPLACEMENTS))
    elif replacement == "TerminatingOrFailed" and spec.get("podFailurePolicy") is not None:
        errors.append(rules.unsupported(f"{path}.podReplacementPolicy", replacement, ("Failed",)))
    errors += validate_template(f"{path}.template", spec.get("template") or {})
    return errors + _restart_policy(f"{path}.template.spec.restartPolicy", spec)


def _indexed(path: str, spec: Object) -> list[FieldError]:
    errors = []
    if spec.get("completions") is None:
        errors.append(required(f"{path}.completions", "when completion mode is Indexed"))
    parallelism = spec.get("parallelism") or 0
    if parallelism > 100000:
        text = "must be less than or equal to 100000 when completion mode is Indexed"
        errors.append(invalid(f"{path}.parallelism", parallelism, text))
    return errors


def _not_indexed(path: str, spec: Object) -> list[FieldError]:
    return [
        invalid(f"{path}.{field}", spec[field], _NOT_INDEXED)
        for field in _INDEXED_COUNTS
        if spec.get(field) is not None
    ]


def _success(path: str, spec: Object) -> list[FieldError]:
    if spec.get("completionMode") != "Indexed":
        return [invalid(path, go_value(spec["successPolicy"], "SuccessPolicy"), _NOT_INDEXED)]
    return validate_success_policy(path, spec)


def _restart_policy(path: str, spec: Object) -> list[FieldError]:
    policy = ((spec.get("template") or {}).get("spec") or {}).get("restartPolicy") or ""
    errors = []
    if policy in ("", "Always"):
        errors.append(required(path, 'valid values: "OnFailure", "Never"'))
    elif policy not in ("OnFailure", "Never"):
        errors.append(rules.unsupported(path, policy, ("OnFailure", "Never")))
    elif spec.get("podFailurePolicy") is not None and policy != "Never":
        errors.append(invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified'))
    return errors


def validate_job_update(new: Object, old: Object) -> list[FieldError]:
    errors = validate_job(new)
    spec, before = new["spec"], old["spec"]
    if spec.get("completions") != before.get("completions") and not _may_resize(spec, before):
        errors.append(invalid("spec.completions", spec.get("completions"), "field is immutable"))
    errors += rules.immutable("spec.selector", plain(spec.get("selector")), plain(before.get("selector")))
    errors += _template_update(spec, before, old)
    errors += rules.immutable("spec.completionMode", spec.get("completionMode"), before.get("completionMode"))
    if spec.get("podFailurePolicy") != before.get("podFailurePolicy"):
        shown = go_value(spec.get("podFailurePolicy"), "FailurePolicy")
        errors.append(invalid("spec.podFailurePolicy", shown, "field is immutable"))
    for field in ("backoffLimitPerIndex", "managedBy"):
        errors += rules.immutable(f"spec.{field}", spec.get(field), before.get(field))
    if spec.get("successPolicy") != before.get("successPolicy"):
        shown = go_value(spec.get("successPolicy"), "SuccessPolicy")
        errors.append(invalid("spec.successPolicy", shown, "field is immutable"))
    return errors


def _may_resize(spec: Object, before: Object) -> bool:
    """An indexed job may change its completions together with its parallelism."""
    return bool(
        spec.get("completionMode") == "Indexed"
        and spec.get("completions") is not None
        and before.get("completions") is not None
        and spec["completions"] == spec.get("parallelism")
    )


def _template_update(spec: Object, before: Object, old: Object) -> list[FieldError]:
    """A suspended job that never started may still be steered to other nodes, with other resources."""
    new_template, old_template = spec.get("template") or {}, before.get("template") or {}
    if before.get("suspend") and not (old.get("status") or {}).get("startTime"):
        new_template, old_template = _steered(new_template), _steered(old_template)
    if new_template == old_template:
        return []
    shown = go_value(spec.get("template") or {}, "PodTemplateSpec")
    return [invalid("spec.template", shown, "field is immutable")]


def _steered(template: Object) -> Object:
    free = ("nodeSelector", "tolerations", "schedulingGates", "affinity", "containers", "initContainers")
    pod = {name: value for name, value in (template.get("spec") or {}).items() if name not in free}
    for field in ("containers", "initContainers"):
        items = (template.get("spec") or {}).get(field) or ()
        pod[field] = [{name: value for name, value in item.items() if name != "resources"} for item in items]
    affinity = (template.get("spec") or {}).get("affinity") or {}
    pod["affinity"] = {name: value for name, value in affinity.items() if name != "nodeAffinity"}
    return {"spec": pod}
