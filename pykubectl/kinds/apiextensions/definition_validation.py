"""Validation of custom resource definitions, in the order of the real server.

It looks at the internal form of a definition (see internal_form.py). An update demands of the new definition only what the
old one had to give: a definition from before a rule may stay as it is.

Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation.
"""

from collections.abc import Mapping
from typing import NamedTuple

from pykubectl import Object
from pykubectl.errors import FieldError, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.apiextensions import api_approval, conversion_validation, version_validation
from pykubectl.kinds.apiextensions.default_validation import has_unpruned_default
from pykubectl.kinds.apiextensions.extension_validation import validate_extensions, validate_keys
from pykubectl.kinds.apiextensions.internal_form import all_schemas, internal_spec, openapi, shown_versions
from pykubectl.kinds.apiextensions.schema_validation import TYPES, Demands, validate_schema
from pykubectl.kinds.apiextensions.structural_validation import is_structural
from pykubectl.machinery.structural import parts

_SCOPES = ("Cluster", "Namespaced")
_MIXED_CASE = "may have mixed case, but should otherwise match: "


class _Demands(NamedTuple):
    schema: Demands = Demands()
    conversion: conversion_validation.Demands = conversion_validation.Demands()
    schemas_everywhere: bool = True
    # Selectable fields of these versions ("": of all) were too many before.
    too_many_fields: frozenset[str] = frozenset()


def validate_definition(obj: Object) -> list[FieldError]:
    spec = internal_spec(obj.get("spec") or {})
    wanted, name = f"{spec['names'].get('plural') or ''}.{spec.get('group') or ''}", obj["metadata"].get("name") or ""
    errors = []
    if name != wanted:
        errors.append(invalid("metadata.name", name, 'must be spec.names.plural+"."+spec.group'))
    return errors + _spec(spec, _Demands()) + _rest(obj, None, spec)


def validate_definition_update(new: Object, old: Object) -> list[FieldError]:
    spec, before = internal_spec(new.get("spec") or {}), internal_spec(old.get("spec") or {})
    errors = _spec(spec, _demands_of_update(spec, old, before))
    names, old_names = spec["names"], before["names"]
    if is_established(old):
        errors += rules.immutable("spec.scope", spec.get("scope"), before.get("scope"))
        errors += rules.immutable("spec.names.kind", names.get("kind"), old_names.get("kind"))
    errors += rules.immutable("spec.group", spec.get("group"), before.get("group"))
    errors += rules.immutable("spec.names.plural", names.get("plural"), old_names.get("plural"))
    return errors + _rest(new, old, spec)


def validate_definition_status(new: Object, old: Object) -> list[FieldError]:
    return _names("status.acceptedNames", (new.get("status") or {}).get("acceptedNames") or {})


def is_established(obj: Object) -> bool:
    conditions = (obj.get("status") or {}).get("conditions") or ()
    return any(item.get("type") == "Established" and item.get("status") == "True" for item in conditions)


def _rest(obj: Object, old: Object | None, spec: Object) -> list[FieldError]:
    status = obj.get("status") or {}
    errors = _names("status.acceptedNames", status.get("acceptedNames") or {})
    errors += _stored_versions(status.get("storedVersions") or [], spec)
    errors += api_approval.validate_approval(obj, old)
    preserved = ((old or {}).get("spec") or {}).get("preserveUnknownFields")
    if spec.get("preserveUnknownFields") and not preserved:
        text = "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"
        errors.append(invalid("spec.preserveUnknownFields", True, text))
    return errors


def _demands_of_update(spec: Object, old: Object, before: Object) -> _Demands:
    schemas = all_schemas(before)
    within = [part for schema in schemas for part in parts.schemas(schema)]
    structural = all(map(is_structural, schemas)) and not any(part.get(parts.PRESERVE) is False for part in within)
    has_all = openapi(before.get("validation")) is not None or all(
        openapi(version.get("schema")) is not None for version in before["versions"]
    )
    demands = Demands(
        structure=structural,
        valid_types=all(not part.get("type") or part["type"] in TYPES for part in within),
        pruned_defaults=not any(map(has_unpruned_default, schemas)) if structural else True,
        atomic_sets=not any(_has_loose_set(part) for part in within),
        map_keys=not any(validate_keys("", part) for part in within),
    )
    return _Demands(
        demands,
        conversion_validation.demands_of_update(old, is_established(old)),
        has_all,
        _fields_left_alone(spec, before),
    )


