"""Admission: what may enter the cluster, and what is added on the way in.

A plugin is a module with `admit(server, attributes)` (may change attributes.obj, in place), `validate(server, attributes)`,
or both; either raises Forbidden or another StatusError. A plugin sees the writes to its `resources` ("*": all) with its
`operations`; writes of subresources only where `subresources` says so. What it `needs` is the resource of which there must be
an object for it to have anything to do. When an `admit` returns something, all plugins that mutate go over the object once
more: that plugin by `readmit(server, attributes, something)`.

To add one: write admission/<module>.py and add its row; the order of rows is the real server's order of work.

Upstream: apiserver/pkg/admission, plugin/pkg/admission, pkg/kubeapiserver/options/plugins.go.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
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
    needs: str = ""


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
_CONFIGURED = "{}.admissionregistration.k8s.io".format

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
    Plugin("mutating_admission_policy", ("*",), ("CREATE", "UPDATE"), subresources=("*",),
           needs=_CONFIGURED("mutatingadmissionpolicybindings")),
    Plugin("mutating_webhooks", ("*",), _ALL, subresources=("*",), needs=_CONFIGURED("mutatingwebhookconfigurations")),
    Plugin("validating_admission_policy", ("*",), _ALL, validates=True, mutates=False, subresources=("*",),
           needs=_CONFIGURED("validatingadmissionpolicybindings")),
    Plugin("validating_webhooks", ("*",), _ALL, validates=True, mutates=False, subresources=("*",),
           needs=_CONFIGURED("validatingwebhookconfigurations")),
    # Last, so that only what everyone else lets in is charged.
    Plugin("resource_quota", ("*",), ("CREATE", "UPDATE"), validates=True, mutates=False, needs="resourcequotas"),
)
# fmt: on


def mutate(server: "ApiServer", attributes: Attributes) -> None:
    """One round; a second one when a plugin's `admit` returns what it has to say to its `readmit` then."""
    plugins = _concerned(server, attributes, mutate=True)
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
    for plugin in _concerned(server, attributes, mutate=False):
        _module(plugin.module).validate(server, attributes)


@cache
def _module(name: str) -> ModuleType:
    return import_module(f"pykubectl.apiserver.admission.{name}")


def _concerned(server: "ApiServer", attributes: Attributes, *, mutate: bool) -> Sequence[Plugin]:
    """The plugins that have to do with a write. Most clusters have nothing configured: one look-up tells."""
    always, configured = _by_needs(mutate, attributes.operation, attributes.resource, attributes.call.subresource)
    if not configured or not server.store.exists(*(plugin.needs for plugin in configured)):
        return always
    # As they stand in the table.
    return [plugin for plugin in PLUGINS if plugin in always or plugin in configured]


@lru_cache(maxsize=1024)
def _by_needs(
    mutate: bool, operation: str, resource: str, subresource: str
) -> tuple[tuple[Plugin, ...], tuple[Plugin, ...]]:
    """The plugins for such writes: those without needs, and those with."""
    found = [
        plugin
        for plugin in PLUGINS
        if (plugin.mutates if mutate else plugin.validates)
        and operation in plugin.operations
        and (plugin.resources == ("*",) or resource in plugin.resources)
        and (plugin.subresources == ("*",) or subresource in plugin.subresources)
    ]
    return tuple(plugin for plugin in found if not plugin.needs), tuple(plugin for plugin in found if plugin.needs)
