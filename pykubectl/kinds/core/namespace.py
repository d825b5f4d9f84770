"""Namespaces.

Upstream: pkg/apis/core/v1/defaults.go, pkg/registry/core/namespace.
"""

from pykubectl import Object

NAME = "label"
FIELDS = ("status.phase", "name")
_NAME_LABEL = "kubernetes.io/metadata.name"
_FINALIZER = "kubernetes"


def default(obj: Object) -> None:
    name = obj["metadata"].get("name")
    if name:
        obj["metadata"]["labels"] = {**(obj["metadata"].get("labels") or {}), _NAME_LABEL: name}
    obj.setdefault("spec", {})
    status = obj.setdefault("status", {})
    status["phase"] = status.get("phase") or "Active"


def prepare_create(obj: Object) -> None:
    obj["status"] = {"phase": "Active"}
    finalizers = obj["spec"].get("finalizers") or []
    if _FINALIZER not in finalizers:
        obj["spec"]["finalizers"] = [*finalizers, _FINALIZER]


def prepare_update(new: Object, old: Object) -> None:
    # Finalizers of the spec change through the finalize subresource alone.
    new["spec"] = {**(new.get("spec") or {}), "finalizers": (old.get("spec") or {}).get("finalizers")}
    if new["spec"]["finalizers"] is None:
        del new["spec"]["finalizers"]


def field(obj: Object, path: str) -> str:
    return str(obj["metadata"]["name"] if path == "name" else (obj.get("status") or {}).get("phase", ""))
