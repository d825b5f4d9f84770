"""Validation of limit ranges.

Upstream: pkg/apis/core/validation (ValidateLimitRange).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, forbidden, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.core.resource_validation import Name, container_resource_name, is_overcommitted, resource_name
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
    check = container_resource_name if kind in ("Pod", "Container") else resource_name
    errors = _names(path, item, ("max", "min"), check)
    if kind == "Pod":
        for field in ("default", "defaultRequest"):
            if item.get(field):
                errors.append(forbidden(f"{path}.{field}", "may not be specified when `type` is 'Pod'"))
    else:
        errors += _names(path, item, ("default", "defaultRequest"), check)
    if kind == "PersistentVolumeClaim" and "storage" not in {**(item.get("min") or {}), **(item.get("max") or {})}:
        text = "either minimum or maximum storage value is required, but neither was provided"
        errors.append(required(f"{path}.limits", text))
    errors += _names(path, item, ("maxLimitRequestRatio",), check)
    names = sorted({name for field in _MAPS for name in item.get(field) or ()})
    for name in names:
        errors += _bounds(path, item, name)
    return errors


def _names(path: str, item: Object, fields: tuple[str, ...], check: Name) -> list[FieldError]:
    return [
        error
        for field in fields
        for name in sorted(item.get(field) or ())
        for error in check(f"{path}.{field}[{name}]", name)
    ]


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
    return errors + _ratio(f"{path}.maxLimitRequestRatio[{name}]", values) + _equal(path, name, values)


def _ratio(path: str, values: dict[str, str | None]) -> list[FieldError]:
    ratio, least, most = values["maxLimitRequestRatio"], values["min"], values["max"]
    if ratio is None:
        return []
    shown, errors = quantity.canonical(ratio), []
    if quantity.compare(ratio, "1") < 0:
        errors.append(invalid(path, shown, f"ratio {shown} is less than 1"))
    if least is not None and most is not None and quantity.milli_value(least):
        limit = quantity.milli_value(most) / quantity.milli_value(least)
        if quantity.milli_value(ratio) / 1000 > limit:
            errors.append(invalid(path, shown, f"ratio {shown} is greater than max/min = {limit:f}"))
    return errors


def _equal(path: str, name: str, values: dict[str, str | None]) -> list[FieldError]:
    """What cannot be shared is requested to the full."""
    limit, request = values["default"], values["defaultRequest"]
    if limit is None or request is None or is_overcommitted(name) or not quantity.compare(limit, request):
        return []
    shown = quantity.canonical(request)
    text = f"default value {quantity.canonical(limit)} must equal to defaultRequest value {shown} in {name}"
    return [invalid(f"{path}.defaultRequest[{name}]", shown, text)]
