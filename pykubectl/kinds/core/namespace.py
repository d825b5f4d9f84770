"""Namespaces.

Upstream: pkg/apis/core/v1/defaults.go, pkg/registry/core/namespace.
"""

from pykubectl import Object
from pykubectl.errors import FieldError, invalid
from pykubectl.kinds import rules
from pykubectl.kinds.metadata import STANDARD_FINALIZERS

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


def validate(obj: Object) -> list[FieldError]:
    return _finalizers("spec.finalizers", (obj.get("spec") or {}).get("finalizers") or [])


def validate_update(new: Object, old: Object) -> list[FieldError]:
    return []


def validate_finalize(new: Object, old: Object) -> list[FieldError]:
    names = (new.get("spec") or {}).get("finalizers") or []
    return [error for index, name in enumerate(names) for error in _finalizers(f"spec.finalizers[{index}]", [name])]


def _finalizers(path: str, names: list[str]) -> list[FieldError]:
    errors = []
    for name in names:
        errors += rules.check(path, name, rules.qualified_name)
        if "/" not in name and name not in STANDARD_FINALIZERS:
            text = "name is neither a standard finalizer name nor is it fully qualified"
            errors.append(invalid(path, name, text))
    return errors


def field(obj: Object, path: str) -> str:
    return str(obj["metadata"]["name"] if path == "name" else (obj.get("status") or {}).get("phase", ""))
