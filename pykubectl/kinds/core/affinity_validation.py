"""Where a pod may run: affinity, tolerations, topology spread.

Upstream: pkg/apis/core/validation (validateAffinity, ValidateTolerations, validateTopologySpreadConstraints).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, forbidden, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.go_values import go_value

_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
_WEIGHT_TEXT = "must be in the range 1-100"
_UNSATISFIABLE = ("DoNotSchedule", "ScheduleAnyway")


def validate_affinity(path: str, affinity: Object | None) -> list[FieldError]:
    if affinity is None:
        return []
    errors = []
    if affinity.get("nodeAffinity") is not None:
        errors += _node_affinity(f"{path}.nodeAffinity", affinity["nodeAffinity"])
    for name in ("podAffinity", "podAntiAffinity"):
        if affinity.get(name) is not None:
            errors += _pod_affinity(f"{path}.{name}", affinity[name])
    return errors


def _node_affinity(path: str, affinity: Object) -> list[FieldError]:
    errors = []
    if affinity.get(_REQUIRED) is not None:
        errors += validate_node_selector(f"{path}.{_REQUIRED}", affinity[_REQUIRED])
    for index, item in enumerate(affinity.get(_PREFERRED) or ()):
        here = f"{path}.{_PREFERRED}[{index}]"
        errors += _weight(here, item)
        errors += _node_term(f"{here}.preference", item.get("preference") or {})
    return errors


def _weight(path: str, item: Object) -> list[FieldError]:
    weight = item.get("weight") or 0
    return [] if 1 <= weight <= 100 else [invalid(f"{path}.weight", weight, _WEIGHT_TEXT)]


def validate_node_selector(path: str, selector: Object) -> list[FieldError]:
    terms = selector.get("nodeSelectorTerms") or []
    if not terms:
        return [required(f"{path}.nodeSelectorTerms", "must have at least one node selector term")]
    return [
        error for index, term in enumerate(terms) for error in _node_term(f"{path}.nodeSelectorTerms[{index}]", term)
    ]


def _node_term(path: str, term: Object) -> list[FieldError]:
    errors = []
    for index, expression in enumerate(term.get("matchExpressions") or ()):
        errors += _node_requirement(f"{path}.matchExpressions[{index}]", expression)
    for index, expression in enumerate(term.get("matchFields") or ()):
        errors += _node_field(f"{path}.matchFields[{index}]", expression)
    return errors


def _node_requirement(path: str, expression: Object) -> list[FieldError]:
    operator, values = expression.get("operator") or "", expression.get("values") or []
    errors = []
    match operator:
        case "In" | "NotIn" if not values:
            errors.append(required(f"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'"))
        case "Exists" | "DoesNotExist" if values:
            text = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
            errors.append(forbidden(f"{path}.values", text))
        case "Gt" | "Lt" if len(values) != 1:
            errors.append(required(f"{path}.values", "must be specified single value when `operator` is 'Lt' or 'Gt'"))
        case "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt":
            pass
        case _:
            errors.append(invalid(f"{path}.operator", operator, "not a valid selector operator"))
    return errors + rules.check(f"{path}.key", expression.get("key") or "", rules.qualified_name)


def _node_field(path: str, expression: Object) -> list[FieldError]:
    operator, values = expression.get("operator") or "", expression.get("values") or []
    errors = []
    if operator not in ("In", "NotIn"):
        errors.append(invalid(f"{path}.operator", operator, "not a valid selector operator"))
    elif len(values) != 1:
        text = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
        errors.append(required(f"{path}.values", text))
    if expression.get("key") != "metadata.name":
        text = "not a valid field selector key"
        errors.append(invalid(f"{path}.key", expression.get("key") or "", text))
        return errors
    for index, value in enumerate(values):
        errors += rules.check(f"{path}.values[{index}]", value, rules.subdomain)
    return errors


def _pod_affinity(path: str, affinity: Object) -> list[FieldError]:
    errors = []
    for index, term in enumerate(affinity.get(_REQUIRED) or ()):
        errors += _pod_term(f"{path}.{_REQUIRED}[{index}]", term)
    for index, item in enumerate(affinity.get(_PREFERRED) or ()):
        here = f"{path}.{_PREFERRED}[{index}]"
        errors += _weight(here, item)
        errors += _pod_term(f"{here}.podAffinityTerm", item.get("podAffinityTerm") or {})
    return errors


def _pod_term(path: str, term: Object) -> list[FieldError]:
    errors = rules.label_selector(f"{path}.labelSelector", term.get("labelSelector"))
    errors += rules.label_selector(f"{path}.namespaceSelector", term.get("namespaceSelector"))
    for namespace in term.get("namespaces") or ():
        errors += rules.check(f"{path}.namespace", namespace, rules.dns_label)
    errors += _match_label_keys(path, term, ("matchLabelKeys", "mismatchLabelKeys"))
    key = term.get("topologyKey") or ""
    if not key:
        errors.append(required(f"{path}.topologyKey", "can not be empty"))
    return errors + rules.check(f"{path}.topologyKey", key, rules.qualified_name)


def _match_label_keys(path: str, term: Object, fields: tuple[str, ...]) -> list[FieldError]:
    errors = []
    for field in fields:
        keys = term.get(field) or ()
        if keys and term.get("labelSelector") is None:
            errors.append(forbidden(f"{path}.{field}", "must not be specified when labelSelector is not set"))
        for index, key in enumerate(keys):
            errors += rules.check(f"{path}.{field}[{index}]", key, rules.qualified_name)
    return errors


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
                shown = go_value(toleration, "Toleration")
                errors.append(invalid(f"{path}.operator", shown, "value must be empty when `operator` is 'Exists'"))
        case _:
            errors.append(rules.unsupported(f"{path}.operator", operator, ("Equal", "Exists")))
    if effect and effect not in ("NoSchedule", "PreferNoSchedule", "NoExecute"):
        supported = ("NoSchedule", "PreferNoSchedule", "NoExecute")
        errors.append(rules.unsupported(f"{path}.effect", effect, supported))
    return errors


def validate_topology_spread(path: str, constraints: list[Object]) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: set[tuple[str, str]] = set()
    for index, constraint in enumerate(constraints):
        here = f"{path}[{index}]"
        errors += _spread(here, constraint)
        key = constraint.get("topologyKey") or "", constraint.get("whenUnsatisfiable") or ""
        if key in seen:
            errors.append(duplicate(f"{here}.{{topologyKey, whenUnsatisfiable}}", f"{{{key[0]}, {key[1]}}}"))
        seen.add(key)
        errors += _spread_policies(here, constraint)
        errors += _match_label_keys(here, constraint, ("matchLabelKeys",))
        errors += rules.label_selector(f"{here}.labelSelector", constraint.get("labelSelector"))
    return errors


def _spread(path: str, constraint: Object) -> list[FieldError]:
    skew, key = constraint.get("maxSkew") or 0, constraint.get("topologyKey") or ""
    action, domains = constraint.get("whenUnsatisfiable") or "", constraint.get("minDomains")
    errors = []
    if skew <= 0:
        errors.append(invalid(f"{path}.maxSkew", skew, "must be greater than zero"))
    if not key:
        errors.append(required(f"{path}.topologyKey", "can not be empty"))
    else:
        errors += rules.check(f"{path}.topologyKey", key, rules.qualified_name)
    if action not in _UNSATISFIABLE:
        errors.append(rules.unsupported(f"{path}.whenUnsatisfiable", action, _UNSATISFIABLE))
    if domains is not None:
        if domains <= 0:
            errors.append(invalid(f"{path}.minDomains", domains, "must be greater than zero"))
        if action != "DoNotSchedule":
            text = f"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}"
            errors.append(invalid(f"{path}.minDomains", domains, text))
    return errors


def _spread_policies(path: str, constraint: Object) -> list[FieldError]:
    errors = []
    for name in ("nodeAffinityPolicy", "nodeTaintsPolicy"):
        value = constraint.get(name)
        if value is not None and value not in ("Honor", "Ignore"):
            errors.append(rules.unsupported(f"{path}.{name}", value, ("Honor", "Ignore")))
    return errors
