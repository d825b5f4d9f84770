"""Validation of flow schemas and priority levels.

Upstream: pkg/apis/flowcontrol/validation.
"""

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, required
from pykubectl.kinds import rules

_PRECEDENCE_MAX = 10000
_METHODS = ("ByNamespace", "ByUser")
_SUBJECTS = {"Group": "group", "ServiceAccount": "serviceAccount", "User": "user"}
_VERBS = ("create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch")
_QUEUES_MAX = 10_000_000


def validate_flow_schema(obj: Object) -> list[FieldError]:
    spec, name, path = obj.get("spec") or {}, obj["metadata"].get("name", ""), "spec.matchingPrecedence"
    precedence, method, errors = spec.get("matchingPrecedence") or 0, spec.get("distinguisherMethod"), []
    if precedence <= 0:
        errors.append(invalid(path, precedence, "must be a positive value"))
    if precedence > _PRECEDENCE_MAX:
        errors.append(invalid(path, precedence, f"must not be greater than {_PRECEDENCE_MAX}"))
    if precedence == 1 and name != "exempt":
        errors.append(invalid(path, precedence, "only the schema named 'exempt' may have matchingPrecedence 1"))
    if method is not None and method.get("type") not in _METHODS:
        errors.append(rules.unsupported("spec.distinguisherMethod", {"Type": method.get("type") or ""}, _METHODS))
    level, here = (spec.get("priorityLevelConfiguration") or {}).get("name"), "spec.priorityLevelConfiguration.name"
    errors += (
        rules.check(here, level, rules.subdomain) if level else [required(here, "must reference a priority level")]
    )
    for index, rule in enumerate(spec.get("rules") or ()):
        errors += _rule(f"spec.rules[{index}]", rule)
    return errors


def _rule(path: str, rule: Object) -> list[FieldError]:
    subjects, errors = rule.get("subjects") or [], []
    if not subjects:
        errors.append(required(f"{path}.subjects", "subjects must contain at least one value"))
    for index, subject in enumerate(subjects):
        errors += _subject(f"{path}.subjects[{index}]", subject)
    resources, others = rule.get("resourceRules") or [], rule.get("nonResourceRules") or []
    if not resources and not others:
        errors.append(required(path, "at least one of resourceRules and nonResourceRules has to be non-empty"))
    for index, item in enumerate(resources):
        errors += _resource_rule(f"{path}.resourceRules[{index}]", item)
    for index, item in enumerate(others):
        here = f"{path}.nonResourceRules[{index}]"
        errors += _verbs(f"{here}.verbs", item.get("verbs") or [])
        text = "nonResourceURLs must contain at least one value"
        errors += _listed(f"{here}.nonResourceURLs", item.get("nonResourceURLs") or [], text, "non-resource URLs")
    return errors


def _subject(path: str, subject: Object) -> list[FieldError]:
    kind, errors = subject.get("kind") or "", []
    for expected, field in sorted(_SUBJECTS.items(), reverse=True):
        given = subject.get(field)
        if expected == kind:
            text = f"{field} is required when subject kind is '{kind}'"
            errors += [required(f"{path}.{field}", text)] if given is None else _named(f"{path}.{field}", kind, given)
        elif given is not None and kind in _SUBJECTS:
            errors.append(forbidden(f"{path}.{field}", f"{field} is forbidden when subject kind is not '{expected}'"))
    return errors if kind in _SUBJECTS else [rules.unsupported(f"{path}.kind", kind, tuple(_SUBJECTS))]


def _named(path: str, kind: str, given: Object) -> list[FieldError]:
    name = given.get("name") or ""
    if not name:
        errors = [required(f"{path}.name")]
    else:
        errors = rules.check(f"{path}.name", name, rules.subdomain) if kind == "ServiceAccount" and name != "*" else []
    if kind == "ServiceAccount":
        namespace, here = given.get("namespace"), f"{path}.namespace"
        text = "must specify namespace for service account"
        errors += rules.check(here, namespace, rules.dns_label) if namespace else [required(here, text)]
    return errors


