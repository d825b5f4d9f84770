"""Watches: the change log, seen through a request's namespace and selectors.

A change that moves an object into what a watch sees is ADDED to it, one that moves it out DELETED. A watch without a
resourceVersion (or with "0") begins with what there is, as ADDED; a client that takes bookmarks is told where that ends.
What goes wrong once a watch is understood comes as its last event, of type ERROR.

Upstream: apiserver/pkg/endpoints/handlers/watch.go, apiserver/pkg/storage/cacher.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pykubectl import Object
from pykubectl.apiserver import forms, list_options, listing, reading, versions
from pykubectl.apiserver.calls import Call
from pykubectl.apiserver.forms import Form
from pykubectl.apiserver.list_options import ListOptions
from pykubectl.errors import Expired, NotAcceptable, StatusError, Timeout
from pykubectl.machinery.requests import Request
from pykubectl.storage import Change, Compacted

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

_INITIAL_EVENTS_END = "k8s.io/initial-events-end"
_BOOKMARK_PERIOD = timedelta(minutes=1)
# A last bookmark goes out this long before a watch times out.
_BEFORE_DEADLINE = timedelta(seconds=2)


def stream(server: "ApiServer", call: Call, request: Request) -> Iterator[Object | None]:
    """Watch events; None whenever there are no more for now. Raises BadRequest, Invalid, StatusError before the first."""
    options = list_options.read(call.query, watch=True)
    selection = listing.selectors(call)
    form = forms.form_of(request.accept)
    try:
        asked = list_options.parse_version(options.resource_version)
    except ValueError as error:
        raise StatusError(str(error)) from None
    return _Watch(server, call, options, selection, form).events(asked)


class _Watch:
    def __init__(
        self, server: "ApiServer", call: Call, options: ListOptions, selection: listing.Selection, form: Form
    ) -> None:
        self._server = server
        self._call = call
        self._options = options
        self._selection = selection
        self._form = form
        self._told_columns = False
        self._bookmarks = _Bookmarks(server.world.now) if options.allow_bookmarks else None
        seconds = options.timeout_seconds
        self._deadline = server.world.now + timedelta(seconds=seconds) if seconds > 0 else None

    def events(self, asked: int) -> Iterator[Object | None]:
        current = self._server.store.revision()
        try:
            if not self._options.send_initial_events:
                # "0" is any moment: this one will do.
                yield from self._changes(asked or current)
                return
            if asked > current:
                raise Timeout.too_large(asked, current)
            objects, metadata = reading.select(self._server, self._call)
            for obj in objects:
                yield self._event("ADDED", versions.encode(self._call, obj))
            if self._bookmarks is not None:
                yield self._bookmark(metadata["resourceVersion"], is_initial=True)
            yield from self._changes(int(metadata["resourceVersion"]))
        except StatusError as error:
            yield {"type": "ERROR", "object": error.to_status()}

    def _changes(self, revision: int) -> Iterator[Object | None]:
        store, world = self._server.store, self._server.world
        while True:
            try:
                changes = store.changes(revision)
            except Compacted as error:
                raise Expired(f"too old resource version: {error.asked} ({error.oldest})") from error
            for change in changes:
                revision = change.revision
                seen = self._seen(change)
                if seen is not None:
                    yield self._event(seen[0], versions.encode(self._call, seen[1]))
            if changes:
                continue
            now = world.tick()
            if self._bookmarks is not None and self._bookmarks.is_due(now, self._deadline):
                yield self._bookmark(str(revision))
            if self._deadline is not None and now >= self._deadline:
                return
            yield None

    def _seen(self, change: Change) -> tuple[str, Object] | None:
        call, key = self._call, change.key
        if key.resource != call.kind.storage or (call.namespace and key.namespace != call.namespace):
            return None
        now = change.obj is not None and listing.matches(call.kind, change.obj, *self._selection)
        before = change.previous is not None and listing.matches(call.kind, change.previous, *self._selection)
        if now:
            assert change.obj is not None
            return "MODIFIED" if before else "ADDED", change.obj
        if before:
            assert change.previous is not None
            # What goes is shown as it was, at the revision of its going.
            metadata = {**change.previous["metadata"], "resourceVersion": str(change.revision)}
            return "DELETED", {**change.previous, "metadata": metadata}
        return None

    def _bookmark(self, revision: str, *, is_initial: bool = False) -> Object:
        metadata: Object = {"resourceVersion": revision}
        if is_initial:
            metadata["annotations"] = {_INITIAL_EVENTS_END: "true"}
        obj = {"kind": self._call.kind.kind, "apiVersion": self._call.api_version, "metadata": metadata}
        return self._event("BOOKMARK", obj)

    def _event(self, type: str, obj: Object) -> Object:
        """In the form asked for; tables tell their columns once."""
        try:
            body = forms.shaped(self._form, self._call, obj, self._server.world.now, self._call.query)
        except NotAcceptable:
            # One object is no list: it comes as it is.
            body = obj
        if versions.is_table(body):
            if self._told_columns:
                body["columnDefinitions"] = None
            self._told_columns = True
        return {"type": type, "object": body}


class _Bookmarks:
    """When the next bookmark is due: from time to time, and before the end."""

    def __init__(self, now: datetime) -> None:
        self._last = now
        self._is_last_sent = False

    def is_due(self, now: datetime, deadline: datetime | None) -> bool:
        is_last = deadline is not None and now >= deadline - _BEFORE_DEADLINE and not self._is_last_sent
        if not is_last and now < self._last + _BOOKMARK_PERIOD:
            return False
        self._is_last_sent = self._is_last_sent or is_last
        self._last = now
        return True
