"""Validation of priority classes.

Upstream: pkg/apis/scheduling/validation.
"""

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden
from pykubectl.kinds import rules

_HIGHEST = 1000000000
_SYSTEM = {"system-cluster-critical": 2000000000, "system-node-critical": 2000001000}
_POLICIES = ("PreemptLowerPriority", "Never")


def validate_priority_class(obj: Object) -> list[FieldError]:
    name, value = obj["metadata"].get("name", ""), obj.get("value", 0)
    errors = []
    if name.startswith("system-"):
        if name not in _SYSTEM:
            text = (
                "priority class names with 'system-' prefix are reserved for system use only."
                f" error: {name} is not a known system priority class"
            )
            errors.append(forbidden("metadata.name", text))
        else:
            errors += _system(name, value, bool(obj.get("globalDefault")))
    elif value > _HIGHEST:
        text = f"maximum allowed value of a user defined priority is {_HIGHEST}"
        errors.append(forbidden("value", text))
    return errors + rules.one_of("preemptionPolicy", obj.get("preemptionPolicy"), _POLICIES)


def _system(name: str, value: int, is_default: bool) -> list[FieldError]:
    """Those that the system makes are as it makes them."""
    text = "priority class names with 'system-' prefix are reserved for system use only. error:"
    if value != _SYSTEM[name]:
        return [forbidden("metadata.name", f"{text} value of {name} PriorityClass must be {_SYSTEM[name]}")]
    if is_default:
        return [forbidden("metadata.name", f"{text} globalDefault of {name} PriorityClass must be false")]
    return []


def validate_priority_class_update(new: Object, old: Object) -> list[FieldError]:
    errors = []
    if new.get("value", 0) != old.get("value", 0):
        errors.append(forbidden("value", "may not be changed in an update."))
    if new.get("preemptionPolicy") != old.get("preemptionPolicy"):
        errors += rules.immutable("preemptionPolicy", new.get("preemptionPolicy"), old.get("preemptionPolicy"))
    return errors
