"""Validation of admission policies: their form, and their expressions, which must compile to the right type.

Upstream: pkg/apis/admissionregistration/validation.
"""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, invalid, not_supported, required, too_many
from pykubectl.kinds import rules
from pykubectl.kinds.admissionregistration.match_validation import validate_match_resources
from pykubectl.machinery.selectors import label_key_errors

if TYPE_CHECKING:
    from pykubectl.kinds.admissionregistration.policy_expressions import Expressions

_REASONS = ("Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized")
_PATCH_TYPES = ("ApplyConfiguration", "JSONPatch")
_REINVOCATION = ("IfNeeded", "Never")
_CONDITIONS_MAX = 64
_ANNOTATIONS_MAX = 20
_ANNOTATION_BYTES_MAX = 5 * 1024
_IDENTIFIER = re.compile("[_a-zA-Z][_a-zA-Z0-9]*")
Compile = Callable[[str], object]


def validate_policy(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    expressions, errors = _common(spec, builds=False)
    if not spec.get("validations") and not spec.get("auditAnnotations"):
        text = "validations or auditAnnotations must contain at least one item"
        return errors + [required(f"spec.{field}", text) for field in ("validations", "auditAnnotations")]
    for index, validation in enumerate(spec.get("validations") or ()):
        errors += _validation(expressions, validation, f"spec.validations[{index}]")
    return errors + _audit_annotations(expressions, obj, spec.get("auditAnnotations") or [])


def validate_mutating_policy(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    expressions, errors = _common(spec, builds=True)
    if not spec.get("mutations"):
        errors.append(required("spec.mutations", "mutations must contain at least one item"))
    for index, mutation in enumerate(spec.get("mutations") or ()):
        errors += _mutation(expressions, mutation, f"spec.mutations[{index}]")
    return errors + rules.one_of("spec.reinvocationPolicy", spec.get("reinvocationPolicy"), _REINVOCATION)


def _common(spec: Object, *, builds: bool) -> "tuple[Expressions, list[FieldError]]":
    """What both kinds of policies have: a failure policy, parameters, constraints, conditions, variables."""
    from pykubectl.kinds.admissionregistration.policy_expressions import Expressions  # CEL is loaded when it is met

    has_params = spec.get("paramKind") is not None
    errors = rules.one_of("spec.failurePolicy", spec.get("failurePolicy"), ("Fail", "Ignore"))
    if has_params:
        errors += _param_kind(spec["paramKind"])
    match = spec.get("matchConstraints")
    if match is None:
        errors.append(required("spec.matchConstraints"))
    else:
        errors += validate_match_resources(match, "spec.matchConstraints")
        if not match.get("resourceRules"):
            errors.append(required("spec.matchConstraints.resourceRules"))
    errors += match_conditions(spec.get("matchConditions") or [], "spec.matchConditions", has_params=has_params)
    expressions = Expressions(has_params, builds)
    for index, variable in enumerate(spec.get("variables") or ()):
        errors += _variable(expressions, variable, f"spec.variables[{index}]")
    return expressions, errors


def _param_kind(param_kind: Object) -> list[FieldError]:
    errors, api_version, kind = [], param_kind.get("apiVersion") or "", param_kind.get("kind") or ""
    group, slash, version = api_version.rpartition("/")
    if not api_version:
        errors.append(required("spec.paramKind.apiVersion"))
    elif "/" in group:
        text = f"unexpected GroupVersion string: {api_version}"
        errors.append(invalid("spec.paramKind.apiVersion", api_version, text))
    else:
        faults = rules.subdomain(group) if slash else []
        errors += [invalid("spec.paramKind.apiVersion", group, ",".join(faults))] if faults else []
        faults = rules.dns_1035_label(version)
        errors += [invalid("spec.paramKind.apiVersion", version, ",".join(faults))] if faults else []
    if not kind:
        return [*errors, required("spec.paramKind.kind")]
    faults = rules.dns_1035_label(kind.lower())
    if faults:
        text = f"may have mixed case, but should otherwise match: {','.join(faults)}"
        errors.append(invalid("spec.paramKind.kind", kind, text))
    return errors


def _compiles(path: str, text: str, compile: Compile) -> list[FieldError]:
    from pykubectl.kinds.admissionregistration.policy_expressions import ExpressionError

    try:
        compile(text)
    except ExpressionError as error:
        return [invalid(path, text, str(error))]
    return []


def match_conditions(conditions: Sequence[Object], path: str, *, has_params: bool = False) -> list[FieldError]:
    """The matchConditions of a policy or of a webhook."""
    if not conditions:
        return []
    from pykubectl.kinds.admissionregistration.policy_expressions import Expressions
    from pykubectl.machinery.cel.cel_types import BOOL

    errors = [too_many(path, len(conditions), _CONDITIONS_MAX)] if len(conditions) > _CONDITIONS_MAX else []
    expressions, names = Expressions(has_params), set()
    for index, condition in enumerate(conditions):
        place, name = f"{path}[{index}]", condition.get("name") or ""
        text = (condition.get("expression") or "").strip()
        if not text:
            errors.append(required(f"{place}.expression"))
        else:
            errors += _compiles(f"{place}.expression", text, lambda text: expressions.compile(text, (BOOL,)))
        if not name:
            errors.append(required(f"{place}.name"))
            continue
        errors += [invalid(f"{place}.name", name, fault) for fault in label_key_errors(name)]
        if name in names:
            errors.append(duplicate(f"{place}.name", name))
        names.add(name)
    return errors


def _variable(expressions: "Expressions", variable: Object, path: str) -> list[FieldError]:
    from pykubectl.machinery.cel.reserved_words import RESERVED

    errors, name, text = [], variable.get("name") or "", variable.get("expression") or ""
    if not name.strip():
        errors.append(required(f"{path}.name", "name is not specified"))
    elif not _IDENTIFIER.fullmatch(name) or name in RESERVED:
        errors.append(invalid(f"{path}.name", name, "name is not a valid CEL identifier"))
    if not text.strip():
        return [*errors, required(f"{path}.expression", "expression is not specified")]
    return errors + _compiles(f"{path}.expression", text, lambda text: expressions.declare(name, text))


def _validation(expressions: "Expressions", validation: Object, path: str) -> list[FieldError]:
    from pykubectl.machinery.cel.cel_types import BOOL, STRING

    errors: list[FieldError] = []
    text, said = validation.get("expression") or "", validation.get("messageExpression") or ""
    if not text.strip():
        errors.append(required(f"{path}.expression", "expression is not specified"))
    else:
        errors += _compiles(f"{path}.expression", text, lambda text: expressions.compile(text, (BOOL,)))
    if said and not said.strip():
        errors.append(invalid(f"{path}.messageExpression", said, "must be non-empty if specified"))
    elif said:
        place = f"{path}.messageExpression"
        errors += _compiles(place, said, lambda text: expressions.compile(text, (STRING,), authorizer=False))
    message = validation.get("message") or ""
    if message and not message.strip():
        errors.append(invalid(f"{path}.message", message, "message must be non-empty if specified"))
    elif re.search(r"[\n\r]", message.strip()):
        errors.append(invalid(f"{path}.message", message, "message must not contain line breaks"))
    reason = validation.get("reason")
    if reason is not None and reason not in _REASONS:
        errors.append(not_supported(f"{path}.reason", reason, _REASONS))
    return errors


def _audit_annotations(expressions: "Expressions", obj: Object, annotations: list[Object]) -> list[FieldError]:
    errors: list[FieldError] = []
    if len(annotations) > _ANNOTATIONS_MAX:
        text = f"must not have more than {_ANNOTATIONS_MAX} auditAnnotations"
        errors.append(invalid("spec.auditAnnotations", annotations, text))
    keys: set[str] = set()
    for index, annotation in enumerate(annotations):
        path, key = f"spec.auditAnnotations[{index}]", annotation.get("key") or ""
        name = f"{obj['metadata'].get('name', '')}/{key}"
        errors += [invalid(f"{path}.key", name, fault) for fault in label_key_errors(name)]
        errors += _audit_value(expressions, annotation.get("valueExpression") or "", f"{path}.valueExpression")
        if key in keys:
            errors.append(duplicate(f"{path}.key", key))
        keys.add(key)
    return errors


def _audit_value(expressions: "Expressions", text: str, path: str) -> list[FieldError]:
    from pykubectl.machinery.cel.cel_types import NULL, STRING

    if not text.strip():
        return [required(path, "valueExpression is not specified")]
    if len(text.strip().encode()) > _ANNOTATION_BYTES_MAX:
        return [required(path, f"must not exceed {_ANNOTATION_BYTES_MAX} bytes in length")]
    return _compiles(path, text, lambda text: expressions.compile(text.strip(), (STRING, NULL)))


def _mutation(expressions: "Expressions", mutation: Object, path: str) -> list[FieldError]:
    from pykubectl.kinds.admissionregistration.policy_expressions import JSON_PATCH, OBJECT
    from pykubectl.machinery.cel.cel_types import list_of

    kind = mutation.get("patchType") or ""
    if not kind:
        return [required(f"{path}.patchType")]
    if kind not in _PATCH_TYPES:
        return [not_supported(f"{path}.patchType", kind, _PATCH_TYPES)]
    field, wanted = ("jsonPatch", list_of(JSON_PATCH)) if kind == "JSONPatch" else ("applyConfiguration", OBJECT)
    if mutation.get(field) is None:
        return [required(f"{path}.{field}", f"must be specified when patchType is {kind}")]
    text = mutation[field].get("expression") or ""
    if not text.strip():
        return [required(f"{path}.{field}.expression", "expression is not specified")]
    return _compiles(f"{path}.{field}.expression", text, lambda text: expressions.compile(text, (wanted,)))
