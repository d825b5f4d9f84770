"""Fields that name other resources follow these to their new names and namespaces.

A row: the kind that is named, and the places (kind of the referrer, path) where it is: a name, a list of names, or an object
with `name` and `namespace`. Of several resources that had the name, the one is meant that a builder put the same prefixes and
suffixes to as to the referrer.

Upstream: sigs.k8s.io/kustomize/api/filters/nameref, .../api/internal/konfig/builtinpluginconsts/namereference.go.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.kustomization.field_specs import FieldSpec, applies, split_path
from pykubectl.cli.kustomization.resources import Resource


class Reference(NamedTuple):
    """A kind that is named, and where."""

    kind: str
    places: tuple[FieldSpec, ...]
    group: str | None = None
    version: str | None = None

    def means(self, resource: Resource) -> bool:
        known = (resource.kind, resource.group, resource.version)
        return all(
            wanted in (None, "", have)
            for wanted, have in zip((self.kind, self.group, self.version), known, strict=True)
        )


_POD_SPECS = (
    ("Pod", "spec"),
    ("PodTemplate", "template/spec"),
    *((kind, "spec/template/spec") for kind in ("Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "Job")),
    ("CronJob", "spec/jobTemplate/spec/template/spec"),
)
# Of those that name accounts, claims and priorities.
_RUNNING = (
    ("Pod", "spec"),
    *(
        (kind, "spec/template/spec")
        for kind in ("StatefulSet", "Deployment", "ReplicationController", "Job", "DaemonSet")
    ),
    ("CronJob", "spec/jobTemplate/spec/template/spec"),
)
_CONTAINERS = ("containers", "initContainers")


def _specs(*places: tuple[str, str]) -> tuple[FieldSpec, ...]:
    return tuple(FieldSpec(kind, path) for kind, path in places)


def _in_pods(*paths: str, pods: Sequence[tuple[str, str]] = _POD_SPECS) -> tuple[FieldSpec, ...]:
    return _specs(*((kind, f"{spec}/{path}") for kind, spec in pods for path in paths))


def _in_containers(*paths: str) -> tuple[FieldSpec, ...]:
    return _in_pods(*(f"{containers}/{path}" for containers in _CONTAINERS for path in paths))


_RULES = _specs(("Role", "rules/resourceNames"), ("ClusterRole", "rules/resourceNames"))
_WEBHOOKS = _specs(
    ("ValidatingWebhookConfiguration", "webhooks/clientConfig/service"),
    ("MutatingWebhookConfiguration", "webhooks/clientConfig/service"),
)
_INGRESS_SECRETS = ("ingress.kubernetes.io\\/auth-secret", "nginx.ingress.kubernetes.io\\/auth-secret")
REFERENCES = (
    *(
        Reference(kind, _specs(("HorizontalPodAutoscaler", "spec/scaleTargetRef/name")))
        for kind in ("Deployment", "ReplicationController", "ReplicaSet", "StatefulSet")
    ),
    Reference(
        "ConfigMap",
        (
            *_in_pods("volumes/configMap/name", "volumes/projected/sources/configMap/name"),
            *_in_containers("env/valueFrom/configMapKeyRef/name", "envFrom/configMapRef/name"),
            *_specs(("Node", "spec/configSource/configMap")),
            *_RULES,
            *_specs(("Ingress", "metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap")),
        ),
        version="v1",
    ),
    Reference(
        "Secret",
        (
            *_in_pods("volumes/secret/secretName", "imagePullSecrets/name", "volumes/projected/sources/secret/name"),
            *_in_containers("env/valueFrom/secretKeyRef/name", "envFrom/secretRef/name"),
            *_specs(*(("Ingress", f"metadata/annotations/{name}") for name in _INGRESS_SECRETS)),
            *_specs(
                ("Ingress", "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret"),
                ("Ingress", "spec/tls/secretName"),
                ("ServiceAccount", "imagePullSecrets/name"),
                ("StorageClass", "parameters/secretName"),
                ("StorageClass", "parameters/adminSecretName"),
                ("StorageClass", "parameters/userSecretName"),
                ("StorageClass", "parameters/secretRef"),
            ),
            *_RULES,
            FieldSpec(
                "Service", "spec/template/spec/containers/env/valueFrom/secretKeyRef/name", group="serving.knative.dev"
            ),
            *_specs(("PersistentVolume", "spec/azureFile/secretName")),
        ),
        version="v1",
    ),
    Reference(
        "Service",
        (
            *_specs(
                ("StatefulSet", "spec/serviceName"),
                ("Ingress", "spec/rules/http/paths/backend/serviceName"),
                ("Ingress", "spec/backend/serviceName"),
                ("Ingress", "spec/rules/http/paths/backend/service/name"),
                ("Ingress", "spec/defaultBackend/service/name"),
                ("APIService", "spec/service/name"),
            ),
            *_WEBHOOKS,
        ),
        version="v1",
    ),
    Reference("Role", _specs(("RoleBinding", "roleRef/name")), "rbac.authorization.k8s.io"),
    Reference(
        "ClusterRole",
        _specs(("RoleBinding", "roleRef/name"), ("ClusterRoleBinding", "roleRef/name")),
        "rbac.authorization.k8s.io",
    ),
    Reference(
        "ServiceAccount",
        (
            *_specs(("RoleBinding", "subjects"), ("ClusterRoleBinding", "subjects")),
            *_in_pods("serviceAccountName", pods=_RUNNING),
        ),
        version="v1",
    ),
    Reference(
        "PersistentVolumeClaim", _in_pods("volumes/persistentVolumeClaim/claimName", pods=_RUNNING), version="v1"
    ),
    Reference(
        "PersistentVolume",
        _specs(("PersistentVolumeClaim", "spec/volumeName"), ("ClusterRole", "rules/resourceNames")),
        version="v1",
    ),
    Reference(
        "StorageClass",
        _specs(
            ("PersistentVolume", "spec/storageClassName"),
            ("PersistentVolumeClaim", "spec/storageClassName"),
            ("StatefulSet", "spec/volumeClaimTemplates/spec/storageClassName"),
        ),
        "storage.k8s.io",
        "v1",
    ),
    Reference("PriorityClass", _in_pods("priorityClassName", pods=_RUNNING), "scheduling.k8s.io", "v1"),
    Reference(
        "ValidatingAdmissionPolicy",
        _specs(("ValidatingAdmissionPolicyBinding", "spec/policyName")),
        "admissionregistration.k8s.io",
    ),
)

_Find = Callable[[str, str | None], Resource | None]


def follow_names(resources: list[Resource], added: Sequence[Reference] = ()) -> None:
    """Raises Failure when it cannot be said which resource is meant."""
    known = _joined([*REFERENCES, *added])
    for referrer in resources:
        for reference in known:
            for place in reference.places:
                if applies(place, referrer.obj):
                    find = _finder(referrer, reference, place, resources)
                    _visit(referrer.obj, split_path(place.path), find)


def _joined(references: Sequence[Reference]) -> list[Reference]:
    """Places of one kind together, in the order of the kinds."""
    places: dict[tuple[str, str | None, str | None], tuple[FieldSpec, ...]] = {}
    for one in references:
        key = (one.kind, one.group, one.version)
        places[key] = tuple(dict.fromkeys((*places.get(key, ()), *one.places)))
    return [Reference(kind, found, group, version) for (kind, group, version), found in places.items()]


def _finder(referrer: Resource, reference: Reference, place: FieldSpec, resources: list[Resource]) -> _Find:
    role = (referrer.obj.get("roleRef") or {}) if place.path.endswith("roleRef/name") else None

    def find(name: str, namespace: str | None) -> Resource | None:
        found = [one for one in resources if _may_be_named(referrer, one)]
        if namespace is not None:
            found = _in_namespace(found, namespace)
        found = [one for one in found if any(old == name for old, _ in one.past) and reference.means(one)]
        if role is not None:
            found = [one for one in found if (one.group, one.kind) == (role.get("apiGroup"), role.get("kind"))]
        return _chosen(referrer, found, name)

    return find


def _may_be_named(referrer: Resource, other: Resource) -> bool:
    if not referrer.is_namespaced or not other.is_namespaced:
        return True
    if referrer.effective_namespace == other.effective_namespace:
        return True
    if other.kind != "ServiceAccount" or referrer.kind != "RoleBinding":
        return False
    subjects = referrer.obj.get("subjects") or ()
    named = {one.get("namespace") or "default" for one in subjects if one.get("kind") == "ServiceAccount"}
    return bool(named & {other.effective_namespace, other.original()[1] or "default"})


def _in_namespace(found: list[Resource], namespace: str) -> list[Resource]:
    before = [one for one in found if (one.original()[1] or "default") == namespace]
    return before or [one for one in found if one.effective_namespace == namespace]


def _chosen(referrer: Resource, found: list[Resource], name: str) -> Resource | None:
    for empty_is_alike in (True, False):
        if len(found) > 1:
            found = [one for one in found if _alike(one, referrer, empty_is_alike)]
    if not found:
        return None
    if any(one.name != found[0].name for one in found):
        shown = " ".join(f"{one.identity()}" for one in found)
        raise Failure(
            f"updating name reference in '{referrer.kind}' field of '{referrer.identity()}':"
            f" found multiple possible referrals: {shown} for the name {name}"
        )
    return found[0]


def _alike(one: Resource, other: Resource, empty_is_alike: bool) -> bool:
    return all(
        _same_ending(left, right, empty_is_alike)
        for left, right in ((one.prefixes, other.prefixes), (one.suffixes, other.suffixes))
    )


def _same_ending(left: list[str], right: list[str], empty_is_alike: bool) -> bool:
    if not left or not right:
        return empty_is_alike or left == right
    length = min(len(left), len(right))
    return left[-length:] == right[-length:]


def _visit(node: Any, path: list[str], find: _Find) -> None:
    if isinstance(node, list):
        for item in node:
            _visit(item, path, find)
    elif isinstance(node, dict) and path:
        if len(path) > 1:
            _visit(node.get(path[0]), path[1:], find)
        else:
            _update(node, path[0], find)


def _update(holder: Object, field: str, find: _Find) -> None:
    value = holder.get(field)
    if isinstance(value, str):
        target = find(value, None)
        holder[field] = target.name if target is not None else value
    elif isinstance(value, dict):
        _update_object(value, find)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, dict):
                _update_object(item, find)
            elif isinstance(item, str):
                target = find(item, None)
                value[index] = target.name if target is not None else item


def _update_object(value: Object, find: _Find) -> None:
    if not isinstance(value.get("name"), str):
        return
    target = find(value["name"], value.get("namespace"))
    if target is not None and (target.name != value["name"] or target.namespace):
        value["name"] = target.name
        if target.namespace:
            value["namespace"] = target.namespace


def places_of(node: Any, path: list[str]) -> Iterator[tuple[Object, str]]:
    """The objects and keys that a path leads to, through lists."""
    if isinstance(node, list):
        for item in node:
            yield from places_of(item, path)
    elif isinstance(node, dict):
        if len(path) > 1:
            yield from places_of(node.get(path[0]), path[1:])
        elif path[0] in node:
            yield node, path[0]
