"""Namespace, names, labels, annotations, replicas and images.

Upstream: sigs.k8s.io/kustomize/api/internal/builtins, .../api/filters.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.kustomization.field_specs import (
    ANNOTATIONS,
    METADATA_LABELS,
    REPLICAS,
    SELECTORS,
    TEMPLATE_LABELS,
    FieldSpec,
    change,
)
from pykubectl.cli.kustomization.resources import Resource

_KEPT_NAMES = frozenset(("CustomResourceDefinition", "APIService", "Namespace"))
_IMAGE = re.compile(r"(?P<name>.*?)(?::(?P<tag>[^/:@]*))?(?:@(?P<digest>.*))?")
_NAMESPACE_FIELDS = (
    FieldSpec("APIService", "spec/service/namespace", True),
    FieldSpec("CustomResourceDefinition", "spec/conversion/webhook/clientConfig/service/namespace"),
)


def set_names_and_labels(kustomization: Object, resources: list[Resource]) -> None:
    if kustomization.get("namespace"):
        _set_namespace(resources, kustomization["namespace"])
    prefix, suffix = kustomization.get("namePrefix") or "", kustomization.get("nameSuffix") or ""
    if prefix or suffix:
        _rename(resources, prefix, suffix)
    _label(kustomization, resources)
    annotations = kustomization.get("commonAnnotations") or {}
    if annotations:
        for resource in resources:
            change(resource.obj, ANNOTATIONS, _merged(annotations))


def set_replicas_and_images(kustomization: Object, resources: list[Resource]) -> None:
    for wanted in kustomization.get("replicas") or ():
        _set_replicas(resources, wanted)
    for image in [*(kustomization.get("images") or ()), *(kustomization.get("imageTags") or ())]:
        for resource in resources:
            _set_images(resource.obj, image)


def _merged(values: Mapping[str, Any]) -> Callable[[Any], Any]:
    return lambda old: {**(old if isinstance(old, dict) else {}), **{key: str(values[key]) for key in values}}


def _set_namespace(resources: list[Resource], namespace: str) -> None:
    for resource in resources:
        resource.remember()
        if resource.kind == "Namespace" and resource.group == "":
            resource.metadata["name"] = namespace
        elif resource.is_namespaced:
            resource.metadata["namespace"] = namespace
        change(resource.obj, _NAMESPACE_FIELDS, lambda old: namespace)
        if resource.kind in ("RoleBinding", "ClusterRoleBinding"):
            for subject in resource.obj.get("subjects") or ():
                if subject.get("kind") == "ServiceAccount" and subject.get("name") == "default":
                    subject["namespace"] = namespace


def _rename(resources: list[Resource], prefix: str, suffix: str) -> None:
    for resource in resources:
        if resource.kind not in _KEPT_NAMES:
            resource.remember()
            resource.metadata["name"] = f"{prefix}{resource.name}{suffix}"


def _label(kustomization: Object, resources: list[Resource]) -> None:
    common = kustomization.get("commonLabels") or {}
    everywhere = (*METADATA_LABELS, *TEMPLATE_LABELS, *SELECTORS)
    wanted: list[tuple[Object, tuple[FieldSpec, ...]]] = [(common, everywhere)] if common else []
    for label in kustomization.get("labels") or ():
        specs: tuple[FieldSpec, ...] = METADATA_LABELS
        if label.get("includeSelectors"):
            specs = everywhere
        elif label.get("includeTemplates"):
            specs = (*METADATA_LABELS, *TEMPLATE_LABELS)
        own = tuple(
            FieldSpec(row.get("kind", ""), row["path"], bool(row.get("create")), row.get("group"))
            for row in label.get("fields") or ()
        )
        wanted.append((label.get("pairs") or {}, (*specs, *own)))
    for pairs, specs in wanted:
        for resource in resources:
            change(resource.obj, specs, _merged(pairs))


def _set_replicas(resources: list[Resource], wanted: Object) -> None:
    found = False
    for resource in resources:
        if any(name == wanted["name"] for name, _ in resource.known_as()):
            found |= change(resource.obj, REPLICAS, lambda old: wanted.get("count", 0))
    if not found:
        kinds = " ".join(f"{spec.kind}.[noVer].[noGrp]" for spec in REPLICAS)
        raise Failure(f"resource with name {wanted['name']} does not match a config with the following GVK [{kinds}]")


def _set_images(node: Any, image: Object) -> None:
    if isinstance(node, list):
        for item in node:
            _set_images(item, image)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in ("containers", "initContainers") and isinstance(value, list):
                for container in value:
                    if isinstance(container, dict) and isinstance(container.get("image"), str):
                        container["image"] = _image(container["image"], image)
            _set_images(value, image)


def _image(old: str, wanted: Object) -> str:
    found = _IMAGE.fullmatch(old)
    assert found, "the pattern matches every text"
    if found["name"] != wanted.get("name"):
        return old
    name = wanted.get("newName") or found["name"]
    tag, digest = found["tag"], found["digest"]
    if wanted.get("newTag") or wanted.get("digest"):
        tag, digest = wanted.get("newTag"), wanted.get("digest")
    if wanted.get("tagSuffix"):
        tag = f"{tag or ''}{wanted['tagSuffix']}"
    return f"{name}{f':{tag}' if tag else ''}{f'@{digest}' if digest else ''}"
