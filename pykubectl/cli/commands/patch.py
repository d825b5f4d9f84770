"""patch: changes fields of objects by a strategic merge, JSON merge or JSON patch.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/patch/patch.go.
"""

from typing import Any

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags, quote
from pykubectl.cli.printers import PRINT_FLAGS, result_printer
from pykubectl.cli.resources import FILENAME_FLAGS, Builder, Info
from pykubectl.cli.session import Session
from pykubectl.cli.sources import read_file
from pykubectl.cli.writes import (
    DRY_RUN_FLAG,
    LOCAL_FLAG,
    RECORD_FLAG,
    Writes,
    dry_run,
    field_manager_flag,
    merge_patch_between,
    record_cause,
    schema_for,
)
from pykubectl.errors import BadRequest, UnsupportedMediaType
from pykubectl.machinery.objects import copy
from pykubectl.machinery.requests import JSON_PATCH, MERGE_PATCH, STRATEGIC_MERGE_PATCH

TYPES = {"json": JSON_PATCH, "merge": MERGE_PATCH, "strategic": STRATEGIC_MERGE_PATCH}


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    dry = dry_run(session, flags)
    if flags["local"] and arguments:
        raise Failure("cannot specify --local and server resources")
    if bool(flags["patch"]) == bool(flags["patch-file"]):
        both = bool(flags["patch"])
        if both:
            raise Failure("cannot specify --patch and --patch-file together")
        raise Failure("must specify --patch or --patch-file containing the contents of the patch")
    if flags["type"] not in TYPES:
        raise Failure(f"--type must be one of [{' '.join(sorted(TYPES))}], not {quote(flags['type'])}")
    if flags["local"] and dry == "server":
        raise Failure("cannot specify --local and --dry-run=server - did you mean --dry-run=client?")
    patch = _patch(flags)
    builder = Builder.from_flags(session, flags, arguments)
    builder.local = flags["local"]
    builder.latest = not builder.local
    result = builder.do()
    worker = _Patching(session, flags, patch, dry)
    result.visit(worker.one)
    if not worker.count:
        raise Failure("no objects passed to patch")
    return None


def _patch(flags: Flags) -> Any:
    text = _patch_file(flags["patch-file"]) if flags["patch-file"] else flags["patch"]
    from pykubectl.machinery.json_reading import YamlError, load_json
    from pykubectl.machinery.yaml_codec import load

    is_json = text.lstrip().startswith(("{", "["))
    try:
        return load_json(text) if is_json else load(text)
    except YamlError as error:
        if is_json:
            return text  # The server has the last word on what is no JSON.
        raise Failure(f"unable to parse {quote(text)}: {error}") from None


def _patch_file(path: str) -> str:
    try:
        return read_file(path)
    except Failure as error:
        raise Failure(f"unable to read patch file: {error.message}") from None


class _Patching:
    """One call's loop over the objects."""

    def __init__(self, session: Session, flags: Flags, patch: Any, dry: str) -> None:
        self.session = session
        self.flags = flags
        self.patch = patch
        self.dry = dry
        self.writes = Writes.of(session, flags, dry)
        self.content_type = TYPES[flags["type"]]
        self.count = 0

    def one(self, info: Info) -> None:
        self.count += 1
        if self.flags["local"] or self.dry == "client":
            old = info.content
            new = apply_patch(self.session, old, self.patch, self.flags["type"])
            self._tell(new, changed=new != old)
            return
        old = info.content
        try:
            new = self.writes.patch(info, self.patch, self.content_type, self.flags["subresource"])
        except UnsupportedMediaType as error:
            row = info.resource
            kind = f"{row.api_version}, Kind={row.kind}" if row.group else f"/{row.version}, Kind={row.kind}"
            raise Failure(f"{self.content_type} is not supported by {kind}: {error.message}") from None
        info.refresh(new)
        if self.flags["record"]:
            self._record(info)
        self._tell(info.content, changed=new != old)

    def _record(self, info: Info) -> None:
        recorded = copy(info.content)
        record_cause(self.session, self.flags, recorded)
        patch = merge_patch_between(info.content, recorded)
        if patch:
            info.refresh(self.writes.patch(info, patch))

    def _tell(self, obj: Object, *, changed: bool) -> None:
        operation = "patched" if changed else "patched (no change)"
        self.session.write(result_printer(self.session, self.flags, operation)(obj))


def apply_patch(session: Session, obj: Object, patch: Any, kind: str) -> Object:
    """What the server would make of a patch."""
    if kind == "json":
        from pykubectl.machinery import json_patch

        try:
            patched: Object = json_patch.apply(obj, patch)
        except ValueError as error:
            raise Failure(str(error)) from None
        return patched
    if kind == "merge":
        from pykubectl.machinery import json_merge

        merged: Object = json_merge.apply(obj, patch)
        return merged
    from pykubectl.machinery import strategic_merge

    schema = schema_for(session, obj["apiVersion"], obj["kind"])
    if schema is None:
        raise BadRequest("strategic merge patch is not supported for this kind")
    result: Object = strategic_merge.apply(obj, patch, schema)
    return result


COMMAND = Command(
    "patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]",
    run,
    short="Change fields of a resource",
    long="Changes fields of a resource by a strategic merge patch, a JSON merge patch or a JSON patch, written in JSON or YAML.",
    examples="""
# A strategic merge patch
kubectl patch node worker -p '{"spec":{"unschedulable":true}}'

# A JSON patch
kubectl patch pod web --type=json -p='[{"op": "replace", "path": "/spec/containers/0/image", "value": "nginx:1.27"}]'

# Scale through the scale subresource
kubectl patch deployment web --subresource=scale --type=merge -p '{"spec":{"replicas":2}}'
""",
    flags=(
        DRY_RUN_FLAG,
        field_manager_flag("kubectl-patch"),
        *FILENAME_FLAGS,
        LOCAL_FLAG,
        Flag("patch", "string", "", "The patch.", "p"),
        Flag("patch-file", "string", "", "File with the patch."),
        *PRINT_FLAGS,
        RECORD_FLAG,
        Flag("subresource", "string", "", "The subresource to patch instead of the object."),
        Flag("type", "string", "strategic", "Type of the patch: json, merge or strategic."),
    ),
)
