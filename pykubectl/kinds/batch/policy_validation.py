"""Validation of a job's pod failure policy and success policy.

Upstream: pkg/apis/batch/validation (validatePodFailurePolicy, validateSuccessPolicy).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, invalid, required, too_many
from pykubectl.kinds import rules

_ACTIONS = ("Count", "FailIndex", "FailJob", "Ignore")
_RULES_MAX = 20
_VALUES_MAX = 255


def validate_failure_policy(path: str, spec: Object) -> list[FieldError]:
    found = spec["podFailurePolicy"].get("rules") or []
    if len(found) > _RULES_MAX:
        return [too_many(f"{path}.rules", len(found), _RULES_MAX)]
    pod = (spec.get("template") or {}).get("spec") or {}
    names = {item.get("name") for field in ("containers", "initContainers") for item in pod.get(field) or ()}
    errors = []
    for index, rule in enumerate(found):
        errors += _failure_rule(f"{path}.rules[{index}]", rule, spec, names)
    return errors


def _failure_rule(path: str, rule: Object, spec: Object, names: set[str]) -> list[FieldError]:
    action, codes, conditions = rule.get("action") or "", rule.get("onExitCodes"), rule.get("onPodConditions") or []
    errors = []
    if not action:
        errors.append(required(f"{path}.action", 'valid values: "Count", "FailIndex", "FailJob", "Ignore"'))
    elif action == "FailIndex" and spec.get("backoffLimitPerIndex") is None:
        text = "requires the backoffLimitPerIndex to be set"
        errors.append(invalid(f"{path}.action", action, text))
    elif action not in _ACTIONS:
        errors.append(rules.unsupported(f"{path}.action", action, _ACTIONS))
    if codes is not None:
        errors += _exit_codes(f"{path}.onExitCodes", codes, names)
    if len(conditions) > _RULES_MAX:
        errors.append(too_many(f"{path}.onPodConditions", len(conditions), _RULES_MAX))
        conditions = []
    for index, pattern in enumerate(conditions):
        here = f"{path}.onPodConditions[{index}]"
        errors += rules.check(f"{here}.type", pattern.get("type") or "", rules.qualified_name)
        errors += rules.one_of(f"{here}.status", pattern.get("status"), ("False", "True", "Unknown"), needed="")
    if codes is not None and conditions:
        text = "specifying both OnExitCodes and OnPodConditions is not supported"
        errors.append(invalid(path, "", text))
    if codes is None and not conditions:
        text = "specifying one of OnExitCodes and OnPodConditions is required"
        errors.append(invalid(path, "", text))
    return errors


def _exit_codes(path: str, codes: Object, names: set[str]) -> list[FieldError]:
    operator, values = codes.get("operator") or "", codes.get("values") or []
    errors = rules.one_of(f"{path}.operator", operator, ("In", "NotIn"), needed='valid values: "In", "NotIn"')
    name = codes.get("containerName")
    if name is not None and name not in names:
        text = "must be one of the container or initContainer names in the pod template"
        errors.append(invalid(f"{path}.containerName", name, text))
    if not values:
        errors.append(invalid(f"{path}.values", values, "at least one value is required"))
    elif len(values) > _VALUES_MAX:
        return [*errors, too_many(f"{path}.values", len(values), _VALUES_MAX)]
    for index, value in enumerate(values):
        here = f"{path}.values[{index}]"
        if operator == "In" and value == 0:
            errors.append(invalid(here, value, "must not be 0 for the In operator"))
        if value in values[:index]:
            errors.append(duplicate(here, value))
    if values != sorted(values):
        errors.append(invalid(f"{path}.values", values, "must be ordered"))
    return errors


def validate_success_policy(path: str, spec: Object) -> list[FieldError]:
    found = spec["successPolicy"].get("rules") or []
    if not found:
        return [required(f"{path}.rules", "at least one rules must be specified when the successPolicy is specified")]
    if len(found) > _RULES_MAX:
        return [too_many(f"{path}.rules", len(found), _RULES_MAX)]
    errors = []
    for index, rule in enumerate(found):
        errors += _success_rule(f"{path}.rules[{index}]", rule, spec.get("completions") or 0)
    return errors


def _success_rule(path: str, rule: Object, completions: int) -> list[FieldError]:
    count, indexes = rule.get("succeededCount"), rule.get("succeededIndexes")
    if count is None and indexes is None:
        return [required(path, "at least one of succeededCount or succeededIndexes must be specified")]
    errors, total = [], None
    if indexes is not None:
        try:
            total = _index_count(indexes, completions)
        except ValueError as error:
            text = f"error parsing succeededIndexes: {error}"
            errors.append(invalid(f"{path}.succeededIndexes", indexes, text))
    if count is not None:
        errors += rules.nonnegative(f"{path}.succeededCount", count)
        if count > completions:
            text = f"must be less than or equal to {completions} (the number of specified completions)"
            errors.append(invalid(f"{path}.succeededCount", count, text))
        if total is not None and count > total:
            text = (
                f"must be less than or equal to {total} (the number of indexes in the specified succeededIndexes field)"
            )
            errors.append(invalid(f"{path}.succeededCount", count, text))
    return errors


def _index_count(text: str, completions: int) -> int:
    """How many indexes `0,2-4` names. Raises ValueError."""
    last, count = -1, 0
    for part in text.split(","):
        first, _, end = part.partition("-")
        if not first.isdigit() or (end and not end.isdigit()):
            raise ValueError(f"cannot convert string to integer for index: {_quote(first)}")
        low, high = int(first), int(end or first)
        if high >= completions:
            raise ValueError(f"too large index: {_quote(end or first)}")
        if low <= last or high < low:
            raise ValueError(f"non-increasing order, previous: {last}, current: {low}")
        last, count = high, count + high - low + 1
    return count


def _quote(text: str) -> str:
    return f'"{text}"'
