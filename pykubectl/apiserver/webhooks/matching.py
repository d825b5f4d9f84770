"""Which webhooks of a configuration a request concerns, and in which version of its resource they want to see it.

Upstream: apiserver/pkg/admission/plugin/webhook/generic/webhook.go, .../predicates/{rules,namespace,object}.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pykubectl import Object
from pykubectl.apiserver.admission import Attributes
from pykubectl.errors import NotFound
from pykubectl.machinery.selectors import from_label_selector
from pykubectl.storage import Key

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

# Nobody may lock the door and throw away the key.
_EXEMPT = frozenset(
    f"{plural}.admissionregistration.k8s.io"
    for plural in (
        "validatingwebhookconfigurations",
        "mutatingwebhookconfigurations",
        "validatingadmissionpolicies",
        "validatingadmissionpolicybindings",
        "mutatingadmissionpolicies",
        "mutatingadmissionpolicybindings",
    )
)


class Hook(NamedTuple):
    """One webhook of a configuration; `key` tells it from all others."""

    webhook: Object
    key: tuple[str, int]

    @property
    def name(self) -> str:
        return str(self.webhook["name"])

    @property
    def ignores_failure(self) -> bool:
        return self.webhook.get("failurePolicy") == "Ignore"


def hooks_of(server: "ApiServer", resource: str, attributes: Attributes) -> list[Hook]:
    """The webhooks of all configurations (`resource` is theirs), in the order of the configurations' names."""
    if attributes.call.kind.resource in _EXEMPT:
        return []
    configurations = sorted(server.store.list(resource), key=lambda found: str(found["metadata"]["name"]))
    return [
        Hook(webhook, (configuration["metadata"]["name"], index))
        for configuration in configurations
        for index, webhook in enumerate(configuration.get("webhooks") or ())
    ]


def version_for(server: "ApiServer", hook: Hook, attributes: Attributes) -> str | None:
    """The version in which the webhook sees the request; None when it does not concern it. Raises NotFound."""
    webhook = hook.webhook
    version = _matching_version(webhook, attributes)
    if version is None or not _selects_object(webhook, attributes):
        return None
    return version if _selects_namespace(server, webhook, attributes) else None


def _matching_version(webhook: Object, attributes: Attributes) -> str | None:
    rules = webhook.get("rules") or ()
    if any(_matches(rule, attributes, attributes.call.version) for rule in rules):
        return attributes.call.version
    if webhook.get("matchPolicy") == "Exact":
        return None
    return next(
        (version for rule in rules for version in _equivalents(attributes) if _matches(rule, attributes, version)), None
    )


def _equivalents(attributes: Attributes) -> Iterator[str]:
    """The other versions in which the resource is served."""
    call = attributes.call
    yield from (version for version in call.kind.versions if version != call.version)


def _matches(rule: Object, attributes: Attributes, version: str) -> bool:
    kind = attributes.call.kind
    return (
        _in_scope(rule.get("scope") or "*", attributes)
        and _names(rule.get("operations"), attributes.operation)
        and _names(rule.get("apiGroups"), kind.group)
        and _names(rule.get("apiVersions"), version)
        and any(_names_resource(name, attributes) for name in rule.get("resources") or ())
    )


def _in_scope(scope: str, attributes: Attributes) -> bool:
    kind = attributes.call.kind
    # A namespace is in no namespace, whatever the request says.
    namespaced = kind.resource != "namespaces" and bool(attributes.call.namespace)
    return scope == "*" or (scope == "Namespaced") == namespaced


def _names(values: Sequence[str] | None, wanted: str) -> bool:
    return any(value in ("*", wanted) for value in values or ())


def _names_resource(name: str, attributes: Attributes) -> bool:
    resource, _, subresource = name.partition("/")
    return resource in ("*", attributes.call.kind.plural) and subresource in ("*", attributes.call.subresource)


def _selects_object(webhook: Object, attributes: Attributes) -> bool:
    selector = webhook.get("objectSelector") or {}
    if not selector:
        return True
    wanted = from_label_selector(selector)
    return any(
        wanted.matches(obj["metadata"].get("labels") or {})
        for obj in (attributes.obj, attributes.old)
        if obj is not None
    )


def _selects_namespace(server: "ApiServer", webhook: Object, attributes: Attributes) -> bool:
    """Requests outside of namespaces are selected by all; those on namespaces by the labels these have. Raises NotFound."""
    selector, call = webhook.get("namespaceSelector") or {}, attributes.call
    is_namespace = call.kind.resource == "namespaces"
    if not selector or (not is_namespace and not call.namespace):
        return True
    if is_namespace and not call.subresource and attributes.obj is not None:
        found: Object | None = attributes.obj
    else:
        name = attributes.name if is_namespace else call.namespace
        found = server.store.get(Key("namespaces", "", name))
        if found is None:
            raise NotFound.of("namespaces", name)
    assert found is not None
    return from_label_selector(selector).matches(found["metadata"].get("labels") or {})
