"""Zero values: what an object of a Go type has before anybody sets anything.

Structs that Go holds by value are there from the beginning, and lists and maps that are always written are null: that they come
to hold something makes nobody the owner of the whole. Custom objects have no Go type and begin with nothing.

Upstream: k8s.io/api (which fields are pointers), structured-merge-diff/value/reflectcache.go.
"""

from functools import lru_cache
from typing import Any

from pykubectl.machinery.schema import Schema

# Structs held by value that a schema does not require.
_STRUCTS: dict[str, str] = {
    "core.v1.PodTemplate": "template",
    "core.v1.PodTemplateSpec": "metadata spec",
    "core.v1.PersistentVolumeClaimSpec": "resources",
    "core.v1.ServiceStatus": "loadBalancer",
    "core.v1.NodeStatus": "nodeInfo daemonEndpoints",
    "core.v1.NodeDaemonEndpoints": "kubeletEndpoint",
    "core.v1.Event": "source",
    "apps.v1.DeploymentSpec": "strategy template",
    "apps.v1.DaemonSetSpec": "updateStrategy template",
    "apps.v1.StatefulSetSpec": "updateStrategy template",
    "apps.v1.ReplicaSetSpec": "template",
    "batch.v1.JobSpec": "template",
    "batch.v1.JobTemplateSpec": "metadata spec",
    "batch.v1.CronJobSpec": "jobTemplate",
    "networking.v1.IngressStatus": "loadBalancer",
    "networking.v1.NetworkPolicySpec": "podSelector",
    "resource.v1.ResourceClaimSpec": "devices",
    "resource.v1.ResourceClaimTemplateSpec": "metadata spec",
}
# Other fields that are always written, though no schema requires them.
_WRITTEN: dict[str, dict[str, Any]] = {
    "core.v1.Event": {
        "eventTime": None,
        "firstTimestamp": None,
        "lastTimestamp": None,
        "reportingComponent": "",
        "reportingInstance": "",
    },
}
# Every kind has these by value, where it has them at all.
_OF_ROOTS = ("metadata", "spec", "status")
_SCALARS: dict[str, Any] = {"string": "", "integer": 0, "boolean": False}


@lru_cache(maxsize=1024)
def zero_object(schema: Schema) -> dict[str, Any]:
    """A new object of a built-in kind; shared, not to be changed."""
    if schema.source:
        return {}
    fields = schema.fields()
    return {**zero_struct(schema), **{name: zero_struct(fields[name]) for name in _OF_ROOTS if name in fields}}


def zero_struct(schema: Schema) -> dict[str, Any]:
    """The fields that a struct of this type always has, as they are at first."""
    definition = ".".join(schema.name.split(".")[-3:])
    by_value = _STRUCTS.get(definition, "").split()
    found = dict(_WRITTEN.get(definition, {}))
    for name, field in schema.fields().items():
        is_struct = field.type == "object" and field.additional is None and not field.preserves_unknown
        if name in by_value or (is_struct and name in schema.required):
            found[name] = zero_struct(field)
        elif name in schema.required:
            found[name] = _SCALARS.get(field.type)
    return found
