"""The order of the output: kustomize's own (namespaces, rights and settings first, webhooks last), unless told to keep it.

Upstream: sigs.k8s.io/kustomize/api/internal/builtins/SortOrderTransformer.go.
"""

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.kustomization.resources import Resource

_FIRST = [
    "Namespace",
    "ResourceQuota",
    "StorageClass",
    "CustomResourceDefinition",
    "ServiceAccount",
    "PodSecurityPolicy",
    "Role",
    "ClusterRole",
    "RoleBinding",
    "ClusterRoleBinding",
    "ConfigMap",
    "Secret",
    "Endpoints",
    "Service",
    "LimitRange",
    "PriorityClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Deployment",
    "StatefulSet",
    "CronJob",
    "PodDisruptionBudget",
]
_LAST = ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")


def in_order(kustomization: Object, resources: list[Resource]) -> list[Resource]:
    """Raises Failure."""
    options = kustomization.get("sortOptions") or {}
    order = options.get("order") or ("" if options else "legacy")
    if order not in ("fifo", "legacy"):
        raise Failure("the field 'sortOptions.order' must be one of [fifo, legacy]")
    if order == "fifo":
        if options.get("legacySortOptions"):
            raise Failure(
                "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'"
            )
        return resources
    legacy = options.get("legacySortOptions") or {}
    first = legacy.get("orderFirst") or _FIRST
    last = legacy.get("orderLast") or _LAST
    ranks = {kind: place - len(first) for place, kind in enumerate(first)}
    ranks.update({kind: place + 1 for place, kind in enumerate(last)})

    def rank(resource: Resource) -> tuple[int, str, str]:
        kind = f"{resource.group or '~G'}_{resource.version or '~V'}_{resource.kind or '~K'}"
        return ranks.get(resource.kind, 0), kind, f"{resource.namespace or '~X'}|{resource.name or '~N'}"

    return sorted(resources, key=rank)
