"""Validation of what policies and bindings match: rules, selectors, references to parameters.

Upstream: pkg/apis/admissionregistration/validation.
"""

from collections.abc import Sequence

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, forbidden, invalid, not_supported, required
from pykubectl.kinds import rules

_OPERATIONS = ("*", "CONNECT", "CREATE", "DELETE", "UPDATE")
_SCOPES = ("*", "Cluster", "Namespaced")
_MATCH_POLICIES = ("Equivalent", "Exact")


def validate_match_resources(match: Object, path: str) -> list[FieldError]:
    errors = rules.one_of(f"{path}.matchPolicy", match.get("matchPolicy"), _MATCH_POLICIES)
    for field in ("namespaceSelector", "objectSelector"):
        errors += rules.label_selector(f"{path}.{field}", match.get(field))
    for field in ("resourceRules", "excludeResourceRules"):
        for index, rule in enumerate(match.get(field) or ()):
            errors += _named_rule(rule, f"{path}.{field}[{index}]")
    return errors


def _named_rule(rule: Object, path: str) -> list[FieldError]:
    errors: list[FieldError] = []
    names: set[str] = set()
    for index, name in enumerate(rule.get("resourceNames") or ()):
        place = f"{path}.resourceNames[{index}]"
        errors += [invalid(place, name, fault) for fault in rules.path_segment(name)]
        if name in names:
            errors.append(duplicate(place, name))
        names.add(name)
    return errors + validate_rule(rule, path)


def validate_rule(rule: Object, path: str) -> list[FieldError]:
    """Operations, groups, versions and resources: none empty, and a star alone."""
    operations = rule.get("operations") or ()
    errors = _values(operations, f"{path}.operations", blank=True)
    errors += [
        not_supported(f"{path}.operations[{index}]", operation, _OPERATIONS)
        for index, operation in enumerate(operations)
        if operation not in _OPERATIONS
    ]
    for field in ("apiGroups", "apiVersions"):
        errors += _values(rule.get(field) or (), f"{path}.{field}", blank=field == "apiGroups")
    errors += _resources(rule.get("resources") or (), f"{path}.resources")
    scope = rule.get("scope")
    return errors + ([] if scope in (None, *_SCOPES) else [not_supported(f"{path}.scope", scope, _SCOPES)])


def _values(values: Sequence[str], path: str, *, blank: bool) -> list[FieldError]:
    if not values:
        return [required(path)]
    if len(values) > 1 and "*" in values:
        what = path.rpartition(".")[2]
        text = "if '*' is present, must not specify other " + {
            "apiGroups": "API groups",
            "apiVersions": "API versions",
        }.get(what, what)
        return [invalid(path, list(values), text)]
    return [] if blank else [required(f"{path}[{index}]") for index, value in enumerate(values) if not value]


def _resources(resources: Sequence[str], path: str) -> list[FieldError]:
    if not resources:
        return [required(path)]
    errors: list[FieldError] = []
    seen: set[str] = set()
    for index, resource in enumerate(resources):
        place = f"{path}[{index}]"
        if not resource:
            errors.append(required(place))
            continue
        name, slash, subresource = resource.partition("/")
        if slash and f"*/{subresource}" in seen:
            errors.append(invalid(place, resource, f"if '*/{subresource}' is present, must not specify {resource}"))
        if slash and f"{name}/*" in seen:
            errors.append(invalid(place, resource, f"if '{name}/*' is present, must not specify {resource}"))
        seen.add(resource)
    if "*/*" in seen and len(seen) > 1:
        errors.append(invalid(path, list(resources), "if '*/*' is present, must not specify other resources"))
    elif "*" in seen and any("/" not in name and name != "*" for name in seen):
        text = "if '*' is present, must not specify other resources without subresources"
        errors.append(invalid(path, list(resources), text))
    return errors


def validate_param_ref(reference: Object | None) -> list[FieldError]:
    if reference is None:
        return []
    path, errors = "spec.paramRef", []
    name, selector = reference.get("name") or "", reference.get("selector")
    errors += rules.label_selector(f"{path}.selector", selector)
    if name:
        errors += [invalid(f"{path}.name", name, fault) for fault in rules.path_segment(name)]
        if selector is not None:
            errors.append(forbidden(f"{path}.name", "name and selector are mutually exclusive"))
            errors.append(forbidden(f"{path}.selector", "name and selector are mutually exclusive"))
    elif selector is None:
        errors.append(required(path, "one of name or selector must be specified"))
    action = reference.get("parameterNotFoundAction")
    if not action:
        errors.append(required(f"{path}.parameterNotFoundAction"))
    elif action not in ("Allow", "Deny"):
        errors.append(not_supported(f"{path}.parameterNotFoundAction", action, ("Allow", "Deny")))
    return errors
