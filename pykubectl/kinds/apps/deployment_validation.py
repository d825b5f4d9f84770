"""Validation of deployments and replica sets.

Upstream: pkg/apis/apps/validation (ValidateDeploymentSpec, ValidateReplicaSetSpec).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.core.pod_validation import validate_template
from pykubectl.kinds.core.workload_validation import (
    validate_always_restarts,
    validate_selector_of_template,
    with_immutable_selector,
)
from pykubectl.kinds.go_values import go_value

_EMPTY = "empty selector is invalid for deployment"


def validate_deployment(obj: Object) -> list[FieldError]:
    spec = obj["spec"]
    errors = rules.nonnegative("spec.replicas", spec.get("replicas"))
    errors += _selector_and_template(spec)
    errors += validate_always_restarts(spec, "ReplicaSet")
    errors += _strategy("spec.strategy", spec.get("strategy") or {})
    errors += rules.nonnegative_fields("spec", spec, "minReadySeconds", "revisionHistoryLimit")
    deadline = spec.get("progressDeadlineSeconds")
    if deadline is not None:
        errors += rules.nonnegative("spec.progressDeadlineSeconds", deadline)
        if deadline <= (spec.get("minReadySeconds") or 0):
            text = "must be greater than minReadySeconds"
            errors.append(invalid("spec.progressDeadlineSeconds", deadline, text))
    return errors


def _selector_and_template(spec: Object) -> list[FieldError]:
    errors = validate_selector_of_template(spec, _EMPTY, "invalid label selector")
    if any(error.detail == "invalid label selector" for error in errors):
        return errors
    return errors + validate_template("spec.template", spec.get("template") or {})


def _strategy(path: str, strategy: Object) -> list[FieldError]:
    rolling = strategy.get("rollingUpdate")
    match strategy.get("type"):
        case "Recreate":
            text = "may not be specified when strategy `type` is 'Recreate'"
            return [forbidden(f"{path}.rollingUpdate", text)] if rolling is not None else []
        case "RollingUpdate":
            if rolling is None:
                return [required(f"{path}.rollingUpdate", "this should be defaulted and never be nil")]
            return _rolling_update(f"{path}.rollingUpdate", rolling)
    return [rules.unsupported(path, go_value(strategy, "DeploymentStrategy"), ("Recreate", "RollingUpdate"))]


def _rolling_update(path: str, rolling: Object) -> list[FieldError]:
    unavailable, surge = rolling.get("maxUnavailable", 0), rolling.get("maxSurge", 0)
    errors = rules.percent_or_count(f"{path}.maxUnavailable", unavailable)
    errors += rules.percent_or_count(f"{path}.maxSurge", surge)
    # What is no number at all counts as 0.
    if rules.is_zero(unavailable) and (rules.is_zero(surge) or rules.percent_or_count("", surge)):
        errors.append(invalid(f"{path}.maxUnavailable", unavailable, "may not be 0 when `maxSurge` is 0"))
    return errors + rules.at_most_100_percent(f"{path}.maxUnavailable", unavailable)


def validate_replica_set(obj: Object) -> list[FieldError]:
    spec = obj["spec"]
    errors = rules.nonnegative_fields("spec", spec, "replicas", "minReadySeconds")
    errors += _selector_and_template(spec)
    return errors + validate_always_restarts(spec, "ReplicaSet")


validate_deployment_update = with_immutable_selector(validate_deployment)
validate_replica_set_update = with_immutable_selector(validate_replica_set)
