"""Validation of pod disruption budgets.

Upstream: pkg/apis/policy/validation.
"""

from pykubectl import Object
from pykubectl.errors import FieldError, invalid
from pykubectl.kinds import rules
from pykubectl.kinds.go_values import go_value

_POLICIES = ("AlwaysAllow", "IfHealthyBudget")


def validate_budget(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    errors = []
    if spec.get("minAvailable") is not None and spec.get("maxUnavailable") is not None:
        text = "minAvailable and maxUnavailable cannot be both set"
        errors.append(invalid("spec", go_value(spec, "DisruptionBudget"), text))
    for field in ("minAvailable", "maxUnavailable"):
        if spec.get(field) is not None:
            errors += rules.percent_or_count(f"spec.{field}", spec[field])
            errors += rules.at_most_100_percent(f"spec.{field}", spec[field])
    errors += rules.label_selector("spec.selector", spec.get("selector"))
    policy = spec.get("unhealthyPodEvictionPolicy")
    if policy is not None and policy not in _POLICIES:
        errors.append(rules.unsupported("spec.unhealthyPodEvictionPolicy", policy, _POLICIES))
    return errors
