"""configMapGenerator and secretGenerator, and the hash suffixes of what they make.

Upstream: sigs.k8s.io/kustomize/api/internal/generators, .../api/hasher.
"""

import os
from base64 import b64encode
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.key_values import content_hash
from pykubectl.cli.kustomization.files import Root, read_bytes
from pykubectl.cli.kustomization.provenance import builtin
from pykubectl.cli.kustomization.resources import Resource

# How long a line of base64 is.
_LINE = 70
_BEHAVIORS = ("", "unspecified", "create", "replace", "merge")


def generate(kustomization: Object, root: Root, resources: list[Resource]) -> None:
    """Add what the generators make to the resources, or change those that are there."""
    shared = kustomization.get("generatorOptions") or {}
    for kind, field in (("ConfigMap", "configMapGenerator"), ("Secret", "secretGenerator")):
        for wanted in kustomization.get(field) or ():
            options = _options(shared, wanted.get("options") or {})
            _add(_made(kind, wanted, options, root), resources)


def _options(shared: Object, own: Object) -> Object:
    merged: Object = {**shared, **own}
    for name in ("labels", "annotations"):
        merged[name] = {**(shared.get(name) or {}), **(own.get(name) or {})}
    for name in ("disableNameSuffixHash", "immutable"):
        merged[name] = bool(shared.get(name) or own.get(name))
    return merged


def _made(kind: str, wanted: Object, options: Object, root: Root) -> Resource:
    if not wanted.get("name"):
        raise Failure("a configmap must have a name" if kind == "ConfigMap" else "a secret must have a name")
    metadata: Object = {"name": wanted["name"]}
    if wanted.get("namespace"):
        metadata["namespace"] = wanted["namespace"]
    for name in ("labels", "annotations"):
        if options[name]:
            metadata[name] = {key: str(value) for key, value in options[name].items()}
    obj: Object = {"apiVersion": "v1", "kind": kind, "metadata": metadata}
    if kind == "Secret":
        obj["type"] = wanted.get("type") or "Opaque"
        obj["data"] = {}
    _fill(obj, wanted, root)
    if options["immutable"]:
        obj["immutable"] = True
    behavior = str(wanted.get("behavior") or "")
    if behavior not in _BEHAVIORS:
        behavior = ""
    made = Resource(obj, not options["disableNameSuffixHash"], behavior)
    made.origin = builtin(root, f"{kind}Generator")
    return made


def _fill(obj: Object, wanted: Object, root: Root) -> None:
    for key, value in _pairs(wanted, root):
        if key in (obj.get("data") or {}) or key in (obj.get("binaryData") or {}):
            raise Failure(f"{obj['kind'].lower()} {wanted['name']} illegally repeats the key `{key}`")
        if obj["kind"] == "Secret":
            obj["data"][key] = _encoded(value)
            continue
        try:
            obj.setdefault("data", {})[key] = value.decode()
        except UnicodeDecodeError:
            obj.setdefault("binaryData", {})[key] = _encoded(value)


def _encoded(value: bytes) -> str:
    """Base64, long ones in lines."""
    text = b64encode(value).decode()
    if len(text) < _LINE:
        return text
    return "".join(f"{text[start : start + _LINE]}\n" for start in range(0, len(text), _LINE))


def _pairs(wanted: Object, root: Root) -> Iterator[tuple[str, bytes]]:
    """Keys and values. Raises Failure."""
    try:
        yield from _from_environments(wanted, root)
        yield from _from_literals(wanted)
        yield from _from_files(wanted, root)
    except Failure as error:
        raise Failure(f"loading KV pairs: {error.message}") from None


def _from_environments(wanted: Object, root: Root) -> Iterator[tuple[str, bytes]]:
    paths = [*(wanted.get("envs") or ()), *([wanted["env"]] if wanted.get("env") else ())]
    for path in paths:
        try:
            text = read_bytes(root, path).decode("utf-8-sig", "replace")
        except Failure as error:
            raise Failure(f"env source files: [{' '.join(paths)}]: {error.message}") from None
        for line in text.splitlines():
            key, _, value = line.lstrip().partition("=")
            if key and not key.startswith("#"):
                yield key, value.encode()


