"""Custom resource definitions.

Upstream: apiextensions-apiserver/pkg/apis/apiextensions/v1/defaults.go, pkg/registry/customresourcedefinition.
"""

from datetime import datetime

from pykubectl import Object
from pykubectl.kinds.apiextensions import definition_validation
from pykubectl.machinery.structural import formats, parts
from pykubectl.machinery.timestamps import format_time

CLEANUP = "customresourcecleanup.apiextensions.k8s.io"

validate = definition_validation.validate_definition
validate_update = definition_validation.validate_definition_update
validate_status = definition_validation.validate_definition_status


def default(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    names = spec.setdefault("names", {})
    kind = names.get("kind", "")
    names["singular"] = names.get("singular") or kind.lower()
    if not names.get("listKind") and kind:
        names["listKind"] = f"{kind}List"
    for version in spec.get("versions") or ():
        # Always said, even when it was not.
        for field, zero in (("name", ""), ("served", False), ("storage", False)):
            version.setdefault(field, zero)
    if spec.get("conversion") is None:
        spec["conversion"] = {"strategy": "None"}
    service = ((spec["conversion"].get("webhook") or {}).get("clientConfig") or {}).get("service")
    if service is not None and service.get("port") is None:
        service["port"] = 443
    status = obj.setdefault("status", {})
    status.setdefault("acceptedNames", {"kind": "", "plural": ""})
    status.setdefault("conditions", None)
    if not status.get("storedVersions"):
        status["storedVersions"] = _storage_versions(obj)


def prepare_create(obj: Object) -> None:
    """Nobody but the controllers says what the status is; the storage version is stored from now on."""
    obj["status"] = {
        "acceptedNames": {"kind": "", "plural": ""},
        "conditions": None,
        "storedVersions": _storage_versions(obj),
    }


def prepare_update(new: Object, old: Object) -> None:
    """A new storage version is remembered among the stored ones."""
    stored = list((old.get("status") or {}).get("storedVersions") or ())
    added = [name for name in _storage_versions(new) if name not in stored]
    if added:
        new["status"] = {**(new.get("status") or {}), "storedVersions": [*stored, *added]}


def warnings(new: Object, old: Object | None) -> list[str]:
    """Formats that nothing checks, when they are new."""
    known = set(_unrecognized_formats(old)) if old is not None else set()
    return [f'unrecognized format "{name}"' for name in _unrecognized_formats(new) if name not in known]


def _unrecognized_formats(obj: Object) -> list[str]:
    schemas = [(version.get("schema") or {}).get("openAPIV3Schema") for version in obj["spec"].get("versions") or ()]
    # A schema that all versions share is looked at once.
    if all(schema == schemas[0] for schema in schemas):
        schemas = schemas[:1]
    found = [part for schema in schemas if schema for part in parts.schemas(schema)]
    return [part["format"] for part in found if part.get("format") and not formats.is_recognized(part)]


def prepare_delete(obj: Object, now: datetime) -> None:
    """Its objects go first: a finalizer sees to that."""
    meta = obj["metadata"]
    if "deletionTimestamp" in meta or CLEANUP in (meta.get("finalizers") or ()):
        return
    meta["finalizers"] = [*(meta.get("finalizers") or ()), CLEANUP]
    terminating = {
        "lastTransitionTime": format_time(now),
        "message": "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
        "reason": "InstanceDeletionPending",
        "status": "True",
        "type": "Terminating",
    }
    status = obj["status"]
    others = [one for one in status.get("conditions") or () if one["type"] != "Terminating"]
    obj["status"] = {**status, "conditions": [*others, terminating]}


def _storage_versions(obj: Object) -> list[str]:
    return [version["name"] for version in obj["spec"].get("versions") or () if version.get("storage")][:1]
