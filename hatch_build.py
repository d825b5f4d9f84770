"""Build hook: turns the API schemas of kubernetes-validate (108 MB) into two small indexes that the package carries.

What those schemas leave out of the prose comes from three generated client packages, which are read as text and never
imported: what the words of an enumeration mean (kubeflow-trainer-api: core, batch and autoscaling of today; lightkube-models
1.23.1.4: the other groups, from the one release whose published schemas had them), and what Quantity (hera) and IntOrString
(kubeflow-trainer-api) are.

Both are text, one line per entry, so that an entry is found by a substring search and only its own line is decoded.
pykubectl/machinery/schemas.idx has no descriptions:

    <apiVersion> <kind>\t<definition name>        which definition a kind has
    <definition name>\t<JSON>                     the definition, see `expression`

pykubectl/machinery/descriptions.idx has nothing else, and only `explain` opens it:

    <definition name>\t<packed JSON>              the definition's description and those of its fields, see `packed`;
                                                a field's ends with the words it takes, as servers tell it

`python hatch_build.py` writes both into the source tree.
"""

import ast
import importlib.util
import json
import re
import zlib
from base64 import b85encode
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VERSION = "v1.36.0-local"
INDEX = "pykubectl/machinery/schemas.idx"
DESCRIPTIONS = "pykubectl/machinery/descriptions.idx"
ENUMERATIONS = "pykubectl/machinery/enumerations.py"

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


def package_path(name: str) -> Path:
    """Where a package is; it is not imported."""
    spec = importlib.util.find_spec(name)
    assert spec is not None, f"{name} is not installed"
    assert spec.submodule_search_locations is not None, f"{name} is no package"
    return Path(next(iter(spec.submodule_search_locations)))


def definitions_path() -> Path:
    return package_path("kubernetes_validate") / "kubernetes-json-schema" / VERSION / "_definitions.json"


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


# Word of an enumeration -> what it means, perhaps nothing.
Meanings = Mapping[str, str]
# (Definition, field) in `plain` form.
FieldName = tuple[str, str]


def plain(definition: str) -> str:
    """The name of a definition without dots and capitals: what remains of it in the names of generated classes."""
    return re.sub(r"[._]", "", definition).lower()


def meanings(description: str) -> Meanings:
    """The words that the end of a description lists; line breaks within a meaning are the generator's."""
    _, _, listed = description.partition("Possible enum values:")
    parts = re.split(r' - `\\?"([^"\\]*)\\?"`', listed)
    return {word: " ".join(text.split()) for word, text in zip(parts[1::2], parts[2::2], strict=True)}


def classes(path: Path) -> list[ast.ClassDef]:
    return [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.ClassDef)]


def call_arguments(node: ast.AST) -> dict[str, Any]:
    """The constant keyword arguments of the first call that has a description."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            found = {word.arg: word.value.value for word in call.keywords if isinstance(word.value, ast.Constant)}
            if "description" in found:
                return {str(name): value for name, value in found.items()}
    return {}


def today_words() -> Iterator[tuple[FieldName, Meanings]]:
    """From models whose fields are `name: type = Field(description=…, alias=…)`."""
    for path in sorted((package_path("kubeflow_trainer_api") / "models").glob("io_k8s_api_*.py")):
        for model in classes(path):
            for field in model.body:
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                    said = call_arguments(field)
                    name = said.get("alias") or field.target.id
                    yield (plain(model.name), name), meanings(said.get("description", ""))


def former_words() -> Iterator[tuple[FieldName, Meanings]]:
    """From dataclasses whose docstrings have a paragraph `* **name** ``type`` - description` for each field."""
    for path in sorted((package_path("lightkube") / "models").glob("*_v*.py")):
        for model in classes(path):
            parts = re.split(r"\* \*\*(\w+)\*\* ``", ast.get_docstring(model) or "")
            for name, text in zip(parts[1::2], parts[2::2], strict=True):
                yield (plain(f"io.k8s.api.{path.stem}.{model.name}"), name), meanings(text)


def words_of_fields(root: Path) -> dict[FieldName, Meanings]:
    """The words of every enumeration, at each field that takes them; what one field says of them holds for its type."""
    spec = importlib.util.spec_from_file_location("enumerations", root / ENUMERATIONS)
    assert spec is not None
    assert spec.loader is not None
    enumerations = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(enumerations)
    known = {**dict(former_words()), **dict(today_words())}
    found: dict[FieldName, Meanings] = {}
    for words, fields in enumerations.types():
        names = [(plain(definition), field) for definition, field in fields]
        told = (known[name] for name in names if set(known.get(name, ())) == set(words))
        texts = next(told, {})
        found.update({name: {word: texts.get(word, "") for word in words} for name in names})
    return found


def prose_of_types() -> dict[str, str]:
    """The descriptions of the two definitions that the schemas spell out in place."""
    models = package_path("kubeflow_trainer_api") / "models"
    number = classes(models / "io_k8s_apimachinery_pkg_util_intstr_int_or_string.py")[0]
    quantity = classes(package_path("hera") / "workflows/models/io/k8s/apimachinery/pkg/api/resource.py")[0]
    return {
        "io.k8s.apimachinery.pkg.util.intstr.IntOrString": ast.get_docstring(number) or "",
        "io.k8s.apimachinery.pkg.api.resource.Quantity": call_arguments(quantity)["description"],
    }


def with_words(text: str, words: Meanings) -> str:
    """A field's description with the words it takes."""
    listed = [f' - `"{word}"` {meaning}'.rstrip() for word, meaning in words.items()]
    return "\n".join([text, "", "Possible enum values:", *listed])


def packed(description: str, fields: Mapping[str, str]) -> str:
    """The description of a definition and those of its fields, as base 85 of deflated JSON: no tab, no newline."""
    text = json.dumps([description, fields], separators=(",", ":"))
    return b85encode(zlib.compress(text.encode(), 9)).decode()


def descriptions(definitions: Mapping[str, Any], root: Path) -> Iterator[str]:
    types, words = prose_of_types(), words_of_fields(root)
    for name, schema in sorted(definitions.items()):
        fields = {
            field: part["description"] for field, part in schema.get("properties", {}).items() if "description" in part
        }
        for field in schema.get("properties", {}):
            taken = words.get((plain(name), field))
            if taken:
                fields[field] = with_words(fields.get(field, ""), taken)
        yield f"{name}\t{packed(types.get(name) or schema.get('description', ''), fields)}"


def write_indexes(root: Path) -> Sequence[Path]:
    definitions = json.loads(definitions_path().read_text())["$defs"]
    contents = {INDEX: lines(definitions), DESCRIPTIONS: descriptions(definitions, root)}
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
