"""Whether an object obeys the rules in its schema.

The rules of a node come before those of its parts. Rules that look at oldSelf run only where there is an old value: in
lists that means lists of type map, whose items have keys. A fault in a part that the write does not change becomes a
warning (ratcheting), so that tightening a schema does not lock objects that were fine before.

Upstream: apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pykubectl.errors import OMITTED, FieldError, duplicate, forbidden, invalid, required
from pykubectl.machinery.cel import PER_CALL_LIMIT, RUNTIME_BUDGET, CostExceeded, Program, values
from pykubectl.machinery.cel.cel_types import CelType
from pykubectl.machinery.cel.declared_types import declared_type, with_object_meta
from pykubectl.machinery.cel.errors import EvaluationError
from pykubectl.machinery.cel.rule_sets import VALIDATIONS, Rule

_MESSAGE_BYTES_MAX = 5 * 1024
_CACHE_MAX = 128
_NO_BUDGET = "validation failed due to running out of cost budget, no further validation rules will be run"


class _Validator:
    """The rules of a schema node, and of those below it that have any."""

    def __init__(self, schema: Mapping[str, Any], declared: CelType, is_root: bool) -> None:
        self.schema = schema
        self.declared = declared
        shape = with_object_meta(schema) if is_root else schema
        self.rules = [Rule(row, shape, declared) for row in schema.get(VALIDATIONS) or ()]
        self.properties = {
            name: child for name, part in (schema.get("properties") or {}).items() if (child := _validator(part))
        }
        self.values = _validator(schema.get("additionalProperties"))
        self.items = _validator(schema.get("items"))
        self.list_keys: tuple[str, ...] = ()
        if schema.get("x-kubernetes-list-type") == "map":
            self.list_keys = tuple(schema.get("x-kubernetes-list-map-keys") or ())


def has_rules(schema: Any) -> bool:
    """Whether a schema has a rule anywhere."""
    if not isinstance(schema, Mapping):
        return False
    if schema.get(VALIDATIONS):
        return True
    parts = (schema.get("properties") or {}).values()
    return has_rules(schema.get("items")) or has_rules(schema.get("additionalProperties")) or any(map(has_rules, parts))


def _validator(schema: Any, is_root: bool = False) -> _Validator | None:
    if not has_rules(schema):
        return None
    is_root = is_root or bool(schema.get("x-kubernetes-embedded-resource"))
    declared = declared_type(schema, is_root)
    return _Validator(schema, declared, is_root) if declared is not None else None


# By the schema's identity; the schema is kept with it, so that no other can take its place.
_VALIDATORS: dict[int, tuple[Mapping[str, Any], _Validator | None]] = {}


def _validator_of(openapi: Mapping[str, Any]) -> _Validator | None:
    known = _VALIDATORS.get(id(openapi))
    if known is None:
        if len(_VALIDATORS) >= _CACHE_MAX:
            _VALIDATORS.pop(next(iter(_VALIDATORS)))
        known = _VALIDATORS[id(openapi)] = (openapi, _validator(openapi, is_root=True))
    return known[1]


def check_object(
    obj: Mapping[str, Any],
    old: Mapping[str, Any] | None,
    openapi: Mapping[str, Any],
    budget: int = RUNTIME_BUDGET,
    warnings: list[str] | None = None,
) -> list[FieldError]:
    """The rules the object breaks; `warnings` receives those that count for less because nothing changed there."""
    validator = _validator_of(openapi)
    if validator is None:
        return []
    check = _Check(budget, warnings)
    check.visit(validator, _Node("", obj, old, _Correlation(obj, old) if old is not None else None))
    return check.errors


class _Correlation(NamedTuple):
    """A value, the old value in its place, and the same of what is around it."""

    new: Any
    old: Any
    is_exact: bool = True

    def unchanged(self) -> bool:
        return self.old is not None and bool(self.new == self.old)


class _Node(NamedTuple):
    """A place in the object: its path, its value, the old value rules may see, and what ratcheting compares."""

    path: str
    value: Any
    old: Any
    correlation: _Correlation | None

    def key(self, name: str, value: Any, is_property: bool) -> "_Node":
        old = self.old.get(name) if isinstance(self.old, Mapping) else None
        path = f"{self.path}.{name}" if is_property and self.path else name if is_property else f"{self.path}[{name}]"
        correlation = self.correlation
        if correlation is not None and correlation.is_exact:
            before = correlation.old.get(name) if isinstance(correlation.old, Mapping) else None
            correlation = None if not self.path and name in ("apiVersion", "kind") else _Correlation(value, before)
        return _Node(path, value, old, correlation)

    def at(self, index: int, value: Any, keys: tuple[str, ...]) -> "_Node":
        old = _by_keys(self.old, value, keys)
        correlation = self.correlation
        if correlation is not None and correlation.is_exact:
            before = _by_keys(correlation.old, value, keys)
            # An item without a key is as changed as its list.
            correlation = _Correlation(value, before) if keys else correlation._replace(is_exact=False)
        return _Node(f"{self.path}[{index}]", value, old, correlation)


def _by_keys(items: Any, wanted: Any, keys: tuple[str, ...]) -> Any:
    """The item of a list with the same keys."""
    if not keys or not isinstance(items, list) or not isinstance(wanted, Mapping):
        return None
    key = [wanted.get(name) for name in keys]
    found = (item for item in items if isinstance(item, Mapping) and [item.get(name) for name in keys] == key)
    return next(found, None)


class _OutOfBudget(Exception):
    pass


class _Check:
    def __init__(self, budget: int, warnings: list[str] | None) -> None:
        self.budget = budget
        self.warnings = warnings
        self.errors: list[FieldError] = []

    def visit(self, validator: _Validator, node: _Node) -> None:
        try:
            self._visit(validator, node)
        except _OutOfBudget:
            return

    def _visit(self, validator: _Validator, node: _Node) -> None:
        if node.value is None:
            return
        if validator.rules:
            self._rules(validator, node)
        for child, part in self._parts(validator, node):
            self._visit(child, part)

    def _parts(self, validator: _Validator, node: _Node) -> Iterable[tuple[_Validator, _Node]]:
        if isinstance(node.value, Mapping):
            for name, value in node.value.items():
                if validator.values is not None:
                    yield validator.values, node.key(name, value, is_property=False)
                elif name in validator.properties:
                    yield validator.properties[name], node.key(name, value, is_property=True)
        elif isinstance(node.value, list) and validator.items is not None:
            for index, value in enumerate(node.value):
                yield validator.items, node.at(index, value, validator.list_keys)

    def _rules(self, validator: _Validator, node: _Node) -> None:
        path, kind = node.path or "<nil>", validator.schema.get("type") or "object"
        if self.budget <= 0:
            self._stop(path, kind, _NO_BUDGET)
        try:
            current = values.convert(node.value, validator.declared)
            before = None if node.old is None else values.convert(node.old, validator.declared)
        except EvaluationError as error:
            self.errors.append(invalid(path, kind, str(error)))
            return
        for rule in validator.rules:
            self._rule(rule, node, {"self": current, "oldSelf": before}, kind)

    def _stop(self, path: str, kind: str, text: str) -> None:
        self.errors.append(invalid(path, kind, text))
        raise _OutOfBudget

    def _rule(self, rule: Rule, node: _Node, names: dict[str, Any], kind: str) -> None:
        path = node.path or "<nil>"
        if rule.error:
            self.errors.append(invalid(path, kind, f"rule compile error: {rule.error}"))
        if rule.program is None:
            return
        if rule.uses_old_self and node.old is None and not rule.optional_old_self:
            return
        if rule.optional_old_self:
            before = values.NONE if node.old is None else values.Optional(True, names["oldSelf"])
            names = {**names, "oldSelf": before}
        run = rule.program.run(names, PER_CALL_LIMIT)
        if run.cost > self.budget:
            self._stop(path, kind, _NO_BUDGET)
        self.budget -= run.cost
        if run.error is not None:
            self._failure(rule, run.error, path, kind)
        elif run.value is not True:
            self._broken(rule, node, names, kind)

    def _failure(self, rule: Rule, error: Exception, path: str, kind: str) -> None:
        if isinstance(error, CostExceeded):
            text = f"'{error}': no further validation rules will be run due to call cost exceeds limit for rule: {rule.name}"
            self._stop(path, kind, text)
        if str(error).startswith("no such overload"):
            text = (
                f"'{error}': call arguments did not match a supported operator, function or macro signature for"
                f" rule: {rule.name}"
            )
        else:
            text = f"{error} evaluating rule: {rule.name}"
        self.errors.append(invalid(path, kind, text))

    def _broken(self, rule: Rule, node: _Node, names: dict[str, Any], kind: str) -> None:
        path = f"{node.path}.{rule.field_path}" if node.path and rule.field_path else rule.field_path or node.path
        detail = (self._message(rule.message, names, path, kind) if rule.message else "") or rule.default_message
        value = OMITTED if kind in ("object", "array") else node.value
        error = _error_of(rule.reason, path or "<nil>", value, detail)
        if not rule.uses_old_self and node.correlation is not None and node.correlation.unchanged():
            if self.warnings is not None:
                self.warnings.append(str(error))
            return
        self.errors.append(error)

    def _message(self, program: Program, names: dict[str, Any], path: str, kind: str) -> str:
        """What the messageExpression says; nothing when it cannot be used."""
        run = program.run(names, PER_CALL_LIMIT)
        if run.cost > self.budget:
            text = "messageExpression evaluation failed due to running out of cost budget"
            self._stop(path or "<nil>", kind, f"{text}, no further validation rules will be run")
        if isinstance(run.error, CostExceeded):
            text = "no further validation rules will be run due to call cost exceeds limit for messageExpression"
            self._stop(path or "<nil>", kind, f'{text}: "{program.source}"')
        self.budget -= run.cost
        message = run.value.strip() if run.error is None and isinstance(run.value, str) else ""
        return "" if "\n" in message or len(message.encode()) > _MESSAGE_BYTES_MAX else message


def _error_of(reason: str | None, path: str, value: Any, detail: str) -> FieldError:
    if reason == "FieldValueForbidden":
        return forbidden(path, detail)
    if reason == "FieldValueRequired":
        return required(path, detail)
    if reason == "FieldValueDuplicate":
        return duplicate(path, value)
    return invalid(path, value, detail)
