"""A request to an API server and its answer, as plain values: what the client sends, the HTTP front maps, and `handle` takes.

A path is taken apart once, into `Target`: group, version, namespace, resource, name, subresource.

Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/request.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"
JSON = "application/json"
STRATEGIC_MERGE_PATCH = "application/strategic-merge-patch+json"
MERGE_PATCH = "application/merge-patch+json"
JSON_PATCH = "application/json-patch+json"
APPLY_PATCH = "application/apply-patch+yaml"


class User(NamedTuple):
    name: str
    groups: tuple[str, ...] = ()
    uid: str = ""
    extra: Mapping[str, tuple[str, ...]] = {}


ADMIN = User("kubernetes-admin", ("system:masters", "system:authenticated"))


class Request(NamedTuple):
    """`query` values are strings as on the wire; `body` is decoded JSON; `accept` is JSON or TABLE."""

    method: str
    path: str
    query: Mapping[str, str] = {}
    body: Any = None
    content_type: str = JSON
    accept: str = JSON
    user: User = ADMIN
    user_agent: str = "kubectl"


class Response(NamedTuple):
    """`body` is decoded JSON (or text, as `logs` gives it); `warnings` are the texts of Warning headers, `headers` all others."""

    code: int
    body: Any
    warnings: tuple[str, ...] = ()
    headers: Mapping[str, str] = {}


class Target(NamedTuple):
    """What a resource path names; absent parts are ""."""

    group: str
    version: str
    namespace: str
    resource: str
    name: str = ""
    subresource: str = ""

    @property
    def group_version(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version


def is_watch(request: Request, target: Target | None) -> bool:
    """Whether what is asked for is a stream of events."""
    asked = request.query.get("watch", "false")
    return request.method == "GET" and asked not in ("false", "0") and target is not None and not target.name


def resource_path(target: Target) -> str:
    """The URL path of a resource, object or subresource."""
    root = f"/apis/{target.group}/{target.version}" if target.group else f"/api/{target.version}"
    scope = f"/namespaces/{target.namespace}" if target.namespace else ""
    parts = [root + scope, target.resource, *(_quoted(part) for part in (target.name, target.subresource) if part)]
    return "/".join(parts)


def parse_path(path: str) -> Target | None:
    """The target of a resource path; None when the path is not one (discovery, health, openapi)."""
    parts = path.strip("/").split("/")
    if "%" in path:
        parts = _unquoted(parts)
    if parts[0] == "api" and len(parts) > 2:
        group, version, rest = "", parts[1], parts[2:]
    elif parts[0] == "apis" and len(parts) > 3:
        group, version, rest = parts[1], parts[2], parts[3:]
    else:
        return None
    namespace = ""
    if rest[0] == "namespaces" and len(rest) > 2 and rest[2] not in ("status", "finalize"):
        namespace, rest = rest[1], rest[2:]
    elif rest[0] == "namespaces" and len(rest) > 1:
        namespace = ""
    resource, name, subresource = [*rest, "", "", ""][:3]
    if len(rest) > 3:
        subresource = "/".join(rest[2:])
    return Target(group, version, namespace, resource, name, subresource)


def _quoted(part: str) -> str:
    if part.isascii() and part.replace("-", "").replace(".", "").isalnum():
        return part
    from urllib.parse import quote  # a start-up cost for the few names that need it

    return quote(part)


def _unquoted(parts: list[str]) -> list[str]:
    from urllib.parse import unquote

    return [unquote(part) for part in parts]
