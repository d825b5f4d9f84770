"""Directories and files of a kustomization, and what is said when they are not there.

Upstream: sigs.k8s.io/kustomize/api/internal/target/kusttarget.go, .../kyaml/filesys.
"""

import os
from collections.abc import Callable
from typing import Any, NamedTuple

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import quote
from pykubectl.machinery.yaml_codec import YamlError, load, load_documents

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_FIELDS = frozenset(
    [
        "apiVersion",
        "kind",
        "metadata",
        "openapi",
        "namePrefix",
        "nameSuffix",
        "namespace",
        "commonLabels",
        "labels",
        "commonAnnotations",
        "patchesStrategicMerge",
        "patchesJson6902",
        "patches",
        "images",
        "imageTags",
        "replacements",
        "replicas",
        "vars",
        "sortOptions",
        "resources",
        "components",
        "crds",
        "bases",
        "configMapGenerator",
        "secretGenerator",
        "helmGlobals",
        "helmCharts",
        "helmChartInflationGenerator",
        "generatorOptions",
        "configurations",
        "generators",
        "transformers",
        "validators",
        "buildMetadata",
    ]
)
_UNSUPPORTED = ("helmCharts", "helmChartInflationGenerator", "generators", "transformers", "validators", "vars")
_DEPRECATED = {
    "bases": "'bases' is deprecated. Please use 'resources' instead.",
    "commonLabels": "'commonLabels' is deprecated. Please use 'labels' instead.",
    "imageTags": "'imageTags' is deprecated. Please use 'images' instead.",
    "patchesJson6902": "'patchesJson6902' is deprecated. Please use 'patches' instead.",
    "patchesStrategicMerge": "'patchesStrategicMerge' is deprecated. Please use 'patches' instead.",
}


class Reading(NamedTuple):
    """How a build reads: where warnings go, and whether files may lie outside of the directory that names them."""

    warn: Callable[[str], None]
    anywhere: bool


class Root(NamedTuple):
    """The directory of a kustomization, and those that led to it."""

    path: str
    reading: Reading
    above: tuple[str, ...] = ()

    def full(self, path: str) -> str:
        return os.path.normpath(os.path.join(self.path, path))

    def below(self, path: str) -> "Root":
        return Root(os.path.realpath(path), self.reading, (*self.above, self.path))


def directory_of(path: str) -> str:
    """The real path of a directory that is to be built. Raises Failure."""
    problem = not_a_directory(path, path)
    if problem:
        raise Failure(problem)
    return os.path.realpath(path)


def not_a_directory(path: str, shown: str) -> str:
    full = os.path.abspath(path)
    if not os.path.exists(full):
        return f"must build at directory: not a valid directory: {missing(shown, full)}"
    return "" if os.path.isdir(full) else f"must build at directory: '{shown}': file is not directory"


def missing(shown: str, full: str) -> str:
    """What evaluating a path says of the first part of it that is not there."""
    part = full
    while os.path.dirname(part) != part and not os.path.exists(os.path.dirname(part)):
        part = os.path.dirname(part)
    return f"evalsymlink failure on '{shown}' : lstat {part}: no such file or directory"


def read_kustomization(directory: str) -> Object:
    """The kustomization file of a directory. Raises Failure."""
    names = [name for name in NAMES if os.path.exists(os.path.join(directory, name))]
    if not names:
        raise Failure(
            f"unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '{directory}'"
        )
    if len(names) > 1:
        raise Failure(f"Found multiple kustomization files under: {directory}\n")
    with open(os.path.join(directory, names[0]), encoding="utf-8") as file:
        text = file.read()
    try:
        found: Any = load(text)
    except YamlError as error:
        raise Failure(f"invalid Kustomization: {error}") from None
    if found is not None and not isinstance(found, dict):
        raise Failure("invalid Kustomization: json: cannot unmarshal into Go value of type types.Kustomization")
    content: Object = found or {}
    for name in content:
        if name not in _FIELDS:
            raise Failure(f"invalid Kustomization: json: unknown field {quote(name)}")
    if all(not content.get(name) for name in content.keys() - {"apiVersion", "kind", "metadata"}):
        raise Failure("kustomization.yaml is empty")
    _check_types(content)
    for name in _UNSUPPORTED:
        if content.get(name):
            raise Failure(f"kustomizations with {name} are not supported")
    return content


_GO_TYPES = {bool: "bool", int: "number", float: "number", list: "array", dict: "object"}


def _check_types(content: Object) -> None:
    for name in ("namePrefix", "nameSuffix", "namespace"):
        _check_text(content.get(name), f"Kustomization.{name}")
    for name in ("commonLabels", "commonAnnotations"):
        for value in (content.get(name) or {}).values():
            _check_text(value, f"Kustomization.{name}")
    for label in content.get("labels") or ():
        for value in (label.get("pairs") or {}).values():
            _check_text(value, "Label.labels.pairs")


def _check_text(value: Any, field: str) -> None:
    if value is not None and not isinstance(value, str):
        raise Failure(
            f"invalid Kustomization: json: cannot unmarshal {_GO_TYPES[type(value)]}"
            f" into Go struct field {field} of type string"
        )


def deprecations(kustomization: Object) -> list[str]:
    return [
        f"# Warning: {message} Run 'kustomize edit fix' to update your Kustomization automatically."
        for name, message in _DEPRECATED.items()
        if kustomization.get(name)
    ]


def read_text(root: Root, path: str) -> str:
    """A file named in a kustomization. Raises Failure."""
    return read_bytes(root, path).decode("utf-8", "replace")


def read_bytes(root: Root, path: str) -> bytes:
    full = root.full(path)
    if not os.path.exists(full):
        raise Failure(missing(full, full))
    real = os.path.realpath(full)
    if not root.reading.anywhere and not real.startswith(os.path.join(root.path, "")):
        raise Failure(f"security; file '{real}' is not in or below '{root.path}'")
    with open(full, "rb") as file:
        return file.read()


def read_objects(text: str) -> list[Object]:
    """The objects in a text, those of lists one by one. Raises YamlError."""
    objects: list[Object] = []
    for document in load_documents(text):
        if not isinstance(document, dict) or not document:
            continue
        if str(document.get("kind", "")).endswith("List") and isinstance(document.get("items"), list):
            objects += document["items"]
        else:
            objects.append(document)
    return objects
