"""Validation of nodes: their taints, and that their address range stays.

Upstream: pkg/apis/core/validation (ValidateNode, ValidateNodeUpdate).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, forbidden, required
from pykubectl.kinds import rules

_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")


def validate_node(obj: Object) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: set[tuple[str, str]] = set()
    for index, taint in enumerate((obj.get("spec") or {}).get("taints") or ()):
        here, key, effect = f"spec.taints[{index}]", taint.get("key") or "", taint.get("effect") or ""
        errors += rules.check(f"{here}.key", key, rules.qualified_name)
        errors += rules.check(f"{here}.value", taint.get("value") or "", rules.label_value)
        errors += [required(f"{here}.effect")] if not effect else rules.one_of(f"{here}.effect", effect, _EFFECTS)
        if (key, effect) in seen:
            shown = {name: taint[name] for name in ("key", "value", "effect") if taint.get(name)}
            text = "taints must be unique by key and effect pair"
            errors.append(duplicate(here, shown)._replace(detail=text))
        seen.add((key, effect))
    return errors


def validate_node_update(new: Object, old: Object) -> list[FieldError]:
    errors = validate_node(new)
    spec, before = new.get("spec") or {}, old.get("spec") or {}
    if before.get("podCIDRs") and spec.get("podCIDRs") != before["podCIDRs"]:
        text = 'node updates may not change podCIDR except from "" to valid'
        errors.append(forbidden("spec.podCIDRs", text))
    if before.get("providerID") and spec.get("providerID") != before["providerID"]:
        text = 'node updates may not change providerID except from "" to valid'
        errors.append(forbidden("spec.providerID", text))
    return errors
