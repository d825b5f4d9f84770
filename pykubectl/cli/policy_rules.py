"""Policy rules of roles: taken apart into single permissions, put together again, compared, printed as Go prints them.

Upstream: staging/src/k8s.io/component-helpers/auth/rbac/validation/policy_comparator.go, .../kubectl/pkg/util/rbac/rbac.go.
"""

from collections.abc import Iterator, Sequence

from pykubectl import Object

_FIELDS = ("verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs")
_GO_NAMES = ("Verbs", "APIGroups", "Resources", "ResourceNames", "NonResourceURLs")


def break_down(rule: Object) -> Iterator[Object]:
    """The rule as rules for one verb on one resource, name or path each."""
    names = rule.get("resourceNames") or [""]
    for group in rule.get("apiGroups") or ():
        for resource in rule.get("resources") or ():
            for verb in rule.get("verbs") or ():
                for name in names:
                    single = {"verbs": [verb], "apiGroups": [group], "resources": [resource]}
                    yield {**single, "resourceNames": [name]} if name else single
    for url in rule.get("nonResourceURLs") or ():
        for verb in rule.get("verbs") or ():
            yield {"verbs": [verb], "nonResourceURLs": [url]}


def compact(rules: Sequence[Object]) -> list[Object]:
    """Single permissions, those on the same resource and name put together."""
    found: dict[tuple[str, str, str], Object] = {}
    others: list[Object] = []
    for rule in rules:
        if "resources" not in rule:
            others.append(rule)
            continue
        name = (rule.get("resourceNames") or [""])[0]
        kept = found.setdefault((rule["apiGroups"][0], rule["resources"][0], name), {**rule, "verbs": []})
        kept["verbs"] += [verb for verb in rule["verbs"] if verb not in kept["verbs"]]
    return [*others, *found.values()]


def sort_key(rule: Object) -> str:
    """The order of listed rules: that of the texts Go makes of them."""
    fields = (f"{go}:[{' '.join(rule.get(name) or ())}]," for go, name in zip(_GO_NAMES, _FIELDS, strict=True))
    return "".join(fields)


def go_text(rule: Object) -> str:
    """`{Verbs:[get] APIGroups:[] Resources:[pods] ResourceNames:[] NonResourceURLs:[]}`."""
    fields = (f"{go}:[{' '.join(rule.get(name) or ())}]" for go, name in zip(_GO_NAMES, _FIELDS, strict=True))
    return f"{{{' '.join(fields)}}}"


def uncovered(owned: Sequence[Object], wanted: Sequence[Object]) -> list[Object]:
    """The single permissions of `wanted` that no rule of `owned` gives."""
    return [single for rule in wanted for single in break_down(rule) if not any(_covers(one, single) for one in owned)]


def _covers(rule: Object, single: Object) -> bool:
    if not _has(rule.get("verbs"), single["verbs"][0]):
        return False
    if "nonResourceURLs" in single:
        url = single["nonResourceURLs"][0]
        return any(
            one == url or (one.endswith("*") and url.startswith(one.rstrip("*")))
            for one in rule.get("nonResourceURLs") or ()
        )
    resource = single["resources"][0]
    subresource = resource.partition("/")[2]
    resources = rule.get("resources") or []
    names = rule.get("resourceNames")
    return (
        _has(rule.get("apiGroups"), single["apiGroups"][0])
        and (_has(resources, resource) or (bool(subresource) and f"*/{subresource}" in resources))
        and (not names or (bool(single.get("resourceNames")) and single["resourceNames"][0] in names))
    )


def _has(values: list[str] | None, wanted: str) -> bool:
    return "*" in (values or ()) or wanted in (values or ())
