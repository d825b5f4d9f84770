"""What a version of a definition has beside its schema: subresources, printer columns, selectable fields, a deprecation.

Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation.
"""

import unicodedata
from collections.abc import Sequence

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, invalid, required, too_many
from pykubectl.machinery.structural.field_paths import FieldPathError, Found, resolve

_COLUMN_TYPES = ("boolean", "date", "integer", "number", "string")
_COLUMN_FORMATS = ("byte", "date", "date-time", "double", "float", "int32", "int64", "password")
SELECTABLE_FIELDS_MAX = 8


def validate_deprecation(path: str, version: Object) -> list[FieldError]:
    warning = version.get("deprecationWarning")
    if warning is None:
        return []
    return [invalid(path, warning, text) for text in _warning_texts(warning, bool(version.get("deprecated")))]


def _warning_texts(warning: str, deprecated: bool) -> list[str]:
    if not deprecated:
        return ["can only be set for deprecated versions"]
    texts = ["must be <= 256 characters long"] if len(warning.encode()) > 256 else []
    if not warning:
        texts.append("must not be an empty string")
    for index, character in enumerate(warning):
        if unicodedata.category(character)[0] == "C" or (character.isspace() and character != " "):
            where = f"non-printable character found at index {len(warning[:index].encode())}"
            texts.append(f"must only contain printable UTF-8 characters; {where}")
            break
    return texts


def validate_subresources(path: str, subresources: Object | None) -> list[FieldError]:
    scale = (subresources or {}).get("scale")
    if scale is None:
        return []
    errors = []
    for name, part in (("specReplicasPath", ".spec."), ("statusReplicasPath", ".status.")):
        value, where = scale.get(name) or "", f"{path}.scale.{name}"
        if not value:
            errors.append(required(where))
        else:
            under = f"should be a json path under {part[:-1]}"
            errors += _simple_path(where, value) or _starts(where, value, (part,), under)
    selector, where = scale.get("labelSelectorPath") or "", f"{path}.scale.labelSelectorPath"
    if selector:
        under = "should be a json path under either .spec or .status"
        errors += _simple_path(where, selector) or _starts(where, selector, (".spec.", ".status."), under)
    return errors


def _starts(path: str, value: str, beginnings: tuple[str, ...], text: str) -> list[FieldError]:
    return [] if value.startswith(beginnings) else [invalid(path, value, text)]


def _simple_path(path: str, value: str) -> list[FieldError]:
    return [] if value.startswith(".") else [invalid(path, value, "must be a simple json path starting with .")]


def validate_columns(path: str, columns: Sequence[Object] | None) -> list[FieldError]:
    return [error for index, column in enumerate(columns or ()) for error in _column(f"{path}[{index}]", column)]


def _column(path: str, column: Object) -> list[FieldError]:
    errors = [] if column.get("name") else [required(f"{path}.name")]
    kind, text = column.get("type") or "", f"must be one of {','.join(_COLUMN_TYPES)}"
    if not kind:
        errors.append(required(f"{path}.type", text))
    elif kind not in _COLUMN_TYPES:
        errors.append(invalid(f"{path}.type", kind, text))
    if column.get("format") and column["format"] not in _COLUMN_FORMATS:
        errors.append(invalid(f"{path}.format", column["format"], f"must be one of {','.join(_COLUMN_FORMATS)}"))
    # The server's name of this field is not that of the wire.
    if not column.get("jsonPath"):
        errors.append(required(f"{path}.JSONPath"))
    else:
        errors += _simple_path(f"{path}.JSONPath", column["jsonPath"])
    return errors


def validate_selectable_fields(
    path: str, fields: Sequence[Object], schema: Object, *, limited: bool
) -> list[FieldError]:
    """`limited`: whether there may be eight at most."""
    errors: list[FieldError] = []
    seen: set[str] = set()
    for index, field in enumerate(fields):
        where, value = f"{path}[{index}].jsonPath", field.get("jsonPath") or ""
        if not value:
            errors.append(required(where))
            continue
        try:
            found = resolve(value, schema, brackets=False)
        except FieldPathError as error:
            errors.append(invalid(where, value, f"is an invalid path: {error}"))
            continue
        errors += _selectable(where, value, found)
        if str(found) in seen:
            errors.append(duplicate(where, value))
        seen.add(str(found))
    if limited and len(seen) > SELECTABLE_FIELDS_MAX:
        errors.append(too_many(path, len(seen), SELECTABLE_FIELDS_MAX))
    return errors


def _selectable(path: str, value: str, found: Found) -> list[FieldError]:
    errors = []
    if found.names[:1] == ("metadata",):
        errors.append(invalid(path, value, "must not point to fields in metadata"))
    if (found.schema or {}).get("type") not in ("string", "boolean", "integer"):
        text = (
            "must point to a field of type string, boolean or integer."
            " Enum string fields and strings with formats are allowed."
        )
        errors.append(invalid(path, value, text))
    return errors
