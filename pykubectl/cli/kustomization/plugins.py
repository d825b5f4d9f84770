"""generators, transformers and validators given as files: the built-in ones, configured by an object each.

A row of BUILTIN says which fields of a kustomization the object's fields are, so that the same code does the work.

Upstream: sigs.k8s.io/kustomize/api/internal/plugins/loader, .../api/internal/builtins.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import quote
from pykubectl.cli.kustomization.configuration import Configuration
from pykubectl.cli.kustomization.field_specs import FieldSpec, field_spec
from pykubectl.cli.kustomization.files import Root
from pykubectl.cli.kustomization.generators import generate
from pykubectl.cli.kustomization.resources import Resource, identity
from pykubectl.cli.kustomization.transformers import Fields, transform

_Made = tuple[Object, Fields]


def _specs(config: Object) -> tuple[FieldSpec, ...]:
    return tuple(field_spec(row) for row in config.get("fieldSpecs") or ())


def _namespace(config: Object) -> _Made:
    metadata = config.get("metadata") or {}
    if (config.get("setRoleBindingSubjects") or "none") not in ("none", "defaultOnly", "allServiceAccounts"):
        problem = f"invalid value {quote(config['setRoleBindingSubjects'])} for setRoleBindingSubjects: must be one of"
        raise Failure(_misfit(config, f'{problem} "defaultOnly", "none" or "allServiceAccounts"'))
    return {"namespace": metadata.get("namespace") or config.get("namespace") or ""}, Fields(
        namespace=_specs(config),
        subjects=config.get("setRoleBindingSubjects") or "defaultOnly",
        unset_only=bool(config.get("unsetOnly")),
    )


def _needs_specs(config: Object) -> None:
    if config.get("fieldSpecs") is None:
        raise Failure(_misfit(config, "fieldSpecs is not expected to be nil"))


def _misfit(config: Object, problem: str) -> str:
    return f"plugin {identity(config)} fails configuration: {problem}"


def _prefix(config: Object) -> _Made:
    _needs_specs(config)
    return {"namePrefix": config.get("prefix") or ""}, Fields(prefix=_specs(config))


def _suffix(config: Object) -> _Made:
    _needs_specs(config)
    return {"nameSuffix": config.get("suffix") or ""}, Fields(suffix=_specs(config))


def _labels(config: Object) -> _Made:
    return {"commonLabels": config.get("labels") or {}}, Fields(labels=_specs(config))


def _annotations(config: Object) -> _Made:
    return {"commonAnnotations": config.get("annotations") or {}}, Fields(annotations=_specs(config))


def _images(config: Object) -> _Made:
    return {"images": [config.get("imageTag") or {}]}, Fields(images=_specs(config))


def _replicas(config: Object) -> _Made:
    return {"replicas": [config.get("replica") or {}]}, Fields(replicas=_specs(config))


def _patch(config: Object) -> _Made:
    names = ("path", "patch", "target", "options")
    return {"patches": [{name: config[name] for name in names if name in config}]}, Fields()


def _strategic(config: Object) -> _Made:
    inline = [config["patches"]] if config.get("patches") else []
    return {"patchesStrategicMerge": [*(config.get("paths") or ()), *inline]}, Fields()


def _json(config: Object) -> _Made:
    entry = {"target": config.get("target"), "path": config.get("path"), "patch": config.get("jsonOp")}
    return {"patchesJson6902": [{name: value for name, value in entry.items() if value}]}, Fields()


def _replacements(config: Object) -> _Made:
    return {"replacements": config.get("replacements") or []}, Fields()


TRANSFORMERS: Mapping[str, Callable[[Object], _Made]] = {
    "AnnotationsTransformer": _annotations,
    "ImageTagTransformer": _images,
    "LabelTransformer": _labels,
    "NamespaceTransformer": _namespace,
    "PatchJson6902Transformer": _json,
    "PatchStrategicMergeTransformer": _strategic,
    "PatchTransformer": _patch,
    "PrefixTransformer": _prefix,
    "ReplacementTransformer": _replacements,
    "ReplicaCountTransformer": _replicas,
    "SuffixTransformer": _suffix,
}
GENERATORS = {"ConfigMapGenerator": "configMapGenerator", "SecretGenerator": "secretGenerator"}


def generate_by_plugins(root: Root, plugins: Sequence[Object], resources: list[Resource]) -> None:
    for config in plugins:
        field = GENERATORS.get(_kind(config))
        if field is None:
            try:
                TRANSFORMERS[_kind(config)](config)
            except Failure as error:
                raise Failure(f"loading generator plugins: failed to load generator: {error.message}") from None
            raise Failure(f"loading generator plugins: plugin {identity(config)} not a generator")
        metadata = config.get("metadata") or {}
        wanted = {name: value for name, value in config.items() if name not in ("apiVersion", "kind", "metadata")}
        for name in ("name", "namespace"):
            if metadata.get(name):
                wanted.setdefault(name, metadata[name])
        generate({field: [wanted]}, root, resources)


def transform_by_plugins(root: Root, plugins: Sequence[Object], resources: list[Resource]) -> None:
    for config in plugins:
        make = TRANSFORMERS.get(_kind(config))
        if make is None:
            raise Failure(f"plugin {identity(config)} not a transformer")
        kustomization, fields = make(config)
        transform(kustomization, root, resources, Configuration(), fields)


def validate_by_plugins(root: Root, plugins: Sequence[Object], resources: list[Resource]) -> None:
    """Validators are transformers that must not change anything. Raises Failure."""
    for config in plugins:
        before = deepcopy(resources)
        transform_by_plugins(root, [config], resources)
        known = {one.identity() for one in resources}
        for old in before:
            if old.identity() not in known:
                raise Failure(
                    f"validator shouldn't modify the resource map: id in self missing from other; id: {old.identity()}"
                )
        if [one.obj for one in before] != [one.obj for one in resources]:
            raise Failure("validator shouldn't modify the resource map: resources differ")


def _kind(config: Object) -> str:
    """The kind of a built-in plugin. Raises Failure for others, which would be programs of the user's."""
    if str(config.get("apiVersion") or "") != "builtin":
        raise Failure(f"external plugins disabled; unable to load external plugin '{config.get('kind')}'")
    kind = str(config.get("kind"))
    if kind not in TRANSFORMERS and kind not in GENERATORS:
        raise Failure(f"unable to load builtin {identity(config).partition('/')[0]}")
    return kind
