"""What a document must be before kubectl takes it for an object, and in which words it says what is missing.

Upstream: apimachinery/pkg/runtime (IsMissingKind), apis/meta/v1/unstructured.
"""

import json
from typing import Any

from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import quote

_GO_TYPES = {str: "string", bool: "bool", int: "number", float: "number", list: "array", dict: "object"}


def check_object(obj: Any, source: str) -> None:
    """Raises Failure unless the document is an object with a kind."""
    try:
        _check(obj)
    except Failure as error:
        raise Failure(f"unable to decode {quote(source)}: {error.message}") from None


def _check(obj: Any) -> None:
    if not isinstance(obj, dict):
        kind = _GO_TYPES.get(type(obj), "null")
        raise Failure(f"json: cannot unmarshal {kind} into Go value of type unstructured.detector")
    if not isinstance(obj.get("kind", ""), str):
        raise _mismatch(obj["kind"], "TypeMeta.kind", "string")
    if not obj.get("kind"):
        raise Failure(f"Object 'Kind' is missing in '{_raw(obj)}'")
    _check_metadata(obj.get("metadata"))


def _check_metadata(metadata: Any) -> None:
    if metadata is None:
        return
    if not isinstance(metadata, dict):
        raise _mismatch(metadata, "metadataOnlyObject.metadata", "v1.ObjectMeta")
    for name in ("name", "namespace", "generateName", "uid", "resourceVersion"):
        if metadata.get(name) is not None and not isinstance(metadata[name], str):
            raise _mismatch(metadata[name], f"ObjectMeta.metadata.{name}", "string")
    for name in ("labels", "annotations"):
        _check_strings(metadata.get(name), name)


def _check_strings(pairs: Any, name: str) -> None:
    if pairs is None:
        return
    if not isinstance(pairs, dict):
        raise _mismatch(pairs, f"ObjectMeta.metadata.{name}", "map[string]string")
    for value in pairs.values():
        if value is not None and not isinstance(value, str):
            raise _mismatch(value, f"ObjectMeta.metadata.{name}", "string")


def _mismatch(value: Any, field: str, wanted: str) -> Failure:
    return Failure(f"json: cannot unmarshal {_GO_TYPES[type(value)]} into Go struct field {field} of type {wanted}")


def _raw(obj: Any) -> str:
    return json.dumps(obj, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
