"""Finalizers: what holds an object that is being deleted.

Upstream: apimachinery/pkg/apis/meta/v1 (ObjectMeta.Finalizers).
"""

from pykubectl import Object


def without(obj: Object, finalizer: str) -> Object:
    """`obj` with one hold less."""
    kept = [name for name in obj["metadata"].get("finalizers") or () if name != finalizer]
    metadata = {key: value for key, value in obj["metadata"].items() if key != "finalizers"}
    if kept:
        metadata["finalizers"] = kept
    return {**obj, "metadata": metadata}


def having(obj: Object, finalizer: str) -> Object:
    given = obj["metadata"].get("finalizers") or []
    return {**obj, "metadata": {**obj["metadata"], "finalizers": [*given, finalizer]}}
