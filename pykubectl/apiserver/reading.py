"""GET of an object or of a list; `pages` has the lists with options, `listing` the selectors, imported when one is asked for.

Upstream: apiserver/pkg/endpoints/handlers/get.go.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from pykubectl import Object
from pykubectl.apiserver import versions
from pykubectl.apiserver.calls import Call
from pykubectl.errors import NotFound, StatusError
from pykubectl.kinds import Kind
from pykubectl.machinery.requests import Request
from pykubectl.storage import Key

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer


# What makes a list more than all there is now.
_OPTIONS = frozenset(
    {"continue", "limit", "resourceVersion", "resourceVersionMatch", "sendInitialEvents", "timeoutSeconds"}
)


def answer(server: "ApiServer", call: Call, request: Request) -> tuple[int, Object]:
    if call.kind.resource == "componentstatuses":
        return 200, _component_statuses(server, call)
    if call.verb == "get":
        _check_version(server, call)
        return 200, versions.encode(call, get(server, call.kind, call.namespace, call.name))
    objects, metadata = listed(server, call)
    return 200, wrap(call, objects, metadata)


def _component_statuses(server: "ApiServer", call: Call) -> Object:
    from pykubectl.apiserver import component_statuses

    if call.verb == "get":
        return component_statuses.find(call.name)
    return wrap(call, component_statuses.every(), {"resourceVersion": str(server.store.revision())})


def _check_version(server: "ApiServer", call: Call) -> None:
    """An object may be asked for at least as new as a resource version. Raises Timeout, StatusError."""
    asked = call.query.get("resourceVersion", "")
    if asked in ("", "0"):
        return
    from pykubectl.apiserver import list_options, pages

    try:
        version = list_options.parse_version(asked)
    except ValueError as error:
        raise StatusError(str(error)) from None
    pages.check_reached(server, version)


def get(server: "ApiServer", kind: Kind, namespace: str, name: str) -> Object:
    """Raises NotFound."""
    found = server.store.get(Key(kind.storage, namespace, name))
    if found is None:
        raise NotFound.of(kind.resource, name)
    return found


def listed(server: "ApiServer", call: Call) -> tuple[Sequence[Object], Object]:
    """What a list request means: objects, and the list's metadata. Raises BadRequest, Invalid, Expired, Timeout."""
    if not _OPTIONS.isdisjoint(call.query):
        page: tuple[Sequence[Object], Object] = import_module("pykubectl.apiserver.pages").page(server, call)
        return page
    return select(server, call)


def select(server: "ApiServer", call: Call) -> tuple[Sequence[Object], Object]:
    """All that the selectors mean now. Raises BadRequest."""
    by_selector = call.query.get("labelSelector") or call.query.get("fieldSelector")
    while True:
        revision = server.store.revision()
        found: Sequence[Object] = (
            import_module("pykubectl.apiserver.listing").select(server, call)
            if by_selector
            else server.store.list(call.kind.storage, call.namespace or None)
        )
        # Another process may have written in between: what is found must be what there was at one moment.
        if server.store.revision() == revision:
            return found, {"resourceVersion": str(revision)}


def wrap(call: Call, found: Sequence[Object], metadata: Object) -> Object:
    """The list object; its items have no apiVersion and kind, as typed lists on the wire (custom kinds are not typed)."""
    items = [versions.encode(call, obj) for obj in found]
    list_kind = f"{call.kind.kind}List"
    if call.kind.definition is None:
        items = [{name: value for name, value in item.items() if name not in ("apiVersion", "kind")} for item in items]
    else:
        list_kind = call.kind.definition.crd["status"]["acceptedNames"].get("listKind") or list_kind
    return {"kind": list_kind, "apiVersion": call.api_version, "metadata": metadata, "items": items}
