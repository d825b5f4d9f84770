"""The schema of a version: structural, with defaults that are valid themselves, and with extensions that go together.

Three passes, each as upstream: structure, and when that is sound the defaults; then this module's walk over every part of the
schema; then, when nothing was wrong, the rules in CEL.

Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation (validateCustomResourceDefinitionValidation,
ValidateCustomResourceDefinitionOpenAPISchema).
"""

from typing import NamedTuple

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid
from pykubectl.kinds import rules
from pykubectl.kinds.apiextensions import (
    default_validation,
    extension_validation,
    structural_validation,
)
from pykubectl.kinds.go_values import go_value
from pykubectl.machinery.structural import parts

TYPES = ("array", "boolean", "integer", "number", "object", "string")

# What may stand at the root when the status has a subresource, in the server's names and order.
_ROOT_FIELDS = (
    "Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems"
    " MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations"
)
_ROOT_WIRE_NAMES = {"XPreserveUnknownFields": parts.PRESERVE, "XValidations": parts.RULES}
_UNSUPPORTED = ("id", "$schema", "$ref", "patternProperties", "dependencies", "additionalItems", "definitions")


class Demands(NamedTuple):
    """What is asked of a definition; an update asks nothing that the old definition did not have to give."""

    structure: bool = True
    valid_types: bool = True
    pruned_defaults: bool = True
    atomic_sets: bool = True
    map_keys: bool = True


class _Place(NamedTuple):
    """Where in the schema the walk is."""

    no_defaults: str | None = None
    in_metadata: bool = False


def validate_schema(path: str, schema: Object, demands: Demands, *, has_status: bool = False) -> list[FieldError]:
    """Of a version, or of all versions alike."""
    errors = _root(path, schema) if has_status else []
    if schema.get("nullable"):
        errors.append(forbidden(f"{path}.nullable", "nullable cannot be true at the root"))
    unsupported = _unsupported(schema) if demands.structure else ""
    structure_errors: list[FieldError] = []
    if demands.structure and not unsupported:
        structure_errors = structural_validation.validate_structure(path, schema)
        structure_errors = structure_errors or default_validation.validate_defaults(
            path, schema, demands.pruned_defaults
        )
    errors += structure_errors
    errors += _part(path, schema, _Place(), demands, is_root=True)
    if not errors and unsupported:
        errors.append(invalid(path, "", unsupported))
    if not errors and demands.structure:
        errors += _rules_in_cel(path, schema)
    return errors


def _rules_in_cel(path: str, schema: Object) -> list[FieldError]:
    if not any(part.get(parts.RULES) for part in parts.schemas(schema)):
        return []
    from pykubectl.machinery.cel import schema_rules  # CEL is loaded when a rule is met

    return schema_rules.check_definition(schema, path)


def _root(path: str, schema: Object) -> list[FieldError]:
    """With a status subresource, the schema of the status is taken out: the root must not say anything about it."""
    allowed = {_ROOT_WIRE_NAMES.get(name, name[0].lower() + name[1:]) for name in _ROOT_FIELDS.split()}
    for name, value in schema.items():
        if value is None or value is False or value in ("", [], {}):
            continue
        if name == "type" and value != "object":
            text = 'only "object" is allowed as the type at the root of the schema if the status subresource is enabled'
            return [invalid(f"{path}.type", value, text)]
        if name not in allowed:
            text = f"only [{_ROOT_FIELDS}] fields are allowed at the root of the schema if the status subresource is enabled"
            return [invalid(path, go_value(schema, "JSONSchema"), text)]
    return []


def _unsupported(schema: Object) -> str:
    """Why there is no structural schema of this at all; "" when there is."""
    for part in parts.schemas(schema):
        for name in _UNSUPPORTED:
            if part.get(name):
                return f"OpenAPIV3Schema '{name.removeprefix('$') if name == '$schema' else name}' is not supported"
        if isinstance(part.get("items"), list):
            return "OpenAPIV3Schema 'items' must be a schema, but is an array"
        if part.get(parts.PRESERVE) is False:
            return f"internal error: '{parts.PRESERVE}' must be true or undefined"
    return ""


def _part(
    path: str, schema: Object | None, place: _Place, demands: Demands, *, is_root: bool = False
) -> list[FieldError]:
    if schema is None:
        return []
    errors = _standard(path, schema, place, demands)
    if schema.get("uniqueItems"):
        text = "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"
        errors.append(forbidden(f"{path}.uniqueItems", text))
    errors += _additional(path, schema, place, demands)
    for name, part in sorted(parts.properties(schema).items()):
        errors += _part(f"{path}.properties[{name}]", part, _property_place(place, schema, name, is_root), demands)
    errors += _part(f"{path}.not", schema.get("not"), place, demands)
    for junctor in ("allOf", "oneOf", "anyOf"):
        for index, part in enumerate(schema.get(junctor) or ()):
            errors += _part(f"{path}.{junctor}[{index}]", part, place, demands)
    for name, part in sorted((schema.get("definitions") or {}).items()):
        errors += _part(f"{path}.definitions[{name}]", part, place, demands)
    errors += _part(f"{path}.items", parts.items(schema), place, demands)
    if isinstance(schema.get("items"), list):
        for index, part in enumerate(schema["items"]):
            errors += _part(f"{path}.items[{index}]", part, place, demands)
    errors += extension_validation.validate_extensions(path, schema, demands.atomic_sets)
    if demands.map_keys:
        errors += extension_validation.validate_keys(path, schema)
    return errors


def _property_place(place: _Place, schema: Object, name: str, is_root: bool) -> _Place:
    if name not in parts.META_FIELDS or not (is_root or schema.get(parts.EMBEDDED)):
        return place
    return _Place(f"in top-level {name}" if is_root else place.no_defaults, in_metadata=True)


def _additional(path: str, schema: Object, place: _Place, demands: Demands) -> list[FieldError]:
    extra = schema.get("additionalProperties")
    if extra is None:
        return []
    errors = []
    if schema.get("properties") and extra is not True:
        text = "additionalProperties and properties are mutual exclusive"
        errors.append(forbidden(f"{path}.additionalProperties", text))
    if place.in_metadata:
        place = place._replace(no_defaults="inside additionalProperties applying to object metadata")
    return errors + _part(f"{path}.additionalProperties", parts.additional(schema), place, demands)


def _standard(path: str, schema: Object, place: _Place, demands: Demands) -> list[FieldError]:
    """What OpenAPI has and Kubernetes has not."""
    errors, kind = [], schema.get("type") or ""
    if demands.valid_types and kind and kind not in TYPES:
        errors.append(rules.unsupported(f"{path}.type", kind, TYPES))
    if schema.get("default") is not None and place.no_defaults is not None:
        errors.append(forbidden(f"{path}.default", f"must not be set {place.no_defaults}"))
    for name in ("id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"):
        if schema.get(name) or (name in ("additionalItems", "$ref") and schema.get(name) is not None):
            errors.append(forbidden(f"{path}.{name}", f"{name} is not supported"))
    if kind == "null":
        text = "type cannot be set to null, use nullable as an alternative"
        errors.append(forbidden(f"{path}.type", text))
    if schema.get("items") and isinstance(schema["items"], list):
        errors.append(forbidden(f"{path}.items", "items must be a schema object and not an array"))
    if place.in_metadata and schema.get(parts.EMBEDDED):
        errors.append(forbidden(f"{path}.{parts.EMBEDDED}", "must not be used inside of resource meta"))
    return errors