def _resource_rule(path: str, rule: Object) -> list[FieldError]:
    errors = _verbs(f"{path}.verbs", rule.get("verbs") or [])
    text = "resource rules must supply at least one api group"
    errors += _listed(f"{path}.apiGroups", rule.get("apiGroups") or [], text, "other api groups")
    text = "resource rules must supply at least one resource"
    errors += _listed(f"{path}.resources", rule.get("resources") or [], text, "other resources")
    namespaces, here = rule.get("namespaces") or [], f"{path}.namespaces"
    if not namespaces and not rule.get("clusterScope"):
        text = "resource rules that are not cluster scoped must supply at least one namespace"
        errors.append(required(here, text))
    elif "*" in namespaces and len(namespaces) > 1:
        errors.append(invalid(here, namespaces, "if '*' is present, must not specify other namespaces"))
    for index, namespace in enumerate(namespaces):
        errors += rules.check(f"{here}[{index}]", namespace, rules.dns_label) if namespace != "*" else []
    return errors


def _listed(path: str, values: list[str], empty: str, others: str) -> list[FieldError]:
    if not values:
        return [required(path, empty)]
    if "*" in values and len(values) > 1:
        return [invalid(path, values, f"if '*' is present, must not specify {others}")]
    return []


def _verbs(path: str, verbs: list[str]) -> list[FieldError]:
    errors = _listed(path, verbs, "verbs must contain at least one value", "other verbs")
    known = verbs == ["*"] or bool(errors) or all(verb in _VERBS for verb in verbs)
    return errors if known else [rules.unsupported(path, verbs, _VERBS)]


def validate_priority_level(obj: Object) -> list[FieldError]:
    spec, name = obj.get("spec") or {}, obj["metadata"].get("name", "")
    kind, limited, errors = spec.get("type") or "", spec.get("limited"), []
    if (name == "exempt") != (kind == "Exempt"):
        text = "type must be 'Exempt' if and only if name is 'exempt'"
        errors.append(invalid("spec.type", kind, text))
    if kind == "Exempt":
        if limited is not None:
            errors.append(forbidden("spec.limited", "must be nil if the type is not Limited"))
        return errors + _shares("spec.exempt", spec.get("exempt") or {})
    if kind != "Limited":
        return [*errors, rules.unsupported("spec.type", kind, ("Exempt", "Limited"))]
    if spec.get("exempt") is not None:
        errors.append(forbidden("spec.exempt", "must be nil if the type is Limited"))
    if limited is None:
        return [*errors, required("spec.limited", "must not be empty when type is Limited")]
    return errors + _limited("spec.limited", limited)


def _shares(path: str, level: Object) -> list[FieldError]:
    errors, shares, lent = [], level.get("nominalConcurrencyShares") or 0, level.get("lendablePercent") or 0
    if shares < 0:
        errors.append(invalid(f"{path}.nominalConcurrencyShares", shares, "must be a non-negative integer"))
    if not 0 <= lent <= 100:
        errors.append(invalid(f"{path}.lendablePercent", lent, rules.range_text(0, 100)))
    return errors


def _limited(path: str, level: Object) -> list[FieldError]:
    errors, borrowed = _shares(path, level), level.get("borrowingLimitPercent")
    response = level.get("limitResponse") or {}
    kind, queuing, here = response.get("type") or "", response.get("queuing"), f"{path}.limitResponse"
    if borrowed is not None and borrowed < 0:
        text = "if specified, must be a non-negative integer"
        errors.append(invalid(f"{path}.borrowingLimitPercent", borrowed, text))
    if kind == "Reject" and queuing is not None:
        text = "must be nil if limited.limitResponse.type is not Limited"
        errors.append(forbidden(f"{here}.queuing", text))
    elif kind == "Queue" and queuing is None:
        text = "must not be empty if limited.limitResponse.type is Limited"
        errors.append(required(f"{here}.queuing", text))
    elif kind == "Queue":
        errors += _queuing(f"{here}.queuing", queuing or {})
    elif kind != "Reject":
        errors.append(rules.unsupported(f"{here}.type", kind, ("Queue", "Reject")))
    return errors


def _queuing(path: str, queuing: Object) -> list[FieldError]:
    length, queues, hand = (queuing.get(field) or 0 for field in ("queueLengthLimit", "queues", "handSize"))
    errors = [] if length > 0 else [invalid(f"{path}.queueLengthLimit", length, "must be positive")]
    if queues <= 0:
        errors.append(invalid(f"{path}.queues", queues, "must be positive"))
    elif queues > _QUEUES_MAX:
        errors.append(invalid(f"{path}.queues", queues, f"must not be greater than {_QUEUES_MAX}"))
    if hand <= 0:
        errors.append(invalid(f"{path}.handSize", hand, "must be positive"))
    elif hand > queues:
        errors.append(invalid(f"{path}.handSize", hand, f"should not be greater than queues ({queues})"))
    return errors
