"""Where a pod may run: near nodes or pods with certain labels, or far from them.

Upstream: pkg/apis/core/validation (validateAffinity).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, required
from pykubectl.kinds import rules

_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
_WEIGHT_TEXT = "must be in the range 1-100"


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
        error
        for index, term in enumerate(terms)
        for error in _node_term(f"{path}.nodeSelectorTerms[{index}]", term, strict=True)
    ]


def _node_term(path: str, term: Object, *, strict: bool = False) -> list[FieldError]:
    """`strict`: values have to be those of labels, which a preference never has to."""
    errors = []
    for index, expression in enumerate(term.get("matchExpressions") or ()):
        here = f"{path}.matchExpressions[{index}]"
        errors += _node_requirement(here, expression)
        for position, value in enumerate((expression.get("values") or ()) if strict else ()):
            errors += rules.check(f"{here}.values[{position}]", value, rules.label_value)
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
    errors += _match_label_keys(path, term)
    key = term.get("topologyKey") or ""
    if not key:
        errors.append(required(f"{path}.topologyKey", "can not be empty"))
    return errors + rules.check(f"{path}.topologyKey", key, rules.qualified_name)


def _match_label_keys(path: str, term: Object) -> list[FieldError]:
    """Keys are labels, need a selector to go with, and each stands in one place only."""
    match, mismatch, selector = (
        term.get("matchLabelKeys") or [],
        term.get("mismatchLabelKeys") or [],
        term.get("labelSelector"),
    )
    if not match and not mismatch:
        return []
    errors = []
    for field, keys in (("matchLabelKeys", match), ("mismatchLabelKeys", mismatch)):
        if keys and selector is None:
            errors.append(forbidden(f"{path}.{field}", "must not be specified when labelSelector is not set"))
        elif keys:
            for index, key in enumerate(keys):
                errors += rules.check(f"{path}.{field}[{index}]", key, rules.qualified_name)
    for key in rules.selected_twice(match, selector):
        errors.append(invalid(f"{path}[{match.index(key)}]", key, "exists in both matchLabelKeys and labelSelector"))
    for index, key in enumerate(match):
        if key in mismatch:
            text = "exists in both matchLabelKeys and mismatchLabelKeys"
            errors.append(invalid(f"{path}.matchLabelKeys[{index}]", key, text))
    return errors
