"""A request understood: which kind, which verb, which object, with which options.

Upstream: apiserver/pkg/endpoints/request/requestinfo.go, apimachinery/pkg/apis/meta/v1 (CreateOptions, DeleteOptions ...).
"""

from collections.abc import Mapping
from typing import NamedTuple

from pykubectl.apiserver.catalogue import Catalogue
from pykubectl.errors import BadRequest, Invalid, MethodNotAllowed, NotFound, invalid, not_supported
from pykubectl.kinds import Kind, of_resource
from pykubectl.machinery.requests import ADMIN, Request, Target, User, is_watch

_VERBS = {"POST": "create", "PUT": "update", "PATCH": "patch"}

# The verbs of each subresource, in the order that discovery lists them.
SUBRESOURCE_VERBS = {
    "scale": ["get", "patch", "update"],
    "status": ["get", "patch", "update"],
    "approval": ["get", "patch", "update"],
    "ephemeralcontainers": ["get", "patch", "update"],
    "resize": ["get", "patch", "update"],
    "eviction": ["create"],
    "token": ["create"],
    "binding": ["create"],
    "finalize": ["update"],
    "log": ["get"],
    "attach": ["create", "get"],
    "exec": ["create", "get"],
    "portforward": ["create", "get"],
    "proxy": ["create", "delete", "get", "patch", "update"],
}
_NOT_ALLOWED = "the server does not allow this method on the requested resource"


class Call(NamedTuple):
    """`verb` is the API's (get, list, watch, create, update, patch, delete, deletecollection); `version` the one asked in.

    `internal` marks the calls of loops, which need not outlive the death of the machine: they are made again.
    """

    kind: Kind
    version: str
    verb: str
    namespace: str = ""
    name: str = ""
    subresource: str = ""
    dry_run: bool = False
    manager: str = ""
    user: User = ADMIN
    field_validation: str = "Warn"
    query: Mapping[str, str] = {}
    internal: bool = False

    @property
    def stored_kind(self) -> Kind:
        if not self.kind.stored_as:
            return self.kind
        found = of_resource(self.kind.stored_as)
        assert found is not None
        return found

    @property
    def api_version(self) -> str:
        return f"{self.kind.group}/{self.version}" if self.kind.group else self.version


def understand(catalogue: Catalogue, request: Request, target: Target) -> Call:
    """Raises NotFound for a path that is not served, MethodNotAllowed, BadRequest."""
    kind = catalogue.at_path(target.group, target.version, target.resource)
    if kind is None:
        raise _unknown(catalogue, request, target)
    if not _has_subresource(kind, target):
        raise NotFound.of(kind.resource, target.name) if kind.definition is not None else NotFound.path()
    if target.namespace and not kind.namespaced:
        raise NotFound.path()
    verb = _verb(request, target)
    if verb not in (SUBRESOURCE_VERBS[target.subresource] if target.subresource else kind.verbs):
        raise MethodNotAllowed(_NOT_ALLOWED)
    if kind.namespaced and not target.namespace and verb not in ("list", "watch"):
        raise BadRequest("an empty namespace may not be set during creation") if verb == "create" else NotFound.path()
    return Call(
        kind,
        target.version,
        verb,
        target.namespace,
        target.name,
        target.subresource,
        dry_run=_dry_run(request),
        manager=request.query.get("fieldManager", request.user_agent),
        user=request.user,
        field_validation=request.query.get("fieldValidation") or "Warn",
        query=request.query,
    )


def _unknown(catalogue: Catalogue, request: Request, target: Target) -> NotFound:
    if catalogue.is_built_in(target.group, target.version):
        return NotFound.path()
    resource = f"{target.resource}.{target.group}" if target.group else target.resource
    return NotFound.unserved(request.method, resource, target.name)


def _has_subresource(kind: Kind, target: Target) -> bool:
    if target.subresource and kind.definition is not None:
        return kind.definition.has_subresource(target.version, target.subresource)
    return not target.subresource or target.subresource in kind.subresources


def _verb(request: Request, target: Target) -> str:
    if request.method == "GET":
        if target.name:
            return "get"
        return "watch" if is_watch(request, target) else "list"
    if request.method == "DELETE":
        return "delete" if target.name else "deletecollection"
    verb = _VERBS.get(request.method)
    # What is created has no name in the path yet; what is changed has one.
    if verb is None or (not target.subresource and (verb == "create") == bool(target.name)):
        raise MethodNotAllowed(_NOT_ALLOWED)
    return verb


def _dry_run(request: Request) -> bool:
    asked = request.query.get("dryRun", "")
    if isinstance(request.body, dict) and request.method == "DELETE" and isinstance(request.body.get("dryRun"), list):
        asked = asked or ",".join(map(str, request.body["dryRun"]))
    if asked not in ("", "All"):
        raise Invalid.of("CreateOptions", "meta.k8s.io", "", [not_supported("dryRun", asked, ["All"])])
    return bool(asked)


class DeleteOptions(NamedTuple):
    """`grace_seconds` None: the object's own; `propagation` "": the kind's default."""

    grace_seconds: int | None = None
    propagation: str = ""
    uid: str = ""
    resource_version: str = ""


def delete_options(request: Request) -> DeleteOptions:
    """Raises BadRequest, Invalid."""
    from pykubectl.apiserver.exchanged import typed

    body = typed(request.body, "v1", "DeleteOptions")
    preconditions = body.get("preconditions") or {}
    grace = body.get("gracePeriodSeconds")
    if grace is None and "gracePeriodSeconds" in request.query:
        from pykubectl.apiserver.list_options import number

        grace = number(request.query["gracePeriodSeconds"])
    propagation = body.get("propagationPolicy") or request.query.get("propagationPolicy") or ""
    if body.get("orphanDependents") is not None:
        if propagation:
            why = "orphanDependents and deletionPropagation cannot be both set"
            raise Invalid.of("DeleteOptions", "", "", [invalid("propagationPolicy", propagation, why)])
        propagation = "Orphan" if body["orphanDependents"] else "Background"
    return DeleteOptions(
        grace,
        propagation,
        preconditions.get("uid") or "",
        preconditions.get("resourceVersion") or "",
    )
