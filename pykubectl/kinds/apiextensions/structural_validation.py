"""Whether a schema is structural: every part that is specified has a type, outside of the alternatives, which only restrict.

Upstream: apiextensions-apiserver/pkg/apiserver/schema/validation.go.
"""

from typing import Any

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, required
from pykubectl.machinery import regexp
from pykubectl.machinery.structural import parts

_LEVELS = {"root": "at the root", "item": "for specified array items", "field": "for specified object fields"}
_INT_OR_STRING_ALTERNATIVES = [{"type": "integer"}, {"type": "string"}]
# What an alternative must leave to the part it restricts, and how the server says so.
_NOT_IN_ALTERNATIVES = (
    ("default", "undefined"),
    ("title", "empty"),
    ("description", "empty"),
    ("nullable", "false"),
    (parts.PRESERVE, "false"),
    (parts.EMBEDDED, "false"),
    (parts.INT_OR_STRING, "false"),
    (parts.LIST_MAP_KEYS, "empty"),
    (parts.LIST_TYPE, "undefined"),
    (parts.MAP_TYPE, "undefined"),
    (parts.RULES, "empty"),
)


def validate_structure(path: str, schema: Object) -> list[FieldError]:
    """Sorted by their texts, as the server sorts them."""
    errors = _invariants(path, schema, "root") + _completeness(path, schema)
    return sorted(errors, key=str)


def is_structural(schema: Object) -> bool:
    return not validate_structure("", schema)


def _invariants(path: str, schema: Object | None, level: str) -> list[FieldError]:
    if schema is None:
        return []
    errors, properties = [], parts.properties(schema)
    if schema.get("type") == "array" and schema.get("items") is None:
        errors.append(required(f"{path}.items", "must be specified"))
    errors += _invariants(f"{path}.items", parts.items(schema), "item")
    for name, part in properties.items():
        errors += _invariants(f"{path}.properties[{name}]", part, "field")
    if schema.get("additionalProperties") is not None:
        where = f"{path}.additionalProperties"
        if level == "root":
            errors.append(forbidden(where, "must not be used at the root"))
        errors += _invariants(where, parts.additional(schema), "field")
        if schema.get(parts.EMBEDDED):
            errors.append(forbidden(where, f"must not be used if {parts.EMBEDDED} is set"))
    errors += _extensions(path, schema) + _alternatives(path, schema, _skipped(schema))
    errors += _type(path, schema, level) + _meta_fields(path, schema, level)
    if schema.get(parts.EMBEDDED) and not schema.get(parts.PRESERVE) and not properties:
        text = f"must not be empty if {parts.EMBEDDED} is true without {parts.PRESERVE}"
        errors.append(required(f"{path}.properties", text))
    return errors


def _extensions(path: str, schema: Object) -> list[FieldError]:
    if not schema.get(parts.INT_OR_STRING):
        return []
    text = f"must be false if {parts.INT_OR_STRING} is true"
    return [invalid(f"{path}.{name}", True, text) for name in (parts.PRESERVE, parts.EMBEDDED) if schema.get(name)]


def _type(path: str, schema: Object, level: str) -> list[FieldError]:
    kind, where = schema.get("type") or "", f"{path}.type"
    errors = []
    if schema.get(parts.EMBEDDED) and kind != "object":
        text = f"must be object if {parts.EMBEDDED} is true"
        errors.append(invalid(where, kind, text) if kind else required(where, text))
    elif not kind and not schema.get(parts.INT_OR_STRING) and not schema.get(parts.PRESERVE):
        errors.append(required(where, f"must not be empty {_LEVELS[level]}"))
    if level == "root" and kind and kind != "object":
        errors.append(invalid(where, kind, "must be object at the root"))
    return errors


def _meta_fields(path: str, schema: Object, level: str) -> list[FieldError]:
    """Of an object, the server knows apiVersion, kind and metadata; a schema may only restrict the name."""
    properties, is_resource = parts.properties(schema), level == "root" or schema.get(parts.EMBEDDED)
    errors = []
    if is_resource:
        for name, wanted in (("kind", "string"), ("apiVersion", "string"), ("metadata", "object")):
            kind = properties.get(name, {}).get("type") or ""
            if name in properties and kind != wanted:
                errors.append(invalid(f"{path}.properties[{name}].type", kind, f"must be {wanted}"))
    if level == "root" and "metadata" in properties and not _restricts_name_only(properties["metadata"]):
        text = "must not specify anything other than name and generateName, but metadata is implicitly specified"
        errors.append(forbidden(f"{path}.properties[metadata]", text))
    return errors


