"""Service accounts.

Upstream: pkg/api/serviceaccount/warnings.go.
"""

from pykubectl import Object

_MOUNTABLE = "kubernetes.io/enforce-mountable-secrets"


def warnings(new: Object, old: Object | None) -> list[str]:
    annotations, before = (((obj or {}).get("metadata") or {}).get("annotations") or {} for obj in (new, old))
    if annotations.get(_MOUNTABLE) != "true" or before.get(_MOUNTABLE) == "true":
        return []
    text = "deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets"
    return [f"metadata.annotations[{_MOUNTABLE}]: {text}"]
