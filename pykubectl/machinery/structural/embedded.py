"""Objects within objects (x-kubernetes-embedded-resource): their apiVersion, kind and metadata are those of any object.

`coerce` gives metadata the form that the API server's own types have, in place; `validate` says what is wrong with it. What
metadata may hold is for the caller to know: `MetadataRule` is its function from metadata and path to errors.

Upstream: apiextensions-apiserver/pkg/apiserver/schema/objectmeta.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from pykubectl import Object
from pykubectl.errors import FieldError, invalid, required
from pykubectl.machinery.decode import decode
from pykubectl.machinery.literals import go_kind
from pykubectl.machinery.objects import copy
from pykubectl.machinery.schema import OBJECT_META, definition
from pykubectl.machinery.structural import parts

MetadataRule = Callable[[Object, str], list[FieldError]]

_LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?"
_KIND_TEXT = (
    "may have mixed case, but should otherwise match: a DNS-1035 label must consist of lower case alphanumeric characters"
    " or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123',"
    f" regex used for validation is '{_LABEL_1035}')"
)


class Coerced(NamedTuple):
    """`unknown` are the paths of fields that metadata does not have; `error` ends decoding."""

    unknown: list[str]
    error: FieldError | None = None


def coerce(value: Any, schema: Object | None, is_root: bool = False, path: str = "") -> Coerced:
    """Normalise the metadata of embedded objects, in place; with `is_root`, of the object itself as well."""
    unknown: list[str] = []
    error = _coerce(value, parts.as_resource(schema) if is_root else schema, path, unknown)
    return Coerced(sorted(unknown), error)


def _coerce(value: Any, schema: Object | None, path: str, unknown: list[str]) -> FieldError | None:
    if isinstance(value, dict) and schema is not None:
        if schema.get(parts.EMBEDDED) and (error := _coerce_object(value, path, unknown)):
            return error
        for name in list(value):
            part = parts.field(schema, name)
            if error := _coerce(value[name], part, _child(schema, path, name), unknown):
                return error
    elif isinstance(value, list) and schema is not None:
        for index, item in enumerate(value):
            if error := _coerce(item, parts.items(schema), f"{path}[{index}]", unknown):
                return error
    return None


def _coerce_object(value: Object, path: str, unknown: list[str]) -> FieldError | None:
    for name in ("apiVersion", "kind"):
        if name in value and not isinstance(value[name], str):
            return invalid(_joined(path, name), value[name], "must be a string")
    if "metadata" not in value:
        return None
    where = _joined(path, "metadata")
    found = decode_metadata(value["metadata"])
    if found.error:
        return invalid(where, value["metadata"], found.error)
    unknown += [f"{where}.{name}" for name in found.unknown]
    value["metadata"] = found.metadata
    return None


class Metadata(NamedTuple):
    """Metadata in its form, the fields that it does not have, and the error that ends decoding, if any."""

    metadata: Object
    unknown: list[str]
    error: str = ""


def decode_metadata(value: Any) -> Metadata:
    """As Go's type gives it back; `value` is left as it is."""
    if value is not None and not isinstance(value, dict):
        return Metadata({}, [], f"json: cannot unmarshal {go_kind(value)} into Go value of type v1.ObjectMeta")
    metadata = copy(value or {})
    decoded = decode(metadata, definition(OBJECT_META))
    unknown = [text[len('unknown field "') : -1] for text in decoded.unknown]
    return Metadata(metadata, unknown, decoded.error)


def validate(
    value: Any, schema: Object | None, check_metadata: MetadataRule, path: str = "", *, is_root: bool = False
) -> list[FieldError]:
    """What is wrong with embedded objects, from the outermost to the innermost."""
    if schema is None:
        return []
    errors: list[FieldError] = []
    if isinstance(value, dict):
        if is_root or schema.get(parts.EMBEDDED):
            errors += _validate_object(value, check_metadata, path)
        for name in sorted(value):
            where = _child(schema, path, name)
            errors += validate(value[name], parts.field(schema, name), check_metadata, where)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            errors += validate(item, parts.items(schema), check_metadata, f"{path}[{index}]")
    return errors


def _validate_object(value: Object, check_metadata: MetadataRule, path: str) -> list[FieldError]:
    errors = [required(_joined(path, name)) for name in ("apiVersion", "kind") if name not in value]
    for name, rule in (("apiVersion", _api_version_error), ("kind", _kind_error)):
        if name in value:
            found = value[name]
            text = rule(found) if isinstance(found, str) else "must be a string"
            errors += [invalid(_joined(path, name), found, text)] if text else []
    if "metadata" in value:
        where = _joined(path, "metadata")
        metadata = decode_metadata(value["metadata"])
        if metadata.error:
            errors.append(invalid(where, value["metadata"], metadata.error))
        else:
            # A template needs no name, to which the rule for all metadata would object.
            errors += check_metadata({"name": "fakename", **metadata.metadata}, where)
    return errors


def _api_version_error(value: str) -> str:
    if not value:
        return "must not be empty"
    return f"unexpected GroupVersion string: {value}" if value.count("/") > 1 else ""


def _kind_error(value: str) -> str:
    if not value:
        return "must not be empty"
    if len(value) > 63:
        return "may have mixed case, but should otherwise match: must be no more than 63 characters"
    return "" if re.fullmatch(_LABEL_1035, value.lower()) else _KIND_TEXT


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _child(schema: Object, path: str, name: str) -> str:
    """Keys of maps stand in brackets."""
    return _joined(path, name) if name in parts.properties(schema) else f"{path}[{name}]"
