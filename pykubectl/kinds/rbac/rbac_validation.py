"""Validation of roles and their bindings.

Upstream: pkg/apis/rbac/validation.
"""

from pykubectl import Object
from pykubectl.errors import FieldError, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.go_values import go_value
from pykubectl.kinds.rbac.bindings import GROUP


def validate_role(obj: Object) -> list[FieldError]:
    return _rules(obj, namespaced=True)


def validate_cluster_role(obj: Object) -> list[FieldError]:
    errors = _rules(obj, namespaced=False)
    aggregation = obj.get("aggregationRule")
    if aggregation is not None:
        selectors = aggregation.get("clusterRoleSelectors") or []
        if not selectors:
            text = "at least one clusterRoleSelector required if aggregationRule is non-nil"
            errors.append(required("aggregationRule.clusterRoleSelectors", text))
        for index, selector in enumerate(selectors):
            errors += rules.label_selector(f"aggregationRule.clusterRoleSelectors[{index}]", selector)
    return errors


def _rules(obj: Object, *, namespaced: bool) -> list[FieldError]:
    errors = []
    for index, rule in enumerate(obj.get("rules") or ()):
        errors += _rule(f"rules[{index}]", rule, namespaced)
    return errors


def _rule(path: str, rule: Object, namespaced: bool) -> list[FieldError]:
    errors = []
    if not rule.get("verbs"):
        errors.append(required(f"{path}.verbs", "verbs must contain at least one value"))
    if rule.get("nonResourceURLs"):
        shown = rule["nonResourceURLs"]
        if namespaced:
            text = "namespaced rules cannot apply to non-resource URLs"
            errors.append(invalid(f"{path}.nonResourceURLs", shown, text))
        if any(rule.get(field) for field in ("apiGroups", "resources", "resourceNames")):
            text = "rules cannot apply to both regular resources and non-resource URLs"
            errors.append(invalid(f"{path}.nonResourceURLs", shown, text))
        return errors
    if not rule.get("apiGroups"):
        errors.append(required(f"{path}.apiGroups", "resource rules must supply at least one api group"))
    if not rule.get("resources"):
        errors.append(required(f"{path}.resources", "resource rules must supply at least one resource"))
    return errors


def validate_role_binding(obj: Object) -> list[FieldError]:
    return _binding(obj, ("Role", "ClusterRole"), namespaced=True)


def validate_cluster_role_binding(obj: Object) -> list[FieldError]:
    return _binding(obj, ("ClusterRole",), namespaced=False)


def _binding(obj: Object, kinds: tuple[str, ...], *, namespaced: bool) -> list[FieldError]:
    role = obj.get("roleRef") or {}
    errors = []
    if role.get("apiGroup") != GROUP:
        errors.append(rules.unsupported("roleRef.apiGroup", role.get("apiGroup") or "", (GROUP,)))
    errors += rules.one_of("roleRef.kind", role.get("kind"), kinds)
    if not role.get("name"):
        errors.append(required("roleRef.name"))
    else:
        errors += rules.check("roleRef.name", role["name"], rules.path_segment)
    for index, subject in enumerate(obj.get("subjects") or ()):
        errors += _subject(f"subjects[{index}]", subject, namespaced)
    return errors


def _subject(path: str, subject: Object, namespaced: bool) -> list[FieldError]:
    kind, group = subject.get("kind") or "", subject.get("apiGroup") or ""
    errors = [] if subject.get("name") else [required(f"{path}.name")]
    match kind:
        case "ServiceAccount":
            if subject.get("name"):
                errors += rules.check(f"{path}.name", subject["name"], rules.subdomain)
            if group:
                errors.append(rules.unsupported(f"{path}.apiGroup", group, ("",)))
            if not namespaced and not subject.get("namespace"):
                errors.append(required(f"{path}.namespace"))
        case "User" | "Group":
            if group != GROUP:
                errors.append(rules.unsupported(f"{path}.apiGroup", group, (GROUP,)))
        case _:
            errors.append(rules.unsupported(f"{path}.kind", kind, ("ServiceAccount", "User", "Group")))
    return errors


def _same_role(new: Object, old: Object) -> list[FieldError]:
    if new.get("roleRef") == old.get("roleRef"):
        return []
    return [invalid("roleRef", go_value(new.get("roleRef"), "RoleRef"), "cannot change roleRef")]


def validate_role_binding_update(new: Object, old: Object) -> list[FieldError]:
    return validate_role_binding(new) + _same_role(new, old)


def validate_cluster_role_binding_update(new: Object, old: Object) -> list[FieldError]:
    return validate_cluster_role_binding(new) + _same_role(new, old)
