"""Build hook: turns the API schemas of kubernetes-validate (108 MB) into one small index that the package carries.

The index, pykubectl/machinery/schemas.idx, is text, one line per entry, so that an entry is found by a substring search and
only its own line is decoded:

    <apiVersion> <kind>\t<definition name>        which definition a kind has
    <definition name>\t<JSON>                     the definition, see `definition`

Descriptions are left out. `python hatch_build.py` writes the index into the source tree.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VERSION = "v1.36.0-local"
INDEX = "pykubectl/machinery/schemas.idx"

_PREFIX = "#/$defs/"
_SPECIAL = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "quantity",
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "int-or-string",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "string:date-time",
    "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "string:micro-time",
    "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": "raw",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Patch": "raw",
    "io.k8s.apimachinery.pkg.runtime.RawExtension": "raw",
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


def write_index(root: Path) -> Path:
    definitions = json.loads(definitions_path().read_text())["$defs"]
    target = root / INDEX
    target.write_text("\n" + "\n".join(lines(definitions)) + "\n")
    return target


class SchemaIndexHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs for wheels and editable installs; hatchling finds it by being the one hook in this file."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        write_index(Path(self.root))
        build_data.setdefault("artifacts", []).append(f"/{INDEX}")


if __name__ == "__main__":
    print(write_index(Path(__file__).parent))
