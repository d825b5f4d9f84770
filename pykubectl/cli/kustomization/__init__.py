"""kustomize inside kubectl: `build(directory)` gives the YAML that a directory's kustomization.yaml stands for.

    resources and bases -> generators -> components -> patches, namespace, prefix, suffix, labels, annotations,
    replicas, images, replacements          for each kustomization, from the innermost out (accumulate)
    hash suffixes -> references follow the new names -> variables -> order -> where it all came from      at the end (build)

Upstream: sigs.k8s.io/kustomize/api/krusty, .../api/internal/target.
"""

from collections.abc import Callable
from typing import NamedTuple

from pykubectl.cli.kustomization.accumulate import accumulate
from pykubectl.cli.kustomization.files import Reading, directory_of
from pykubectl.cli.kustomization.generators import add_hashes
from pykubectl.cli.kustomization.order import in_order
from pykubectl.cli.kustomization.provenance import add_metadata
from pykubectl.cli.kustomization.references import follow_names
from pykubectl.cli.kustomization.resources import Resource
from pykubectl.cli.kustomization.variables import resolve
from pykubectl.machinery.json_codec import compact

__all__ = ["Build", "build", "build_files"]


class Build(NamedTuple):
    """How to build: where warnings go, whether files may lie anywhere, which helm may run, and the order of the output."""

    warn: Callable[[str], None] = lambda message: None
    anywhere: bool = False
    helm: str = ""
    order: str = ""


def build(directory: str, how: Build | None = None) -> str:
    """The resources as YAML documents. Raises Failure."""
    return "---\n".join(_text(resource) for resource in resources_of(directory, how or Build()))


def build_files(directory: str, how: Build) -> dict[str, str]:
    """The resources as files, by name. Raises Failure."""
    found = resources_of(directory, how)
    namespaces = {one.effective_namespace for one in found if one.is_namespaced}
    files = {}
    for one in found:
        kind = "_".join(part for part in (one.group, one.version, one.kind) if part).lower()
        before = f"{one.effective_namespace.lower()}_" if one.is_namespaced and len(namespaces) > 1 else ""
        files[f"{before}{kind}_{one.name.lower()}.yaml"] = _text(one)
    return files


def resources_of(directory: str, how: Build) -> list[Resource]:
    """What a directory stands for, in order. Raises Failure."""
    found = accumulate(directory_of(directory), Reading(how.warn, how.anywhere, how.helm))
    resources = found.resources
    add_hashes(resources)
    follow_names(resources, found.configuration.references)
    unused = resolve(found.variables, resources, found.configuration.variables)
    if unused:
        how.warn(f"well-defined vars that were never replaced: {','.join(unused)}")
    ordered = in_order(
        {"sortOptions": {"order": how.order}, **found.kustomization} if how.order else found.kustomization, resources
    )
    add_metadata(found.kustomization, ordered)
    for resource in ordered:
        _annotate_with_strings(resource)
    return ordered


def _text(resource: Resource) -> str:
    from pykubectl.machinery.yaml_emitter import dump

    return dump(resource.obj)


def _annotate_with_strings(resource: Resource) -> None:
    annotations = resource.metadata.get("annotations")
    if isinstance(annotations, dict):
        for key, value in annotations.items():
            if not isinstance(value, str):
                annotations[key] = compact(value)
