"""A resource on its way through kustomizations, and how messages name it.

Upstream: sigs.k8s.io/kustomize/api/resource, .../kyaml/resid.
"""

from dataclasses import dataclass, field
from typing import Any

from pykubectl import Object

_CLUSTER_KINDS = frozenset(
    [
        "APIService",
        "CSIDriver",
        "CSINode",
        "CertificateSigningRequest",
        "ClusterRole",
        "ClusterRoleBinding",
        "ComponentStatus",
        "ClusterTrustBundle",
        "CustomResourceDefinition",
        "DeviceClass",
        "FlowSchema",
        "IPAddress",
        "IngressClass",
        "MutatingAdmissionPolicy",
        "MutatingAdmissionPolicyBinding",
        "MutatingWebhookConfiguration",
        "Namespace",
        "Node",
        "PersistentVolume",
        "PodSecurityPolicy",
        "PriorityClass",
        "PriorityLevelConfiguration",
        "ResourceSlice",
        "RuntimeClass",
        "SelfSubjectAccessReview",
        "SelfSubjectReview",
        "SelfSubjectRulesReview",
        "ServiceCIDR",
        "StorageClass",
        "StorageVersionMigration",
        "SubjectAccessReview",
        "TokenReview",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "ValidatingWebhookConfiguration",
        "VolumeAttachment",
        "VolumeAttributesClass",
    ]
)


@dataclass
class Resource:
    obj: Object
    needs_hash: bool = False
    behavior: str = ""
    # Names and namespaces it has had, the first as it was written: references use any of them.
    past: list[tuple[str, str]] = field(default_factory=list)
    # What was put before and behind its name, the innermost first: of several candidates a reference means the one alike.
    prefixes: list[str] = field(default_factory=list)
    suffixes: list[str] = field(default_factory=list)
    # Where it comes from and what has changed it, for buildMetadata.
    origin: Object = field(default_factory=dict)
    transformations: list[Object] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return str(self.obj.get("kind", ""))

    @property
    def group(self) -> str:
        return str(self.obj.get("apiVersion", "")).rpartition("/")[0]

    @property
    def version(self) -> str:
        return str(self.obj.get("apiVersion", "")).rpartition("/")[2]

    @property
    def name(self) -> str:
        return str(self.metadata.get("name", ""))

    @property
    def namespace(self) -> str:
        return str(self.metadata.get("namespace", ""))

    @property
    def metadata(self) -> Object:
        found: Any = self.obj.get("metadata")
        return found if isinstance(found, dict) else {}

    @property
    def is_namespaced(self) -> bool:
        return self.kind not in _CLUSTER_KINDS

    def original(self) -> tuple[str, str]:
        return self.past[0] if self.past else (self.name, self.namespace)

    def known_as(self) -> list[tuple[str, str]]:
        return [*self.past, (self.name, self.namespace)]

    def remember(self) -> None:
        """Keep the name it has now, before it gets another."""
        if (self.name, self.namespace) not in self.past:
            self.past.append((self.name, self.namespace))

    def identity(self) -> str:
        return identity(self.obj)

    def with_history(self) -> Object:
        """The object with the names it has had, as kustomize keeps them while it builds."""
        known = [(self.kind, name, namespace) for name, namespace in self.past]
        history = {
            f"internal.config.kubernetes.io/previous{what}": ",".join(one[place] or "default" for one in known)
            for place, what in enumerate(("Kinds", "Names", "Namespaces"))
        }
        annotations = {**(self.metadata.get("annotations") or {}), **(history if known else {})}
        return {**self.obj, "metadata": {**self.metadata, **({"annotations": annotations} if annotations else {})}}

    @property
    def effective_namespace(self) -> str:
        """As selectors see it: no namespace is the default one."""
        return self.namespace or "default"


def identity(obj: Object) -> str:
    """`ConfigMap.v1.[noGrp]/same.[noNs]`"""
    group, _, version = str(obj.get("apiVersion", "")).rpartition("/")
    metadata = obj.get("metadata") or {}
    return (
        f"{obj.get('kind') or '[noKind]'}.{version or '[noVer]'}.{group or '[noGrp]'}"
        f"/{metadata.get('name') or '[noName]'}.{metadata.get('namespace') or '[noNs]'}"
    )


def same_identity(left: Object, right: Object) -> bool:
    return identity(left).replace(".default", ".[noNs]") == identity(right).replace(".default", ".[noNs]")
