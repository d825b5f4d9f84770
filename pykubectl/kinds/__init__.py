"""The built-in kinds: one row per kind, in the order that discovery and `kubectl api-resources` walk them.

A custom kind is a row too, made from its CustomResourceDefinition (`kinds.custom`), which then is its `definition`.

What a kind does beyond being stored stands in `kinds/<folder>/<module>.py`, imported on first use; each of these names is
optional (a module without one gets the generic behaviour). Hooks take objects they may change where it says so, and never
raise for what a user wrote: they return field errors, and the pipeline raises one Invalid with all of them.

    default(obj)                       fill in the versioned defaults, in place. Runs on every decode, so that it is idempotent
    prepare_create(obj)                the strategy before creation, in place: drop or reset what a client may not set (status ...)
    set_requester(obj, user)           after that, in place: note who creates it
    prepare_update(new, old)           the same before an update of the main resource, in place (the pipeline has already put the
                                       old status back and raises metadata.generation by `spec_changed`)
    spec_changed(new, old) -> bool     whether generation rises; generic: anything outside metadata and status differs
    prepare_delete(obj, now)           before deletion, in place: what has to be worked off first (a finalizer)
    validate(obj) -> list[FieldError]              of a new object, without ObjectMeta (the pipeline validates that)
    validate_update(new, old) -> list[FieldError]  of the main resource: everything it has to say, `validate` included
    validate_status(new, old) -> list[FieldError]  of the status subresource; validate_<subresource> of others
    warnings(new, old | None) -> list[str]         texts of Warning headers
    NAME: "label" | "subdomain" | "path" | ...     rule for metadata.name (generic: DNS subdomain), see kinds/metadata.py
    FIELDS = ("spec.nodeName", ...)                field selectors beyond metadata.name and metadata.namespace
    field(obj, path) -> str                        the value of one of FIELDS, where it is not simply the field
    convert(obj, version) -> obj                   between served versions, for the kinds that have several

`kinds/tables/<plural>.py` says how the server prints a kind: COLUMNS (see kinds/tables/__init__.py) and `cells(obj, now)`.

To add one: a row here, a module in its group's folder, a module in kinds/tables if it has columns of its own.

Upstream: pkg/apis, pkg/registry (strategies), pkg/printers.
"""

from collections.abc import Iterable, Iterator
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pykubectl.kinds.custom import Definition
    from pykubectl.machinery.schema import Schema

ALL_VERBS = ("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch")


