"""Fields that name other resources follow these to their new names and namespaces.

A row: the kind that is named, and the places (kind of the referrer, path to the name) where it is. A path that ends in
`*` stands for a whole pod spec. Where a `kind` stands beside the name, only that kind is meant.

Upstream: sigs.k8s.io/kustomize/api/internal/konfig/builtinpluginconsts/namereference.go.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from pykubectl import Object
from pykubectl.cli.kustomization.resources import Resource

_POD_SPECS = (
    ("Pod", "spec"),
    *((kind, "spec/template/spec") for kind in ("Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "Job")),
    ("ReplicationController", "spec/template/spec"),
    ("CronJob", "spec/jobTemplate/spec/template/spec"),
)
_CONTAINERS = ("containers", "initContainers")
_SECRET_VOLUMES = ("azureFile/secretName", "cephfs/secretRef/name", "cinder/secretRef/name", "iscsi/secretRef/name")


def _in_pods(*paths: str) -> tuple[tuple[str, str], ...]:
    return tuple((kind, f"{spec}/{path}") for kind, spec in _POD_SPECS for path in paths)


def _in_containers(*paths: str) -> tuple[tuple[str, str], ...]:
    return _in_pods(*(f"{containers}/{path}" for containers in _CONTAINERS for path in paths))


_PLACES: dict[str, tuple[tuple[str, str], ...]] = {
    "ConfigMap": (
        *_in_pods("volumes/configMap/name", "volumes/projected/sources/configMap/name"),
        *_in_containers("env/valueFrom/configMapKeyRef/name", "envFrom/configMapRef/name"),
        ("Node", "spec/configSource/configMap/name"),
    ),
    "Secret": (
        *_in_pods("volumes/secret/secretName", "volumes/projected/sources/secret/name", "imagePullSecrets/name"),
        *_in_pods(*(f"volumes/{path}" for path in _SECRET_VOLUMES), "volumes/csi/nodePublishSecretRef/name"),
        *_in_containers("env/valueFrom/secretKeyRef/name", "envFrom/secretRef/name"),
        ("ServiceAccount", "secrets/name"),
        ("ServiceAccount", "imagePullSecrets/name"),
        ("Ingress", "spec/tls/secretName"),
        ("Ingress", "metadata/annotations/ingress.kubernetes.io~1auth-secret"),
        ("Ingress", "metadata/annotations/nginx.ingress.kubernetes.io~1auth-secret"),
        ("Ingress", "metadata/annotations/nginx.ingress.kubernetes.io~1auth-tls-secret"),
        ("StorageClass", "parameters/adminSecretName"),
        ("StorageClass", "parameters/userSecretName"),
        ("StorageClass", "parameters/secretRef"),
    ),
    "Service": (
        ("StatefulSet", "spec/serviceName"),
        ("Ingress", "spec/rules/http/paths/backend/serviceName"),
        ("Ingress", "spec/rules/http/paths/backend/service/name"),
        ("Ingress", "spec/backend/serviceName"),
        ("Ingress", "spec/defaultBackend/service/name"),
        ("APIService", "spec/service/name"),
        ("MutatingWebhookConfiguration", "webhooks/clientConfig/service/name"),
        ("ValidatingWebhookConfiguration", "webhooks/clientConfig/service/name"),
    ),
    "ServiceAccount": (
        *_in_pods("serviceAccountName"),
        ("RoleBinding", "subjects/name"),
        ("ClusterRoleBinding", "subjects/name"),
    ),
    "PersistentVolumeClaim": _in_pods("volumes/persistentVolumeClaim/claimName"),
    "PersistentVolume": (("PersistentVolumeClaim", "spec/volumeName"),),
    "StorageClass": (
        ("PersistentVolume", "spec/storageClassName"),
        ("PersistentVolumeClaim", "spec/storageClassName"),
        ("StatefulSet", "spec/volumeClaimTemplates/spec/storageClassName"),
    ),
    "PriorityClass": _in_pods("priorityClassName"),
    "IngressClass": (("Ingress", "spec/ingressClassName"),),
    "Role": (("RoleBinding", "roleRef/name"),),
    "ClusterRole": (("RoleBinding", "roleRef/name"), ("ClusterRoleBinding", "roleRef/name")),
    **{
        kind: (("HorizontalPodAutoscaler", "spec/scaleTargetRef/name"),)
        for kind in ("Deployment", "ReplicationController", "ReplicaSet", "StatefulSet")
    },
}


class _Place(NamedTuple):
    holder: Object
    field: str


def follow_names(resources: list[Resource]) -> None:
    for resource in resources:
        done: set[tuple[int, str]] = set()
        for kind, places in _PLACES.items():
            for referrer, path in places:
                if referrer != resource.kind:
                    continue
                for place in _places(resource.obj, path.split("/")):
                    if (id(place.holder), place.field) not in done and _follow(resource, kind, place, resources):
                        done.add((id(place.holder), place.field))


def _places(node: Any, path: list[str]) -> Iterator[_Place]:
    if isinstance(node, list):
        for item in node:
            yield from _places(item, path)
    elif isinstance(node, dict):
        name = path[0].replace("~1", "/")
        if len(path) > 1:
            yield from _places(node.get(name), path[1:])
        elif isinstance(node.get(name), str):
            yield _Place(node, name)


def _follow(referrer: Resource, kind: str, place: _Place, resources: list[Resource]) -> bool:
    holder, field = place
    if isinstance(holder.get("kind"), str) and field == "name" and holder["kind"] != kind:
        return False
    value = holder[field]
    found = [
        resource
        for resource in resources
        if resource.kind == kind and any(name == value for name, _ in resource.known_as())
    ]
    target = _closest(referrer, holder, found)
    if target is None:
        return False
    holder[field] = target.name
    if (
        target.namespace
        and field == "name"
        and (holder.get("namespace") or (kind == "ServiceAccount" and "kind" in holder))
    ):
        holder["namespace"] = target.namespace
    return True


def _closest(referrer: Resource, holder: Object, found: list[Resource]) -> Resource | None:
    """The candidate in the namespace that is meant; one alone is meant wherever it is, when both are namespaced alike."""
    named = holder.get("namespace")
    if named:
        found = [one for one in found if any((space or "default") == named for _, space in one.known_as())]
    elif referrer.is_namespaced:
        found = [one for one in found if not one.is_namespaced or one.namespace == referrer.namespace] or [
            one for one in found if one.kind == "ServiceAccount" and "kind" in holder
        ]
    return found[0] if found else None
