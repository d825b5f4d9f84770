"""Rules in CEL (x-kubernetes-validations): what can be said of them without reading the expressions.

Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation (ValidateCustomResourceDefinitionOpenAPISchema).
"""

import re

from pykubectl import Object
from pykubectl.errors import FieldError, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.apiextensions.field_paths import FieldPathError, resolve
from pykubectl.machinery.structural import parts

_REASONS = ("FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired")
_NEWLINE = re.compile(r"[\n\r]")


def validate_rules(path: str, schema: Object) -> list[FieldError]:
    """Of one part of a schema, not of those in it."""
    errors = []
    for index, rule in enumerate(schema.get(parts.RULES) or ()):
        errors += _rule(f"{path}.{parts.RULES}[{index}]", rule, schema)
    return errors


def _rule(path: str, rule: Object, schema: Object) -> list[FieldError]:
    errors = _text(path, rule)
    expression = rule.get("messageExpression") or ""
    if expression and not expression.strip():
        errors.append(required(f"{path}.messageExpression", "messageExpression must be non-empty if specified"))
    if rule.get("reason") is not None and rule["reason"] not in _REASONS:
        errors.append(rules.unsupported(f"{path}.reason", rule["reason"], _REASONS))
    field = rule.get("fieldPath") or ""
    where = f"{path}.fieldPath"
    if field and not field.strip():
        errors.append(invalid(where, field, "must be non-empty if specified"))
    if _NEWLINE.search(field):
        errors.append(invalid(where, field, "must not contain line breaks"))
    if field and not _leads_somewhere(field, schema):
        errors.append(invalid(where, field, "must be a valid path"))
    return errors


def _text(path: str, rule: Object) -> list[FieldError]:
    """Of the rule and its message; the first fault only."""
    expression, message = (rule.get("rule") or "").strip(), rule.get("message") or ""
    if not expression:
        return [required(f"{path}.rule", "rule is not specified")]
    if message and not message.strip():
        return [invalid(f"{path}.message", message, "must be non-empty if specified")]
    if _NEWLINE.search(message.strip()):
        return [invalid(f"{path}.message", message, "must not contain line breaks")]
    if _NEWLINE.search(expression) and not message.strip():
        return [required(f"{path}.message", "message must be specified if rule contains line breaks")]
    return []


def _leads_somewhere(path: str, schema: Object) -> bool:
    try:
        resolve(path, schema)
    except FieldPathError:
        return False
    return True
