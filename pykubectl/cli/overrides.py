"""--overrides: JSON that changes an object before it is sent.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/util/override_options.go.
"""

import json
from typing import Any

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Flag, Flags
from pykubectl.cli.resources import SCHEME
from pykubectl.cli.session import Session
from pykubectl.cli.writes import schema_for

OVERRIDE_FLAGS = (
    Flag("override-type", "string", "merge", "How --overrides is applied: json, merge or strategic."),
    Flag("overrides", "string", "", "JSON that changes the object before it is sent."),
)


def overridden(session: Session, flags: Flags, obj: Object) -> Object:
    """The object with --overrides applied. Raises Failure."""
    text: str = flags["overrides"]
    if not text:
        return obj
    try:
        patch: Any = json.loads(text)
    except ValueError:
        raise Failure("Invalid JSON Patch") from None
    if not isinstance(patch, (dict, list)):
        raise Failure("Invalid JSON Patch")
    found: Any = _APPLY[_kind(flags)](session, obj, patch)
    if not isinstance(found, dict):
        raise Failure(
            "couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type"
            r' struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }'
        )
    return _read(session, found)


def _kind(flags: Flags) -> str:
    kind: str = flags["override-type"] or "merge"
    if kind not in _APPLY:
        raise Failure(f"invalid override type: {kind}")
    return kind


def _read(session: Session, obj: Object) -> Object:
    """The object as the client's Go type reads it. Raises Failure."""
    from pykubectl.machinery.decode import check_types
    from pykubectl.machinery.typed_form import typed

    api_version, kind = obj.get("apiVersion", ""), obj.get("kind", "")
    schema = schema_for(session, api_version, kind)
    if schema is None:
        raise Failure(f'no kind "{kind}" is registered for version "{api_version}" in scheme "{SCHEME}"')
    problem = check_types(obj, schema)
    if problem:
        raise Failure(problem)
    return typed(obj, schema)


def _merge(session: Session, obj: Object, patch: Any) -> Object:
    from pykubectl.machinery import json_merge

    found: Object = json_merge.apply(obj, patch)
    return found


def _json(session: Session, obj: Object, patch: Any) -> Object:
    from pykubectl.machinery import json_patch

    try:
        found: Object = json_patch.apply(obj, patch)
    except json_patch.JSONPatchError as error:
        raise Failure(str(error)) from None
    return found


def _strategic(session: Session, obj: Object, patch: Any) -> Object:
    from pykubectl.machinery import strategic_merge

    schema = schema_for(session, obj["apiVersion"], obj["kind"])
    assert schema is not None
    found: Object = strategic_merge.apply(obj, patch, schema)
    return found


_APPLY = {"merge": _merge, "json": _json, "strategic": _strategic}
