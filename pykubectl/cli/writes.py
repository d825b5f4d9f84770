"""What all commands that change objects share: dry runs, validation, field managers, patches, and the lines that say what was done.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/util/helpers.go, .../cmd/set/helper.go.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Flag, Flags, quote
from pykubectl.cli.resources import Info
from pykubectl.cli.session import Session
from pykubectl.machinery.json_codec import compact
from pykubectl.machinery.objects import copy
from pykubectl.machinery.requests import MERGE_PATCH, STRATEGIC_MERGE_PATCH

if TYPE_CHECKING:
    from pykubectl.machinery.schema import Schema

CHANGE_CAUSE = "kubernetes.io/change-cause"
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"

DRY_RUN_FLAG = Flag(
    "dry-run",
    "string",
    "none",
    'Must be "none", "server" or "client": client only prints what would be sent, server has it checked but not kept.',
    bare="unchanged",
)
VALIDATE_FLAG = Flag(
    "validate",
    "string",
    "strict",
    'What to do about unknown and repeated fields: "strict" (true) fails, "warn" warns, "ignore" (false) takes them.',
    bare="strict",
)
SAVE_CONFIG_FLAG = Flag(
    "save-config", "bool", False, "Keep this configuration in the object's annotation, for a later kubectl apply."
)
RECORD_FLAG = Flag(
    "record",
    "bool",
    False,
    "Keep this command in the object's annotation kubernetes.io/change-cause.",
    deprecated="--record will be removed in the future",
)
LOCAL_FLAG = Flag("local", "bool", False, "Work on the given file alone, ask no server.")
ALL_FLAG = Flag("all", "bool", False, "All objects of the given types in the namespace.")


def field_manager_flag(default: str) -> Flag:
    return Flag("field-manager", "string", default, "Name under which the fields are owned.")


def dry_run(session: Session, flags: Flags) -> str:
    """`none`, `client` or `server`. Raises Failure."""
    value: str = flags["dry-run"]
    if value == "unchanged":
        session.log_warning("helpers.go:714", "--dry-run is deprecated and can be replaced with --dry-run=client.")
        flags.values["dry-run"] = "client"  # said once, however often a command asks
        return "client"
    if value in ("none", "client", "server"):
        return value
    if value.lower() in ("true", "t", "1", "false", "f", "0"):
        truth = value.lower() in ("true", "t", "1")
        wanted = "client" if truth else "none"
        text = f"--dry-run={value} is deprecated (boolean value) and can be replaced with --dry-run={wanted}."
        session.log_warning("helpers.go:728" if truth else "helpers.go:731", text)
        flags.values["dry-run"] = wanted
        return wanted
    raise Failure(f'Invalid dry-run value ({value}). Must be "none", "server", or "client".')


def validation(flags: Flags) -> str:
    """The fieldValidation parameter: Strict, Warn or Ignore. Raises Failure."""
    value: str = flags["validate"]
    if value in ("true", "strict"):
        return "Strict"
    if value in ("false", "ignore"):
        return "Ignore"
    if value == "warn":
        return "Warn"
    raise Failure(
        f"invalid - validate option {quote(value)}; must be one of: strict (or true), warn, ignore (or false)"
    )


class Writes(NamedTuple):
    """The requests of one command, all with the same query parameters."""

    session: Session
    query: Mapping[str, str]

    @classmethod
    def of(cls, session: Session, flags: Flags, dry: str = "none", field_validation: str = "") -> "Writes":
        """From the flags: --field-manager, and the dry run and validation already read."""
        query: dict[str, str] = {}
        if dry == "server":
            query["dryRun"] = "All"
        if flags.get("field-manager"):
            query["fieldManager"] = flags["field-manager"]
        if field_validation:
            query["fieldValidation"] = field_validation
        return cls(session, query)

    def create(self, info: Info, obj: Object | None = None) -> Object:
        body = info.content if obj is None else obj
        answer: Object = self.session.request("POST", info.collection_path, query=self.query, body=body)
        return answer

    def replace(self, info: Info, obj: Object, subresource: str = "") -> Object:
        answer: Object = self.session.request("PUT", info.subpath(subresource), query=self.query, body=obj)
        return answer

    def patch(self, info: Info, patch: Any, content_type: str = MERGE_PATCH, subresource: str = "") -> Object:
        answer: Object = self.session.request(
            "PATCH", info.subpath(subresource), query=self.query, body=patch, content_type=content_type
        )
        return answer


def modified_configuration(obj: Object) -> str:
    """What the last-applied annotation says of an object: the object without that annotation, and a line break."""
    bare = copy(obj)
    annotations = _annotations(obj)
    annotations.pop(LAST_APPLIED, None)
    bare["metadata"]["annotations"] = annotations
    return compact(bare) + "\n"


def _annotations(obj: Object) -> dict[str, str]:
    """An object's annotations as kubectl reads them: null is the empty text."""
    return {key: "" if value is None else value for key, value in (obj["metadata"].get("annotations") or {}).items()}


def annotate(obj: Object, key: str, value: str) -> None:
    """Set one annotation, in place."""
    obj["metadata"]["annotations"] = {**_annotations(obj), key: value}


def create_or_update_annotation(wanted: bool, obj: Object) -> None:
    """Keep the last-applied annotation up to date where it is there or `wanted`, in place."""
    if wanted or LAST_APPLIED in (obj["metadata"].get("annotations") or {}):
        annotate(obj, LAST_APPLIED, modified_configuration(obj))


def save_configuration(wanted: bool, made: Object) -> None:
    """`create_or_update_annotation` for an object that a command has made itself, which is kept as it is sent."""
    if wanted:
        from pykubectl.machinery.field_order import as_sent

        annotate(made, LAST_APPLIED, compact(as_sent(made), sort=False) + "\n")


def record_cause(session: Session, flags: Flags, obj: Object) -> None:
    """--record: note this command in the object, in place."""
    if flags.get("record", False):
        annotate(obj, CHANGE_CAUSE, session.command_line)


def merge_patch_between(old: Object, new: Object) -> Object:
    """The JSON merge patch that leads from one object to the other."""
    from pykubectl.machinery import json_merge

    return json_merge.create(old, new)


def schema_for(session: Session, api_version: str, kind: str) -> "Schema | None":
    """What strategic merges of a kind need; None for kinds that have no strategic merge."""
    from pykubectl.machinery.schema import Schema

    schema = session.client.patch_strategy(api_version, kind)
    return schema if isinstance(schema, Schema) else None


def patch_between(session: Session, old: Object, new: Object) -> tuple[Any, str]:
    """The patch that leads from one object to the other and its content type: strategic where the kind has a schema."""
    from pykubectl.machinery.three_way import two_way

    schema = schema_for(session, old["apiVersion"], old["kind"])
    return two_way(old, new, schema), MERGE_PATCH if schema is None else STRATEGIC_MERGE_PATCH
