"""Admission: what may enter the cluster, and what is added on the way in.

A plugin is a module with `admit(server, attributes)` (may change attributes.obj, in place), `validate(server, attributes)`,
or both; either raises Forbidden or another StatusError. A plugin sees the writes to its `resources` ("*": all) with its
`operations`; writes of subresources only where `subresources` says so. When an `admit` returns something, all plugins that
mutate go over the object once more: that plugin by `readmit(server, attributes, something)`.

To add one: write admission/<module>.py and add its row; the order of rows is the real server's order of work.

Upstream: apiserver/pkg/admission, plugin/pkg/admission, pkg/kubeapiserver/options/plugins.go.
"""

from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from pykubectl import Object
from pykubectl.apiserver.calls import Call

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer


class Attributes(NamedTuple):
    """`operation` is CREATE, UPDATE, DELETE; `obj` is None on DELETE, `old` on CREATE."""

    operation: str
    call: Call
    obj: Object | None
    old: Object | None
    name: str

    @property
    def resource(self) -> str:
        return self.call.kind.storage


class Plugin(NamedTuple):
    module: str
    resources: tuple[str, ...]
    operations: tuple[str, ...]
    validates: bool = False
    mutates: bool = True
    subresources: tuple[str, ...] = ("",)


_WITH_PODS = (
    "namespaces",
    "pods",
    "podtemplates",
    "replicationcontrollers",
    "daemonsets.apps",
    "deployments.apps",
    "replicasets.apps",
    "statefulsets.apps",
    "cronjobs.batch",
    "jobs.batch",
)

_ALL = ("CREATE", "UPDATE", "DELETE")

# fmt: off
PLUGINS = (
    Plugin("namespace_lifecycle", ("*",), ("CREATE", "DELETE")),
    Plugin("limit_ranger", ("pods", "persistentvolumeclaims"), ("CREATE", "UPDATE"), validates=True),
    Plugin("service_account", ("pods",), ("CREATE",)),
    Plugin("taint_nodes_by_condition", ("nodes",), ("CREATE",)),
    Plugin("pod_security", _WITH_PODS, ("CREATE", "UPDATE"), True, False, subresources=("", "ephemeralcontainers")),
    Plugin("priority", ("pods", "priorityclasses.scheduling.k8s.io"), ("CREATE", "UPDATE"), validates=True),
    Plugin("default_toleration_seconds", ("pods",), ("CREATE", "UPDATE")),
    Plugin("default_storage_class", ("persistentvolumeclaims",), ("CREATE",)),
    Plugin("storage_object_in_use_protection", ("persistentvolumeclaims", "persistentvolumes"), ("CREATE",)),
    Plugin("runtime_class", ("pods",), ("CREATE",), validates=True),
    Plugin("pod_topology_labels", ("pods",), ("CREATE",)),
    Plugin("mutating_admission_policy", ("*",), ("CREATE", "UPDATE"), subresources=("*",)),
    Plugin("mutating_webhooks", ("*",), _ALL, subresources=("*",)),
    Plugin("validating_admission_policy", ("*",), _ALL, validates=True, mutates=False, subresources=("*",)),
    Plugin("validating_webhooks", ("*",), _ALL, validates=True, mutates=False, subresources=("*",)),
    # Last, so that only what everyone else lets in is charged.
    Plugin("resource_quota", ("*",), ("CREATE", "UPDATE"), validates=True, mutates=False),
)
# fmt: on


def mutate(server: "ApiServer", attributes: Attributes) -> None:
    """One round; a second one when a plugin's `admit` returns what it has to say to its `readmit` then."""
    plugins = [plugin for plugin in PLUGINS if plugin.mutates and _concerns(plugin, attributes)]
    left = {plugin.module: _module(plugin.module).admit(server, attributes) for plugin in plugins}
    if not any(left.values()):
        return
    for plugin in plugins:
        module = _module(plugin.module)
        if left[plugin.module]:
            module.readmit(server, attributes, left[plugin.module])
        elif not hasattr(module, "readmit"):
            module.admit(server, attributes)


def validate(server: "ApiServer", attributes: Attributes) -> None:
    for plugin in PLUGINS:
        if plugin.validates and _concerns(plugin, attributes):
            _module(plugin.module).validate(server, attributes)


@cache
def _module(name: str) -> ModuleType:
    return import_module(f"pykubectl.apiserver.admission.{name}")


def _concerns(plugin: Plugin, attributes: Attributes) -> bool:
    return (
        attributes.operation in plugin.operations
        and (plugin.resources == ("*",) or attributes.resource in plugin.resources)
        and (plugin.subresources == ("*",) or attributes.call.subresource in plugin.subresources)
    )
