"""Patches of all forms: files or inline, strategic or JSON, with and without a target.

Upstream: sigs.k8s.io/kustomize/api/internal/builtins/PatchTransformer.go, PatchStrategicMergeTransformer.go.
"""

import re
from contextlib import suppress
from copy import deepcopy
from typing import Any

from pykubectl import Object
from pykubectl.cli.errors import Failure, message_of
from pykubectl.cli.grammar import quote
from pykubectl.cli.kustomization.files import Root, read_objects, read_text
from pykubectl.cli.kustomization.merging import merged
from pykubectl.cli.kustomization.resources import Resource, identity
from pykubectl.machinery import json_patch
from pykubectl.machinery.selectors import parse_label_selector
from pykubectl.machinery.yaml_codec import YamlError, load


def apply_strategic_patches(kustomization: Object, root: Root, resources: list[Resource]) -> None:
    """patchesStrategicMerge: files or inline. Raises Failure."""
    for entry in kustomization.get("patchesStrategicMerge") or ():
        for patch in _strategic_patches(entry, root):
            _apply_to_own(patch, resources, {}, f"{identity(patch)}")


def _strategic_patches(entry: str, root: Root) -> list[Object]:
    from pykubectl.machinery.yaml_emitter import dump

    with suppress(YamlError):
        inline = read_objects(entry)
        if inline and all(one.get("kind") and (one.get("metadata") or {}).get("name") for one in inline):
            return inline
    try:
        return read_objects(read_text(root, entry))
    except (Failure, YamlError) as error:
        raise Failure(
            "trouble configuring builtin PatchStrategicMergeTransformer with config:"
            f" `\n{dump({'paths': [entry]})}`: {message_of(error)}"
        ) from None


def apply_patches(kustomization: Object, root: Root, resources: list[Resource]) -> None:
    for entry in kustomization.get("patches") or ():
        _apply(entry, root, resources)


def apply_json_patches(kustomization: Object, root: Root, resources: list[Resource]) -> None:
    """patchesJson6902, which come after the names and labels."""
    for entry in kustomization.get("patchesJson6902") or ():
        _apply(entry, root, resources)


def _apply(entry: Object, root: Root, resources: list[Resource]) -> None:
    operations, patches, text = _loaded(entry, root)
    target = entry.get("target")
    if operations is not None:
        if not target:
            raise Failure(f"must specify a target for JSON patch {text}")
        for resource in select(resources, target):
            _change(resource, operations, text)
    elif target:
        if len(patches) > 1:
            raise Failure(
                "Multiple Strategic-Merge Patches in one `patches` entry is not allowed to set `patches.target` field:"
                f" {_shown_patch(entry)}"
            )
        try:
            found = select(resources, target)
        except Failure as error:
            raise Failure(
                f'unable to find patch target "{_shown_target(target)}" in `resources`: {error.message}'
            ) from None
        for resource in found:
            _merge(resource, patches[0], resources, entry.get("options") or {})
    else:
        for patch in patches:
            _apply_to_own(patch, resources, entry.get("options") or {})


def _loaded(entry: Object, root: Root) -> tuple[list[Object] | None, list[Object], str]:
    """The operations of a JSON patch, or the patches of another; and the text."""
    from pykubectl.machinery.yaml_emitter import dump

    try:
        return _parsed(entry, root)
    except Failure as error:
        shown = {key: entry[key] for key in ("options", "patch", "path", "target") if entry.get(key)}
        raise Failure(
            f"trouble configuring builtin PatchTransformer with config: `\n{dump(shown)}`: {error.message}"
        ) from None


def _parsed(entry: Object, root: Root) -> tuple[list[Object] | None, list[Object], str]:
    path, text = entry.get("path"), entry.get("patch")
    if bool(path) == bool(text):
        from pykubectl.machinery.yaml_emitter import dump

        shown = dump({key: entry[key] for key in ("options", "patch", "path", "target") if entry.get(key)})
        problem = "patch and path can't be set at the same time" if path else "must specify one of patch and path in"
        raise Failure(f"{problem}\n{shown}")
    if path:
        try:
            text = read_text(root, path)
        except Failure as error:
            raise Failure(f"failed to get the patch file from path({path}): {error.message}") from None
    problem = f"unable to parse SM or JSON patch from {_shown_patch(entry)}"
    try:
        content: Any = load(str(text))
        patches = [] if isinstance(content, list) else read_objects(str(text))
    except YamlError:
        raise Failure(problem) from None
    if isinstance(content, list):
        # Operations are JSON, or YAML in block style: `[{op: remove}]` is neither.
        if str(text).lstrip().startswith("[") and not _is_json(str(text)):
            raise Failure(problem)
        return content, [], str(text)
    if not patches or not all(patch.get("kind") for patch in patches):
        raise Failure(problem)
    return None, patches, str(text)


