"""Schemas: what fields an object of a kind has, their types, and how lists and maps merge.

They come from an index made at build time (hatch_build.py). A Schema is a proxy until one of its attributes is asked for;
then one line of the index is found and decoded, so that opening a kind costs what is looked at and nothing more. Recursive
types are therefore no problem. Schemas of custom resources are made from their OpenAPI text.

Upstream: k8s.io/kube-openapi, apiextensions-apiserver/pkg/apiserver/schema.
"""

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

INDEX = Path(__file__).with_name("schemas.idx")
OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"

_NO_STRATEGY: frozenset[str] = frozenset()


class Schema:
    """One type.

    `type` is object, array, string, integer, number, boolean, quantity, int-or-string or any. An object has fields, or one
    `additional` schema for all values (a map), or anything at all (`preserves_unknown`). `name` is that of the definition.
    `source` is the OpenAPI schema it was made from, for custom resources.
    """

    __slots__ = (
        "_expression",
        "_fields",
        "additional",
        "format",
        "items",
        "list_map_keys",
        "list_type",
        "map_type",
        "name",
        "patch_merge_key",
        "patch_strategy",
        "preserves_unknown",
        "required",
        "source",
        "type",
    )

    name: str
    type: str
    format: str
    required: tuple[str, ...]
    items: "Schema | None"
    additional: "Schema | None"
    preserves_unknown: bool
    list_type: str
    list_map_keys: tuple[str, ...]
    map_type: str
    patch_strategy: frozenset[str]
    patch_merge_key: str
    source: Mapping[str, Any]
    _expression: Any
    _fields: dict[str, "Schema"]

    def __init__(self, expression: Any, name: str = "") -> None:
        self._expression = expression
        self.name = name
        self.source = {}

    def __getattr__(self, attribute: str) -> Any:
        # Only reached while the slots are empty: this is the moment the proxy becomes real.
        if attribute not in Schema.__slots__:
            raise AttributeError(attribute)
        _fill(self)
        return object.__getattribute__(self, attribute)

    def __repr__(self) -> str:
        return f"Schema({self.name or self.type})"

    def fields(self) -> Mapping[str, "Schema"]:
        return self._fields

    def field(self, name: str) -> "Schema | None":
        """The schema of a field, or of a map's value; None when there is no such field."""
        return self._fields.get(name) or self.additional

    @staticmethod
    def from_openapi(openapi: Mapping[str, Any], *, root: bool = False) -> "Schema":
        """The schema of a custom resource; `root` adds what every object has (apiVersion, kind, metadata)."""
        return _from_openapi(openapi, root)


@lru_cache(maxsize=4096)
def schema_of(api_version: str, kind: str) -> Schema | None:
    """The schema of a built-in kind; None for all others."""
    name = _line(f"{api_version} {kind}")
    return definition(name) if name else None


@cache
def definition(name: str) -> Schema:
    """A definition by its name, as `io.k8s.api.core.v1.PodSpec`; found when it is looked at."""
    return Schema(f"@{name}", name)


@cache
def group_version_kinds() -> Mapping[str, list[tuple[str, str, str]]]:
    """The (group, version, kind) that each definition is the schema of; those that are none's are left out."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for line in _index().decode().splitlines():
        key, _, name = line.partition("\t")
        api_version, is_kind, kind = key.partition(" ")
        if is_kind:
            group, _, version = api_version.rpartition("/")
            found.setdefault(name, []).append((group, version, kind))
    return found


def has_definition(name: str) -> bool:
    return _line(name) is not None


@cache
def _index() -> bytes:
    return INDEX.read_bytes()


def _line(key: str) -> str | None:
    index = _index()
    mark = f"\n{key}\t".encode()
    start = index.find(mark)
    if start < 0:
        return None
    return index[start + len(mark) : index.find(b"\n", start + 1)].decode()


@cache
def _word(word: str) -> Schema:
    """Types without parts are shared: there are a dozen of them."""
    return definition(word[1:]) if word[0] == "@" else Schema(word)


def _of(expression: Any) -> Schema:
    return _word(expression) if isinstance(expression, str) else Schema(expression)


def _fill(schema: Schema) -> None:
    expression, attributes = schema._expression, {}
    if isinstance(expression, dict) and "ref" in expression:
        attributes, expression = expression, expression["ref"]
    if isinstance(expression, str) and expression[0] == "@":
        schema.name = expression[1:]
        text = _line(schema.name)
        assert text is not None, f"no definition {schema.name} in {INDEX.name}"
        expression = json.loads(text)
    parts: dict[str, Any] = expression if isinstance(expression, dict) else {}
    _fill_attributes(schema, {**parts, **attributes})
    schema.items = _of(parts["items"]) if "items" in parts else None
    schema.additional = _of(parts["values"]) if "values" in parts else None
    schema._fields = {name: _of(field) for name, field in parts.get("fields", {}).items()}
    word, _, schema.format = ("" if parts else expression).partition(":")
    schema.preserves_unknown = word in ("raw", "any")
    if word == "raw":
        schema.name, schema.format = schema.format, ""
    schema.type = "array" if "items" in parts else "object" if parts or word == "raw" else word


def _fill_attributes(schema: Schema, attributes: Mapping[str, Any]) -> None:
    schema.required = tuple(attributes.get("required", ()))
    schema.list_type = attributes.get("list_type", "")
    schema.list_map_keys = tuple(attributes.get("list_map_keys", ()))
    schema.map_type = attributes.get("map_type", "")
    strategy = attributes.get("patch_strategy")
    schema.patch_strategy = frozenset(strategy.split(",")) if strategy else _NO_STRATEGY
    schema.patch_merge_key = attributes.get("patch_merge_key", "")


def _from_openapi(openapi: Mapping[str, Any], root: bool = False) -> Schema:
    schema = Schema(None)
    schema.source = openapi
    int_or_string = openapi.get("x-kubernetes-int-or-string")
    schema.type = "int-or-string" if int_or_string else openapi.get("type") or ("object" if root else "any")
    schema.format = openapi.get("format", "")
    _fill_attributes(
        schema,
        {
            "required": openapi.get("required") or (),
            "list_type": openapi.get("x-kubernetes-list-type", ""),
            "list_map_keys": openapi.get("x-kubernetes-list-map-keys") or (),
            "map_type": openapi.get("x-kubernetes-map-type", ""),
        },
    )
    schema.items = _from_openapi(openapi["items"]) if isinstance(openapi.get("items"), Mapping) else None
    values = openapi.get("additionalProperties")
    schema.additional = _from_openapi(values) if isinstance(values, Mapping) else _word("any") if values else None
    schema._fields = {name: _from_openapi(field) for name, field in (openapi.get("properties") or {}).items()}
    if root or openapi.get("x-kubernetes-embedded-resource"):
        schema._fields.update(apiVersion=_word("string"), kind=_word("string"), metadata=definition(OBJECT_META))
    schema.preserves_unknown = schema.type == "any" or bool(openapi.get("x-kubernetes-preserve-unknown-fields"))
    return schema
