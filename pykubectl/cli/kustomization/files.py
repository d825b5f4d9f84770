"""Directories and files of a kustomization, and what is said when they are not there.

Upstream: sigs.k8s.io/kustomize/api/internal/target/kusttarget.go, .../kyaml/filesys.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.kustomization.schema import check
from pykubectl.machinery.scalars import resolve_core
from pykubectl.machinery.yaml_codec import YamlError, load, load_documents

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_DEPRECATED = {
    "bases": "'bases' is deprecated. Please use 'resources' instead.",
    "commonLabels": "'commonLabels' is deprecated. Please use 'labels' instead.",
    "imageTags": "'imageTags' is deprecated. Please use 'images' instead.",
    "patchesJson6902": "'patchesJson6902' is deprecated. Please use 'patches' instead.",
    "patchesStrategicMerge": "'patchesStrategicMerge' is deprecated. Please use 'patches' instead.",
    "vars": "'vars' is deprecated. Please use 'replacements' instead. [EXPERIMENTAL]",
}


class Reading(NamedTuple):
    """How a build reads: where warnings go, whether files may lie outside of the directory that names them, and the
    program that inflates charts, if that is allowed."""

    warn: Callable[[str], None]
    anywhere: bool
    helm: str = ""


class Root(NamedTuple):
    """The directory of a kustomization, and those that led to it."""

    path: str
    reading: Reading
    above: tuple[str, ...] = ()

    def full(self, path: str) -> str:
        return os.path.normpath(os.path.join(self.path, path))

    def below(self, path: str) -> "Root":
        """The root of a directory that this one names. Raises Failure when that leads back to where it came from."""
        real = os.path.realpath(path)
        for visited in (self.path, *reversed(self.above)):
            if os.path.join(visited, "").startswith(os.path.join(real, "")):
                raise Failure(f"cycle detected: candidate root '{real}' contains visited root '{visited}'")
        return Root(real, self.reading, (*self.above, self.path))

    @property
    def shown(self) -> str:
        """The directory, seen from the first one."""
        return os.path.relpath(self.path, self.above[0] if self.above else self.path)


def directory_of(path: str) -> str:
    """The real path of a directory that is to be built. Raises Failure."""
    if not path:
        raise Failure("must build at directory: directory path cannot be empty")
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
    return _kustomization(text, directory)


def _kustomization(text: str, directory: str) -> Object:
    try:
        content: Any = load(text)
    except YamlError as error:
        raise Failure(f"invalid Kustomization: {error}") from None
    if content is None:
        raise Failure("kustomization.yaml is empty")
    try:
        check("Kustomization", content)
    except Failure as error:
        raise Failure(f"invalid Kustomization: {error.message}") from None
    if all(content[name] in (None, "") for name in content.keys() - {"apiVersion", "kind"}):
        raise Failure("kustomization.yaml is empty")
    problems = list(_version_problems(content))
    if problems:
        raise Failure(f"Failed to read kustomization file under {directory}:\n" + "\n".join(problems))
    found: Object = {name: value for name, value in content.items() if value is not None}
    return found


def _version_problems(content: Object) -> Iterator[str]:
    kind, version = content.get("kind") or "", content.get("apiVersion") or ""
    if kind not in ("", "Kustomization", "Component"):
        yield "kind should be Kustomization or Component"
    wanted = "kustomize.config.k8s.io/v1alpha1" if kind == "Component" else "kustomize.config.k8s.io/v1beta1"
    if version not in ("", wanted):
        yield f"apiVersion for {kind or 'Kustomization'} should be {wanted}"


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
    for document in load_documents(text, scalar=resolve_core):
        if not isinstance(document, dict) or not document:
            continue
        if str(document.get("kind", "")).endswith("List") and isinstance(document.get("items"), list):
            objects += document["items"]
        else:
            objects.append(document)
    return objects
