"""Build hook: turns the API schemas of kubernetes-validate (108 MB) into two small indexes that the package carries.

Both are text, one line per entry, so that an entry is found by a substring search and only its own line is decoded.
pykubectl/machinery/schemas.idx has no descriptions:

    <apiVersion> <kind>\t<definition name>        which definition a kind has
    <definition name>\t<JSON>                     the definition, see `expression`

pykubectl/machinery/descriptions.idx has nothing else, and only `explain` opens it:

    <definition name>\t<packed JSON>              the definition's description and those of its fields, see `packed`

`python hatch_build.py` writes both into the source tree.
"""

import json
import zlib
from base64 import b85encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VERSION = "v1.36.0-local"
INDEX = "pykubectl/machinery/schemas.idx"
DESCRIPTIONS = "pykubectl/machinery/descriptions.idx"

_PREFIX = "#/$defs/"
_SPECIAL = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "quantity",
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "int-or-string",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "string:date-time",
    "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "string:micro-time",
    "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": "raw:io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Patch": "raw:io.k8s.apimachinery.pkg.apis.meta.v1.Patch",
    "io.k8s.apimachinery.pkg.runtime.RawExtension": "raw:io.k8s.apimachinery.pkg.runtime.RawExtension",
}
_ATTRIBUTES = {
    "x-kubernetes-list-type": "list_type",
    "x-kubernetes-list-map-keys": "list_map_keys",
    "x-kubernetes-map-type": "map_type",
    "x-kubernetes-patch-strategy": "patch_strategy",
    "x-kubernetes-patch-merge-key": "patch_merge_key",
    "required": "required",
}


def definitions_path() -> Path:
    import kubernetes_validate  # type: ignore[import-untyped]

    return Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema" / VERSION / "_definitions.json"


def expression(schema: dict[str, Any]) -> Any:
    """The short form of a schema: a word, or an object with `ref`, `items`, `values` or `fields` and its attributes."""
    found = {short: schema[long] for long, short in _ATTRIBUTES.items() if long in schema}
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_PREFIX)
        word = _SPECIAL.get(name, f"@{name}")
        return {"ref": word, **found} if found else word
    types = schema.get("type", "any")
    kind = types if isinstance(types, str) else types[0]
    if kind == "array":
        return {"items": expression(schema["items"]), **found}
    if "properties" in schema:
        return {"fields": {name: expression(field) for name, field in schema["properties"].items()}, **found}
    if kind == "object":
        values = schema.get("additionalProperties")
        return {"values": expression(values), **found} if isinstance(values, dict) else {"fields": {}, **found}
    return f"{kind}:{schema['format']}" if "format" in schema else kind


def lines(definitions: dict[str, Any]) -> Iterator[str]:
    for name, schema in sorted(definitions.items()):
        for kind in schema.get("x-kubernetes-group-version-kind", ()):
            version = f"{kind['group']}/{kind['version']}" if kind["group"] else kind["version"]
            yield f"{version} {kind['kind']}\t{name}"
    for name, schema in sorted(definitions.items()):
        if name not in _SPECIAL:
            yield f"{name}\t{json.dumps(expression(schema), separators=(',', ':'))}"


def packed(schema: dict[str, Any]) -> str:
    """The description of a definition and those of its fields, as base 85 of deflated JSON: no tab, no newline."""
    fields = {
        name: field["description"] for name, field in schema.get("properties", {}).items() if "description" in field
    }
    text = json.dumps([schema.get("description", ""), fields], separators=(",", ":"))
    return b85encode(zlib.compress(text.encode(), 9)).decode()


def write_indexes(root: Path) -> list[Path]:
    definitions = json.loads(definitions_path().read_text())["$defs"]
    described = (f"{name}\t{packed(schema)}" for name, schema in sorted(definitions.items()))
    contents = {INDEX: lines(definitions), DESCRIPTIONS: described}
    for name, entries in contents.items():
        (root / name).write_text("\n" + "\n".join(entries) + "\n")
    return [root / name for name in contents]


class SchemaIndexHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs for wheels and editable installs; hatchling finds it by being the one hook in this file."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        write_indexes(Path(self.root))
        build_data.setdefault("artifacts", []).extend(f"/{name}" for name in (INDEX, DESCRIPTIONS))


if __name__ == "__main__":
    print(*write_indexes(Path(__file__).parent), sep="\n")
