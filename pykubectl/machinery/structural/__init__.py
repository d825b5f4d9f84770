"""Structural schemas of custom resources: what becomes of an object that has one, and what is wrong with it.

Pure functions on a plain openAPIV3Schema, one module per idea, each after upstream's package of that name:

    decoding      an object from the wire: embedded, pruning and defaulting's nulls, in upstream's order
    pruning       drop what the schema does not know           defaulting    fill in defaults, drop nulls
    embedded      metadata of objects within objects           list_types    sets and maps without duplicates
    validation    everything else a schema can demand          ratcheting    what is unchanged keeps its faults
    columns       printer columns                              scale         the scale subresource

`errors` and `status_errors` put the checks in the order of the real server. Rules in CEL come last, and only when no error
before them leaves the object in doubt.

Upstream: apiextensions-apiserver/pkg/registry/customresource/{strategy,status_strategy,validator}.go.
"""

from functools import lru_cache

from pykubectl import Object
from pykubectl.errors import FieldError, invalid
from pykubectl.machinery.structural import embedded, list_types, parts, scale, validation
from pykubectl.machinery.structural.embedded import MetadataRule

# After one of these, rules may meet values they were not written for.
_BLOCKING = frozenset({"Unsupported value", "Required value", "Too long", "Too many", "Invalid type"})
_RULES_SKIPPED = (
    "some validation rules were not checked because the object was invalid; correct the existing errors to complete"
    " validation"
)


def no_metadata_rule(metadata: Object, path: str) -> list[FieldError]:
    return []


def errors(
    new: Object,
    old: Object | None,
    schema: Object,
    *,
    scaled: Object | None = None,
    check_metadata: MetadataRule = no_metadata_rule,
) -> list[FieldError]:
    """What is wrong with a new or, if there is an old one, changed object; its own metadata is the caller's.

    `scaled` is the version's subresources.scale, `check_metadata` the rule for metadata of embedded objects.
    """
    found = validation.validate(new, schema, old=old)
    found += scale.validate_spec(new, scaled) + scale.validate_status(new, scaled)
    found += embedded.validate(new, schema, check_metadata)
    if old is None or not list_types.validate(old, schema):
        found += list_types.validate(new, schema)
    return found + _rule_errors(new, old, schema, found)


def status_errors(new: Object, old: Object, schema: Object, *, scaled: Object | None = None) -> list[FieldError]:
    """What is wrong with an object whose status was written: only the status is held against the schema."""
    found: list[FieldError] = []
    status = parts.properties(schema).get("status")
    if status is not None and "status" in new:
        found += validation.validate(new["status"], status, old=old.get("status"), prefix="status")
    found += scale.validate_status(new, scaled)
    if not list_types.validate(old, schema):
        found += list_types.validate(new, schema)
    return found + _rule_errors(new, old, schema, found)


def _rule_errors(new: Object, old: Object | None, schema: Object, found: list[FieldError]) -> list[FieldError]:
    if not _has_rules(_Identity(schema)):
        return []
    if any(error.type in _BLOCKING for error in found):
        return [invalid("<nil>", None, _RULES_SKIPPED)]
    from pykubectl.machinery.cel import schema_rules  # CEL is loaded when a rule is met

    return schema_rules.check_object(new, old, schema)


def rule_warnings(new: Object, old: Object, schema: Object) -> list[str]:
    """The rules in CEL that an object breaks where a write changes nothing: those only warn."""
    if not _has_rules(_Identity(schema)):
        return []
    from pykubectl.machinery.cel import schema_rules  # CEL is loaded when a rule is met

    found: list[str] = []
    schema_rules.check_object(new, old, schema, warnings=found)
    return found


class _Identity:
    """A schema as a key of the cache: schemas are never changed, and the same one comes with every object."""

    def __init__(self, schema: Object) -> None:
        self.schema = schema

    def __hash__(self) -> int:
        return id(self.schema)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and other.schema is self.schema


@lru_cache(maxsize=256)
def _has_rules(schema: _Identity) -> bool:
    return any(part.get(parts.RULES) for part in parts.schemas(schema.schema))
