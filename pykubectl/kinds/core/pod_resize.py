"""Other amounts of cpu and memory for a pod that runs, through its resize subresource.

Upstream: pkg/apis/core/validation (ValidatePodResize).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid
from pykubectl.kinds.core.pod_qos import qos_class
from pykubectl.kinds.core.pod_validation import validate_any_pod

_RESIZABLE = ("cpu", "memory")
_MIRROR = "kubernetes.io/config.mirror"


def validate_resize(new: Object, old: Object) -> list[FieldError]:
    if _MIRROR in (old["metadata"].get("annotations") or {}):
        return [forbidden("", "static pods cannot be resized")]
    if (old["spec"].get("os") or {}).get("name") == "windows":
        return [forbidden("", "windows pods cannot be resized")]
    errors = validate_any_pod(new)
    before = (old.get("status") or {}).get("qosClass") or qos_class(old)
    if qos_class(new) != before:
        errors.append(invalid("spec", before, "Pod QOS Class may not change as a result of resizing"))
    pairs = {
        field: [*zip(new["spec"].get(field) or (), old["spec"].get(field) or (), strict=True)]
        for field in ("initContainers", "containers")
    }
    for field, containers in pairs.items():
        for index, (container, former) in enumerate(containers):
            if field == "containers" or _is_side_car(container):
                errors += _removed(f"spec.{field}[{index}].resources", container, former)
    others = [_other_change(*pair) for pair in pairs["containers"]]
    others += [_starting_change(*pair) for pair in pairs["initContainers"]]
    return errors + [forbidden("spec", text) for text in others if text]


def _other_change(container: Object, former: Object) -> str:
    return "" if _fixed(container) == _fixed(former) else "only cpu and memory resources are mutable"


def _starting_change(container: Object, former: Object) -> str:
    if not _is_side_car(container):
        return "" if container == former else "resources for non-sidecar init containers are immutable"
    changed = _fixed(container) != _fixed(former)
    return "only cpu and memory resources for sidecar containers are mutable" if changed else ""


def _is_side_car(container: Object) -> bool:
    return container.get("restartPolicy") == "Always"


def _removed(path: str, container: Object, former: Object) -> list[FieldError]:
    now, then = container.get("resources") or {}, former.get("resources") or {}
    return [
        forbidden(f"{path}.{part}", f"resource {part} cannot be removed")
        for part in ("requests", "limits")
        if (then.get(part) or {}).keys() - (now.get(part) or {}).keys()
    ]


def _fixed(container: Object) -> Object:
    """All but the amounts that may change."""
    resources = container.get("resources") or {}
    kept = {
        part: {name: amount for name, amount in (resources.get(part) or {}).items() if name not in _RESIZABLE}
        for part in ("limits", "requests")
    }
    return {**container, "resources": {**kept, "claims": resources.get("claims") or []}}