def _is_json(text: str) -> bool:
    import json

    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _change(resource: Resource, operations: list[Object], text: str) -> None:
    try:
        resource.obj = json_patch.apply(deepcopy(resource.obj), operations)
    except json_patch.JSONPatchError as error:
        raise Failure(str(error)) from None


def _shown_target(target: Object) -> str:
    kind = f"{target.get('kind') or '[noKind]'}.{target.get('version') or '[noVer]'}.{target.get('group') or '[noGrp]'}"
    name = f"{target.get('name') or '[noName]'}.{target.get('namespace') or '[noNs]'}"
    return f"{kind}/{name}:a={target.get('annotationSelector') or ''}:l={target.get('labelSelector') or ''}"


def _shown_patch(entry: Object) -> str:
    name = "path" if entry.get("path") else "patch"
    return f"[{name}: {quote(str(entry.get(name)))}]"


def _apply_to_own(patch: Object, resources: list[Resource], options: Object, alone: str = "") -> None:
    """A patch that says itself what it is for."""
    found = [resource for resource in resources if _is_target(patch, resource)]
    if not found:
        shown = identity(patch)
        problem = f"no matches for Id {shown}; failed to find unique target for patch {shown}"
        raise Failure(problem if alone else f"no resource matches strategic merge patch {quote(shown)}: {problem}")
    for resource in found[:1]:
        _merge(resource, patch, resources, options)


def _is_target(patch: Object, resource: Resource) -> bool:
    group, _, version = str(patch.get("apiVersion", "")).rpartition("/")
    metadata = patch.get("metadata") or {}
    wanted = (str(metadata.get("name", "")), str(metadata.get("namespace") or ""))
    if (group, version, patch.get("kind")) != (resource.group, resource.version, resource.kind):
        return False
    return any(
        name == wanted[0] and (namespace or "default") == (wanted[1] or "default")
        for name, namespace in resource.known_as()
    )


def _merge(resource: Resource, patch: Object, resources: list[Resource], options: Object) -> None:
    old = resource.obj
    found = merged(old, patch)
    if found is None:
        resources.remove(resource)
        return
    metadata = dict(found.get("metadata") or {})
    if not options.get("allowNameChange"):
        metadata["name"] = resource.name
        if resource.namespace:
            metadata["namespace"] = resource.namespace
        else:
            metadata.pop("namespace", None)
    else:
        resource.remember()
    found["metadata"] = metadata
    if not options.get("allowKindChange"):
        found["kind"] = old["kind"]
    found["apiVersion"] = old["apiVersion"]
    resource.obj = found


def select(resources: list[Resource], target: Object) -> list[Resource]:
    """The resources that a selector means: names, kinds and the like are whole regular expressions."""
    return [resource for resource in resources if _selected(resource, target)]


def _selected(resource: Resource, target: Object) -> bool:
    if not all(
        _matches(target.get(field), value)
        for field, value in (("group", resource.group), ("version", resource.version), ("kind", resource.kind))
    ):
        return False
    if not any(
        _matches(target.get("name"), name) and _matches(target.get("namespace"), namespace or "default")
        for name, namespace in resource.known_as()
    ):
        return False
    for field, values in (("labelSelector", "labels"), ("annotationSelector", "annotations")):
        if target.get(field) and not parse_label_selector(target[field]).matches(resource.metadata.get(values) or {}):
            return False
    return True


def _matches(pattern: Any, value: str) -> bool:
    try:
        return not pattern or re.fullmatch(str(pattern), value) is not None
    except re.error as error:
        raise Failure(f"error parsing regexp: {_regexp_problem(str(pattern), error)}") from None


def _regexp_problem(pattern: str, error: re.error) -> str:
    """In Go's words."""
    whole = f"`^(?:{pattern})$`"
    if error.msg in ("nothing to repeat", "multiple repeat"):
        return f"missing argument to repetition operator: `{pattern[error.pos or 0]}`"
    known = {
        "missing ), unterminated subpattern": "missing closing )",
        "unterminated character set": "missing closing ]",
    }
    return f"{known.get(error.msg, error.msg)}: {whole}"
