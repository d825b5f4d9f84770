"""Whether a request concerns a policy (matchConstraints) or one of its bindings (matchResources).

Upstream: apiserver/pkg/admission/plugin/policy/matching, .../webhook/predicates/{rules,namespace,object}.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pykubectl import Object
from pykubectl.apiserver.admission import Attributes
from pykubectl.errors import NotFound
from pykubectl.machinery.selectors import from_label_selector

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

_GROUP = "admissionregistration.k8s.io"
# Nobody may lock the door and throw away the key.
_EXEMPT = frozenset(
    {
        "ValidatingWebhookConfiguration",
        "MutatingWebhookConfiguration",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "MutatingAdmissionPolicy",
        "MutatingAdmissionPolicyBinding",
    }
)


def is_exempt(attributes: Attributes) -> bool:
    """Whether no policy can concern the request."""
    kind = attributes.call.kind
    return kind.group == _GROUP and kind.kind in _EXEMPT


def matching_version(server: "ApiServer", criteria: Object, attributes: Attributes) -> str | None:
    """The version of the resource by which the request matches; None when it does not. Raises NotFound."""
    if not _selects_objects(criteria, attributes):
        return None
    if _version(criteria.get("excludeResourceRules") or (), criteria, attributes) is not None:
        return None
    rules = criteria.get("resourceRules") or ()
    version = _version(rules, criteria, attributes) if rules else attributes.call.version
    # The namespace is read last: a request that nothing concerns is not told that its namespace is missing.
    return version if version is not None and _selects_namespace(server, criteria, attributes) else None


def _version(rules: Sequence[Object], criteria: Object, attributes: Attributes) -> str | None:
    versions = [attributes.call.version]
    if criteria.get("matchPolicy") != "Exact":
        versions += [version for version in attributes.call.kind.versions if version != versions[0]]
    return next((version for version in versions if any(_matches(rule, attributes, version) for rule in rules)), None)


def _matches(rule: Object, attributes: Attributes, version: str) -> bool:
    names = rule.get("resourceNames")
    return (
        _in_scope(rule.get("scope") or "*", attributes)
        and _has(rule.get("operations"), attributes.operation)
        and _has(rule.get("apiGroups"), attributes.call.kind.group)
        and _has(rule.get("apiVersions"), version)
        and any(_is_resource(resource, attributes) for resource in rule.get("resources") or ())
        and (not names or attributes.name in names)
    )


def _in_scope(scope: str, attributes: Attributes) -> bool:
    # A namespace is in no namespace, whatever the request says.
    namespaced = attributes.resource != "namespaces" and bool(attributes.call.namespace)
    return scope == "*" or (scope == "Namespaced") == namespaced


def _has(values: Sequence[str] | None, wanted: str) -> bool:
    return any(value in ("*", wanted) for value in values or ())


def _is_resource(resource: str, attributes: Attributes) -> bool:
    name, _, subresource = resource.partition("/")
    return name in ("*", attributes.call.kind.plural) and subresource in ("*", attributes.call.subresource)


def _selects_objects(criteria: Object, attributes: Attributes) -> bool:
    if not criteria.get("objectSelector"):
        return True
    selector = from_label_selector(criteria["objectSelector"])
    objects = (obj for obj in (attributes.obj, attributes.old) if obj is not None)
    return any(selector.matches(obj["metadata"].get("labels") or {}) for obj in objects)


def _selects_namespace(server: "ApiServer", criteria: Object, attributes: Attributes) -> bool:
    """What is in no namespace is never left out; a namespace counts by its own labels."""
    if not criteria.get("namespaceSelector"):
        return True
    if attributes.resource == "namespaces":
        namespace = attributes.obj or attributes.old
    elif attributes.call.namespace:
        namespace = server.registry.find("namespaces", "", attributes.call.namespace)
        if namespace is None:
            raise NotFound.of("namespaces", attributes.call.namespace)
    else:
        return True
    assert namespace is not None
    labels = namespace["metadata"].get("labels") or {}
    return bool(from_label_selector(criteria["namespaceSelector"]).matches(labels))
