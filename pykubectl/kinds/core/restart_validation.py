"""When a container is started again: its own policy, and rules on exit codes.

Upstream: pkg/apis/core/validation (validateContainerRestartPolicy).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, required, too_many
from pykubectl.kinds import rules

_POLICIES = ("Always", "Never", "OnFailure")
_ACTIONS = ("Restart", "RestartAllContainers")
_RULES_MAX = 20
_VALUES_MAX = 255


def validate_restart_policy(path: str, container: Object) -> list[FieldError]:
    policy, found = container.get("restartPolicy"), container.get("restartPolicyRules") or []
    errors = []
    if policy is None:
        if found:
            text = "must specify restartPolicy when restart rules are used"
            errors.append(required(f"{path}.restartPolicy", text))
    elif policy not in _POLICIES:
        errors.append(rules.unsupported(f"{path}.restartPolicy", policy, _POLICIES))
    if len(found) > _RULES_MAX:
        errors.append(too_many(f"{path}.restartPolicyRules", len(found), _RULES_MAX))
    for index, rule in enumerate(found):
        errors += _rule(f"{path}.restartPolicyRules[{index}]", rule)
    return errors


def _rule(path: str, rule: Object) -> list[FieldError]:
    errors = rules.one_of(f"{path}.action", rule.get("action"), _ACTIONS)
    codes = rule.get("exitCodes")
    if codes is None:
        return [*errors, required(f"{path}.exitCodes", "must be specified")]
    errors += rules.one_of(f"{path}.exitCodes.operator", codes.get("operator"), ("In", "NotIn"))
    values = codes.get("values") or []
    if len(values) > _VALUES_MAX:
        errors.append(too_many(f"{path}.exitCodes.values", len(values), _VALUES_MAX))
    return errors
