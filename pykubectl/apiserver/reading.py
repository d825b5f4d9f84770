"""GET of an object or of a whole list; lists that select by labels or fields are `listing`'s, imported when one is asked for.

Upstream: apiserver/pkg/endpoints/handlers/get.go.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from pykubectl import Object
from pykubectl.apiserver import versions
from pykubectl.apiserver.calls import Call
from pykubectl.errors import NotFound
from pykubectl.kinds import Kind
from pykubectl.machinery.requests import Request
from pykubectl.storage import Key

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer


def answer(server: "ApiServer", call: Call, request: Request) -> tuple[int, Object]:
    if call.kind.resource == "componentstatuses":
        return 200, _component_statuses(server, call)
    if call.verb == "get":
        return 200, versions.encode(call, get(server, call.kind, call.namespace, call.name))
    revision = server.store.revision()
    return 200, wrap(call, select(server, call), revision)


def _component_statuses(server: "ApiServer", call: Call) -> Object:
    from pykubectl.apiserver import component_statuses

    if call.verb == "get":
        return component_statuses.find(call.name)
    return wrap(call, component_statuses.every(), server.store.revision())


def get(server: "ApiServer", kind: Kind, namespace: str, name: str) -> Object:
    """Raises NotFound."""
    found = server.store.get(Key(kind.storage, namespace, name))
    if found is None:
        raise NotFound.of(kind.resource, name)
    return found


def select(server: "ApiServer", call: Call) -> Sequence[Object]:
    """The objects that a list request means. Raises BadRequest."""
    if call.query.get("labelSelector") or call.query.get("fieldSelector"):
        found: Sequence[Object] = import_module("pykubectl.apiserver.listing").select(server, call)
        return found
    return server.store.list(call.kind.storage, call.namespace or None)


def wrap(call: Call, found: Sequence[Object], revision: int) -> Object:
    """The list object; its items have no apiVersion and kind, as typed lists on the wire (custom kinds are not typed)."""
    items = [versions.encode(call, obj) for obj in found]
    if call.kind.definition is None:
        items = [{name: value for name, value in item.items() if name not in ("apiVersion", "kind")} for item in items]
    return {
        "kind": f"{call.kind.kind}List",
        "apiVersion": call.api_version,
        "metadata": {"resourceVersion": str(revision)},
        "items": items,
    }
