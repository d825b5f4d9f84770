"""The form in which the server checks a definition: what all versions have alike belongs to the definition as a whole.

A definition of one version therefore has its schema, subresources, printer columns and selectable fields at the top, and
errors in them say `spec.validation.openAPIV3Schema`, not `spec.versions[0].schema.openAPIV3Schema`.

Upstream: apiextensions-apiserver/pkg/apis/apiextensions/v1/conversion.go.
"""

from typing import Any

from pykubectl import Object
from pykubectl.kinds.go_values import go_value

# The field of a version, and its name at the top.
_SHARED = {
    "schema": "validation",
    "subresources": "subresources",
    "additionalPrinterColumns": "additionalPrinterColumns",
    "selectableFields": "selectableFields",
}


def internal_spec(spec: Object) -> Object:
    """A copy of the spec, one level deep, with what is shared moved to the top."""
    versions: list[Object] = [dict(version) for version in spec.get("versions") or ()]
    found = {**spec, "versions": versions}
    for field, name in _SHARED.items():
        values = [version.get(field) or None for version in versions]
        if values and all(value == values[0] for value in values):
            if values[0] is not None:
                found[name] = values[0]
            for version in versions:
                version.pop(field, None)
    return found


def openapi(part: Object | None) -> Object | None:
    """The openAPIV3Schema of a version's `schema`, or of `validation`."""
    found: Object | None = (part or {}).get("openAPIV3Schema")
    return found


def all_schemas(spec: Object) -> list[Object]:
    """The schemas of an internal spec."""
    holders = [spec.get("validation"), *(version.get("schema") for version in spec["versions"])]
    return [schema for holder in holders if (schema := openapi(holder)) is not None]


def shown_versions(spec: Object) -> list[Any] | None:
    """The versions as errors print them."""
    return [go_value(version, "CRDVersion") for version in spec["versions"]] or None
