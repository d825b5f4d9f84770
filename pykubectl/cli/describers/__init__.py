"""Describers: what `describe` prints of an object, one module per kind; kinds without one are printed field by field.

A module has `describe(writer, obj, subject)`, which writes everything but the events; these follow where the row says so.
`parts` holds the blocks that kinds share, `pod_template` what is printed of a template (also by rollout history).

To add one: a module here with `describe`, and its row in DESCRIBERS.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from importlib import import_module
from typing import NamedTuple

from pykubectl.cli.describers.parts.events import events_about, write_events
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.client import ApiResource


class Row(NamedTuple):
    """`version` is the one version the describer understands; "" takes the one that discovery prefers."""

    group: str
    version: str
    kind: str
    module: str
    events: bool = True


DESCRIBERS = (
    Row("", "v1", "ConfigMap", "configmap"),
    Row("", "v1", "Endpoints", "endpoints"),
    Row("", "v1", "LimitRange", "limitrange", events=False),
    Row("", "v1", "Namespace", "namespace", events=False),
    Row("", "v1", "Node", "node"),
    Row("", "v1", "PersistentVolume", "persistentvolume"),
    Row("", "v1", "PersistentVolumeClaim", "persistentvolumeclaim"),
    Row("", "v1", "Pod", "pod"),
    Row("", "v1", "ReplicationController", "replicationcontroller"),
    Row("", "v1", "ResourceQuota", "resourcequota", events=False),
    Row("", "v1", "Secret", "secret", events=False),
    Row("", "v1", "Service", "service"),
    Row("", "v1", "ServiceAccount", "serviceaccount"),
    Row("apps", "v1", "DaemonSet", "daemonset"),
    Row("apps", "v1", "Deployment", "deployment"),
    Row("apps", "v1", "ReplicaSet", "replicaset"),
    Row("apps", "v1", "StatefulSet", "statefulset"),
    Row("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscaler"),
    Row("batch", "v1", "CronJob", "cronjob"),
    Row("batch", "v1", "Job", "job"),
    Row("certificates.k8s.io", "v1", "CertificateSigningRequest", "certificatesigningrequest"),
    Row("discovery.k8s.io", "v1", "EndpointSlice", "endpointslice"),
    Row("networking.k8s.io", "v1", "Ingress", "ingress"),
    Row("networking.k8s.io", "v1", "IngressClass", "ingressclass"),
    Row("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicy", events=False),
    Row("networking.k8s.io", "", "IPAddress", "ipaddress"),
    Row("networking.k8s.io", "", "ServiceCIDR", "servicecidr"),
    Row("policy", "v1", "PodDisruptionBudget", "poddisruptionbudget"),
    Row("rbac.authorization.k8s.io", "v1", "ClusterRole", "role", events=False),
    Row("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "rolebinding", events=False),
    Row("rbac.authorization.k8s.io", "v1", "Role", "role", events=False),
    Row("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebinding", events=False),
    Row("scheduling.k8s.io", "v1", "PriorityClass", "priorityclass"),
    Row("storage.k8s.io", "v1", "CSINode", "csinode"),
    Row("storage.k8s.io", "v1", "StorageClass", "storageclass"),
    Row("storage.k8s.io", "v1", "VolumeAttributesClass", "volumeattributesclass"),
)
_GENERIC = Row("", "", "", "generic")
_BY_KIND = {(row.group, row.kind): row for row in DESCRIBERS}


def row_for(resource: ApiResource) -> Row:
    """The row of a resource; that of the generic describer for kinds without one."""
    return _BY_KIND.get((resource.group, resource.kind), _GENERIC)


def describe(subject: Subject) -> str:
    """The description of one object, read now. Raises StatusError."""
    row = row_for(subject.resource)
    obj = subject.at_version(row.version).get()
    writer = Writer()
    import_module(f"{__name__}.{row.module}").describe(writer, obj, subject)
    if row.events and subject.show_events:
        write_events(writer, subject, events_about(subject, obj))
    return writer.text()
