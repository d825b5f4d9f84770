"""What a kustomization.yaml may hold: its Go types as data, and reading it by them, with the complaints of Go's strict decoder.

Fields of an embedded struct stand beside those of the struct, but the path in a complaint names the embedding.

Upstream: sigs.k8s.io/kustomize/api/types.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import quote

# A type: a name of Go's, `[]type`, or the fields of a struct.
TypeName = str
_TEXT, _FLAG, _WHOLE, _ANY = "string", "bool", "int64", "interface {}"
_LABELS = "map[string]string"

STRUCTS: Mapping[TypeName, Mapping[str, TypeName]] = {
    "Kustomization": {
        "TypeMeta": "+TypeMeta", "metadata": "ObjectMeta", "openapi": _LABELS, "namePrefix": _TEXT, "nameSuffix": _TEXT,
        "namespace": _TEXT, "commonLabels": _LABELS, "labels": "[]Label", "commonAnnotations": _LABELS,
        "patchesStrategicMerge": "[]PatchStrategicMerge", "patchesJson6902": "[]Patch", "patches": "[]Patch",
        "images": "[]Image", "imageTags": "[]Image", "replacements": "[]ReplacementField", "replicas": "[]Replica",
        "vars": "[]Var", "sortOptions": "SortOptions", "resources": "[]string", "components": "[]string",
        "crds": "[]string", "bases": "[]string", "configMapGenerator": "[]ConfigMapArgs",
        "secretGenerator": "[]SecretArgs", "helmGlobals": "HelmGlobals", "helmCharts": "[]HelmChart",
        "helmChartInflationGenerator": "[]HelmChartArgs", "generatorOptions": "GeneratorOptions",
        "configurations": "[]string", "generators": "[]string", "transformers": "[]string", "validators": "[]string",
        "buildMetadata": "[]string",
    },
    "TypeMeta": {"kind": _TEXT, "apiVersion": _TEXT},
    "ObjectMeta": {"name": _TEXT, "namespace": _TEXT, "labels": _LABELS, "annotations": _LABELS},
    "Gvk": {"group": _TEXT, "version": _TEXT, "kind": _TEXT},
    "ResId": {"Gvk": "+Gvk", "name": _TEXT, "namespace": _TEXT},
    "FieldSpec": {"Gvk": "+Gvk", "path": _TEXT, "create": _FLAG},
    "Label": {
        "pairs": _LABELS, "includeSelectors": _FLAG, "includeTemplates": _FLAG, "fields": "[]FieldSpec",
    },
    "Patch": {"path": _TEXT, "patch": _TEXT, "target": "Selector", "options": "PatchArgs"},
    "PatchArgs": {"allowNameChange": _FLAG, "allowKindChange": _FLAG},
    "Selector": {"ResId": "+ResId", "annotationSelector": _TEXT, "labelSelector": _TEXT},
    "Image": {"name": _TEXT, "newName": _TEXT, "tagSuffix": _TEXT, "newTag": _TEXT, "digest": _TEXT},
    "ReplacementField": {"Replacement": "+Replacement", "path": _TEXT},
    "Replacement": {"source": "SourceSelector", "targets": "[]TargetSelector", "sourceValue": _TEXT},
    "SourceSelector": {"ResId": "+ResId", "fieldPath": _TEXT, "options": "FieldOptions"},
    "TargetSelector": {
        "select": "Selector", "reject": "[]Selector", "fieldPaths": "[]string", "options": "FieldOptions",
    },
    "FieldOptions": {"delimiter": _TEXT, "index": "int", "encoding": _TEXT, "create": _FLAG},
    "Replica": {"name": _TEXT, "count": _WHOLE},
    "Var": {"name": _TEXT, "objref": "Target", "fieldref": "FieldSelector"},
    "Target": {"apiVersion": _TEXT, "Gvk": "+Gvk", "name": _TEXT, "namespace": _TEXT},
    "FieldSelector": {"fieldPath": _TEXT},
    "SortOptions": {"order": _TEXT, "legacySortOptions": "LegacySortOptions"},
    "LegacySortOptions": {"orderFirst": "[]string", "orderLast": "[]string"},
    "ConfigMapArgs": {"GeneratorArgs": "+GeneratorArgs"},
    "SecretArgs": {"GeneratorArgs": "+GeneratorArgs", "type": _TEXT},
    "GeneratorArgs": {
        "namespace": _TEXT, "name": _TEXT, "behavior": _TEXT, "KvPairSources": "+KvPairSources",
        "options": "GeneratorOptions",
    },
    "KvPairSources": {"literals": "[]string", "files": "[]string", "envs": "[]string", "env": _TEXT},
    "GeneratorOptions": {
        "labels": _LABELS, "annotations": _LABELS, "disableNameSuffixHash": _FLAG, "immutable": _FLAG,
    },
    "HelmGlobals": {"chartHome": _TEXT, "configHome": _TEXT},
    "HelmChart": {
        **dict.fromkeys(
            ("name", "version", "repo", "releaseName", "namespace", "valuesFile", "valuesMerge", "kubeVersion",
             "nameTemplate"), _TEXT),
        **dict.fromkeys(("includeCRDs", "skipHooks", "skipTests", "debug", "devel"), _FLAG),
        "additionalValuesFiles": "[]string", "apiVersions": "[]string", "valuesInline": _ANY,
    },
    "HelmChartArgs": {
        **dict.fromkeys(
            ("chartName", "chartVersion", "chartRepoUrl", "chartHome", "chartRepoName", "helmBin", "helmHome", "values",
             "valuesMerge", "releaseName", "releaseNamespace"), _TEXT),
        "extraArgs": "[]string", "valuesLocal": _ANY,
    },
}  # fmt: skip
_GO = {bool: "bool", int: "number", float: "number", list: "array", dict: "object", str: "string"}
_PYTHON: Mapping[TypeName, type[Any]] = {_TEXT: str, _FLAG: bool, "int": int, _WHOLE: int, "PatchStrategicMerge": str}


def check(struct: TypeName, value: Any) -> None:
    """Raises Failure: what the decoder says first."""
    if not isinstance(value, dict):
        raise Failure(f"json: cannot unmarshal {_GO[type(value)]} into Go value of type types.{struct}")
    for problem in _struct(struct, value, ""):
        raise Failure(problem)


def _fields(struct: TypeName, prefix: str = "") -> dict[str, tuple[str, TypeName]]:
    """The fields by name: the path to each, embedded ones included, and its type."""
    found: dict[str, tuple[str, TypeName]] = {}
    for name, kind in STRUCTS[struct].items():
        if kind.startswith("+"):
            found.update(_fields(kind[1:], f"{prefix}{name}."))
        else:
            found[name] = f"{prefix}{name}", kind
    return found


def _struct(struct: TypeName, value: Object, path: str) -> Iterator[str]:
    known = _fields(struct)
    for name in sorted(value):
        if name not in known:
            yield f"json: unknown field {quote(name)}"
            continue
        below, kind = known[name]
        yield from _value(kind, value[name], struct, f"{path}.{below}" if path else below)


def _value(kind: TypeName, value: Any, struct: TypeName, path: str) -> Iterator[str]:
    if value is None or kind == _ANY:
        return
    item = kind.removeprefix("[]")
    wanted: type[Any] = _PYTHON.get(kind, list if item != kind else dict)
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        shown = "[]" * (item != kind) + (f"types.{item}" if item in STRUCTS or item == "PatchStrategicMerge" else item)
        yield f"json: cannot unmarshal {_GO[type(value)]} into Go struct field {struct}.{path} of type {shown}"
    elif item != kind:
        for one in value:
            yield from _value(item, one, struct, path)
    elif kind in STRUCTS:
        yield from _struct(kind, value, path)
    elif kind == _LABELS:
        for name in sorted(value):
            yield from _value(_TEXT, value[name], struct, path)
