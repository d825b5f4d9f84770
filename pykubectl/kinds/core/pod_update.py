"""What may change in a pod once it is there: images, deadlines, new tolerations, fewer gates; the rest is shown as a diff.

Upstream: pkg/apis/core/validation (ValidatePodUpdate, ValidatePodEphemeralContainersUpdate).
"""

import json

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, required
from pykubectl.kinds.core.pod_qos import qos_class
from pykubectl.kinds.core.pod_validation import validate_pod_spec
from pykubectl.kinds.go_values import go_value
from pykubectl.machinery.objects import copy

_RESIZABLE = ("cpu", "memory")
_UPDATABLE = (
    "`spec.containers[*].image`",
    "`spec.initContainers[*].image`",
    "`spec.activeDeadlineSeconds`",
    "`spec.tolerations` (only additions to existing tolerations)",
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
)


def validate_pod_update(new: Object, old: Object) -> list[FieldError]:
    spec, before = new["spec"], old["spec"]
    errors = validate_pod_spec("spec", spec)
    for field in ("containers", "initContainers"):
        items, old_items = spec.get(field) or [], before.get(field) or []
        if len(items) != len(old_items):
            return [*errors, forbidden(f"spec.{field}", "pod updates may not add or remove containers")]
        errors += [
            required(f"spec.{field}[{index}].image") for index, item in enumerate(items) if not item.get("image")
        ]
    errors += _deadline(spec, before)
    errors += _only_added_tolerations(spec, before)
    errors += _only_removed_gates(spec, before)
    if spec == before:
        return errors
    munged = _munged(spec, before)
    if munged != before:
        fields = ",".join(_UPDATABLE)
        text = f"pod updates may not change fields other than {fields}\n{_diff(before, munged)}"
        errors.append(forbidden("spec", text))
    return errors


def _deadline(spec: Object, before: Object) -> list[FieldError]:
    path, new, old = (
        "spec.activeDeadlineSeconds",
        spec.get("activeDeadlineSeconds"),
        before.get("activeDeadlineSeconds"),
    )
    if new is not None and old is not None and 0 <= old < new:
        return [invalid(path, new, "must be less than or equal to previous value")]
    if new is None and old is not None:
        return [invalid(path, None, "must not update from a positive integer to nil value")]
    return []


def _only_added_tolerations(spec: Object, before: Object) -> list[FieldError]:
    def key(toleration: Object) -> Object:
        # The seconds of a toleration may change.
        return {name: value for name, value in toleration.items() if name != "tolerationSeconds"}

    kept = [key(item) for item in spec.get("tolerations") or ()]
    if all(key(item) in kept for item in before.get("tolerations") or ()):
        return []
    text = "existing toleration can not be modified except its tolerationSeconds"
    return [forbidden("spec.tolerations", text)]


def _only_removed_gates(spec: Object, before: Object) -> list[FieldError]:
    known = {gate.get("name") for gate in before.get("schedulingGates") or ()}
    added = [gate.get("name") for gate in spec.get("schedulingGates") or () if gate.get("name") not in known]
    if not added:
        return []
    return [forbidden("spec.schedulingGates", f"only deletion is allowed, but found new scheduling gate '{added[0]}'")]


def _munged(spec: Object, before: Object) -> Object:
    """The new spec with the old values of all that may change."""
    munged = copy(spec)
    for field in ("containers", "initContainers"):
        for item, old in zip(munged.get(field) or (), before.get(field) or (), strict=False):
            item["image"] = old.get("image")
    for field in ("activeDeadlineSeconds", "tolerations", "schedulingGates"):
        _restore(munged, before, field)
    if (before.get("terminationGracePeriodSeconds") or 0) < 0 and munged.get("terminationGracePeriodSeconds") == 1:
        _restore(munged, before, "terminationGracePeriodSeconds")
    if before.get("schedulingGates"):
        # A gated pod may be narrowed down to fewer nodes.
        munged = _narrowed(munged, before)
    return munged


def _narrowed(munged: Object, before: Object) -> Object:
    old, new = before.get("nodeSelector") or {}, munged.get("nodeSelector") or {}
    if old.items() <= new.items():
        _restore(munged, before, "nodeSelector")
    if not (before.get("affinity") or {}).get("nodeAffinity"):
        affinity = {key: value for key, value in (munged.get("affinity") or {}).items() if key != "nodeAffinity"}
        munged["affinity"] = affinity
        if not affinity:
            _restore(munged, before, "affinity")
    return munged


def _restore(munged: Object, before: Object, field: str) -> None:
    if field in before:
        munged[field] = before[field]
    else:
        munged.pop(field, None)


def _diff(old: Object, new: Object, struct: str = "PodSpec") -> str:
    """A unified diff of the internal types as indented JSON."""
    from difflib import unified_diff

    texts = [json.dumps(go_value(spec, struct), indent=1, ensure_ascii=False).splitlines() for spec in (old, new)]
    lines = list(unified_diff(texts[0], texts[1], lineterm="", n=3))
    return "\n".join(lines[2:]) + "\n"


def validate_ephemeral_update(new: Object, old: Object) -> list[FieldError]:
    """Of the ephemeralcontainers subresource: they can only be added."""
    path = "spec.ephemeralContainers"
    errors = validate_pod_spec("spec", new["spec"])
    now = {item.get("name"): item for item in new["spec"].get("ephemeralContainers") or ()}
    for container in old["spec"].get("ephemeralContainers") or ():
        name = container.get("name")
        if name not in now:
            errors.append(forbidden(path, f'existing ephemeral containers "{name}" may not be removed'))
        elif now[name] != container:
            diff = _diff(container, now[name], "EphemeralContainer")
            errors.append(forbidden(path, f'existing ephemeral containers "{name}" may not be changed\n{diff}'))
    return errors


def validate_resize(new: Object, old: Object) -> list[FieldError]:
    """Of the resize subresource: other amounts of cpu and memory, in the same class of quality."""
    errors = validate_pod_spec("spec", new["spec"])
    before = (old.get("status") or {}).get("qosClass") or qos_class(old)
    if qos_class(new) != before:
        errors.append(invalid("spec", before, "Pod QOS Class may not change as a result of resizing"))
    removed, others = [], False
    for field in ("containers", "initContainers"):
        for index, (item, former) in enumerate(
            zip(new["spec"].get(field) or (), old["spec"].get(field) or (), strict=True)
        ):
            now, then = item.get("resources") or {}, former.get("resources") or {}
            for part in ("limits", "requests"):
                gone = (then.get(part) or {}).keys() - (now.get(part) or {}).keys()
                if gone & {*_RESIZABLE}:
                    path = f"spec.{field}[{index}].resources.{part}"
                    removed.append(forbidden(path, f"resource {part} cannot be removed"))
            others = others or _without_resizable(now) != _without_resizable(then)
    if others:
        removed.append(forbidden("spec", "only cpu and memory resources are mutable"))
    return errors + removed


def _without_resizable(resources: Object) -> Object:
    parts = {part: resources.get(part) or {} for part in ("limits", "requests")}
    kept = {
        part: {name: value for name, value in given.items() if name not in _RESIZABLE} for part, given in parts.items()
    }
    return {**kept, "claims": resources.get("claims") or []}
