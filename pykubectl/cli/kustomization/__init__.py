"""kustomize inside kubectl: `build(directory)` gives the YAML that a directory's kustomization.yaml stands for.

    resources and bases -> generators -> components -> patches, namespace, prefix, suffix, labels, annotations,
    replicas, images, replacements          for each kustomization, from the innermost out (accumulate)
    hash suffixes -> references follow the new names -> order                          once, at the end (build)

Upstream: sigs.k8s.io/kustomize/api/krusty, .../api/internal/target.
"""

from collections.abc import Callable

from pykubectl.cli.kustomization.accumulate import accumulate
from pykubectl.cli.kustomization.files import Reading, directory_of
from pykubectl.cli.kustomization.generators import add_hashes
from pykubectl.cli.kustomization.order import in_order
from pykubectl.cli.kustomization.references import follow_names
from pykubectl.cli.kustomization.resources import Resource
from pykubectl.machinery.json_codec import compact

__all__ = ["build"]


def build(directory: str, warn: Callable[[str], None] = lambda message: None, *, anywhere: bool = False) -> str:
    """The resources as YAML documents; `anywhere` lets files lie outside. Raises Failure."""
    from pykubectl.machinery.yaml_emitter import dump

    kustomization, resources = accumulate(directory_of(directory), Reading(warn, anywhere))
    add_hashes(resources)
    follow_names(resources)
    ordered = in_order(kustomization, resources)
    for resource in ordered:
        _annotate_with_strings(resource)
    return "---\n".join(dump(resource.obj) for resource in ordered)


def _annotate_with_strings(resource: Resource) -> None:
    annotations = resource.metadata.get("annotations")
    if isinstance(annotations, dict):
        for key, value in annotations.items():
            if not isinstance(value, str):
                annotations[key] = compact(value)