def _has_loose_set(part: Object) -> bool:
    errors = validate_extensions("", part, True)
    return any(
        error.detail.endswith(f"must be atomic as item of a list with {parts.LIST_TYPE}=set") for error in errors
    )


def _fields_left_alone(spec: Object, before: Object) -> frozenset[str]:
    def of(found: Object) -> Mapping[str, list[Object]]:
        named = {version["name"]: version.get("selectableFields") or [] for version in found["versions"]}
        return {"": found.get("selectableFields") or [], **named}

    new, old = of(spec), of(before)
    most = version_validation.SELECTABLE_FIELDS_MAX
    return frozenset(name for name, fields in old.items() if len(fields) > most and new.get(name) == fields)


def _spec(spec: Object, demands: _Demands) -> list[FieldError]:
    errors = _group(spec.get("group") or "")
    errors += rules.one_of("spec.scope", spec.get("scope"), _SCOPES, needed="")
    errors += _missing_schemas(spec, demands)
    preserves = spec.get("preserveUnknownFields")
    if preserves and any(
        part.get("default") is not None for schema in all_schemas(spec) for part in parts.schemas(schema)
    ):
        text = "must be false in order to use defaults in the schema"
        errors.append(invalid("spec.preserveUnknownFields", True, text))
    if not preserves:
        demands = demands._replace(schema=demands.schema._replace(structure=True))
    errors += _versions(spec, demands)
    errors += [
        required(f"spec.names.{name}")
        for name in ("plural", "singular", "kind", "listKind")
        if not spec["names"].get(name)
    ]
    errors += _names("spec.names", spec["names"])
    errors += _shared(spec, demands)
    strategy = (spec.get("conversion") or {}).get("strategy") or ""
    if preserves and spec.get("conversion") is not None and strategy != "None":
        text = "must be None if spec.preserveUnknownFields is true"
        errors.append(invalid("spec.conversion.strategy", strategy, text))
    return errors + conversion_validation.validate_conversion(spec.get("conversion"), demands.conversion)


def _group(group: str) -> list[FieldError]:
    if not group:
        return [required("spec.group")]
    errors = _joined("spec.group", group, rules.subdomain)
    if not errors and "." not in group:
        errors.append(invalid("spec.group", group, "should be a domain with at least one dot"))
    return errors


def _missing_schemas(spec: Object, demands: _Demands) -> list[FieldError]:
    if openapi(spec.get("validation")) is not None or (
        not demands.schemas_everywhere and spec.get("preserveUnknownFields")
    ):
        return []
    why = "" if demands.schemas_everywhere else "because otherwise all fields are pruned"
    return [
        required(f"spec.versions[{index}].schema.openAPIV3Schema", why)
        for index, version in enumerate(spec["versions"])
        if openapi(version.get("schema")) is None and (demands.schemas_everywhere or version.get("served"))
    ]


def _versions(spec: Object, demands: _Demands) -> list[FieldError]:
    errors = []
    versions = spec["versions"]
    for index, version in enumerate(versions):
        errors += _version(f"spec.versions[{index}]", version, spec, demands)
    names = [version.get("name") or "" for version in versions]
    if len(set(names)) < len(names):
        errors.append(invalid("spec.versions", shown_versions(spec), "must contain unique version names"))
    if sum(bool(version.get("storage")) for version in versions) != 1:
        text = "must have exactly one version marked as storage version"
        errors.append(invalid("spec.versions", shown_versions(spec), text))
    if names:
        errors += _joined("spec.version", names[0], rules.dns_1035_label)
    return errors


