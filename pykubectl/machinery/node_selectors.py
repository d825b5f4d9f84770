"""Node selectors: terms over a node's labels and name, any of which must hold.

Upstream: k8s.io/component-helpers/scheduling/corev1/nodeaffinity.
"""

from collections.abc import Mapping, Sequence

from pykubectl import Object


def matches_required(pod: Object, name: str, labels: Mapping[str, str]) -> bool:
    """Whether the node satisfies nodeSelector and the required node affinity."""
    spec = pod["spec"]
    wanted = spec.get("nodeSelector")
    if wanted and any(labels.get(key) != value for key, value in wanted.items()):
        return False
    affinity = (spec.get("affinity") or {}).get("nodeAffinity") or {}
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution")
    return required is None or matches_selector(required, name, labels)


def matches_selector(selector: Object, name: str, labels: Mapping[str, str]) -> bool:
    return any(matches_term(term, name, labels) for term in selector.get("nodeSelectorTerms") or ())


def matches_term(term: Object, name: str, labels: Mapping[str, str]) -> bool:
    """A term that says nothing matches nothing."""
    expressions, fields = term.get("matchExpressions") or (), term.get("matchFields") or ()
    if not expressions and not fields:
        return False
    return all(_holds(one, labels) for one in expressions) and all(
        _holds(one, {"metadata.name": name}) for one in fields
    )


def _holds(requirement: Object, labels: Mapping[str, str]) -> bool:
    operator, values = requirement["operator"], requirement.get("values") or ()
    actual = labels.get(requirement["key"])
    if operator == "Exists":
        return actual is not None
    if operator == "DoesNotExist":
        return actual is None
    if operator == "In":
        return actual in values
    if operator == "NotIn":
        return actual not in values
    return _compares(operator, actual, values)


def _compares(operator: str, actual: str | None, values: Sequence[str]) -> bool:
    try:
        left, right = int(actual or ""), int(values[0])
    except (ValueError, IndexError):
        return False
    return left > right if operator == "Gt" else left < right
