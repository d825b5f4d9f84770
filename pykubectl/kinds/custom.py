"""Custom kinds: a CustomResourceDefinition says what a module does for a built-in kind.

`kind_of(crd)` makes the row, whose `definition` answers for the hooks (see `pykubectl.kinds`). An object is kept in the
definition's storage version; what is read is defaulted anew, converted to the version asked for and pruned to its schema,
for the definition may have changed since it was written. Objects say their version themselves (`apiVersion`).

Upstream: apiextensions-apiserver/pkg/registry/customresource, pkg/apiserver (customresource_handler.go, conversion).
"""

import hashlib
from base64 import b64encode
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from pykubectl import Object
from pykubectl.errors import FieldError
from pykubectl.kinds import Kind
from pykubectl.kinds.version_order import newest_first
from pykubectl.machinery.objects import copy, get_path, split_api_version
from pykubectl.machinery.schema import Schema

if TYPE_CHECKING:
    from pykubectl.machinery.decode import Decoded

_VERBS = ("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch")
_DEFAULT_COLUMNS = [{"name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp"}]


def condition(crd: Object, type: str) -> Object:
    """A condition of a definition's status; {} when it has none of the type."""
    conditions = (crd.get("status") or {}).get("conditions") or ()
    return next((one for one in conditions if one["type"] == type), {})


def kind_of(crd: Object) -> Kind | None:
    """The row of a definition that is served; None when it is not (names in conflict, no version served)."""
    if condition(crd, "Established").get("status") != "True":
        return None
    names = crd["status"]["acceptedNames"]
    spec = crd["spec"]
    served = newest_first(version["name"] for version in spec["versions"] if version["served"])
    if not served:
        return None
    definition = Definition(crd)
    return Kind(
        spec["group"],
        tuple(served),
        names["plural"],
        names.get("singular") or names["kind"].lower(),
        names["kind"],
        spec["scope"] == "Namespaced",
        tuple(names.get("shortNames") or ()),
        tuple(names.get("categories") or ()),
        tuple(definition.subresources),
        _VERBS,
        _storage_hash(spec["group"], definition.storage_version, names["kind"]),
        definition=definition,
    )


def _storage_hash(group: str, version: str, kind: str) -> str:
    return b64encode(hashlib.sha256(f"{group}/{version}/{kind}".encode()).digest()[:8]).decode()


