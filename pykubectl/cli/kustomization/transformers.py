"""What a kustomization changes, in this order: patches, namespace, names, labels, annotations, replicas, images, replacements.

The fields of namespaces, names, labels and so on are rows (field_specs), to which configurations add; a transformer that is
configured by an object of its own brings all of its rows (Fields).

Upstream: sigs.k8s.io/kustomize/api/internal/target/kusttarget_configplugin.go, .../api/internal/builtins, .../api/filters.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.kustomization.configuration import Configuration, Specs
from pykubectl.cli.kustomization.field_specs import (
    ANNOTATIONS,
    IMAGES,
    METADATA_LABELS,
    REPLICAS,
    SELECTORS,
    TEMPLATE_LABELS,
    FieldSpec,
    applies,
    change,
    field_spec,
)
from pykubectl.cli.kustomization.files import Root
from pykubectl.cli.kustomization.patches import apply_json_patches, apply_patches, apply_strategic_patches
from pykubectl.cli.kustomization.provenance import builtin
from pykubectl.cli.kustomization.replacements import replace
from pykubectl.cli.kustomization.resources import Resource
from pykubectl.machinery.json_codec import compact

_KEPT_NAMES = frozenset(("CustomResourceDefinition", "APIService", "Namespace"))
_NAME = (FieldSpec("", "metadata/name"),)
_NAMESPACE_FIELDS = (
    FieldSpec("Namespace", "metadata/name", True),
    FieldSpec("APIService", "spec/service/namespace", True, "apiregistration.k8s.io"),
    FieldSpec(
        "CustomResourceDefinition",
        "spec/conversion/webhook/clientConfig/service/namespace",
        group="apiextensions.k8s.io",
    ),
)
_EVERYWHERE = (*METADATA_LABELS, *TEMPLATE_LABELS, *SELECTORS)


class Fields(NamedTuple):
    """All the rows of a transformer that has its own; None: those of kustomize and of the configurations."""

    namespace: Specs | None = None
    prefix: Specs | None = None
    suffix: Specs | None = None
    labels: Specs | None = None
    annotations: Specs | None = None
    images: Specs | None = None
    replicas: Specs | None = None
    subjects: str = "defaultOnly"
    unset_only: bool = False


class _Work(NamedTuple):
    kustomization: Object
    root: Root
    resources: list[Resource]
    added: Configuration
    fields: Fields


def transform(
    kustomization: Object, root: Root, resources: list[Resource], added: Configuration, fields: Fields | None = None
) -> None:
    """Raises Failure."""
    work = _Work(kustomization, root, resources, added, fields or Fields())
    for names, kind, function in _STEPS:
        if any(kustomization.get(name) for name in names):
            function(work)
            made = [builtin(root, kind)] * _count(kustomization, names)
            for resource in resources:
                resource.transformations += made


# Of these there is a transformer for every entry; behind those of labels comes the one of commonLabels.
_ONE_EACH = frozenset(("patches", "patchesJson6902", "images", "imageTags", "replicas", "labels"))


def _count(kustomization: Object, names: Sequence[str]) -> int:
    """How many transformers a step is."""
    entries = sum(len(kustomization.get(name) or ()) for name in names if name in _ONE_EACH)
    return entries + ("commonLabels" in names) or 1


def _merged(values: Mapping[str, Any]) -> Callable[[Any], Any]:
    return lambda old: {**(old if isinstance(old, dict) else {}), **values}


def _set_namespace(work: _Work) -> None:
    namespace, fields = work.kustomization["namespace"], work.fields
    specs = fields.namespace if fields.namespace is not None else (*_NAMESPACE_FIELDS, *work.added.namespace)

    def value(old: Any) -> Any:
        return old if fields.unset_only and old else namespace

    for resource in work.resources:
        resource.remember()
        binding = resource.kind in ("RoleBinding", "ClusterRoleBinding")
        if resource.is_namespaced:
            resource.metadata["namespace"] = value(resource.namespace)
        for spec in specs:
            skipped = spec.path == "metadata/namespace" or (binding and spec.path == "subjects/namespace")
            if not skipped and not (spec.path == "metadata/name" and resource.group):
                change(resource.obj, (spec,), value)
        if binding:
            for subject in resource.obj.get("subjects") or ():
                if _is_ours(subject, fields.subjects):
                    subject["namespace"] = value(subject.get("namespace"))
    _check_unique(work.resources)


def _is_ours(subject: Object, mode: str) -> bool:
    """Whether a subject moves along to the namespace."""
    if mode == "defaultOnly":
        return subject.get("name") == "default"
    return mode == "allServiceAccounts" and subject.get("kind") == "ServiceAccount"


def _check_unique(resources: Sequence[Resource]) -> None:
    seen: set[str] = set()
    for resource in resources:
        if resource.identity() in seen:
            alike = [one for one in resources if one.identity() == resource.identity()]
            shown = " ".join(compact(one.with_history()) for one in alike)
            raise Failure(f"namespace transformation produces ID conflict: [{shown}]")
        seen.add(resource.identity())


def _set_prefix(work: _Work) -> None:
    prefix = work.kustomization["namePrefix"]
    specs = work.fields.prefix if work.fields.prefix is not None else (*_NAME, *work.added.prefix)
    for resource in work.resources:
        if _rename(resource, specs, lambda old: f"{prefix}{old}"):
            resource.prefixes.append(prefix)


def _set_suffix(work: _Work) -> None:
    suffix = work.kustomization["nameSuffix"]
    specs = work.fields.suffix if work.fields.suffix is not None else (*_NAME, *work.added.suffix)
    for resource in work.resources:
        if _rename(resource, specs, lambda old: f"{old}{suffix}"):
            resource.suffixes.append(suffix)


def _rename(resource: Resource, specs: Specs, function: Callable[[Any], Any]) -> bool:
    """Whether the name itself was changed."""
    renamed = False
    if resource.kind in _KEPT_NAMES and resource.kind != "Namespace":
        return False
    for spec in specs:
        if not applies(spec, resource.obj) or (resource.kind in _KEPT_NAMES and spec.path == "metadata/name"):
            continue
        if spec.path == "metadata/name":
            resource.remember()
            renamed = True
        change(resource.obj, (spec,), function)
    return renamed


def _label(work: _Work) -> None:
    added = work.added
    everywhere = (*_EVERYWHERE, *added.labels, *added.template_labels)
    wanted: list[tuple[Object, Specs]] = []
    for label in work.kustomization.get("labels") or ():
        specs: Specs = (*METADATA_LABELS, *added.metadata_labels)
        if label.get("includeSelectors"):
            specs = everywhere
        elif label.get("includeTemplates"):
            specs = (*specs, *TEMPLATE_LABELS, *added.template_labels)
        own = tuple(field_spec(row) for row in label.get("fields") or ())
        wanted.append((label.get("pairs") or {}, (*specs, *own)))
    common = work.kustomization.get("commonLabels") or {}
    if common:
        wanted.append((common, work.fields.labels if work.fields.labels is not None else everywhere))
    for pairs, specs in wanted:
        for resource in work.resources:
            change(resource.obj, specs, _merged(pairs))


def _annotate(work: _Work) -> None:
    own = work.fields.annotations
    for resource in work.resources:
        change(
            resource.obj,
            own if own is not None else (*ANNOTATIONS, *work.added.annotations),
            _merged(work.kustomization["commonAnnotations"]),
        )


def _set_replicas(work: _Work) -> None:
    specs = work.fields.replicas if work.fields.replicas is not None else (*REPLICAS, *work.added.replicas)
    for wanted in work.kustomization["replicas"]:
        found = False
        for resource in work.resources:
            if any(name == wanted.get("name") for name, _ in resource.known_as()):
                found |= change(resource.obj, specs, lambda old: wanted.get("count", 0))  # noqa: B023  called at once
        if not found:
            kinds = " ".join(f"{spec.kind or '[noKind]'}.[noVer].[noGrp]" for spec in specs)
            raise Failure(
                f"resource with name {wanted.get('name')} does not match a config with the following GVK [{kinds}]"
            )


def _set_all_images(work: _Work) -> None:
    specs = work.fields.images if work.fields.images is not None else (*IMAGES, *work.added.images)
    for image in [*(work.kustomization.get("images") or ()), *(work.kustomization.get("imageTags") or ())]:
        pattern = re.compile(rf"{image.get('name') or ''}(:[a-zA-Z0-9_.{{}}-]*)?(@sha256:[a-zA-Z0-9_.{{}}-]*)?")
        for resource in work.resources:
            if resource.kind == "CustomResourceDefinition":
                continue
            _set_images(resource.obj, image, pattern)
            change(resource.obj, _present(resource.obj, specs), lambda old: _image(old, image, pattern))  # noqa: B023


def _present(obj: Object, specs: Specs) -> Specs:
    """Fields of images are changed where they are, and never made."""
    return tuple(spec._replace(create=False) for spec in specs)


def _set_images(node: Any, image: Object, pattern: "re.Pattern[str]") -> None:
    """Wherever containers are, at any depth."""
    if isinstance(node, list):
        for item in node:
            _set_images(item, image, pattern)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in ("containers", "initContainers") and isinstance(value, list):
                for container in value:
                    if isinstance(container, dict) and isinstance(container.get("image"), str):
                        container["image"] = _image(container["image"], image, pattern)
            else:
                _set_images(value, image, pattern)


def _image(old: Any, wanted: Object, pattern: "re.Pattern[str]") -> Any:
    if not isinstance(old, str) or pattern.fullmatch(old) is None:
        return old
    name, tag, digest = _split(old)
    name = wanted.get("newName") or name
    if wanted.get("newTag") or wanted.get("digest"):
        tag, digest = wanted.get("newTag") or "", wanted.get("digest") or ""
    elif wanted.get("tagSuffix"):
        tag, digest = f"{tag}{wanted['tagSuffix']}", ""
    return f"{name}{f':{tag}' if tag else ''}{f'@{digest}' if digest else ''}"


def _split(image: str) -> tuple[str, str, str]:
    """Name, tag and digest; a colon before the last slash belongs to a port."""
    name, _, digest = image.partition("@")
    before, slash, last = name.rpartition("/")
    last, _, tag = last.partition(":")
    return f"{before}{slash}{last}", tag, digest


_Step = tuple[tuple[str, ...], str, Callable[[_Work], None]]
_STEPS: tuple[_Step, ...] = (
    (
        ("patchesStrategicMerge",),
        "PatchStrategicMergeTransformer",
        lambda work: apply_strategic_patches(work.kustomization, work.root, work.resources),
    ),
    (("patches",), "PatchTransformer", lambda work: apply_patches(work.kustomization, work.root, work.resources)),
    (("namespace",), "NamespaceTransformer", _set_namespace),
    (("namePrefix",), "PrefixTransformer", _set_prefix),
    (("nameSuffix",), "SuffixTransformer", _set_suffix),
    (("labels", "commonLabels"), "LabelTransformer", _label),
    (("commonAnnotations",), "AnnotationsTransformer", _annotate),
    (
        ("patchesJson6902",),
        "PatchJson6902Transformer",
        lambda work: apply_json_patches(work.kustomization, work.root, work.resources),
    ),
    (("replicas",), "ReplicaCountTransformer", _set_replicas),
    (("images", "imageTags"), "ImageTagTransformer", _set_all_images),
    (
        ("replacements",),
        "ReplacementTransformer",
        lambda work: replace(work.kustomization, work.root, work.resources),
    ),
)
