"""Validation of limit ranges.

Upstream: pkg/apis/core/validation (ValidateLimitRange).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, forbidden, invalid, required
from pykubectl.kinds import rules
from pykubectl.machinery import quantity

_MAPS = ("max", "min", "default", "defaultRequest", "maxLimitRequestRatio")

# The first must not be greater than the second; the error stands at the last.
_ORDER = (
    ("min", "max", "min value {} is greater than max value {}", "min"),
    ("min", "defaultRequest", "min value {} is greater than default request value {}", "defaultRequest"),
    ("defaultRequest", "max", "default request value {} is greater than max value {}", "defaultRequest"),
    ("min", "default", "min value {} is greater than default value {}", "default"),
    ("default", "max", "default value {} is greater than max value {}", "default"),
    ("defaultRequest", "default", "default request value {} is greater than default limit value {}", "defaultRequest"),
)


def validate_limit_range(obj: Object) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: set[str] = set()
    for index, item in enumerate((obj.get("spec") or {}).get("limits") or ()):
        here, kind = f"spec.limits[{index}]", item.get("type") or ""
        errors += _type(f"{here}.type", kind)
        if kind in seen:
            errors.append(duplicate(f"{here}.type", kind))
        seen.add(kind)
        errors += _item(here, item, kind)
    return errors


def _type(path: str, kind: str) -> list[FieldError]:
    if kind in ("Pod", "Container", "PersistentVolumeClaim"):
        return []
    wrong = rules.check(path, kind, rules.qualified_name)
    if not wrong and "/" not in kind:
        return [invalid(path, kind, "must be a standard limit type or fully qualified")]
    return wrong


def _item(path: str, item: Object, kind: str) -> list[FieldError]:
    errors = []
    if kind == "Pod":
        for field in ("default", "defaultRequest"):
            if item.get(field):
                errors.append(forbidden(f"{path}.{field}", "may not be specified when `type` is 'Pod'"))
    if kind == "PersistentVolumeClaim" and "storage" not in {**(item.get("min") or {}), **(item.get("max") or {})}:
        text = "either minimum or maximum storage value is required, but neither was provided"
        errors.append(required(f"{path}.limits", text))
    names = sorted({name for field in _MAPS for name in item.get(field) or ()})
    for name in names:
        errors += _bounds(path, item, name)
    return errors


def _bounds(path: str, item: Object, name: str) -> list[FieldError]:
    values = {field: (item.get(field) or {}).get(name) for field in _MAPS}
    errors = []
    for low, high, text, shown_at in _ORDER:
        first, second = values[low], values[high]
        if first is not None and second is not None and quantity.compare(first, second) > 0:
            canonical = quantity.canonical(first), quantity.canonical(second)
            # One of the errors shows the minimum at the default's field.
            shown = canonical[0] if (low, high) == ("min", "default") else quantity.canonical(values[shown_at] or "0")
            errors.append(invalid(f"{path}.{shown_at}[{name}]", shown, text.format(*canonical)))
    ratio = values["maxLimitRequestRatio"]
    if ratio is not None and quantity.compare(ratio, "1") < 0:
        text = f"ratio {quantity.canonical(ratio)} is less than 1"
        errors.append(invalid(f"{path}.maxLimitRequestRatio[{name}]", quantity.canonical(ratio), text))
    return errors
