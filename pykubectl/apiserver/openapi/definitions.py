"""Components: the definitions of the index of schemas, written as OpenAPI v3 schemas under their upstream names.

A component refers to others; `closure` gives all that some names lead to, so that a document is complete in itself.

Upstream: kube-openapi/pkg/{generators,builder3}.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from pykubectl import Object
from pykubectl.apiserver.openapi.defaults import default_of
from pykubectl.machinery.descriptions import description_of, field_descriptions
from pykubectl.machinery.enumerations import values_of
from pykubectl.machinery.schema import Schema, definition, group_version_kinds
from pykubectl.machinery.schema import has_definition as is_in_index

REFERENCE = "#/components/schemas/"
META = "io.k8s.apimachinery.pkg.apis.meta.v1"
_API_MACHINERY = "io.k8s.apimachinery.pkg"

# Types that the index knows by a word, each a definition upstream.
_NAMED = {
    ("quantity", ""): f"{_API_MACHINERY}.api.resource.Quantity",
    ("int-or-string", ""): f"{_API_MACHINERY}.util.intstr.IntOrString",
    ("string", "date-time"): f"{META}.Time",
    ("string", "micro-time"): f"{META}.MicroTime",
}
_SPECIAL: dict[str, Object] = {
    f"{_API_MACHINERY}.api.resource.Quantity": {"oneOf": [{"type": "string"}, {"type": "number"}]},
    f"{_API_MACHINERY}.util.intstr.IntOrString": {
        "format": "int-or-string",
        "oneOf": [{"type": "integer"}, {"type": "string"}],
    },
    f"{META}.Time": {"type": "string", "format": "date-time"},
    f"{META}.MicroTime": {"type": "string", "format": "date-time"},
    f"{META}.FieldsV1": {"type": "object"},
    f"{META}.Patch": {"type": "object"},
    f"{_API_MACHINERY}.runtime.RawExtension": {"type": "object"},
}
_MERGING = (
    ("x-kubernetes-list-type", "list_type"),
    ("x-kubernetes-list-map-keys", "list_map_keys"),
    ("x-kubernetes-map-type", "map_type"),
    ("x-kubernetes-patch-merge-key", "patch_merge_key"),
)


def reference(name: str) -> Object:
    return {"$ref": REFERENCE + name}


def has_definition(name: str) -> bool:
    return name in _SPECIAL or is_in_index(name)


def closure(names: Iterable[str]) -> dict[str, Object]:
    """The components of these names and of all they refer to, sorted by name."""
    found: dict[str, Object] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = component(name)
            waiting += references(found[name])
    return dict(sorted(found.items()))


def references(value: Any) -> list[str]:
    """The names of the components that a part of a document refers to."""
    found: list[str] = []
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            target = part.get("$ref")
            if isinstance(target, str):
                found.append(target.removeprefix(REFERENCE))
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
    return found


@cache
def component(name: str) -> Object:
    body = dict(_SPECIAL[name]) if name in _SPECIAL else _type(definition(name), name)
    text = description_of(name)
    if text:
        body["description"] = text
    kinds = group_version_kinds().get(name)
    if kinds:
        body["x-kubernetes-group-version-kind"] = [
            {"group": group, "kind": kind, "version": version} for group, version, kind in kinds
        ]
    return body


def schema_of_field(schema: Schema, text: str = "", values: tuple[str, ...] = (), default: Any = None) -> Object:
    """What stands at a field (or in a list, or a map): the type, or a reference to it, and what is said of it there."""
    name = _NAMED.get((schema.type, schema.format)) or schema.name
    around: Object = {"description": text} if text else {}
    if default is not None:
        around["default"] = default
    if values:
        around["enum"] = list(values)
    around.update(_merging(schema, own=not name))
    if name:
        return {"allOf": [reference(name)], **around} if around else reference(name)
    return {**_type(schema, ""), **around}


def _merging(schema: Schema, own: bool) -> Object:
    """How lists and maps merge; a map type belongs to the definition, where there is one."""
    found: Object = {key: getattr(schema, attribute) for key, attribute in _MERGING if getattr(schema, attribute)}
    if not own:
        found.pop("x-kubernetes-map-type", None)
    if "x-kubernetes-list-map-keys" in found:
        found["x-kubernetes-list-map-keys"] = list(schema.list_map_keys)
    if schema.patch_strategy:
        found["x-kubernetes-patch-strategy"] = ",".join(sorted(schema.patch_strategy))
    return found


def _type(schema: Schema, name: str) -> Object:
    """The body of a type; `name` is that of the definition, for what is said of its fields."""
    if schema.items is not None:
        return {"type": "array", "items": _inner(schema.items)}
    if schema.type == "object":
        return _object(schema, name)
    if schema.type == "any":
        return {}
    return {"type": schema.type, "format": schema.format} if schema.format else {"type": schema.type}


def _inner(schema: Schema) -> Object:
    """What a list or a map holds: Go's zero value stands for it where it is null."""
    defaults: dict[str, Any] = {"string": "", "integer": 0, "number": 0, "boolean": False}
    default = None if schema.format == "byte" else defaults.get(schema.type)
    if (schema.type, schema.format) in _NAMED:
        default = None
    elif schema.name and schema.type == "object":
        default = {}
    return schema_of_field(schema, default=default)


def _object(schema: Schema, name: str) -> Object:
    body: Object = {"type": "object"}
    if schema.additional is not None:
        body["additionalProperties"] = _inner(schema.additional)
    fields, texts = schema.fields(), field_descriptions(name) if name else {}
    if fields:
        body["properties"] = {
            field: schema_of_field(
                fields[field],
                texts.get(field, ""),
                values_of(name, field),
                default_of(name, field, fields[field], field in schema.required),
            )
            for field in sorted(fields)
        }
    if schema.required:
        body["required"] = list(schema.required)
    if schema.map_type:
        body["x-kubernetes-map-type"] = schema.map_type
    return body
