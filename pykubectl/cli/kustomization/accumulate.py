"""One kustomization after another: its resources (files, or directories with their own), generators, components, changes.

Upstream: sigs.k8s.io/kustomize/api/internal/target/kusttarget.go, .../api/internal/accumulator.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.kustomization.configuration import Configuration, configured
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
from pykubectl.cli.kustomization.helm import inflate
from pykubectl.cli.kustomization.plugins import generate_by_plugins, transform_by_plugins, validate_by_plugins
from pykubectl.cli.kustomization.provenance import remember_origin
from pykubectl.cli.kustomization.resources import Resource, same_identity
from pykubectl.cli.kustomization.transformers import transform
from pykubectl.cli.kustomization.variables import Variable, collect
from pykubectl.machinery.yaml_codec import YamlError


@dataclass
class Accumulated:
    """What has been gathered of a kustomization and those below it."""

    kustomization: Object
    resources: list[Resource] = field(default_factory=list)
    configuration: Configuration = field(default_factory=Configuration)
    variables: list[Variable] = field(default_factory=list)


def accumulate(directory: str, reading: Reading) -> Accumulated:
    """The kustomization of a directory and what it makes. Raises Failure."""
    return _accumulate(Root(directory, reading))


def _accumulate(root: Root) -> Accumulated:
    kustomization = read_kustomization(root.path)
    for message in deprecations(kustomization):
        root.reading.warn(message)
    found = Accumulated(kustomization)
    try:
        for path in [*(kustomization.get("resources") or ()), *(kustomization.get("bases") or ())]:
            _add(root, path, found)
    except Failure as error:
        raise Failure(f"accumulating resources: {error.message}") from None
    _build(root, found, kustomization)
    return found


def _build(root: Root, found: Accumulated, kustomization: Object) -> None:
    """Everything that comes after the resources."""
    found.configuration = configured(kustomization, root, found.configuration)
    generate(kustomization, root, found.resources)
    inflate(kustomization, root.reading)
    generate_by_plugins(root, _plugins(root, kustomization, "generators"), found.resources)
    for path in kustomization.get("components") or ():
        _component(root, path, found)
    transform(kustomization, root, found.resources, found.configuration)
    transform_by_plugins(root, _plugins(root, kustomization, "transformers"), found.resources)
    validate_by_plugins(root, _plugins(root, kustomization, "validators"), found.resources)
    found.variables = collect(kustomization, found.resources, found.variables)


def _plugins(root: Root, kustomization: Object, field_name: str) -> Sequence[Object]:
    """The configurations of plugins: inline, files or directories."""
    found = Accumulated({})
    for entry in kustomization.get(field_name) or ():
        inline = _inline(entry)
        if inline:
            found.resources += [Resource(obj) for obj in inline]
            continue
        try:
            _add(root, entry, found)
        except Failure as error:
            loading = "loading generator plugins: " if field_name == "generators" else ""
            raise Failure(f"{loading}{error.message}") from None
    return [resource.obj for resource in found.resources]


def _inline(text: str) -> list[Object]:
    try:
        objects = read_objects(text)
    except YamlError:
        return []
    return [obj for obj in objects if obj.get("kind") and (obj.get("metadata") or {}).get("name")]


def _add(root: Root, path: str, into: Accumulated) -> None:
    full = root.full(path)
    if not os.path.isdir(full):
        problem = _add_file(root, path, into.resources)
        if problem:
            raise Failure(f"accumulation err='{problem}': {not_a_directory(full, full)}")
        return
    tried = f"accumulation err='accumulating resources from '{path}': '{full}' must resolve to a file'"
    if not path:
        raise Failure(f"{tried}: new root cannot be empty")
    try:
        below = root.below(full)
    except Failure as error:
        raise Failure(f"{tried}: {error.message}") from None
    try:
        kustomization = read_kustomization(below.path)
    except Failure as error:
        raise Failure(f"{tried}: couldn't make target for path '{full}': {error.message}") from None
    if kustomization.get("kind") == "Component":
        raise Failure(f"{tried}: expected kind != 'Component' for path '{full}'")
    try:
        found = _accumulate(below)
    except Failure as error:
        raise Failure(f"{tried}: recursed accumulation of path '{full}': {error.message}") from None
    try:
        _merge(found.resources, into.resources)
    except Failure as error:
        raise Failure(f"{tried}: recursed merging from path '{full}': {error.message}") from None
    into.configuration = into.configuration.merged(found.configuration)
    into.variables += found.variables


def _add_file(root: Root, path: str, resources: list[Resource]) -> str:
    """Add the objects of a file; what is wrong with it."""
    full = root.full(path)
    where = f"accumulating resources from '{path}'"
    if not os.path.exists(full):
        return f"{where}: {missing(full, full)}"
    try:
        objects = read_objects(read_text(root, path))
    except YamlError as error:
        bare = str(error).removeprefix("error converting YAML to JSON: ")
        raise Failure(f"{where}: MalformedYAMLError: {bare} in File: {path}") from None
    except Failure as error:
        return f"{where}: {error.message}"
    problem = next((problem for obj in objects if (problem := _problem(obj))), "")
    if problem:
        return f"{where}: {problem}"
    found: list[Resource] = []
    try:
        _merge([Resource(obj) for obj in objects if not _is_local(obj)], found)
    except Failure as error:
        return f"{where}: {error.message}"
    remember_origin(found, {"path": os.path.normpath(os.path.join(root.shown, path))})
    try:
        _merge(found, resources)
    except Failure as error:
        return f"merging resources from '{path}': {error.message}"
    return ""


def _is_local(obj: Object) -> bool:
    """Meant for tools, not for a cluster."""
    return "config.kubernetes.io/local-config" in ((obj.get("metadata") or {}).get("annotations") or {})


def _problem(obj: Object) -> str:
    """What keeps an object from being a resource."""
    metadata = obj.get("metadata")
    if metadata is None and not obj.get("kind"):
        return "missing Resource metadata"
    if not obj.get("kind"):
        return f"missing kind in object {_go_meta(obj)}"
    if not (metadata or {}).get("name"):
        return f"missing metadata.name in object {_go_meta(obj)}"
    return ""


def _go_meta(obj: Object) -> str:
    """The metadata of an object as Go prints it."""
    metadata = obj.get("metadata") or {}
    maps = (
        "map[" + " ".join(f"{key}:{value}" for key, value in sorted((metadata.get(name) or {}).items())) + "]"
        for name in ("labels", "annotations")
    )
    kind = f"{obj.get('apiVersion') or ''} {obj.get('kind') or ''}"
    return f"{{{{{kind}}} {{{{{metadata.get('name') or ''} {metadata.get('namespace') or ''}}} {' '.join(maps)}}}}}"


def _merge(found: list[Resource], resources: list[Resource]) -> None:
    for resource in found:
        if any(same_identity(resource.obj, other.obj) for other in resources):
            raise Failure(f"may not add resource with an already registered id: {resource.identity()}")
        resources.append(resource)


def _component(root: Root, path: str, into: Accumulated) -> None:
    full = root.full(path)
    problem = not_a_directory(full, full)
    if problem:
        raise Failure(f'accumulating components: loader.New "{problem}"')
    try:
        below = root.below(full)
    except Failure as error:
        raise Failure(f'accumulating components: loader.New "{error.message}"') from None
    try:
        _accumulate_component(below, full, into)
    except Failure as error:
        raise Failure(f'accumulating components: accumulateDirectory: "{error.message}"') from None


def _accumulate_component(root: Root, full: str, into: Accumulated) -> None:
    """Its resources and changes, upon those of the kustomization that names it."""
    try:
        kustomization = read_kustomization(full)
    except Failure as error:
        raise Failure(f"couldn't make target for path '{full}': {error.message}") from None
    kind = kustomization.get("kind") or "Kustomization"
    if kind != "Component":
        raise Failure(f"expected kind 'Component' for path '{full}' but got '{kind}'")
    for message in deprecations(kustomization):
        root.reading.warn(message)
    try:
        for one in kustomization.get("resources") or ():
            _add(root, one, into)
    except Failure as error:
        raise Failure(f"recursed accumulation of path '{full}': accumulating resources: {error.message}") from None
    try:
        _build(root, into, kustomization)
    except Failure as error:
        raise Failure(f"recursed accumulation of path '{full}': {error.message}") from None
