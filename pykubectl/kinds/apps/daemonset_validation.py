"""Validation of daemon sets.

Upstream: pkg/apis/apps/validation (ValidateDaemonSetSpec).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.core.pod_validation import validate_template
from pykubectl.kinds.core.workload_validation import (
    MISMATCH,
    template_labels,
    validate_always_restarts,
    with_immutable_selector,
)
from pykubectl.kinds.go_values import go_value, plain
from pykubectl.machinery.selectors import SelectorError, from_label_selector


def validate_daemon_set(obj: Object) -> list[FieldError]:
    spec, template = obj["spec"], obj["spec"].get("template") or {}
    selector = spec.get("selector")
    errors = rules.label_selector("spec.selector", selector)
    field, labels = template_labels("spec.template", template)
    try:
        if not from_label_selector(selector).matches(labels):
            errors.append(invalid(field, labels, MISMATCH))
    except SelectorError:
        pass  # said above, field by field
    if selector is not None and not any(selector.values()):
        errors.append(invalid("spec.selector", plain(selector), "empty selector is invalid for daemonset"))
    errors += validate_template("spec.template", template)
    errors += validate_always_restarts(spec, "DaemonSet")
    errors += rules.nonnegative("spec.minReadySeconds", spec.get("minReadySeconds"))
    errors += _strategy("spec.updateStrategy", spec.get("updateStrategy") or {})
    return errors + rules.nonnegative("spec.revisionHistoryLimit", spec.get("revisionHistoryLimit"))


def _strategy(path: str, strategy: Object) -> list[FieldError]:
    match strategy.get("type"):
        case "OnDelete":
            return []
        case "RollingUpdate":
            if strategy.get("rollingUpdate") is None:
                return [required(f"{path}.rollingUpdate")]
            return _rolling_update(f"{path}.rollingUpdate", strategy["rollingUpdate"])
    shown = go_value(strategy, "DaemonSetStrategy")
    return [rules.unsupported(path, shown, ("RollingUpdate", "OnDelete"))]


def _rolling_update(path: str, rolling: Object) -> list[FieldError]:
    unavailable, surge = rolling.get("maxUnavailable", 0), rolling.get("maxSurge", 0)
    errors = rules.percent_or_count(f"{path}.maxUnavailable", unavailable)
    errors += rules.at_most_100_percent(f"{path}.maxUnavailable", unavailable)
    errors += rules.percent_or_count(f"{path}.maxSurge", surge)
    errors += rules.at_most_100_percent(f"{path}.maxSurge", surge)
    if not rules.is_zero(unavailable) and not rules.is_zero(surge):
        errors.append(invalid(f"{path}.maxSurge", surge, "may not be set when maxUnavailable is non-zero"))
    elif rules.is_zero(unavailable) and rules.is_zero(surge):
        errors.append(required(f"{path}.maxUnavailable", "cannot be 0 when maxSurge is 0"))
    return errors


validate_daemon_set_update = with_immutable_selector(validate_daemon_set)
