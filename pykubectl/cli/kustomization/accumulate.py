"""One kustomization after another: its resources (files, or directories with their own), generators, components, changes.

Upstream: sigs.k8s.io/kustomize/api/internal/target/kusttarget.go.
"""

import os

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.kustomization.files import (
    Reading,
    Root,
    deprecations,
    missing,
    not_a_directory,
    read_kustomization,
    read_objects,
    read_text,
)
from pykubectl.cli.kustomization.generators import generate
from pykubectl.cli.kustomization.patches import apply_json_patches, apply_patches
from pykubectl.cli.kustomization.replacements import replace
from pykubectl.cli.kustomization.resources import Resource, same_identity
from pykubectl.cli.kustomization.transformers import set_names_and_labels, set_replicas_and_images
from pykubectl.machinery.yaml_codec import YamlError


def accumulate(directory: str, reading: Reading) -> tuple[Object, list[Resource]]:
    """The kustomization of a directory and what it makes. Raises Failure."""
    return _accumulate(Root(directory, reading))


def _accumulate(root: Root) -> tuple[Object, list[Resource]]:
    kustomization = read_kustomization(root.path)
    for message in deprecations(kustomization):
        root.reading.warn(message)
    resources: list[Resource] = []
    try:
        for path in [*(kustomization.get("resources") or ()), *(kustomization.get("bases") or ())]:
            _add(root, str(path), resources)
    except Failure as error:
        raise Failure(f"accumulating resources: {error.message}") from None
    generate(kustomization, root, resources)
    for path in kustomization.get("components") or ():
        _component(root, str(path), resources)
    _change(kustomization, root, resources)
    return kustomization, resources


def _change(kustomization: Object, root: Root, resources: list[Resource]) -> None:
    apply_patches(kustomization, root, resources)
    set_names_and_labels(kustomization, resources)
    apply_json_patches(kustomization, root, resources)
    set_replicas_and_images(kustomization, resources)
    replace(kustomization, root, resources)


def _add(root: Root, path: str, resources: list[Resource]) -> None:
    full = root.full(path)
    if not os.path.isdir(full):
        problem = _add_file(root, path, resources)
        if problem:
            raise Failure(f"accumulation err='{problem}': {not_a_directory(full, full)}")
        return
    below = root.below(full)
    tried = f"accumulation err='accumulating resources from '{path}': '{full}' must resolve to a file'"
    if below.path in below.above:
        raise Failure(
            f"{tried}: cycle detected: candidate root '{below.path}' contains visited root '{below.above[0]}'"
        )
    try:
        read_kustomization(below.path)
    except Failure as error:
        raise Failure(f"{tried}: couldn't make target for path '{full}': {error.message}") from None
    try:
        _, found = _accumulate(below)
    except Failure as error:
        raise Failure(f"{tried}: recursed accumulation of path '{full}': {error.message}") from None
    _merge(found, resources, full)


def _add_file(root: Root, path: str, resources: list[Resource]) -> str:
    """Add the objects of a file; what is wrong with it."""
    full = root.full(path)
    if not os.path.exists(full):
        return f"accumulating resources from '{path}': {missing(full, full)}"
    try:
        objects = read_objects(read_text(root, path))
    except YamlError as error:
        raise Failure(
            f"accumulating resources from '{path}': MalformedYAMLError: {_bare(error)} in File: {path}"
        ) from None
    except Failure as error:
        return f"accumulating resources from '{path}': {error.message}"
    for obj in objects:
        if "metadata" not in obj:
            return f"accumulating resources from '{path}': {_without_metadata(obj)}"
        if not (obj["metadata"] or {}).get("name"):
            return f"accumulating resources from '{path}': {_nameless(obj)}"
    try:
        _merge([Resource(obj) for obj in objects], resources, path)
    except Failure as error:
        return error.message
    return ""


def _bare(error: YamlError) -> str:
    return str(error).removeprefix("error converting YAML to JSON: ")


def _without_metadata(obj: Object) -> str:
    return _nameless(obj) if obj.get("kind") else "missing Resource metadata"


def _nameless(obj: Object) -> str:
    return f"missing metadata.name in object {{{{{obj.get('apiVersion', '')} {obj.get('kind', '')}}} {{{{ }} map[] map[]}}}}"


def _merge(found: list[Resource], resources: list[Resource], path: str) -> None:
    for resource in found:
        if any(same_identity(resource.obj, other.obj) for other in resources):
            raise Failure(
                f"merging resources from '{path}':"
                f" may not add resource with an already registered id: {resource.identity()}"
            )
        resources.append(resource)


def _component(root: Root, path: str, resources: list[Resource]) -> None:
    full = root.full(path)
    problem = not_a_directory(full, full)
    if problem:
        raise Failure(f'accumulating components: loader.New "{problem}"')
    below = root.below(full)
    kustomization = read_kustomization(full)
    kind = kustomization.get("kind") or "Kustomization"
    if kind != "Component":
        raise Failure(
            f"accumulating components: accumulateDirectory: \"expected kind 'Component' for path '{full}' but got '{kind}'\""
        )
    for one in kustomization.get("resources") or ():
        _add(below, str(one), resources)
    generate(kustomization, below, resources)
    for one in kustomization.get("components") or ():
        _component(below, str(one), resources)
    _change(kustomization, below, resources)
