"""The scale subresource of a custom resource: replicas and selector at the paths that its definition names.

Upstream: apiextensions-apiserver/pkg/registry/customresource/{etcd,validator}.go.
"""

from typing import Any

from pykubectl import Object
from pykubectl.errors import FieldError, invalid
from pykubectl.machinery.go_values import go_print
from pykubectl.machinery.objects import copy

_INT32_MAX = 2**31 - 1
_METADATA = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
_GO_TYPES = {
    bool: "bool",
    str: "string",
    int: "int64",
    float: "float64",
    dict: "map[string]interface {}",
    list: "[]interface {}",
}


class ScaleError(ValueError):
    """What stands at a path is of the wrong type; the server answers BadRequest with this text."""


def read(obj: Object, subresource: Object) -> Object:
    """The autoscaling/v1 Scale of an object; `subresource` is the version's subresources.scale. Raises ScaleError."""
    replicas = _integer(obj, subresource["specReplicasPath"])
    status: Object = {"replicas": _integer(obj, subresource["statusReplicasPath"]) or 0}
    selector = _string(obj, subresource.get("labelSelectorPath") or "")
    if selector:
        status["selector"] = selector
    return {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": metadata(obj),
        "spec": {"replicas": replicas} if replicas else {},
        "status": status,
    }


def metadata(obj: Object) -> Object:
    """What a Scale has of the metadata of its object."""
    return {name: obj["metadata"][name] for name in _METADATA if name in obj["metadata"]}


def has_replicas(obj: Object, subresource: Object) -> bool:
    return _integer(obj, subresource["specReplicasPath"]) is not None


def write(obj: Object, scale: Object, subresource: Object) -> Object:
    """A copy of the object that has the replicas of the Scale. Raises ScaleError."""
    changed = copy(obj)
    path = subresource["specReplicasPath"]
    *parents, last = _names(path)
    place = changed
    for name in parents:
        place = place.setdefault(name, {})
        if not isinstance(place, dict):
            raise ScaleError(f"value cannot be set because {path} is not a map[string]interface{{}}")
    place[last] = (scale.get("spec") or {}).get("replicas") or 0
    return changed


def validate_spec(obj: Object, subresource: Object | None) -> list[FieldError]:
    """What is wrong with the wanted replicas."""
    return _validate_replicas(obj, subresource["specReplicasPath"]) if subresource else []


def validate_status(obj: Object, subresource: Object | None) -> list[FieldError]:
    """What is wrong with the counted replicas and the selector."""
    if not subresource:
        return []
    errors = _validate_replicas(obj, subresource["statusReplicasPath"])
    selector = subresource.get("labelSelectorPath") or ""
    try:
        _string(obj, selector)
    except ScaleError as error:
        errors.append(invalid(selector, "", str(error)))
    return errors


def _validate_replicas(obj: Object, path: str) -> list[FieldError]:
    try:
        replicas = _integer(obj, path) or 0
    except ScaleError as error:
        return [invalid(path, 0, str(error))]
    if replicas < 0:
        return [invalid(path, replicas, "should be a non-negative integer")]
    if replicas > _INT32_MAX:
        return [invalid(path, replicas, f"should be less than or equal to {_INT32_MAX}")]
    return []


def _names(path: str) -> list[str]:
    return path.removeprefix(".").split(".")


def _nested(obj: Object, path: str) -> Any:
    """The value at a dotted path, None when it is not there. Raises ScaleError."""
    value: Any = obj
    names = _names(path)
    for index, name in enumerate(names):
        if value is None:
            return None
        if not isinstance(value, dict):
            found = f"{go_print(value)} is of the type {_GO_TYPES[type(value)]}, expected map[string]interface{{}}"
            raise ScaleError(f".{'.'.join(names[: index + 1])} accessor error: {found}")
        if name not in value:
            return None
        value = value[name]
    return value


def _integer(obj: Object, path: str) -> int | None:
    found: int | None = _typed(obj, path, int)
    return found


def _string(obj: Object, path: str) -> str:
    return _typed(obj, path, str) or "" if path else ""


def _typed(obj: Object, path: str, wanted: type) -> Any:
    value = _nested(obj, path)
    if value is None or type(value) is wanted:
        return value
    found = f"{go_print(value)} is of the type {_GO_TYPES[type(value)]}, expected {_GO_TYPES[wanted]}"
    raise ScaleError(f".{'.'.join(_names(path))} accessor error: {found}")
