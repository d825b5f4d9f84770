"""Whether a pod may be on a node, as far as its spec says: node selector, required node affinity, taints.

Upstream: component-helpers/scheduling/corev1.
"""

from collections.abc import Iterable, Sequence

from pykubectl import Object


def tolerates(tolerations: Iterable[Object], taint: Object) -> bool:
    return any(_tolerates(toleration, taint) for toleration in tolerations)


def _tolerates(toleration: Object, taint: Object) -> bool:
    if toleration.get("effect") and toleration["effect"] != taint.get("effect"):
        return False
    if toleration.get("key") and toleration["key"] != taint["key"]:
        return False
    if toleration.get("operator", "Equal") == "Exists":
        return True
    return bool(toleration.get("key")) and toleration.get("value", "") == taint.get("value", "")


def untolerated(node: Object, pod_spec: Object, effects: Sequence[str]) -> Object | None:
    """The first taint with one of these effects that the pod does not tolerate."""
    for taint in node["spec"].get("taints") or ():
        if taint["effect"] in effects and not tolerates(pod_spec.get("tolerations") or (), taint):
            found: Object = taint
            return found
    return None


def matches_node(pod_spec: Object, node: Object) -> bool:
    """Node selector and required node affinity."""
    labels = node["metadata"].get("labels") or {}
    if any(labels.get(key) != value for key, value in (pod_spec.get("nodeSelector") or {}).items()):
        return False
    affinity = (pod_spec.get("affinity") or {}).get("nodeAffinity") or {}
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution")
    return required is None or matches_terms(required.get("nodeSelectorTerms") or (), node)


def matches_terms(terms: Iterable[Object], node: Object) -> bool:
    """Any term whose every requirement holds; an empty term matches nothing."""
    labels = node["metadata"].get("labels") or {}
    fields = {"metadata.name": node["metadata"]["name"]}
    for term in terms:
        expressions = term.get("matchExpressions") or ()
        match_fields = term.get("matchFields") or ()
        if not expressions and not match_fields:
            continue
        if all(_holds(one, labels) for one in expressions) and all(_holds(one, fields) for one in match_fields):
            return True
    return False


def _holds(requirement: Object, labels: dict[str, str]) -> bool:
    value = labels.get(requirement["key"])
    values = list(requirement.get("values") or ())
    match requirement["operator"]:
        case "In":
            return value in values
        case "NotIn":
            return value not in values
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
    try:
        number, bound = int(value or ""), int(values[0])
    except (ValueError, IndexError):
        return False
    return number > bound if requirement["operator"] == "Gt" else number < bound