def _restricts_name_only(metadata: Object) -> bool:
    specified = {name for name, value in metadata.items() if not _is_zero(value)} - {"type", "default"}
    return specified <= {"properties"} and parts.properties(metadata).keys() <= {"name", "generateName"}


def _is_zero(value: Any) -> bool:
    return value is None or value is False or value in ("", [], {})


def _skipped(schema: Object) -> str:
    """Where the two types of an int-or-string may be named, in spite of all rules: `anyOf`, or the first `allOf`."""
    if schema.get("anyOf") == _INT_OR_STRING_ALTERNATIVES:
        return "anyOf"
    first = (schema.get("allOf") or [{}])[0]
    return "allOf" if first.get("anyOf") == _INT_OR_STRING_ALTERNATIVES else ""


def _alternatives(path: str, schema: Object, skipped: str = "") -> list[FieldError]:
    errors = []
    for junctor in ("anyOf", "allOf", "oneOf"):
        for index, part in enumerate((schema.get(junctor) or ()) if junctor != skipped or junctor == "allOf" else ()):
            within = "anyOf" if junctor == skipped == "allOf" and not index else ""
            errors += _alternative(f"{path}.{junctor}[{index}]", part, within)
    errors += _alternative(f"{path}.not", schema.get("not"))
    if schema.get("pattern"):
        try:
            regexp.compile(schema["pattern"])
        except regexp.PatternError as error:
            text = f"must be a valid regular expression, but isn't: {error}"
            errors.append(invalid(f"{path}.pattern", schema["pattern"], text))
    return errors


def _alternative(path: str, schema: Object | None, skipped: str = "") -> list[FieldError]:
    if schema is None:
        return []
    errors = _alternatives(path, schema, skipped) + _alternative(f"{path}.items", parts.items(schema))
    for name, part in parts.properties(schema).items():
        errors += _alternative(f"{path}.properties[{name}]", part)
    if schema.get("type"):
        errors.append(forbidden(f"{path}.type", "must be empty to be structural"))
    if schema.get("additionalProperties"):
        errors.append(forbidden(f"{path}.additionalProperties", "must be undefined to be structural"))
    for name, wanted in _NOT_IN_ALTERNATIVES:
        if not _is_zero(schema.get(name)):
            errors.append(forbidden(f"{path}.{name}", f"must be {wanted} to be structural"))
    if "metadata" in parts.properties(schema):
        errors.append(forbidden(f"{path}.properties[metadata]", "must not be specified in a nested context"))
    return errors


def _completeness(path: str, schema: Object) -> list[FieldError]:
    """Whatever an alternative of the root restricts is specified outside of it."""
    return _alternatives_complete(schema, schema, path, path)


def _alternatives_complete(restricting: Object, schema: Object, path: str, restricting_path: str) -> list[FieldError]:
    errors = _complete(restricting.get("not"), schema, path, f"{restricting_path}.not")
    for junctor in ("allOf", "anyOf", "oneOf"):
        for index, part in enumerate(restricting.get(junctor) or ()):
            errors += _complete(part, schema, path, f"{restricting_path}.{junctor}[{index}]")
    return errors


def _complete(restricting: Object | None, schema: Object | None, path: str, restricting_path: str) -> list[FieldError]:
    if restricting is None:
        return []
    if schema is None:
        return [required(path, f"because it is defined in {restricting_path}")]
    errors = _alternatives_complete(restricting, schema, path, restricting_path)
    items = parts.items(restricting)
    errors += _complete(items, parts.items(schema), f"{path}.items", f"{restricting_path}.items")
    for name, part in parts.properties(restricting).items():
        own = parts.properties(schema).get(name)
        errors += _complete(part, own, f"{path}.properties[{name}]", f"{restricting_path}.properties[{name}]")
    return errors
