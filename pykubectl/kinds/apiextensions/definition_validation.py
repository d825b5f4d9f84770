"""Validation of custom resource definitions; what needs CEL (rules in the schema) is the API server's.

A schema that all versions share belongs to the definition as a whole: errors in it then stand at `spec.validation`.

Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation.
"""

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.apiextensions.schema_validation import validate_schema
from pykubectl.kinds.go_values import go_value

_SCOPES = ("Cluster", "Namespaced")


def validate_definition(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    names = spec.get("names") or {}
    errors = []
    wanted = f"{names.get('plural', '')}.{spec.get('group', '')}"
    if obj["metadata"].get("name") != wanted:
        text = 'must be spec.names.plural+"."+spec.group'
        errors.append(invalid("metadata.name", obj["metadata"].get("name") or "", text))
    errors += _spec(spec, names)
    if not (obj.get("status") or {}).get("storedVersions"):
        errors.append(invalid("status.storedVersions", None, "must have at least one stored version"))
    return errors


def _spec(spec: Object, names: Object) -> list[FieldError]:
    group, errors = spec.get("group") or "", []
    if not group:
        errors.append(required("spec.group"))
    else:
        errors += rules.check("spec.group", group, rules.subdomain)
        if "." not in group:
            errors.append(invalid("spec.group", group, "should be a domain with at least one dot"))
    errors += rules.one_of("spec.scope", spec.get("scope"), _SCOPES, needed="")
    errors += _versions(spec)
    errors += _names(names)
    return errors + _conversion(spec)


def _versions(spec: Object) -> list[FieldError]:
    versions = spec.get("versions") or []
    schemas = [(version.get("schema") or {}).get("openAPIV3Schema") for version in versions]
    shared = bool(schemas) and all(schema == schemas[0] for schema in schemas)
    errors = []
    for index, schema in enumerate(schemas):
        if schema is None:
            errors.append(required(f"spec.versions[{index}].schema.openAPIV3Schema"))
        elif not shared:
            errors += validate_schema(f"spec.versions[{index}].schema.openAPIV3Schema", schema)
    errors += _version_names(versions, shared)
    if shared and schemas[0] is not None:
        errors += validate_schema("spec.validation.openAPIV3Schema", schemas[0])
    return errors


def _version_names(versions: list[Object], shared: bool) -> list[FieldError]:
    hoisted = [{**version, "schema": None} for version in versions] if shared else versions
    shown = [go_value(version, "CRDVersion") for version in hoisted]
    errors = []
    names = [version.get("name") or "" for version in versions]
    for index, name in enumerate(names):
        errors += rules.check(f"spec.versions[{index}].name", name, rules.dns_1035_label)
    if len(set(names)) < len(names):
        errors.append(invalid("spec.versions", shown, "must contain unique version names"))
    if sum(bool(version.get("storage")) for version in versions) != 1:
        text = "must have exactly one version marked as storage version"
        errors.append(invalid("spec.versions", shown, text))
    return errors


def _names(names: Object) -> list[FieldError]:
    errors = []
    for field in ("plural", "singular"):
        value = names.get(field) or ""
        if not value and field == "plural":
            errors.append(required(f"spec.names.{field}"))
        elif value:
            errors += rules.check(f"spec.names.{field}", value, rules.dns_1035_label)
    for field in ("kind", "listKind"):
        value = names.get(field) or ""
        if not value:
            errors.append(required(f"spec.names.{field}"))
        else:
            errors += rules.check(f"spec.names.{field}", value, lambda text: rules.dns_1035_label(text.lower()))
    for field in ("shortNames", "categories"):
        for index, value in enumerate(names.get(field) or ()):
            errors += rules.check(f"spec.names.{field}[{index}]", value, rules.dns_1035_label)
    if names.get("listKind") and names.get("listKind") == names.get("kind"):
        text = "kind and listKind may not be the same"
        errors.append(invalid("spec.names.listKind", names["listKind"], text))
    return errors


def _conversion(spec: Object) -> list[FieldError]:
    conversion, path = spec.get("conversion") or {}, "spec.conversion"
    strategy, webhook = conversion.get("strategy") or "", conversion.get("webhook")
    errors = []
    if strategy == "Webhook":
        if (webhook or {}).get("clientConfig") is None:
            text = "required when strategy is set to Webhook"
            errors.append(required(f"{path}.webhookClientConfig", text))
        if not (webhook or {}).get("conversionReviewVersions"):
            errors.append(required(f"{path}.conversionReviewVersions"))
    elif webhook is not None:
        text = "should not be set when strategy is not set to Webhook"
        errors.append(forbidden(f"{path}.webhookClientConfig", text))
    return errors + rules.one_of(f"{path}.strategy", strategy, ("None", "Webhook"), needed="")


def validate_definition_update(new: Object, old: Object) -> list[FieldError]:
    spec, before = new.get("spec") or {}, old.get("spec") or {}
    errors = _spec(spec, spec.get("names") or {})
    conditions = (old.get("status") or {}).get("conditions") or ()
    if any(item.get("type") == "Established" and item.get("status") == "True" for item in conditions):
        errors += rules.immutable("spec.scope", spec.get("scope"), before.get("scope"))
        names, old_names = spec.get("names") or {}, before.get("names") or {}
        errors += rules.immutable("spec.names.kind", names.get("kind"), old_names.get("kind"))
    errors += rules.immutable("spec.group", spec.get("group"), before.get("group"))
    plural, old_plural = ((item.get("names") or {}).get("plural") for item in (spec, before))
    errors += rules.immutable("spec.names.plural", plural, old_plural)
    return errors + _stored_versions(new, spec)


def _stored_versions(new: Object, spec: Object) -> list[FieldError]:
    known = {version.get("name") for version in spec.get("versions") or ()}
    errors = []
    for index, name in enumerate((new.get("status") or {}).get("storedVersions") or ()):
        if name not in known:
            text = (
                f"missing from spec.versions; {name} was previously a storage version, and must remain in spec.versions"
                f" until a storage migration ensures no data remains persisted in {name} and removes {name} from"
                " status.storedVersions"
            )
            errors.append(invalid(f"status.storedVersions[{index}]", name, text))
    return errors
