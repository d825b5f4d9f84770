"""What may change in a pod once it is there: images, deadlines, new tolerations, fewer gates; the rest is shown as a diff.

Upstream: pkg/apis/core/validation (ValidatePodUpdate, ValidatePodEphemeralContainersUpdate).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.core.container_validation import validate_image_padding
from pykubectl.kinds.core.pod_annotation_validation import validate_annotation_updates
from pykubectl.kinds.core.pod_validation import validate_any_pod
from pykubectl.kinds.go_values import go_diff, go_value
from pykubectl.machinery.objects import copy

_UPDATABLE = (
    "`spec.containers[*].image`",
    "`spec.initContainers[*].image`",
    "`spec.activeDeadlineSeconds`",
    "`spec.tolerations` (only additions to existing tolerations)",
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
)
_MIRROR = "kubernetes.io/config.mirror"
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_INT32_MAX = 2147483647


def validate_pod_update(new: Object, old: Object) -> list[FieldError]:
    spec, before = new["spec"], old["spec"]
    errors = validate_any_pod(new) + _annotations(new, old)
    for field in ("containers", "initContainers"):
        items, old_items = spec.get(field) or [], before.get(field) or []
        if len(items) != len(old_items):
            return [*errors, forbidden(f"spec.{field}", "pod updates may not add or remove containers")]
        for index, item in enumerate(items):
            here = f"spec.{field}[{index}]"
            errors += validate_image_padding(here, item) if item.get("image") else [required(f"{here}.image")]
    wrong = _deadline("spec.activeDeadlineSeconds", spec, before)
    errors += wrong
    if wrong and spec.get("activeDeadlineSeconds") is not None:
        return errors
    errors += _only_added_tolerations(spec, before)
    errors += _only_removed_gates(spec, before)
    if spec == before:
        return errors
    munged = _munged(spec, before)
    if before.get("schedulingGates"):
        errors += _narrowed(munged, before)
    if munged != before:
        diff = go_diff(before, munged, "PodSpec")
        text = f"pod updates may not change fields other than {','.join(_UPDATABLE)}\n{diff}"
        errors.append(forbidden("spec", text))
    return errors


def _annotations(new: Object, old: Object) -> list[FieldError]:
    now, before = (obj["metadata"].get("annotations") or {} for obj in (new, old))
    return [] if now == before else validate_annotation_updates(now, before, "metadata.annotations")


def _deadline(path: str, spec: Object, before: Object) -> list[FieldError]:
    new, old = spec.get("activeDeadlineSeconds"), before.get("activeDeadlineSeconds")
    if new is not None and not 0 <= new <= _INT32_MAX:
        return [invalid(path, new, rules.range_text(0, _INT32_MAX))]
    if new is not None and old is not None and old < new:
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
    text = "only deletion is allowed, but found new scheduling gate"
    return [
        forbidden(f"spec.schedulingGates[{index}].name", f"{text} '{gate.get('name')}'")
        for index, gate in enumerate(spec.get("schedulingGates") or ())
        if gate.get("name") not in known
    ]


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
    return munged


def _narrowed(munged: Object, before: Object) -> list[FieldError]:
    """A gated pod may be narrowed down to fewer nodes: what is allowed is put back in `munged`."""
    errors: list[FieldError] = []
    old, new = before.get("nodeSelector") or {}, munged.get("nodeSelector") or {}
    if old != new:
        if not old.items() <= new.items():
            text = "only additions to spec.nodeSelector are allowed (no mutations or deletions)"
            errors.append(invalid("spec.nodeSelector", dict(sorted(new.items())) or None, text))
        _restore(munged, before, "nodeSelector")
    affinity = munged.get("affinity") or {}
    now, then = affinity.get("nodeAffinity"), (before.get("affinity") or {}).get("nodeAffinity")
    if now != then:
        errors += _narrowed_affinity(f"spec.affinity.nodeAffinity.{_REQUIRED}.nodeSelectorTerms", now, then)
        munged["affinity"] = {**affinity, "nodeAffinity": then}
        if then is None:
            del munged["affinity"]["nodeAffinity"]
        if not munged["affinity"] and not before.get("affinity"):
            _restore(munged, before, "affinity")
    return errors


def _narrowed_affinity(path: str, now: Object | None, then: Object | None) -> list[FieldError]:
    new, old = (((one or {}).get(_REQUIRED) or {}).get("nodeSelectorTerms") or [] for one in (now, then))
    if not old:
        return []
    if len(old) != len(new):
        shown = [go_value(term, "NodeTerm") for term in new] or None
        return [invalid(path, shown, "no additions/deletions to non-empty NodeSelectorTerms list are allowed")]
    text = "only additions are allowed (no mutations or deletions)"
    return [
        invalid(f"{path}[{index}]", go_value(term, "NodeTerm"), text)
        for index, term in enumerate(new)
        if not _only_adds(term, old[index])
    ]


def _only_adds(new: Object, old: Object) -> bool:
    parts = [(new.get(field) or [], old.get(field) or []) for field in ("matchExpressions", "matchFields")]
    if not any(then for _, then in parts):
        # What matches nothing would come to match something.
        return not any(now for now, _ in parts)
    return all(now[: len(then)] == then for now, then in parts)


def _restore(munged: Object, before: Object, field: str) -> None:
    if field in before:
        munged[field] = before[field]
    else:
        munged.pop(field, None)


def validate_ephemeral_update(new: Object, old: Object) -> list[FieldError]:
    """Of the ephemeralcontainers subresource: they can only be added."""
    path = "spec.ephemeralContainers"
    if _MIRROR in (old["metadata"].get("annotations") or {}):
        return [forbidden("", "static pods do not support ephemeral containers")]
    errors = validate_any_pod(new) + _annotations(new, old)
    now = {item.get("name"): item for item in new["spec"].get("ephemeralContainers") or ()}
    for container in old["spec"].get("ephemeralContainers") or ():
        name = container.get("name")
        if name not in now:
            errors.append(forbidden(path, f'existing ephemeral containers "{name}" may not be removed\n'))
        elif now[name] != container:
            diff = go_diff(container, now[name], "EphemeralContainer")
            errors.append(forbidden(path, f'existing ephemeral containers "{name}" may not be changed\n{diff}'))
    return errors
