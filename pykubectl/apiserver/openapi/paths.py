"""Paths: what can be asked of each resource of one group version, with what body, and what comes back.

Every kind has up to three paths (the list of all namespaces, the list of one, the object), and one per subresource. An
operation names its kind in `x-kubernetes-group-version-kind`, by which clients find it.

Upstream: apiserver/pkg/endpoints/installer.go, .../openapi/openapi.go.
"""

from collections.abc import Iterator
from typing import NamedTuple

from pykubectl import Object
from pykubectl.apiserver.calls import SUBRESOURCE_VERBS
from pykubectl.apiserver.openapi import definitions, parameters
from pykubectl.kinds import Kind
from pykubectl.machinery.schema import group_version_kinds

_MEDIA_TYPES = ("application/json", "application/yaml")
_STREAM = "application/json;stream=watch"
_PATCHES = ("application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json")
_STRATEGIC = "application/strategic-merge-patch+json"
_METHODS = {"create": "post", "update": "put", "patch": "patch", "delete": "delete", "deletecollection": "delete"}
_CODES = {"create": ("200", "201", "202"), "update": ("200", "201"), "patch": ("200", "201"), "delete": ("200", "202")}
_TEXTS = {"200": "OK", "201": "Created", "202": "Accepted"}
_ACTIONS = {"create": "post", "update": "put"}
_SENTENCES = {
    "create": "create {a} {kind}",
    "update": "replace {part}the specified {kind}",
    "patch": "partially update {part}the specified {kind}",
    "delete": "delete {a} {kind}",
    "deletecollection": "delete collection of {kind}",
    "list": "list or watch objects of kind {kind}",
    "get": "read {part}the specified {kind}",
    "connect": "connect {method} requests to {part}{kind}",
}
_OPERATION_IDS = {
    "create": "create", "update": "replace", "patch": "patch", "delete": "delete",
    "deletecollection": "deleteCollection", "list": "list", "get": "read", "connect": "connect",
}  # fmt: skip

# What subresources exchange when it is not the kind itself: definitions by name; "" is text on a connection.
_SUBRESOURCE_BODIES = {
    "scale": "io.k8s.api.autoscaling.v1.Scale",
    "eviction": "io.k8s.api.policy.v1.Eviction",
    "token": "io.k8s.api.authentication.v1.TokenRequest",
    "binding": "io.k8s.api.core.v1.Binding",
    "attach": "", "exec": "", "log": "", "portforward": "", "proxy": "",
}  # fmt: skip
# The kinds of the options of connections.
_CONNECTION_KINDS = {
    "attach": "PodAttachOptions", "exec": "PodExecOptions", "portforward": "PodPortForwardOptions", "proxy": "{kind}ProxyOptions",
}  # fmt: skip


class Resource(NamedTuple):
    """A kind in one of its versions; `body` and `list_body` name its components."""

    kind: Kind
    version: str
    body: str
    list_body: str


class _Path(NamedTuple):
    """`scope` is what the operation's name adds: Namespaced, ForAllNamespaces or nothing."""

    resource: Resource
    url: str
    scope: str
    subresource: str = ""


def of_resource(resource: Resource) -> Iterator[tuple[str, Object]]:
    """The paths of a kind: (URL, what can be done there)."""
    kind = resource.kind
    root = f"/apis/{kind.group}/{resource.version}" if kind.group else f"/api/{resource.version}"
    scope = "Namespaced" if kind.namespaced else ""
    url = f"{root}/namespaces/{{namespace}}/{kind.plural}" if kind.namespaced else f"{root}/{kind.plural}"
    yield from _item(_Path(resource, url, scope), ("deletecollection", "list", "create"))
    one = f"{url}/{{name}}"
    yield from _item(_Path(resource, one, scope), ("delete", "get", "patch", "update"))
    for subresource in kind.subresources:
        if kind.definition is not None and not kind.definition.has_subresource(resource.version, subresource):
            continue
        verbs = tuple(SUBRESOURCE_VERBS[subresource])
        yield from _item(_Path(resource, f"{one}/{subresource}", scope, subresource), verbs)
    if kind.namespaced:
        yield from _item(_Path(resource, f"{root}/{kind.plural}", "ForAllNamespaces"), ("list",))


def _item(path: _Path, verbs: tuple[str, ...]) -> Iterator[tuple[str, Object]]:
    kind = path.resource.kind
    offered = [verb for verb in verbs if path.subresource or verb in kind.verbs]
    if not offered:
        return
    if _SUBRESOURCE_BODIES.get(path.subresource) == "":
        item: Object = dict(_connections(path, offered))
    else:
        item = {_METHODS.get(verb, "get"): _operation(path, verb) for verb in sorted(offered)}
    names = [name for name in ("name", "namespace") if f"{{{name}}}" in path.url]
    item["parameters"] = [*(parameters.in_path(name, kind.kind) for name in names), parameters.query("pretty")]
    yield path.url, item


