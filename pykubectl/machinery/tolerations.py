"""Taints and tolerations: whether one bears the other.

Upstream: k8s.io/component-helpers/scheduling/corev1/helpers.go, api/core/v1/toleration.go.
"""

from collections.abc import Iterable

from pykubectl import Object


def tolerates(toleration: Object, taint: Object) -> bool:
    if toleration.get("effect") and toleration["effect"] != taint.get("effect"):
        return False
    if toleration.get("key") and toleration["key"] != taint["key"]:
        return False
    operator = toleration.get("operator") or "Equal"
    if operator == "Exists":
        return True
    return operator == "Equal" and toleration.get("value", "") == taint.get("value", "")


def first_untolerated(taints: Iterable[Object], tolerations: Iterable[Object], effects: Iterable[str]) -> Object | None:
    """The first taint with one of the effects that nothing tolerates."""
    known, counted = list(tolerations), set(effects)
    for taint in taints:
        if taint.get("effect") in counted and not any(tolerates(one, taint) for one in known):
            return taint
    return None
