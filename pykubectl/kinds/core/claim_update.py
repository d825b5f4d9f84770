"""Validation of claims for storage on their own, and of what may change in them.

Upstream: pkg/apis/core/validation (ValidatePersistentVolumeClaimUpdate).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid
from pykubectl.kinds import rules
from pykubectl.kinds.core.claim_validation import validate_claim_spec
from pykubectl.kinds.go_values import go_diff
from pykubectl.machinery import quantity

_CLASS = "volume.beta.kubernetes.io/storage-class"
_IMMUTABLE = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"


def validate_claim(obj: Object) -> list[FieldError]:
    return validate_claim_spec("spec", obj["spec"])


def validate_claim_update(new: Object, old: Object) -> list[FieldError]:
    spec, before = new["spec"], old["spec"]
    errors = validate_claim_spec("spec", spec, before)
    now, then = dict(spec), dict(before)
    if not before.get("volumeName"):
        # Binding fills the name in, once.
        _copy(now, then, "volumeName")
    errors += _class_change(new, old, now)
    if (new.get("status") or {}).get("phase") == "Bound":
        _settle_bound(now, before)
    if now != then:
        errors.append(forbidden("spec", f"{_IMMUTABLE}\n{go_diff(then, now, 'ClaimSpec')}"))
    errors += _shrunk(spec, before, (new.get("status") or {}).get("capacity") or {})
    errors += rules.immutable("volumeMode", spec.get("volumeMode"), before.get("volumeMode"))
    if before.get("volumeAttributesClassName") is not None and not spec.get("volumeAttributesClassName"):
        what = "nil" if spec.get("volumeAttributesClassName") is None else "an empty string"
        text = f"update from non-nil value to {what} is forbidden"
        errors.append(forbidden("spec.volumeAttributesClassName", text))
    return errors


def _copy(source: Object, target: Object, field: str) -> None:
    if field in source:
        target[field] = source[field]
    else:
        target.pop(field, None)


def _class_change(new: Object, old: Object, now: Object) -> list[FieldError]:
    """The class may move from the annotation to the field, or be named for the first time; put back in `now`."""
    annotations, before = (obj["metadata"].get("annotations") or {} for obj in (new, old))
    name, annotated = now.get("storageClassName"), before.get(_CLASS)
    unnamed = old["spec"].get("storageClassName") is None and name is not None
    errors: list[FieldError] = []
    moved = unnamed and annotated == name and annotations.get(_CLASS, annotated) == annotated
    if not moved and annotations.get(_CLASS, "") != (annotated or ""):
        shown = annotations.get(_CLASS, "")
        errors.append(invalid(f"metadata.annotations.{_CLASS}", shown, "field is immutable"))
    if unnamed and annotated in (None, name):
        del now["storageClassName"]
    return errors


def _settle_bound(now: Object, before: Object) -> None:
    """What a bound claim may change, as it was before."""
    resources = now.get("resources") or {}
    if resources.get("requests") is not None:
        requests = dict(resources["requests"])
        _copy((before.get("resources") or {}).get("requests") or {}, requests, "storage")
        now["resources"] = {**resources, "requests": requests}
    if now.get("volumeAttributesClassName") is not None:
        _copy(before, now, "volumeAttributesClassName")


def _shrunk(spec: Object, before: Object, capacity: dict[str, str]) -> list[FieldError]:
    wanted, had = (((one.get("resources") or {}).get("requests") or {}).get("storage", "0") for one in (spec, before))
    if quantity.compare(wanted, had) >= 0 or quantity.compare(wanted, capacity.get("storage", "0")) > 0:
        return []
    return [forbidden("spec.resources.requests.storage", "field can not be less than status.capacity")]
