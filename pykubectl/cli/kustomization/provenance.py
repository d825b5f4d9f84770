"""buildMetadata: annotations that say where a resource comes from and what has changed it, and the label of the builder.

Upstream: sigs.k8s.io/kustomize/api/resource/origin.go, .../api/krusty/kustomizer.go.
"""

from collections.abc import Sequence

from pykubectl import Object
from pykubectl.cli.kustomization.files import NAMES, Root
from pykubectl.cli.kustomization.resources import Resource

ORIGIN = "originAnnotations"
TRANSFORMERS = "transformerAnnotations"
LABEL = "managedByLabel"
VERSION = "kustomize-v5.8.1"


def remember_origin(resources: Sequence[Resource], origin: Object) -> None:
    for resource in resources:
        resource.origin = resource.origin or origin


def builtin(root: Root, kind: str) -> Object:
    """What names a built-in transformer or generator that a kustomization has configured."""
    import os

    file = next((name for name in NAMES if os.path.exists(os.path.join(root.path, name))), NAMES[0])
    return {
        "configuredIn": os.path.normpath(os.path.join(root.shown, file)),
        "configuredBy": {"apiVersion": "builtin", "kind": kind},
    }


def add_metadata(kustomization: Object, resources: Sequence[Resource]) -> None:
    wanted = kustomization.get("buildMetadata") or ()
    for resource in resources:
        if ORIGIN in wanted and resource.origin:
            _annotate(resource, "config.kubernetes.io/origin", resource.origin)
        if TRANSFORMERS in wanted and resource.transformations:
            _annotate(resource, "alpha.config.kubernetes.io/transformations", resource.transformations)
        if LABEL in wanted:
            labels = resource.metadata.get("labels") or {}
            resource.metadata["labels"] = {**labels, "app.kubernetes.io/managed-by": VERSION}


def _annotate(resource: Resource, name: str, value: Object | list[Object]) -> None:
    text = _lines(value) if isinstance(value, list) else _mapping(value, "")
    resource.metadata["annotations"] = {**(resource.metadata.get("annotations") or {}), name: text}


def _lines(entries: list[Object]) -> str:
    return "".join("- " + _mapping(entry, "  ").removeprefix("  ") for entry in entries)


def _mapping(value: Object, indent: str) -> str:
    made = ""
    for key, item in value.items():
        made += (
            f"{indent}{key}:\n{_mapping(item, indent + '  ')}" if isinstance(item, dict) else f"{indent}{key}: {item}\n"
        )
    return made
