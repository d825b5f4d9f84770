"""Pod disruption budgets.

Upstream: pkg/registry/policy/poddisruptionbudget.
"""

from pykubectl import Object
from pykubectl.kinds.policy import budget_validation

validate = budget_validation.validate_budget

_COUNTS = ("currentHealthy", "desiredHealthy", "disruptionsAllowed", "expectedPods")


def default(obj: Object) -> None:
    obj.setdefault("spec", {})
    status = obj.setdefault("status", {})
    for name in _COUNTS:
        status.setdefault(name, 0)


def prepare_create(obj: Object) -> None:
    obj["status"] = dict.fromkeys(_COUNTS, 0)
