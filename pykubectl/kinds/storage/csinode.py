"""What a node knows of the CSI drivers on it.

Upstream: pkg/apis/storage/validation (ValidateCSINode).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.core.volume_sources import driver_name

_NODE_ID_MAX = 192


def validate(obj: Object) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: set[str] = set()
    for index, driver in enumerate((obj.get("spec") or {}).get("drivers") or ()):
        here, name = f"spec.drivers[{index}]", driver.get("name") or ""
        errors += driver_name(f"{here}.name", name) + _driver(here, driver)
        if name in seen:
            errors.append(duplicate(f"{here}.name", name))
        seen.add(name)
    return errors


def _driver(path: str, driver: Object) -> list[FieldError]:
    node, errors = driver.get("nodeID") or "", []
    if not node:
        errors.append(required(f"{path}.nodeID"))
    elif len(node) > _NODE_ID_MAX:
        errors.append(invalid(f"{path}.nodeID", node, f"must be {_NODE_ID_MAX} characters or less"))
    errors += rules.nonnegative(f"{path}.allocatable.count", (driver.get("allocatable") or {}).get("count"))
    keys = driver.get("topologyKeys") or []
    for index, key in enumerate(keys):
        if not key:
            errors.append(required(f"{path}.topologyKeys"))
        elif key in keys[:index]:
            errors.append(duplicate(f"{path}.topologyKeys", key))
        else:
            errors += rules.check(f"{path}.topologyKeys", key, rules.qualified_name)
    return errors


def validate_update(new: Object, old: Object) -> list[FieldError]:
    """Drivers come and go; while one is there it stays as it is."""
    errors, drivers = [], (new.get("spec") or {}).get("drivers") or []
    for former in (old.get("spec") or {}).get("drivers") or ():
        for index, driver in enumerate(drivers):
            if driver.get("name") == former.get("name") and driver.get("nodeID") != former.get("nodeID"):
                errors.append(invalid(f"spec.drivers[{index}]", driver, "field is immutable"))
    return errors + validate(new)
