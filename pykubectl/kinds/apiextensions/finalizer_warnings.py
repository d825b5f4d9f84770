"""Warnings about finalizers of custom resources: their names need no domain, but should have one.

Upstream: apiextensions-apiserver/pkg/registry/customresource/{strategy,validator}.go.
"""

from pykubectl import Object
from pykubectl.kinds import rules

_STANDARD = ("foregroundDeletion", "kubernetes", "orphan")
_PATH = "metadata.finalizers"


def finalizer_warnings(new: Object, old: Object | None) -> list[str]:
    """Of the finalizers that a write adds."""
    added = set(_finalizers(new)) - set(_finalizers(old))
    return [f'{_PATH}: "{name}": {text}' for name in sorted(added) for text in _texts(name)]


def _finalizers(obj: Object | None) -> list[str]:
    found: list[str] = ((obj or {}).get("metadata") or {}).get("finalizers") or []
    return found


def _texts(name: str) -> list[str]:
    texts = rules.qualified_name(name)
    if "/" not in name and name not in _STANDARD:
        what = "name including a path (/)" if "." in name else "name"
        texts.append(
            f"prefer a domain-qualified finalizer {what} to avoid accidental conflicts with other finalizer writers"
        )
    return texts