def _version(path: str, version: Object, spec: Object, demands: _Demands) -> list[FieldError]:
    name = version.get("name") or ""
    errors = _label(f"{path}.name", name)
    errors += version_validation.validate_deprecation(f"{path}.deprecationWarning", version)
    schema = openapi(version.get("schema"))
    per_version = any(other.get("subresources") for other in spec["versions"])
    subresources = version.get("subresources") if per_version else spec.get("subresources")
    if schema is not None:
        has_status = (subresources or {}).get("status") is not None
        errors += validate_schema(f"{path}.schema.openAPIV3Schema", schema, demands.schema, has_status=has_status)
    errors += version_validation.validate_subresources(f"{path}.subresources", version.get("subresources"))
    errors += version_validation.validate_columns(
        f"{path}.additionalPrinterColumns", version.get("additionalPrinterColumns")
    )
    fields, where = version.get("selectableFields") or [], f"{path}.selectableFields"
    if fields and schema is None:
        text = "may only be set when `version.schema.openAPIV3Schema` is not included"
        errors.append(invalid(where, "", text))
    elif fields and schema is not None:
        limited = name not in demands.too_many_fields
        errors += version_validation.validate_selectable_fields(where, fields, schema, limited=limited)
    return errors


def _shared(spec: Object, demands: _Demands) -> list[FieldError]:
    """What the versions have alike."""
    errors = []
    schema = openapi(spec.get("validation"))
    if schema is not None:
        holders = [spec, *spec["versions"]]
        has_status = any((holder.get("subresources") or {}).get("status") is not None for holder in holders)
        errors += validate_schema("spec.validation.openAPIV3Schema", schema, demands.schema, has_status=has_status)
    errors += version_validation.validate_subresources("spec.subresources", spec.get("subresources"))
    errors += version_validation.validate_columns("spec.additionalPrinterColumns", spec.get("additionalPrinterColumns"))
    fields = spec.get("selectableFields") or []
    if fields and spec.get("validation") is None:
        errors.append(invalid("spec.selectableFields", "", "may only be set when validations.schema is included"))
    elif fields and schema is not None:
        limited = "" not in demands.too_many_fields
        errors += version_validation.validate_selectable_fields(
            "spec.selectableFields", fields, schema, limited=limited
        )
    return errors


def _names(path: str, names: Object) -> list[FieldError]:
    errors = []
    for field in ("plural", "singular"):
        errors += _joined(f"{path}.{field}", names.get(field) or "", rules.dns_1035_label)
    for field in ("kind", "listKind"):
        value = names.get(field) or ""
        errors += _joined(f"{path}.{field}", value, lambda text: rules.dns_1035_label(text.lower()), _MIXED_CASE)
    errors += _each(f"{path}.shortNames", names.get("shortNames"))
    if names.get("kind") and names.get("listKind") == names["kind"]:
        errors.append(invalid(f"{path}.listKind", names["kind"], "kind and listKind may not be the same"))
    return errors + _each(f"{path}.categories", names.get("categories"))


def _each(path: str, values: list[str] | None) -> list[FieldError]:
    found = [_label(f"{path}[{index}]", value) for index, value in enumerate(values or ())]
    return [error for errors in found for error in errors]


def _label(path: str, value: str) -> list[FieldError]:
    texts = rules.dns_1035_label(value)
    return [invalid(path, value, ",".join(texts))] if texts else []


def _joined(path: str, value: str, rule: rules.Rule, prefix: str = "") -> list[FieldError]:
    """One error for all that is wrong with a name; none for a name that is not there."""
    texts = rule(value) if value else []
    return [invalid(path, value, prefix + ",".join(texts))] if texts else []


def _stored_versions(stored: list[str], spec: Object) -> list[FieldError]:
    path = "status.storedVersions"
    if not stored:
        return [invalid(path, None, "must have at least one stored version")]
    errors, known = [], {version.get("name"): version for version in spec["versions"]}
    for name, version in known.items():
        if version.get("storage") and name not in stored:
            errors.append(invalid(path, stored, f"must have the storage version {name}"))
    for index, name in enumerate(stored):
        if name not in known:
            text = (
                f"missing from spec.versions; {name} was previously a storage version, and must remain in spec.versions"
                f" until a storage migration ensures no data remains persisted in {name} and removes {name} from"
                " status.storedVersions"
            )
            errors.append(invalid(f"{path}[{index}]", name, text))
    return errors
