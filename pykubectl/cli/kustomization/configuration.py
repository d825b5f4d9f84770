"""Which fields the transformers change: kustomize's own table, and what `configurations` and `crds` files add to it.

Upstream: sigs.k8s.io/kustomize/api/internal/plugins/builtinconfig, .../api/internal/accumulator/loadconfigfromcrds.go.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import quote
from pykubectl.cli.kustomization.field_specs import FieldSpec, field_spec
from pykubectl.cli.kustomization.files import Root, read_text
from pykubectl.cli.kustomization.references import Reference
from pykubectl.machinery.yaml_codec import YamlError, load

Specs = tuple[FieldSpec, ...]


@dataclass(frozen=True)
class Configuration:
    """What was added to the built-in rows."""

    labels: Specs = ()
    metadata_labels: Specs = ()
    template_labels: Specs = ()
    annotations: Specs = ()
    namespace: Specs = ()
    prefix: Specs = ()
    suffix: Specs = ()
    images: Specs = ()
    replicas: Specs = ()
    variables: Specs = ()
    references: tuple[Reference, ...] = ()

    def merged(self, other: "Configuration") -> "Configuration":
        names = [one.name for one in fields(self)]
        return replace(
            self, **{name: tuple(dict.fromkeys((*getattr(self, name), *getattr(other, name)))) for name in names}
        )


_FILE_FIELDS = {
    "commonLabels": "labels", "labels": "metadata_labels", "templateLabels": "template_labels", "commonAnnotations": "annotations",
    "namespace": "namespace", "namePrefix": "prefix", "nameSuffix": "suffix", "images": "images",
    "replicas": "replicas", "varReference": "variables",
}  # fmt: skip


def configured(kustomization: Object, root: Root, before: Configuration) -> Configuration:
    """With what the files add. Raises Failure."""
    found = before
    for path in kustomization.get("configurations") or ():
        content = _loaded(root, path)
        unknown = sorted(set(content) - set(_FILE_FIELDS) - {"nameReference"})
        if unknown:
            raise Failure(f"error unmarshaling JSON: while decoding JSON: json: unknown field {quote(unknown[0])}")
        found = found.merged(_from_file(content))
    definitions = kustomization.get("crds") or ()
    for path in definitions:
        try:
            found = found.merged(_from_definitions(_loaded(root, path)))
        except Failure as error:
            raise Failure(f"loading CRDs [{' '.join(definitions)}]: {error.message}") from None
    if (kustomization.get("openapi") or {}).get("path"):
        read_text(root, kustomization["openapi"]["path"])
    return found


def _loaded(root: Root, path: str) -> Object:
    try:
        content: Any = load(read_text(root, path))
    except YamlError as error:
        raise Failure(f"error converting YAML to JSON: {error}") from None
    return content if isinstance(content, dict) else {}


def _from_file(content: Object) -> Configuration:
    made: dict[str, tuple[Any, ...]] = {}
    for name, field in _FILE_FIELDS.items():
        made[field] = (*made.get(field, ()), *(field_spec(row) for row in content.get(name) or ()))
    references = tuple(
        Reference(
            row.get("kind", ""),
            tuple(field_spec(one) for one in row.get("fieldSpecs") or ()),
            row.get("group"),
            row.get("version"),
        )
        for row in content.get("nameReference") or ()
    )
    return Configuration(references=references, **made)


def _from_definitions(content: Object) -> Configuration:
    """An OpenAPI document whose properties say with `x-kubernetes-*` what they refer to."""
    found = Configuration()
    for name, entry in content.items():
        schema = entry.get("Schema") or entry.get("schema") or {}
        properties = schema.get("properties") or {}
        if not {"apiVersion", "kind", "metadata"} <= set(properties):
            continue
        kind = name.rpartition(".")[2]
        for spec in _marked(content, properties, kind, []):
            found = found.merged(spec)
    return found


def _marked(content: Object, properties: Object, kind: str, path: Sequence[str]) -> Iterator[Configuration]:
    for name, property_ in properties.items():
        below = [*path, name]
        spec = FieldSpec(kind, "/".join(below))
        if "x-kubernetes-annotation" in property_:
            yield Configuration(annotations=(spec,))
        if "x-kubernetes-label-selector" in property_:
            yield Configuration(labels=(spec,))
        if "x-kubernetes-identity" in property_:
            yield Configuration(prefix=(spec,))
        if property_.get("x-kubernetes-object-ref-kind"):
            key = property_.get("x-kubernetes-object-ref-name-key")
            target = FieldSpec(kind, "/".join([*below, key] if key else below))
            version = property_.get("x-kubernetes-object-ref-api-version")
            yield Configuration(
                references=(Reference(property_["x-kubernetes-object-ref-kind"], (target,), None, version),)
            )
        reference = str(property_.get("$ref") or "")
        schema = (content.get(reference) or {}).get("Schema") or (content.get(reference) or {}).get("schema") or {}
        if len(below) < _DEPTH_MAX:
            yield from _marked(content, schema.get("properties") or {}, kind, below)


_DEPTH_MAX = 16
