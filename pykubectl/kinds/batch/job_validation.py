"""Validation of jobs, alone and as templates of cron jobs.

Upstream: pkg/apis/batch/validation.
"""

from pykubectl import Object
from pykubectl.errors import FieldError, invalid, required, too_long
from pykubectl.kinds import rules
from pykubectl.kinds.batch.policy_validation import validate_failure_policy, validate_success_policy
from pykubectl.kinds.core.pod_validation import validate_template
from pykubectl.kinds.core.workload_validation import MISMATCH, template_labels
from pykubectl.kinds.go_values import go_value, plain
from pykubectl.machinery.selectors import SelectorError, from_label_selector

_COUNTS = ("parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished")
_INDEXED_COUNTS = ("backoffLimitPerIndex", "maxFailedIndexes")
_REPLACEMENTS = ("Failed", "TerminatingOrFailed")
_MANY = 100_000
_SOME = 10_000
_MANAGER_MAX = 63
_NOT_INDEXED = "requires indexed completion mode"


def validate_job(obj: Object) -> list[FieldError]:
    errors = [] if obj["spec"].get("manualSelector") else _generated_selector(obj)
    return errors + _spec(obj["spec"])


def _spec(spec: Object) -> list[FieldError]:
    errors = validate_job_spec("spec", spec)
    selector = spec.get("selector")
    if selector is None:
        errors.append(required("spec.selector"))
    errors += rules.label_selector("spec.selector", selector)
    field, labels = template_labels("spec.template", spec.get("template") or {})
    if not _matches(selector, labels):
        errors.append(invalid(field, labels, MISMATCH))
    return errors


def _matches(selector: Object | None, labels: dict[str, str]) -> bool:
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
            errors.append(invalid(path, labels, f"must be '{value}'"))
    if not _matches(selector, expected):
        errors.append(invalid("spec.selector", plain(selector), "`selector` not auto-generated"))
    return errors


def validate_job_spec(path: str, spec: Object) -> list[FieldError]:
    """Without the selector, which a cron job's template may not have."""
    errors = rules.nonnegative_fields(path, spec, *_COUNTS, *_INDEXED_COUNTS)
    if spec.get("maxFailedIndexes") is not None and spec.get("backoffLimitPerIndex") is None:
        errors.append(required(f"{path}.backoffLimitPerIndex", "when maxFailedIndexes is specified"))
    if spec.get("managedBy") is not None:
        errors += _manager(f"{path}.managedBy", spec["managedBy"])
    mode = spec.get("completionMode")
    if mode is not None and mode not in ("NonIndexed", "Indexed"):
        errors.append(rules.unsupported(f"{path}.completionMode", mode, ("NonIndexed", "Indexed")))
    elif mode == "Indexed":
        errors += _indexed(path, spec)
    else:
        errors += _not_indexed(path, spec)
    if spec.get("podFailurePolicy") is not None:
        errors += validate_failure_policy(f"{path}.podFailurePolicy", spec)
    if spec.get("successPolicy") is not None:
        errors += _success(f"{path}.successPolicy", spec)
    if spec.get("podReplacementPolicy") is not None:
        allowed = ("Failed",) if spec.get("podFailurePolicy") is not None else _REPLACEMENTS
        errors += rules.one_of(f"{path}.podReplacementPolicy", spec["podReplacementPolicy"], allowed)
    errors += validate_template(f"{path}.template", spec.get("template") or {})
    return errors + _restart_policy(f"{path}.template.spec.restartPolicy", spec)


def _manager(path: str, name: str) -> list[FieldError]:
    errors = rules.domain_prefixed_path(path, name)
    return errors + ([too_long(path, _MANAGER_MAX)] if len(name) > _MANAGER_MAX else [])


def _indexed(path: str, spec: Object) -> list[FieldError]:
    completions, failed, parallelism = (
        spec.get("completions"),
        spec.get("maxFailedIndexes"),
        spec.get("parallelism") or 0,
    )
    errors = []
    if completions is None:
        errors.append(required(f"{path}.completions", "when completion mode is Indexed"))
    if parallelism > _MANY:
        text = f"must be less than or equal to {_MANY} when completion mode is Indexed"
        errors.append(invalid(f"{path}.parallelism", parallelism, text))
    if completions is not None and failed is not None and failed > completions:
        errors.append(invalid(f"{path}.maxFailedIndexes", failed, "must be less than or equal to completions"))
    if failed is not None and failed > _MANY:
        errors.append(invalid(f"{path}.maxFailedIndexes", failed, f"must be less than or equal to {_MANY}"))
    if (completions or 0) > _MANY and spec.get("backoffLimitPerIndex") is not None:
        errors += _many_indexes(path, failed, parallelism)
    return errors


def _many_indexes(path: str, failed: int | None, parallelism: int) -> list[FieldError]:
    """So many that what failed could not be told any more."""
    errors = []
    text = f"must be less than or equal to {_SOME} when completions are above {_MANY} and used with backoff limit per index"
    if failed is None:
        errors.append(required(f"{path}.maxFailedIndexes", f"must be specified when completions is above {_MANY}"))
    if parallelism > _SOME:
        errors.append(invalid(f"{path}.parallelism", parallelism, text))
    if failed is not None and failed > _SOME:
        errors.append(invalid(f"{path}.maxFailedIndexes", failed, text))
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
    spec, before = new["spec"], old["spec"]
    errors = validate_job(new) + _completions(spec, before)
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


def _completions(spec: Object, before: Object) -> list[FieldError]:
    """An indexed job may change its completions together with its parallelism."""
    count = spec.get("completions")
    if spec.get("completionMode") != "Indexed":
        return rules.immutable("spec.completions", count, before.get("completions"))
    if count is None or count in (before.get("completions"), spec.get("parallelism")):
        return []
    return [invalid("spec.completions", count, "can only be modified in tandem with spec.parallelism")]


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


def job_warnings(path: str, spec: Object) -> list[str]:
    """Of a job, alone or as a template."""
    many = (spec.get("completions") or 0) > _MANY and (spec.get("parallelism") or 0) > _SOME
    if spec.get("completionMode") != "Indexed" or not many:
        return []
    return [
        f"{path}: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4,"
        " Kubernetes might not be able to track completedIndexes when a big number of indexes fail"
    ]
