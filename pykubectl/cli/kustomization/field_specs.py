"""Which fields of which kinds a transformer changes: a row is kind, path, and whether the path is made when it is not there.

`[]` in a path goes through a list; lists without it are gone through as well.

Upstream: sigs.k8s.io/kustomize/api/internal/konfig/builtinpluginconsts, .../api/filters/fieldspec.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from pykubectl import Object


class FieldSpec(NamedTuple):
    kind: str  # "" for every kind
    path: str
    create: bool = False
    group: str | None = None
    version: str | None = None


_TEMPLATED = ("Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "Job", "ReplicationController")
_SELECTING = ("Deployment", "ReplicaSet", "DaemonSet", "StatefulSet")
_AFFINITIES = (
    "affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels",
    "affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels",
    "affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels",
    "affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels",
    "topologySpreadConstraints/labelSelector/matchLabels",
)

METADATA_LABELS = (FieldSpec("", "metadata/labels", True),)
TEMPLATE_LABELS = (
    *(FieldSpec(kind, "spec/template/metadata/labels", True) for kind in _TEMPLATED),
    FieldSpec("CronJob", "spec/jobTemplate/metadata/labels", True),
    FieldSpec("CronJob", "spec/jobTemplate/spec/template/metadata/labels", True),
    FieldSpec("StatefulSet", "spec/volumeClaimTemplates[]/metadata/labels", True),
)
SELECTORS = (
    FieldSpec("Service", "spec/selector", True, ""),
    FieldSpec("ReplicationController", "spec/selector", True),
    *(FieldSpec(kind, "spec/selector/matchLabels", True) for kind in _SELECTING),
    *(FieldSpec(kind, f"spec/template/spec/{path}") for kind in ("Deployment", "StatefulSet") for path in _AFFINITIES),
    FieldSpec("Job", "spec/selector/matchLabels"),
    FieldSpec("CronJob", "spec/jobTemplate/spec/selector/matchLabels"),
    FieldSpec("PodDisruptionBudget", "spec/selector/matchLabels"),
    FieldSpec("NetworkPolicy", "spec/podSelector/matchLabels"),
    FieldSpec("NetworkPolicy", "spec/ingress/from/podSelector/matchLabels"),
    FieldSpec("NetworkPolicy", "spec/egress/to/podSelector/matchLabels"),
)
ANNOTATIONS = (
    FieldSpec("", "metadata/annotations", True),
    *(FieldSpec(kind, "spec/template/metadata/annotations", True) for kind in _TEMPLATED),
    FieldSpec("CronJob", "spec/jobTemplate/metadata/annotations", True),
    FieldSpec("CronJob", "spec/jobTemplate/spec/template/metadata/annotations", True),
)
_IMAGE_FIELDS = ("containers[]/image", "initContainers[]/image", "volumes[]/image/reference")
IMAGES = tuple(
    FieldSpec("", f"{spec}/{path}", True) for spec in ("spec", "spec/template/spec") for path in _IMAGE_FIELDS
)
REPLICAS = tuple(
    FieldSpec(kind, "spec/replicas", True)
    for kind in ("Deployment", "StatefulSet", "ReplicaSet", "ReplicationController")
)


def applies(spec: FieldSpec, obj: Object) -> bool:
    group, _, version = str(obj.get("apiVersion", "")).rpartition("/")
    return spec.kind in ("", obj.get("kind")) and spec.group in (None, group) and spec.version in (None, version)


def field_spec(row: Object) -> FieldSpec:
    """A row of a user's file."""
    kind, path = str(row.get("kind") or ""), str(row.get("path") or "")
    return FieldSpec(kind, path, bool(row.get("create")), row.get("group") or None, row.get("version") or None)


def change(obj: Object, specs: Iterable[FieldSpec], function: Callable[[Any], Any]) -> bool:
    """Replace what stands at each path by what `function` makes of it; whether any path was there."""
    found = False
    for spec in specs:
        if applies(spec, obj):
            found |= change_path(obj, split_path(spec.path), function, spec.create)
    return found


def split_path(path: str) -> list[str]:
    """The steps of a path; `\\/` is a slash in a name."""
    return [step.replace("\0", "/") for step in path.replace("\\/", "\0").replace("[]", "").split("/") if step]


def change_path(node: Any, path: list[str], function: Callable[[Any], Any], create: bool) -> bool:
    if isinstance(node, list):
        return any([change_path(item, path, function, create) for item in node])
    if not isinstance(node, dict):
        return False
    name, rest = path[0], path[1:]
    if node.get(name) is None:
        if not create:
            return False
        if rest:
            node[name] = {}
    if rest:
        return change_path(node[name], rest, function, create)
    node[name] = function(node.get(name))
    return True