class Kind(NamedTuple):
    """`versions` are the served ones, the preferred (and, of built-in kinds, stored) one first.

    `stored_as` names another kind's storage; `definition` is what a custom kind was made from.
    """

    group: str
    versions: tuple[str, ...]
    plural: str
    singular: str
    kind: str
    namespaced: bool
    short_names: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    subresources: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ALL_VERBS
    storage_hash: str = ""
    stored_as: str = ""
    definition: "Definition | None" = None

    @property
    def resource(self) -> str:
        """The group resource, as error messages and store keys have it: `pods`, `deployments.apps`."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.versions[0]}" if self.group else self.versions[0]

    @property
    def storage(self) -> str:
        return self.stored_as or self.resource


# fmt: off
KINDS = (
    Kind("", ("v1",), "bindings", "binding", "Binding", True, verbs=("create",)),
    Kind("", ("v1",), "componentstatuses", "componentstatus", "ComponentStatus", False, short_names=("cs",), verbs=("get", "list")),
    Kind("", ("v1",), "configmaps", "configmap", "ConfigMap", True, short_names=("cm",), storage_hash="qFsyl6wFWjQ="),
    Kind("", ("v1",), "endpoints", "endpoints", "Endpoints", True, short_names=("ep",), storage_hash="fWeeMqaN/OA="),
    Kind("", ("v1",), "events", "event", "Event", True, short_names=("ev",), storage_hash="r2yiGXH7wu8="),
    Kind("", ("v1",), "limitranges", "limitrange", "LimitRange", True, short_names=("limits",), storage_hash="EBKMFVe6cwo="),
    Kind("", ("v1",), "namespaces", "namespace", "Namespace", False, short_names=("ns",), subresources=("finalize", "status"), verbs=("create", "delete", "get", "list", "patch", "update", "watch"), storage_hash="Q3oi5N2YM8M="),
    Kind("", ("v1",), "nodes", "node", "Node", False, short_names=("no",), subresources=("proxy", "status"), storage_hash="XwShjMxG9Fs="),
    Kind("", ("v1",), "persistentvolumeclaims", "persistentvolumeclaim", "PersistentVolumeClaim", True, short_names=("pvc",), subresources=("status",), storage_hash="QWTyNDq0dC4="),
    Kind("", ("v1",), "persistentvolumes", "persistentvolume", "PersistentVolume", False, short_names=("pv",), subresources=("status",), storage_hash="HN/zwEC+JgM="),
    Kind("", ("v1",), "pods", "pod", "Pod", True, short_names=("po",), categories=("all",), subresources=("attach", "binding", "ephemeralcontainers", "eviction", "exec", "log", "portforward", "proxy", "resize", "status"), storage_hash="xPOwRZ+Yhw8="),
    Kind("", ("v1",), "podtemplates", "podtemplate", "PodTemplate", True, storage_hash="LIXB2x4IFpk="),
    Kind("", ("v1",), "replicationcontrollers", "replicationcontroller", "ReplicationController", True, short_names=("rc",), categories=("all",), subresources=("scale", "status"), storage_hash="Jond2If31h0="),
    Kind("", ("v1",), "resourcequotas", "resourcequota", "ResourceQuota", True, short_names=("quota",), subresources=("status",), storage_hash="8uhSgffRX6w="),
    Kind("", ("v1",), "secrets", "secret", "Secret", True, storage_hash="S6u1pOWzb84="),
    Kind("", ("v1",), "serviceaccounts", "serviceaccount", "ServiceAccount", True, short_names=("sa",), subresources=("token",), storage_hash="pbx9ZvyFpBE="),
    Kind("", ("v1",), "services", "service", "Service", True, short_names=("svc",), categories=("all",), subresources=("proxy", "status"), storage_hash="0/CO1lhkEBI="),
    Kind("apiregistration.k8s.io", ("v1",), "apiservices", "apiservice", "APIService", False, categories=("api-extensions",), subresources=("status",), storage_hash="InPBPD7+PqM="),
    Kind("apps", ("v1",), "controllerrevisions", "controllerrevision", "ControllerRevision", True, storage_hash="85nkx63pcBU="),
    Kind("apps", ("v1",), "daemonsets", "daemonset", "DaemonSet", True, short_names=("ds",), categories=("all",), subresources=("status",), storage_hash="dd7pWHUlMKQ="),
    Kind("apps", ("v1",), "deployments", "deployment", "Deployment", True, short_names=("deploy",), categories=("all",), subresources=("scale", "status"), storage_hash="8aSe+NMegvE="),
    Kind("apps", ("v1",), "replicasets", "replicaset", "ReplicaSet", True, short_names=("rs",), categories=("all",), subresources=("scale", "status"), storage_hash="P1RzHs8/mWQ="),
    Kind("apps", ("v1",), "statefulsets", "statefulset", "StatefulSet", True, short_names=("sts",), categories=("all",), subresources=("scale", "status"), storage_hash="H+vl74LkKdo="),
    Kind("events.k8s.io", ("v1",), "events", "event", "Event", True, short_names=("ev",), stored_as="events", storage_hash="r2yiGXH7wu8="),
    Kind("authentication.k8s.io", ("v1",), "selfsubjectreviews", "selfsubjectreview", "SelfSubjectReview", False, verbs=("create",)),
    Kind("authentication.k8s.io", ("v1",), "tokenreviews", "tokenreview", "TokenReview", False, verbs=("create",)),
    Kind("authorization.k8s.io", ("v1",), "localsubjectaccessreviews", "localsubjectaccessreview", "LocalSubjectAccessReview", True, verbs=("create",)),
    Kind("authorization.k8s.io", ("v1",), "selfsubjectaccessreviews", "selfsubjectaccessreview", "SelfSubjectAccessReview", False, verbs=("create",)),
    Kind("authorization.k8s.io", ("v1",), "selfsubjectrulesreviews", "selfsubjectrulesreview", "SelfSubjectRulesReview", False, verbs=("create",)),
    Kind("authorization.k8s.io", ("v1",), "subjectaccessreviews", "subjectaccessreview", "SubjectAccessReview", False, verbs=("create",)),
    Kind("autoscaling", ("v2", "v1"), "horizontalpodautoscalers", "horizontalpodautoscaler", "HorizontalPodAutoscaler", True, short_names=("hpa",), categories=("all",), subresources=("status",), storage_hash="qwQve8ut294="),
    Kind("batch", ("v1",), "cronjobs", "cronjob", "CronJob", True, short_names=("cj",), categories=("all",), subresources=("status",), storage_hash="sd5LIXh4Fjs="),
    Kind("batch", ("v1",), "jobs", "job", "Job", True, categories=("all",), subresources=("status",), storage_hash="mudhfqk/qZY="),
    Kind("certificates.k8s.io", ("v1",), "certificatesigningrequests", "certificatesigningrequest", "CertificateSigningRequest", False, short_names=("csr",), subresources=("approval", "status"), storage_hash="95fRKMXA+00="),
    Kind("networking.k8s.io", ("v1",), "ingressclasses", "ingressclass", "IngressClass", False, storage_hash="l/iqIbDgFyQ="),
    Kind("networking.k8s.io", ("v1",), "ingresses", "ingress", "Ingress", True, short_names=("ing",), subresources=("status",), storage_hash="39NQlfNR+bo="),
    Kind("networking.k8s.io", ("v1",), "ipaddresses", "ipaddress", "IPAddress", False, short_names=("ip",), storage_hash="3f/plJFChNE="),
    Kind("networking.k8s.io", ("v1",), "networkpolicies", "networkpolicy", "NetworkPolicy", True, short_names=("netpol",), storage_hash="YpfwF18m1G8="),
    Kind("networking.k8s.io", ("v1",), "servicecidrs", "servicecidr", "ServiceCIDR", False, subresources=("status",), storage_hash="gNLvruQhW2g="),
    Kind("policy", ("v1",), "poddisruptionbudgets", "poddisruptionbudget", "PodDisruptionBudget", True, short_names=("pdb",), subresources=("status",), storage_hash="EVWiDmWqyJw="),
    Kind("rbac.authorization.k8s.io", ("v1",), "clusterrolebindings", "clusterrolebinding", "ClusterRoleBinding", False, storage_hash="48tpQ8gZHFc="),
    Kind("rbac.authorization.k8s.io", ("v1",), "clusterroles", "clusterrole", "ClusterRole", False, storage_hash="bYE5ZWDrJ44="),
    Kind("rbac.authorization.k8s.io", ("v1",), "rolebindings", "rolebinding", "RoleBinding", True, storage_hash="eGsCzGH6b1g="),
    Kind("rbac.authorization.k8s.io", ("v1",), "roles", "role", "Role", True, storage_hash="7FuwZcIIItM="),
    Kind("storage.k8s.io", ("v1",), "csidrivers", "csidriver", "CSIDriver", False, storage_hash="hL6j/rwBV5w="),
    Kind("storage.k8s.io", ("v1",), "csinodes", "csinode", "CSINode", False, storage_hash="Pe62DkZtjuo="),
    Kind("storage.k8s.io", ("v1",), "csistoragecapacities", "csistoragecapacity", "CSIStorageCapacity", True, storage_hash="xeVl+2Ly1kE="),
    Kind("storage.k8s.io", ("v1",), "storageclasses", "storageclass", "StorageClass", False, short_names=("sc",), storage_hash="K+m6uJwbjGY="),
    Kind("storage.k8s.io", ("v1",), "volumeattachments", "volumeattachment", "VolumeAttachment", False, subresources=("status",), storage_hash="tJx/ezt6UDU="),
    Kind("storage.k8s.io", ("v1",), "volumeattributesclasses", "volumeattributesclass", "VolumeAttributesClass", False, short_names=("vac",), storage_hash="tIjydgKBC5w="),
    Kind("admissionregistration.k8s.io", ("v1",), "mutatingadmissionpolicies", "mutatingadmissionpolicy", "MutatingAdmissionPolicy", False, categories=("api-extensions",), storage_hash="LYmCf+UMVdg="),
    Kind("admissionregistration.k8s.io", ("v1",), "mutatingadmissionpolicybindings", "mutatingadmissionpolicybinding", "MutatingAdmissionPolicyBinding", False, categories=("api-extensions",), storage_hash="90V5FRZZ3Zg="),
    Kind("admissionregistration.k8s.io", ("v1",), "mutatingwebhookconfigurations", "mutatingwebhookconfiguration", "MutatingWebhookConfiguration", False, categories=("api-extensions",), storage_hash="Sqi0GUgDaX0="),
    Kind("admissionregistration.k8s.io", ("v1",), "validatingadmissionpolicies", "validatingadmissionpolicy", "ValidatingAdmissionPolicy", False, categories=("api-extensions",), subresources=("status",), storage_hash="6OxvlMmQ6is="),
    Kind("admissionregistration.k8s.io", ("v1",), "validatingadmissionpolicybindings", "validatingadmissionpolicybinding", "ValidatingAdmissionPolicyBinding", False, categories=("api-extensions",), storage_hash="v9715VZqakg="),
    Kind("admissionregistration.k8s.io", ("v1",), "validatingwebhookconfigurations", "validatingwebhookconfiguration", "ValidatingWebhookConfiguration", False, categories=("api-extensions",), storage_hash="B0wHjQmsGNk="),
    Kind("apiextensions.k8s.io", ("v1",), "customresourcedefinitions", "customresourcedefinition", "CustomResourceDefinition", False, short_names=("crd", "crds"), categories=("api-extensions",), subresources=("status",), storage_hash="jfWCUB31mvA="),
    Kind("scheduling.k8s.io", ("v1",), "priorityclasses", "priorityclass", "PriorityClass", False, short_names=("pc",), storage_hash="1QwjyaZjj3Y="),
    Kind("coordination.k8s.io", ("v1",), "leases", "lease", "Lease", True, storage_hash="gqkMMb/YqFM="),
    Kind("node.k8s.io", ("v1",), "runtimeclasses", "runtimeclass", "RuntimeClass", False, storage_hash="WQTu1GL3T2Q="),
    Kind("discovery.k8s.io", ("v1",), "endpointslices", "endpointslice", "EndpointSlice", True, storage_hash="qgS0xkrxYAI="),
    Kind("resource.k8s.io", ("v1",), "deviceclasses", "deviceclass", "DeviceClass", False, storage_hash="Yk2PTc1Ybxk="),
    Kind("resource.k8s.io", ("v1",), "resourceclaims", "resourceclaim", "ResourceClaim", True, subresources=("status",), storage_hash="wgAZaHcZxUg="),
    Kind("resource.k8s.io", ("v1",), "resourceclaimtemplates", "resourceclaimtemplate", "ResourceClaimTemplate", True, storage_hash="TuzjC49aUfM="),
    Kind("resource.k8s.io", ("v1",), "resourceslices", "resourceslice", "ResourceSlice", False, storage_hash="KsC072WgaEY="),
    Kind("flowcontrol.apiserver.k8s.io", ("v1",), "flowschemas", "flowschema", "FlowSchema", False, subresources=("status",), storage_hash="GJVAJZSZBIw="),
    Kind("flowcontrol.apiserver.k8s.io", ("v1",), "prioritylevelconfigurations", "prioritylevelconfiguration", "PriorityLevelConfiguration", False, subresources=("status",), storage_hash="Kir5PVfvNeI="),
)
# fmt: on

_BY_RESOURCE = {kind.resource: kind for kind in KINDS}
_BY_KIND = {(kind.group, kind.kind): kind for kind in KINDS}

# The kinds whose metadata.generation counts the versions of their spec.
WITH_GENERATION = frozenset({
    "pods", "replicationcontrollers", "daemonsets.apps", "deployments.apps", "replicasets.apps", "statefulsets.apps",
    "cronjobs.batch", "jobs.batch", "ingresses.networking.k8s.io", "ingressclasses.networking.k8s.io",
    "networkpolicies.networking.k8s.io", "poddisruptionbudgets.policy", "mutatingadmissionpolicies.admissionregistration.k8s.io",
    "mutatingadmissionpolicybindings.admissionregistration.k8s.io", "mutatingwebhookconfigurations.admissionregistration.k8s.io",
    "validatingadmissionpolicies.admissionregistration.k8s.io", "validatingadmissionpolicybindings.admissionregistration.k8s.io",
    "validatingwebhookconfigurations.admissionregistration.k8s.io", "customresourcedefinitions.apiextensions.k8s.io",
    "priorityclasses.scheduling.k8s.io", "endpointslices.discovery.k8s.io", "deviceclasses.resource.k8s.io",
    "resourceslices.resource.k8s.io", "flowschemas.flowcontrol.apiserver.k8s.io",
    "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io",
})  # fmt: skip

# Warned of at every request, by resource.
DEPRECATED = {
    "componentstatuses": "v1 ComponentStatus is deprecated in v1.19+",
    "endpoints": "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
}

# Folder of a group's modules: the first label of the group, where that is a good name.
_FOLDERS = {"": "core", "flowcontrol.apiserver.k8s.io": "flowcontrol"}


def of_resource(resource: str) -> Kind | None:
    """By group resource: `pods`, `deployments.apps`."""
    return _BY_RESOURCE.get(resource)


def of_kind(group: str, kind: str) -> Kind | None:
    return _BY_KIND.get((group, kind))


def folder(kind: Kind) -> str:
    return _FOLDERS.get(kind.group) or kind.group.partition(".")[0]


def module_name(kind: Kind) -> str:
    return f"pykubectl.kinds.{folder(kind)}.{kind.singular}"


_MODULES: dict[str, ModuleType] = {}
_GENERIC = ModuleType("generic", "The hooks of a kind that has none of its own.")


def hooks(kind: Kind) -> Any:
    """The module with the kind's hooks, empty when it has only the generic behaviour; the definition of a custom kind."""
    if kind.definition is not None:
        return kind.definition
    name = module_name(kind)
    if name not in _MODULES:
        _MODULES[name] = module_if_any(name) or _GENERIC
    return _MODULES[name]


def module_if_any(name: str) -> ModuleType | None:
    """The module of that name; None when there is none."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{name}.".startswith(f"{error.name}."):
            raise
        return None


def schema(kind: Kind, version: str) -> "Schema | None":
    """The schema of a kind in one of its versions."""
    from pykubectl.machinery.schema import schema_of

    if kind.definition is not None:
        return kind.definition.schema(version)
    return schema_of(f"{kind.group}/{version}" if kind.group else version, kind.kind)


def has_generation(kind: Kind) -> bool:
    return kind.definition is not None or kind.resource in WITH_GENERATION


def group_versions(kinds: Iterable[Kind]) -> Iterator[tuple[str, str]]:
    """Every served (group, version), in the order of the kinds, each once."""
    yield from dict.fromkeys((kind.group, version) for kind in kinds for version in kind.versions)