def _from_literals(wanted: Object) -> Iterator[tuple[str, bytes]]:
    for source in wanted.get("literals") or ():
        key, equals, value = source.partition("=")
        if not equals or not key:
            raise Failure(
                f"literal sources [{' '.join(wanted['literals'])}]: invalid literal source {source}, expected key=value"
            )
        yield key, _unquoted(value).encode()


def _from_files(wanted: Object, root: Root) -> Iterator[tuple[str, bytes]]:
    for source in wanted.get("files") or ():
        try:
            key, path = _file_source(source)
            yield key, read_bytes(root, path)
        except Failure as error:
            raise Failure(f"file sources: [{' '.join(wanted['files'])}]: {error.message}") from None


def _file_source(source: str) -> tuple[str, str]:
    """The key and the path of `key=path` or `path`. Raises Failure."""
    key, equals, path = source.partition("=")
    if not equals:
        return os.path.basename(source), source
    if "=" in path:
        raise Failure(f"source \"{source}\" key name or file path contains '='")
    if not key:
        raise Failure(f'missing key name for file path "{path}" in source "{source}"')
    if not path:
        raise Failure(f'missing file path for key name "{key}" in source "{source}"')
    return key, path


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def _add(made: Resource, resources: list[Resource]) -> None:
    found = [
        resource
        for resource in resources
        if resource.kind == made.kind and resource.group == "" and (made.name, made.namespace) in resource.known_as()
    ]
    if not found and made.behavior in ("replace", "merge"):
        raise Failure(f"merging from generator {_go(made)} does not exist; cannot merge or replace")
    if not found:
        resources.append(made)
        return
    old = found[0]
    if made.behavior not in ("replace", "merge"):
        behavior = made.behavior or "unspecified"
        raise Failure(
            f"merging from generator {_go(made)} exists; can not use behavior: '{behavior}',"
            " behavior must be merge or replace"
        )
    _combine(old, made)


def _go(made: Resource) -> str:
    """The generator (a pointer in Go) and the identity as kustomize prints them."""
    kind = f'resid.Gvk{{Group:"", Version:"v1", Kind:"{made.kind}", isClusterScoped:false}}'
    return f'&{{0xc000000000 <nil>}}: id resid.ResId{{Gvk:{kind}, Name:"{made.name}", Namespace:"{made.namespace}"}}'


def _combine(old: Resource, made: Resource) -> None:
    """The new content under the old name, as `behavior` says."""
    new = deepcopy(made.obj)
    metadata: Object = {**new["metadata"], "name": old.name}
    if old.namespace:
        metadata["namespace"] = old.namespace
    for name in ("labels", "annotations"):
        both: dict[str, Any] = {**(old.metadata.get(name) or {}), **(new["metadata"].get(name) or {})}
        if both:
            metadata[name] = both
    new["metadata"] = metadata
    if made.behavior == "merge":
        for name in ("data", "binaryData"):
            both = {**(old.obj.get(name) or {}), **(new.get(name) or {})}
            if both:
                new[name] = both
        if old.obj.get("type") and made.obj.get("type") == "Opaque":
            new["type"] = old.obj["type"]
        new = {**{key: value for key, value in old.obj.items() if key == "immutable"}, **new}
    old.obj = new
    # A suffix that either switches off stays off.
    old.needs_hash = old.needs_hash and made.needs_hash


def add_hashes(resources: list[Resource]) -> None:
    for resource in resources:
        if not resource.needs_hash:
            continue
        obj = resource.obj
        content: Object = {"kind": resource.kind, "name": "", "data": obj.get("data", "")}
        if resource.kind == "Secret":
            content["type"] = obj.get("type", "")
        if obj.get("binaryData"):
            content["binaryData"] = obj["binaryData"]
        resource.remember()
        resource.metadata["name"] = f"{resource.name}-{content_hash(content)}"
