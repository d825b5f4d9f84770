"""What the API demands of every object's metadata: the name by the rule of its kind, labels, annotations, owners, finalizers.

Errors come in upstream's order and are all collected; the pipeline puts the kind's own after them.

Upstream: apimachinery/pkg/api/validation/objectmeta.go, pkg/apis/core/validation (finalizers).
"""

from typing import Any

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, required, too_long
from pykubectl.kinds import Kind, hooks, rules

ANNOTATIONS_BYTES_MAX = 256 * 1024
STANDARD_FINALIZERS = ("kubernetes", "orphan", "foregroundDeletion")
_IMMUTABLE = ("name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds")
# Their kinds are not the core server's, which alone looks at the form of finalizers' names.
_OTHER_SERVERS = ("apiextensions.k8s.io", "apiregistration.k8s.io")
_OWNER_FIELDS = ("apiVersion", "kind", "name", "uid", "controller", "blockOwnerDeletion")


def name_rule(kind: Kind) -> rules.Rule:
    return rules.NAMES[getattr(hooks(kind), "NAME", "subdomain")]


def validate_metadata(obj: Object, kind: Kind) -> list[FieldError]:
    """Of a new object."""
    metadata = obj["metadata"]
    errors = _validate(metadata, name_rule(kind), kind.namespaced)
    if kind.definition is None and kind.group not in _OTHER_SERVERS:
        errors += _validate_finalizer_names(metadata)
    return errors


def validate_embedded(metadata: Object, path: str) -> list[FieldError]:
    """Of the metadata of an object within another, of any kind, which needs no name; its errors stand below `path`."""
    named = {**metadata, "name": metadata.get("name") or "unnamed"}
    found = _validate(named, rules.path_segment, bool(metadata.get("namespace")))
    return [error._replace(field=f"{path}{error.field.removeprefix('metadata')}") for error in found]


def _validate(metadata: Object, rule: rules.Rule, namespaced: bool) -> list[FieldError]:
    errors = _validate_names(metadata, rule, namespaced)
    errors += rules.nonnegative("metadata.generation", metadata.get("generation"))
    errors += _validate_maps(metadata)
    errors += _validate_owners(metadata.get("ownerReferences") or [])
    return errors + _validate_finalizers(metadata)


def validate_metadata_update(new: Object, old: Object, kind: Kind) -> list[FieldError]:
    """Of a changed object."""
    metadata, before = new["metadata"], old["metadata"]
    errors = []
    if before.get("deletionTimestamp"):
        added = sorted(set(metadata.get("finalizers") or ()) - set(before.get("finalizers") or ()))
        if added:
            listed = ", ".join(f'"{name}"' for name in added)
            text = "no new finalizers can be added if the object is being deleted, found new finalizers"
            errors.append(forbidden("metadata.finalizers", f"{text} []string{{{listed}}}"))
    if metadata.get("generation", 0) < before.get("generation", 0):
        errors.append(invalid("metadata.generation", metadata.get("generation", 0), "must not be decremented"))
    for name in _IMMUTABLE:
        errors += rules.immutable(f"metadata.{name}", metadata.get(name, ""), before.get(name, ""))
    errors += _validate_maps(metadata)
    errors += _validate_owners(metadata.get("ownerReferences") or [])
    if kind.definition is None and kind.group not in _OTHER_SERVERS:
        errors += _validate_finalizer_names(metadata)
    return errors


def validate_annotations(path: str, annotations: dict[str, str] | None) -> list[FieldError]:
    errors, size = [], 0
    for key, value in sorted((annotations or {}).items()):
        # Case does not matter in the keys of annotations.
        errors += [invalid(path, key, text) for text in rules.qualified_name(key.lower())]
        size += len(key.encode()) + len(value.encode())
    if size > ANNOTATIONS_BYTES_MAX:
        errors.append(too_long(path, ANNOTATIONS_BYTES_MAX))
    return errors


def _validate_names(metadata: Object, rule: rules.Rule, namespaced: bool) -> list[FieldError]:
    errors = []
    if metadata.get("generateName"):
        errors += rules.check("metadata.generateName", metadata["generateName"], rules.prefixed(rule))
    if metadata.get("name"):
        errors += rules.check("metadata.name", metadata["name"], rule)
    else:
        errors.append(required("metadata.name", "name or generateName is required"))
    namespace = metadata.get("namespace")
    if namespaced:
        if not namespace:
            errors.append(required("metadata.namespace"))
        else:
            errors += rules.check("metadata.namespace", namespace, rules.dns_label)
    elif namespace:
        errors.append(forbidden("metadata.namespace", "not allowed on this type"))
    return errors


def _validate_maps(metadata: Object) -> list[FieldError]:
    errors = rules.labels("metadata.labels", metadata.get("labels"))
    return errors + validate_annotations("metadata.annotations", metadata.get("annotations"))


def _validate_owners(owners: list[Object]) -> list[FieldError]:
    path = "metadata.ownerReferences"
    errors, controller = [], ""
    for owner in owners:
        errors += _validate_owner(path, owner)
        if owner.get("controller"):
            name = f"{owner.get('kind')}/{owner.get('name')}"
            if controller:
                text = f'Only one reference can have Controller set to true. Found "true" in references for {controller} and {name}'
                errors.append(invalid(path, [_ordered(item) for item in owners], text))
            controller = name
    return errors


def _validate_owner(path: str, owner: Object) -> list[FieldError]:
    api_version = owner.get("apiVersion", "")
    errors = []
    if not api_version.rpartition("/")[2]:
        errors.append(invalid(f"{path}.apiVersion", api_version, "version must not be empty"))
    for name in ("kind", "name", "uid"):
        if not owner.get(name):
            errors.append(invalid(f"{path}.{name}", owner.get(name) or "", "must not be empty"))
    if (api_version, owner.get("kind")) == ("v1", "Event"):
        errors.append(invalid(path, _ordered(owner), "/v1, Kind=Event is disallowed from being an owner"))
    return errors


def _ordered(owner: Object) -> dict[str, Any]:
    return {name: owner[name] for name in _OWNER_FIELDS if name in owner}


def _validate_finalizers(metadata: Object) -> list[FieldError]:
    finalizers = metadata.get("finalizers") or []
    errors = [error for name in finalizers for error in rules.check("metadata.finalizers", name, rules.qualified_name)]
    if "orphan" in finalizers and "foregroundDeletion" in finalizers:
        text = "finalizer orphan and foregroundDeletion cannot be both set"
        errors.append(invalid("metadata.finalizers", finalizers, text))
    return errors


def _validate_finalizer_names(metadata: Object) -> list[FieldError]:
    text = "name is neither a standard finalizer name nor is it fully qualified"
    return [
        invalid(f"metadata.finalizers[{index}]", name, text)
        for index, name in enumerate(metadata.get("finalizers") or ())
        if "/" not in name and name not in STANDARD_FINALIZERS
    ]
