"""Schemas with what is said of them.

A field has a description of its own, beside the one of the definition it refers to, and perhaps a closed set of values, which
servers append to the description. What refers to a definition is known by its name; the few definitions without a name in
the index of schemas are known by their type. Custom resources carry their descriptions themselves, except what every object
has.

Upstream: kube-openapi/pkg/generators/enum.go, apiextensions-apiserver/pkg/controller/openapi/builder.
"""

from typing import Any, NamedTuple

from pykubectl.machinery.descriptions import description_of, field_descriptions
from pykubectl.machinery.enumerations import values_of
from pykubectl.machinery.schema import Schema

_UNNAMED = {
    ("quantity", ""): "io.k8s.apimachinery.pkg.api.resource.Quantity",
    ("int-or-string", ""): "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
    ("string", "date-time"): "io.k8s.apimachinery.pkg.apis.meta.v1.Time",
    ("string", "micro-time"): "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime",
}
# Any kind will do: all describe apiVersion, kind and metadata alike.
_EVERY_OBJECT = "io.k8s.api.core.v1.ConfigMap"


class Described(NamedTuple):
    """A schema as it stands in another; `text` is what is said of it there."""

    schema: Schema
    text: str = ""
    values: tuple[Any, ...] = ()

    @property
    def reference(self) -> str:
        """The definition that this refers to; empty for what is spelt out in place."""
        schema = self.schema
        if schema.source:
            return ""
        # Asking for the type opens the schema, which has its name only then.
        key = (schema.type, schema.format)
        return schema.name or _UNNAMED.get(key, "")

    def fields(self) -> dict[str, "Described"]:
        """In the order of their names."""
        schema = self.schema
        found = schema.fields()
        if schema.source:
            return {name: _of_custom(name, found[name]) for name in sorted(found)}
        texts, definition = field_descriptions(schema.name), schema.name
        return {name: _of_definition(found[name], texts.get(name, ""), definition, name) for name in sorted(found)}

    def items(self) -> "Described | None":
        return of_source(self.schema.items) if self.schema.items else None

    def map_values(self) -> "Described | None":
        """What a map holds, if that is said: `additionalProperties: true` is not."""
        schema = self.schema
        if schema.additional is None or schema.source.get("additionalProperties") is True:
            return None
        return of_source(schema.additional)

    def inner(self) -> "Described | None":
        return self.items() or self.map_values()


def of_source(schema: Schema) -> Described:
    """A schema that nothing refers to by a name: a kind, the items of a list, the values of a map."""
    return Described(schema, schema.source.get("description", ""), tuple(schema.source.get("enum") or ()))


def _of_custom(name: str, field: Schema) -> Described:
    if field.source:
        return of_source(field)
    return Described(field, field_descriptions(_EVERY_OBJECT).get(name, ""))


def _of_definition(field: Schema, text: str, definition: str, name: str) -> Described:
    return Described(field, text, values_of(definition, name))


def own_description(described: Described) -> str:
    """What its definition says."""
    return description_of(described.reference) if described.reference else ""
