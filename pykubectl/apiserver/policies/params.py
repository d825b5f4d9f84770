"""The objects that a binding gives its policy as parameters (spec.paramRef of the policy's spec.paramKind).

Upstream: apiserver/pkg/admission/plugin/policy/generic/policy_dispatcher.go (CollectParams).
"""

from typing import TYPE_CHECKING

from pykubectl import Object, kinds
from pykubectl.apiserver import versions
from pykubectl.kinds import Kind
from pykubectl.machinery.objects import split_api_version
from pykubectl.machinery.selectors import from_label_selector

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer


class ConfigurationError(Exception):
    """A policy or binding that cannot work."""


def kind_of(server: "ApiServer", policy: Object) -> Kind | None:
    """The kind of a policy's parameters; None when it has none. Raises ConfigurationError."""
    wanted = policy["spec"].get("paramKind")
    if not wanted:
        return None
    group, version = split_api_version(wanted["apiVersion"])
    found = server.catalogue.of_kind(group, wanted["kind"])
    if found is None or version not in found.versions:
        named = f"{wanted['apiVersion']}, Kind={wanted['kind']}"
        raise ConfigurationError(f"failed to find resource referenced by paramKind: '{named}'")
    return found


def collect(
    server: "ApiServer", policy: Object, kind: Kind | None, binding: Object, namespace: str
) -> list[Object | None]:
    """The parameter objects, one evaluation for each; a single None when the policy takes or gets none.

    Raises ConfigurationError.
    """
    reference = binding["spec"].get("paramRef")
    if kind is None or not reference:
        return [None]
    found = _find(server, kind, reference, _place(kind, reference, namespace))
    if not found and reference.get("parameterNotFoundAction") == "Deny":
        raise ConfigurationError("no params found for policy binding with `Deny` parameterNotFoundAction")
    return [_as_asked(kind, obj, policy["spec"]["paramKind"]["apiVersion"]) for obj in found]


def _place(kind: Kind, reference: Object, namespace: str) -> str:
    wanted: str = reference.get("namespace") or ""
    if not kind.namespaced:
        if wanted:
            raise ConfigurationError("paramRef.namespace must not be provided for a cluster-scoped `paramKind`")
        return ""
    if not wanted and not namespace:
        raise ConfigurationError(
            "cannot use namespaced paramRef in policy binding that matches cluster-scoped resources"
        )
    return wanted or namespace


def _find(server: "ApiServer", kind: Kind, reference: Object, namespace: str) -> list[Object]:
    if reference.get("name"):
        found = server.registry.find(kind.storage, namespace, reference["name"])
        return [found] if found is not None else []
    selector = from_label_selector(reference.get("selector"))
    objects = server.registry.list(kind.storage, namespace if kind.namespaced else None)
    return [obj for obj in objects if selector.matches(obj["metadata"].get("labels") or {})]


def _as_asked(kind: Kind, obj: Object, api_version: str) -> Object:
    obj = versions.shown(obj)
    if obj["apiVersion"] == api_version:
        return obj
    found: Object = kinds.hooks(kind).convert(obj, api_version)
    return {**found, "apiVersion": api_version, "kind": kind.kind}
