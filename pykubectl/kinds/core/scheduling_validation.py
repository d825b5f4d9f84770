"""What keeps a pod from nodes or spreads it over them: tolerations, topology spread constraints.

Upstream: pkg/apis/core/validation (ValidateTolerations, validateTopologySpreadConstraints).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, forbidden, invalid, required
from pykubectl.kinds import rules

EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_UNSATISFIABLE = ("DoNotSchedule", "ScheduleAnyway")


def validate_tolerations(path: str, tolerations: list[Object]) -> list[FieldError]:
    errors = []
    for index, toleration in enumerate(tolerations):
        errors += _toleration(f"{path}[{index}]", toleration)
    return errors


def _toleration(path: str, toleration: Object) -> list[FieldError]:
    key, operator = toleration.get("key") or "", toleration.get("operator") or ""
    value, effect = toleration.get("value") or "", toleration.get("effect") or ""
    errors = rules.check(f"{path}.key", key, rules.qualified_name) if key else []
    if not key and operator != "Exists":
        text = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'
        errors.append(invalid(f"{path}.operator", operator, text))
    if toleration.get("tolerationSeconds") is not None and effect != "NoExecute":
        text = "effect must be 'NoExecute' when `tolerationSeconds` is set"
        errors.append(invalid(f"{path}.effect", effect, text))
    match operator:
        case "Equal" | "":
            found = rules.label_value(value)
            if found:
                errors.append(invalid(f"{path}.operator", value, ";".join(found)))
        case "Exists":
            if value:
                errors.append(invalid(f"{path}.operator", value, "value must be empty when `operator` is 'Exists'"))
        case _:
            errors.append(rules.unsupported(f"{path}.operator", operator, ("Equal", "Exists")))
    if effect and effect not in EFFECTS:
        errors.append(rules.unsupported(f"{path}.effect", effect, EFFECTS))
    return errors


def validate_topology_spread(path: str, constraints: list[Object]) -> list[FieldError]:
    errors: list[FieldError] = []
    pairs = [(one.get("topologyKey") or "", one.get("whenUnsatisfiable") or "") for one in constraints]
    for index, constraint in enumerate(constraints):
        here, (key, action) = f"{path}[{index}]", pairs[index]
        errors += _spread(here, constraint, key, action)
        # Of two that are alike the first is told.
        if (key, action) in pairs[index + 1 :]:
            errors.append(duplicate(f"{here}.{{topologyKey, whenUnsatisfiable}}", f"{{{key}, {action}}}"))
        errors += _min_domains(f"{here}.minDomains", constraint.get("minDomains"), action)
        for name in ("nodeAffinityPolicy", "nodeTaintsPolicy"):
            if constraint.get(name) not in (None, "Honor", "Ignore"):
                errors.append(rules.unsupported(f"{here}.{name}", constraint[name], ("Honor", "Ignore")))
        errors += _match_label_keys(f"{here}.matchLabelKeys", constraint)
        errors += rules.label_selector(f"{here}.labelSelector", constraint.get("labelSelector"))
    return errors


def _spread(path: str, constraint: Object, key: str, action: str) -> list[FieldError]:
    skew, errors = constraint.get("maxSkew") or 0, []
    if skew <= 0:
        errors.append(invalid(f"{path}.maxSkew", skew, "must be greater than zero"))
    if not key:
        errors.append(required(f"{path}.topologyKey", "can not be empty"))
    else:
        errors += rules.check(f"{path}.topologyKey", key, rules.qualified_name)
    if action not in _UNSATISFIABLE:
        errors.append(rules.unsupported(f"{path}.whenUnsatisfiable", action, _UNSATISFIABLE))
    return errors


def _min_domains(path: str, domains: int | None, action: str) -> list[FieldError]:
    if domains is None:
        return []
    errors = [] if domains > 0 else [invalid(path, domains, "must be greater than zero")]
    if action != "DoNotSchedule":
        text = f"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}"
        errors.append(invalid(path, domains, text))
    return errors


def _match_label_keys(path: str, constraint: Object) -> list[FieldError]:
    keys, selector = constraint.get("matchLabelKeys") or [], constraint.get("labelSelector")
    if not keys:
        return []
    if selector is None:
        return [forbidden(path, "must not be specified when labelSelector is not set")]
    errors = [
        error for index, key in enumerate(keys) for error in rules.check(f"{path}[{index}]", key, rules.qualified_name)
    ]
    for key in rules.selected_twice(keys, selector):
        errors.append(invalid(f"{path}[{keys.index(key)}]", key, "exists in both matchLabelKeys and labelSelector"))
    return errors