def _operation(path: _Path, verb: str) -> Object:
    kind, _, body, list_body = path.resource
    exchanged = _SUBRESOURCE_BODIES.get(path.subresource) or body
    answers = {
        "list": list_body,
        "delete": f"{definitions.META}.Status",
        "deletecollection": f"{definitions.META}.Status",
    }
    operation = _head(path, verb)
    operation["parameters"] = parameters.of_verb(verb)
    if verb in ("create", "update", "patch", "delete", "deletecollection"):
        operation["requestBody"] = _request_body(verb, exchanged, is_custom=kind.definition is not None)
    media_types = (*_MEDIA_TYPES, _STREAM) if verb == "list" else _MEDIA_TYPES
    operation["responses"] = _responses(verb, answers.get(verb, exchanged), media_types)
    return operation


def _head(path: _Path, verb: str, method: str = "") -> Object:
    kind, version, *_ = path.resource
    part = f"{path.subresource} of " if path.subresource else ""
    article = "an" if kind.kind[0] in "AEIOU" else "a"
    title = _identifier(kind.group, version)
    name = f"{_OPERATION_IDS[verb]}{method.title()}{title[0].upper()}{title[1:]}"
    scope = "" if path.scope == "ForAllNamespaces" else path.scope
    name += (
        f"{scope}{kind.kind}{path.subresource.title()}{'ForAllNamespaces' if path.scope == 'ForAllNamespaces' else ''}"
    )
    return {
        "description": _SENTENCES[verb].format(a=article, part=part, kind=kind.kind, method=method.upper()),
        "operationId": name,
        "tags": [f"{title[: -len(version)]}_{version}"],
        "x-kubernetes-action": _ACTIONS.get(verb, verb),
        "x-kubernetes-group-version-kind": _exchanged_kind(path),
    }


def _exchanged_kind(path: _Path) -> Object:
    """What the operation takes; a scale is one of autoscaling, of whatever kind.

    A client asks any PATCH of a kind what it can do, so that proxies must not pass for the kind itself.
    """
    name = _SUBRESOURCE_BODIES.get(path.subresource)
    kind, version = path.resource.kind, path.resource.version
    if not name:
        options = _CONNECTION_KINDS.get(path.subresource, kind.kind).format(kind=kind.kind)
        return {"group": kind.group, "kind": options, "version": version}
    group, version, exchanged = group_version_kinds()[name][0]
    return {"group": group, "kind": exchanged, "version": version}


def _identifier(group: str, version: str) -> str:
    """`coreV1`, `rbacAuthorizationV1`, `opsExampleComV1`."""
    parts = (group or "core").removesuffix(".k8s.io").split(".")
    return parts[0] + "".join(part.title() for part in parts[1:]) + version.title()


def _request_body(verb: str, exchanged: str, *, is_custom: bool) -> Object:
    if verb == "patch":
        schema = definitions.reference(f"{definitions.META}.Patch")
        media_types = _PATCHES if is_custom else (*_PATCHES, _STRATEGIC)
        return {"content": {media_type: {"schema": schema} for media_type in media_types}, "required": True}
    if verb in ("delete", "deletecollection"):
        return {"content": {"*/*": {"schema": definitions.reference(f"{definitions.META}.DeleteOptions")}}}
    return {"content": {"*/*": {"schema": definitions.reference(exchanged)}}, "required": True}


def _responses(verb: str, name: str, media_types: tuple[str, ...]) -> Object:
    content = {media_type: {"schema": definitions.reference(name)} for media_type in media_types}
    codes = _CODES.get(verb, ("200",))
    answers: Object = {code: {"description": _TEXTS[code], "content": content} for code in codes}
    return {**answers, "401": {"description": "Unauthorized"}}


def _connections(path: _Path, verbs: list[str]) -> Iterator[tuple[str, Object]]:
    """Subresources that are no objects: what is sent and answered is text."""
    for verb in sorted(verbs):
        method = _METHODS.get(verb, "get")
        is_read = path.subresource == "log"
        operation = _head(path, "get" if is_read else "connect", "" if is_read else method)
        operation["parameters"] = parameters.of_connection(path.subresource)
        media_type = "text/plain" if is_read else "*/*"
        content = {media_type: {"schema": {"type": "string"}}}
        operation["responses"] = {
            "200": {"description": "OK", "content": content},
            "401": {"description": "Unauthorized"},
        }
        yield method, operation