class Definition:
    """The hooks of one custom kind; `crd` is the CustomResourceDefinition, `convert_by_webhook` is set where there is one to ask."""

    def __init__(self, crd: Object) -> None:
        self.crd = crd
        self.group: str = crd["spec"]["group"]
        self.versions: dict[str, Object] = {version["name"]: version for version in crd["spec"]["versions"]}
        self.storage_version = next(name for name, version in self.versions.items() if version["storage"])
        self.convert_by_webhook: Callable[[Object, str], Object] | None = None

    @property
    def is_terminating(self) -> bool:
        return condition(self.crd, "Terminating").get("status") == "True"

    @property
    def storage_api_version(self) -> str:
        return f"{self.group}/{self.storage_version}"

    @cached_property
    def subresources(self) -> list[str]:
        """Those of any served version, as one row stands for all of them."""
        found = [version.get("subresources") or {} for version in self.versions.values() if version["served"]]
        return [name for name in ("status", "scale") if any(name in one for one in found)]

    def has_subresource(self, version: str, name: str) -> bool:
        return name in (self.versions[version].get("subresources") or {})

    @cached_property
    def _schemas(self) -> dict[str, Schema]:
        return {name: Schema.from_openapi(self.openapi(name), root=True) for name in self.versions}

    def openapi(self, version: str) -> Object:
        """The structural schema as the definition spells it."""
        found: Object = (self.versions[version].get("schema") or {}).get("openAPIV3Schema") or {}
        return found

    def schema(self, version: str) -> Schema:
        return self._schemas[version]

    def columns(self, version: str) -> Sequence[Object]:
        """additionalPrinterColumns; without any, the age."""
        found: Sequence[Object] = self.versions[version].get("additionalPrinterColumns") or _DEFAULT_COLUMNS
        return found

    def deprecation(self, version: str) -> str:
        """The warning that requests in this version get, or ""."""
        declared = self.versions[version]
        if not declared.get("deprecated"):
            return ""
        kind = self.crd["spec"]["names"]["kind"]
        return declared.get("deprecationWarning") or f"{self.group}/{version} {kind} is deprecated"

    def decode(self, obj: Object) -> "Decoded":
        """Take an object from the wire, in place: prune and normalise it."""
        from pykubectl.machinery.structural import decoding

        return decoding.decode(obj, self.openapi(_version(obj)))

    # The hooks.

    def default(self, obj: Object) -> None:
        from pykubectl.machinery.structural import defaulting

        defaulting.default(obj, self.openapi(_version(obj)))

    def prepare_create(self, obj: Object) -> None:
        if self.has_subresource(_version(obj), "status"):
            obj.pop("status", None)

    def keeps_status(self, obj: Object) -> bool:
        """Whether an update of the main resource leaves the status as it is."""
        return self.has_subresource(_version(obj), "status")

    def spec_changed(self, new: Object, old: Object) -> bool:
        ignored = {"metadata", "status"} if self.keeps_status(new) else {"metadata"}
        return any(new.get(name) != old.get(name) for name in (new.keys() | old.keys()) - ignored)

    def validate(self, obj: Object) -> list[FieldError]:
        return self._errors(obj, None)

    def validate_update(self, new: Object, old: Object) -> list[FieldError]:
        return self._errors(new, old)

    def validate_status(self, new: Object, old: Object) -> list[FieldError]:
        from pykubectl.machinery import structural

        version = _version(new)
        return structural.status_errors(new, old, self.openapi(version), scaled=self.scale_paths(version))

    def warnings(self, new: Object, old: Object | None) -> list[str]:
        from pykubectl.kinds.apiextensions.finalizer_warnings import finalizer_warnings
        from pykubectl.machinery import structural

        broken = [] if old is None else structural.rule_warnings(new, old, self.openapi(_version(new)))
        return finalizer_warnings(new, old) + broken

    def _errors(self, new: Object, old: Object | None) -> list[FieldError]:
        from pykubectl.kinds.metadata import validate_embedded
        from pykubectl.machinery import structural

        version = _version(new)
        return structural.errors(
            new, old, self.openapi(version), scaled=self.scale_paths(version), check_metadata=validate_embedded
        )

    @property
    def FIELDS(self) -> tuple[str, ...]:
        """The selectable fields of all versions."""
        return tuple(
            field["jsonPath"].removeprefix(".")
            for version in self.versions.values()
            for field in version.get("selectableFields") or ()
        )

    def convert(self, obj: Object, api_version: str) -> Object:
        """Into another version: by the definition's webhook, or only by name; pruned to the schema it comes to."""
        if obj["apiVersion"] == api_version:
            return obj
        if self.convert_by_webhook is not None:
            found = self.convert_by_webhook(obj, api_version)
        else:
            found = {**copy(obj), "apiVersion": api_version}
        self._repair(found)
        return found

    def _repair(self, obj: Object) -> None:
        from pykubectl.machinery.structural import decoding

        decoding.repair(obj, self.openapi(_version(obj)))

    def read(self, stored: Object, version: str) -> Object:
        """What is stored, as it is in a version today: a copy."""
        obj = copy(stored)
        self._repair(obj)
        self.default(obj)
        return self.convert(obj, f"{self.group}/{version}")

    def scale_paths(self, version: str) -> Object | None:
        """The scale subresource as the definition declares it: specReplicasPath, statusReplicasPath, labelSelectorPath."""
        found: Object | None = get_path(self.versions[version], "subresources.scale")
        return found


def _version(obj: Object) -> str:
    return split_api_version(obj["apiVersion"])[1]
