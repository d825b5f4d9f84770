"""Whether the rules in the schema of a CustomResourceDefinition are sound, and cheap enough.

Faults of form (an empty rule, an unknown reason) come first; where there are any, here or below, nothing is compiled.
The estimated cost of a rule counts as often as its place can occur: once for each item of the lists around it.

Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation (validation.go, cel_validation.go).
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from pykubectl.errors import FieldError, forbidden, invalid, not_supported, required
from pykubectl.machinery.cel.cel_types import UNBOUNDED, CelType
from pykubectl.machinery.cel.declared_types import REQUEST_BYTES_MAX, declared_type, with_object_meta
from pykubectl.machinery.cel.estimate import estimate
from pykubectl.machinery.cel.rule_sets import VALIDATIONS, Rule
from pykubectl.machinery.structural.field_paths import valid_path

RULE_COST_MAX = 10_000_000
TOTAL_COST_MAX = 100_000_000
_REASONS = ("FieldValueInvalid", "FieldValueForbidden", "FieldValueRequired", "FieldValueDuplicate")
_SHOWN_MAX = 4
_LINE_BREAK = re.compile(r"[\n\r]")
_ADVICE = (
    "(try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are"
    " declared)"
)


class _Place(NamedTuple):
    """Where in the schema we are: its path, how often a value can be here (None: no limit), what forbids oldSelf."""

    path: str
    times: int | None
    uncorrelated: str = ""

    def child(self, suffix: str, times: int | None, uncorrelated: str = "") -> "_Place":
        product = None if self.times is None or times is None else min(self.times * times, UNBOUNDED)
        return _Place(f"{self.path}{suffix}", product, self.uncorrelated or uncorrelated)


def check_definition(openapi: Mapping[str, Any], path: str) -> list[FieldError]:
    """What is wrong with the rules of a schema; `path` leads to it (`spec.validation.openAPIV3Schema`)."""
    check = _Check()
    check.visit(openapi, _Place(path, 1), is_root=True)
    return [*check.schema_errors, *check.rule_errors, *check.total(path)]


class _Check:
    def __init__(self) -> None:
        self.schema_errors: list[FieldError] = []
        self.rule_errors: list[FieldError] = []
        self.costs: list[tuple[str, int]] = []

    def visit(self, schema: Mapping[str, Any], place: _Place, is_root: bool = False) -> None:
        faults = len(self.schema_errors)
        self._children(schema, place)
        rows = schema.get(VALIDATIONS) or ()
        for index, row in enumerate(rows):
            self.schema_errors += _form(row, f"{place.path}.{VALIDATIONS}[{index}]", schema)
        if not rows or len(self.schema_errors) > faults:
            return
        is_root = is_root or bool(schema.get("x-kubernetes-embedded-resource"))
        declared = declared_type(schema, is_root)
        if declared is None:
            text = (
                "internal error: failed to construct type information for x-kubernetes-validations rules: unable to"
                " convert structural schema to CEL declarations"
            )
            self.rule_errors.append(FieldError("Internal error", f"{place.path}.{VALIDATIONS}", None, text))
            return
        shape = with_object_meta(schema) if is_root else schema
        for index, row in enumerate(rows):
            self._rule(row, Rule(row, shape, declared), place, index)

    def _children(self, schema: Mapping[str, Any], place: _Place) -> None:
        values = schema.get("additionalProperties")
        if isinstance(values, Mapping):
            self.visit(values, place.child(".additionalProperties", schema.get("maxProperties")))
        # In a type without values each property is there once at most.
        times = schema.get("maxProperties") if values else 1
        for name, part in sorted((schema.get("properties") or {}).items()):
            self.visit(part, place.child(f".properties[{name}]", times))
        items = schema.get("items")
        if isinstance(items, Mapping):
            uncorrelated = "" if schema.get("x-kubernetes-list-type") == "map" else place.path
            self.visit(items, place.child(".items", schema.get("maxItems"), uncorrelated))

    def _rule(self, row: Mapping[str, Any], rule: Rule, place: _Place, index: int) -> None:
        path = f"{place.path}.{VALIDATIONS}[{index}]"
        if rule.program is not None:
            self._cost(f"{path}.rule", "rule", _times(rule, place))
        if rule.error:
            self.rule_errors.append(invalid(f"{path}.rule", _shown(row), rule.error))
        if rule.message_error:
            self.rule_errors.append(invalid(f"{path}.messageExpression", _shown(row), rule.message_error))
        elif rule.message is not None:
            self._cost(f"{path}.messageExpression", "messageExpression", estimate(rule.message, rule.variables)[1])
        self.rule_errors += _transition(row, rule, place, path)

    def _cost(self, path: str, what: str, cost: int) -> None:
        if cost > RULE_COST_MAX:
            self.rule_errors.append(forbidden(path, _too_costly(f"estimated {what} cost", cost, RULE_COST_MAX)))
        self.costs.append((path, cost))

    def total(self, path: str) -> list[FieldError]:
        total = min(sum(cost for _, cost in self.costs), UNBOUNDED)
        if total <= TOTAL_COST_MAX:
            return []
        large = sorted((row for row in self.costs if row[1] >= TOTAL_COST_MAX // 100), key=lambda row: -row[1])
        text = "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema"
        what = f"{VALIDATIONS} estimated rule cost total for entire OpenAPIv3 schema"
        return [
            *(forbidden(place, text) for place, _ in large[:_SHOWN_MAX]),
            forbidden(path, _too_costly(what, total, TOTAL_COST_MAX)),
        ]


def _times(rule: Rule, place: _Place) -> int:
    """The cost of a rule times how often it can be evaluated."""
    assert rule.program is not None
    declared: CelType = rule.variables["self"]
    count = REQUEST_BYTES_MAX // (declared.min_size + 1) if place.times is None else place.times
    return min(estimate(rule.program, rule.variables)[1] * count, UNBOUNDED)


def _too_costly(what: str, cost: int, limit: int) -> str:
    factor = cost / limit
    shown = "more than 100x" if factor > 100 else f"{factor:f}x" if factor < 1.5 else f"{factor:.1f}x"
    return f"{what} exceeds budget by factor of {shown} {_ADVICE}"


def _transition(row: Mapping[str, Any], rule: Rule, place: _Place, path: str) -> list[FieldError]:
    if rule.uses_old_self:
        if not place.uncorrelated:
            return []
        text = f"oldSelf cannot be used on the uncorrelatable portion of the schema within {place.uncorrelated}"
        return [invalid(f"{path}.rule", rule.text, text)]
    if row.get("optionalOldSelf") is None:
        return []
    text = "may not be set if oldSelf is not used in rule"
    return [invalid(f"{path}.optionalOldSelf", row["optionalOldSelf"], text)]


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """The rule as Go prints it."""
    return {
        "Rule": row.get("rule") or "",
        "Message": row.get("message") or "",
        "MessageExpression": row.get("messageExpression") or "",
        "Reason": row.get("reason"),
        "FieldPath": row.get("fieldPath") or "",
        "OptionalOldSelf": row.get("optionalOldSelf"),
    }


def _form(row: Mapping[str, Any], path: str, schema: Mapping[str, Any]) -> list[FieldError]:
    """Faults that are seen without reading the expression."""
    errors = _message_form(row, path)
    expression = row.get("messageExpression") or ""
    if expression and not expression.strip():
        errors.append(required(f"{path}.messageExpression", "messageExpression must be non-empty if specified"))
    reason = row.get("reason")
    if reason is not None and reason not in _REASONS:
        errors.append(not_supported(f"{path}.reason", reason, _REASONS))
    field_path = row.get("fieldPath") or ""
    if field_path and not field_path.strip():
        errors.append(invalid(f"{path}.fieldPath", field_path, "must be non-empty if specified"))
    if _LINE_BREAK.search(field_path):
        errors.append(invalid(f"{path}.fieldPath", field_path, "must not contain line breaks"))
    if field_path and valid_path(field_path, schema) is None:
        errors.append(invalid(f"{path}.fieldPath", field_path, "must be a valid path"))
    return errors


def _message_form(row: Mapping[str, Any], path: str) -> list[FieldError]:
    rule, message = row.get("rule") or "", row.get("message") or ""
    if not rule.strip():
        return [required(f"{path}.rule", "rule is not specified")]
    if message and not message.strip():
        return [invalid(f"{path}.message", message, "must be non-empty if specified")]
    if _LINE_BREAK.search(message.strip()):
        return [invalid(f"{path}.message", message, "must not contain line breaks")]
    if _LINE_BREAK.search(rule.strip()) and not message.strip():
        return [required(f"{path}.message", "message must be specified if rule contains line breaks")]
    return []
