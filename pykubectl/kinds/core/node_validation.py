"""Validation of nodes: their taints, amounts, and address ranges that stay.

Upstream: pkg/apis/core/validation (ValidateNode, ValidateNodeUpdate).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, forbidden, invalid
from pykubectl.kinds import rules
from pykubectl.kinds.core.resource_validation import resource_amount
from pykubectl.kinds.core.scheduling_validation import EFFECTS
from pykubectl.kinds.go_values import go_value

_ONCE = 'except from "" to valid'


def validate_node(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    return _taints(spec) + _amounts(obj.get("status") or {}) + _ranges("spec.podCIDRs", spec.get("podCIDRs") or [])


def _taints(spec: Object) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: set[tuple[str, str]] = set()
    for index, taint in enumerate(spec.get("taints") or ()):
        # The server takes them for metadata.
        here, key, effect = f"metadata.taints[{index}]", taint.get("key") or "", taint.get("effect") or ""
        errors += rules.check(f"{here}.key", key, rules.qualified_name)
        wrong = rules.label_value(taint.get("value") or "")
        errors += [invalid(f"{here}.value", taint["value"], ";".join(wrong))] if wrong else []
        errors += rules.one_of(f"{here}.effect", effect, EFFECTS, needed="")
        if (key, effect) in seen:
            text = "taints must be unique by key and effect pair"
            errors.append(duplicate(here, go_value(taint, "Taint"))._replace(detail=text))
        seen.add((key, effect))
    return errors


def _amounts(status: Object) -> list[FieldError]:
    return [
        error
        for field in ("capacity", "allocatable")
        for name, amount in sorted((status.get(field) or {}).items())
        for error in resource_amount(f"status.{field}.{name}", name, amount)
    ]


def _ranges(path: str, ranges: list[str]) -> list[FieldError]:
    errors = [error for index, text in enumerate(ranges) for error in rules.cidr(f"{path}[{index}]", text)]
    if len(ranges) > 1:
        families = [":" in text for text in ranges]
        if len(ranges) > 2 or len(set(families)) == 1:
            errors.append(invalid(path, ranges, "may specify no more than one CIDR for each IP family"))
        errors += [duplicate(f"{path}[{index}]", text) for index, text in enumerate(ranges) if text in ranges[:index]]
    return errors


def validate_node_update(new: Object, old: Object) -> list[FieldError]:
    spec, before = new.get("spec") or {}, old.get("spec") or {}
    errors = _amounts(new.get("status") or {})
    if before.get("podCIDRs") and spec.get("podCIDRs") != before["podCIDRs"]:
        errors.append(forbidden("spec.podCIDRs", f"node updates may not change podCIDR {_ONCE}"))
    if before.get("providerID") and spec.get("providerID") != before["providerID"]:
        errors.append(forbidden("spec.providerID", f"node updates may not change providerID {_ONCE}"))
    errors += _taints(spec)
    if (spec.get("externalID") or "") != (before.get("externalID") or ""):
        errors.append(forbidden("spec.externalID", "may not be updated"))
    return errors
