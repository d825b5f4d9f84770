"""Watches: the change log, seen through a request's namespace and selectors.

A change that moves an object into what a watch sees is ADDED to it, one that moves it out DELETED. A watch without a
resourceVersion (or with "0") begins with what there is, as ADDED.

Upstream: apiserver/pkg/endpoints/handlers/watch.go, apiserver/pkg/storage/cacher.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pykubectl import Object
from pykubectl.apiserver import listing, reading, tables, versions
from pykubectl.apiserver.calls import Call
from pykubectl.errors import Expired
from pykubectl.machinery.requests import TABLE, Request
from pykubectl.storage import Change, Compacted

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer


def stream(server: "ApiServer", call: Call, request: Request) -> Iterator[Object | None]:
    """Watch events; None whenever there are no more for now. Raises BadRequest, Expired."""
    selection = listing.selectors(call)
    asked = call.query.get("resourceVersion", "")
    wrap = _Wrapping(server, call, request)
    if asked in ("", "0"):
        revision = server.store.revision()
        for obj in reading.select(server, call):
            yield wrap("ADDED", obj)
    else:
        revision = int(asked)
    while True:
        try:
            changes = server.store.changes(revision)
        except Compacted as error:
            raise Expired(f"too old resource version: {error.asked} ({error.oldest})") from error
        for change in changes:
            revision = change.revision
            seen = _event(call, change, selection)
            if seen is not None:
                yield wrap(*seen)
        if not changes:
            yield None


def _event(call: Call, change: Change, selection: Any) -> tuple[str, Object] | None:
    key = change.key
    if key.resource != call.kind.storage or (call.namespace and key.namespace != call.namespace):
        return None
    if call.name and key.name != call.name:
        return None
    now = change.obj is not None and listing.matches(call.kind, change.obj, *selection)
    before = change.previous is not None and listing.matches(call.kind, change.previous, *selection)
    if now:
        assert change.obj is not None
        return "MODIFIED" if before else "ADDED", change.obj
    if before:
        assert change.previous is not None
        # What goes is shown as it was, at the revision of its going.
        metadata = {**change.previous["metadata"], "resourceVersion": str(change.revision)}
        return "DELETED", {**change.previous, "metadata": metadata}
    return None


class _Wrapping:
    """Objects in the version and form asked for; a table tells its columns once."""

    def __init__(self, server: "ApiServer", call: Call, request: Request) -> None:
        self._server = server
        self._call = call
        self._as_table = request.accept.startswith(TABLE)
        self._told_columns = False

    def __call__(self, type: str, obj: Object) -> Object:
        body = versions.encode(self._call, obj)
        if self._as_table:
            body = tables.table(self._call, body, self._server.world.now, self._call.query)
            if self._told_columns:
                body["columnDefinitions"] = None
            self._told_columns = True
        return {"type": type, "object": body}
