"""Lists with options: at which revision, from where on, and how much.

    resourceVersion   match          what is listed
    ""                               the present
    "0"                              the present; a limit does not count
    n                 "", limit      the world of revision n
    n                 Exact          the world of revision n
    n                 "", NotOlderThan   the present, which must have come to n

A page that does not end the list has a continue token, with which the next one is read from the world of the first.

Upstream: apiserver/pkg/storage/cacher/{delegator,watch_cache}.go, apiserver/pkg/storage/etcd3/store.go (GetList).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from pykubectl import Object
from pykubectl.apiserver import list_options, listing
from pykubectl.apiserver.calls import Call
from pykubectl.apiserver.list_options import EXACT, ListOptions
from pykubectl.errors import BadRequest, Expired, Timeout
from pykubectl.storage import FIRST, Compacted, Place

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

_EXPIRED = "The resourceVersion for the provided list is too old."
_CONTINUE_EXPIRED = (
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without the"
    " continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing"
    " with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the"
    " time the first chunk was returned and now may show up in the list."
)


class Page(NamedTuple):
    """Some objects of a list, and the list's metadata."""

    objects: Sequence[Object]
    metadata: Object


class _Wanted(NamedTuple):
    """`revision` None is the present; `limit` 0 is none."""

    revision: int | None
    start: Place
    limit: int


def page(server: "ApiServer", call: Call) -> Page:
    """Raises BadRequest, Invalid, Expired, Timeout (a resource version of the future)."""
    options = list_options.read(call.query, watch=False)
    selection = listing.selectors(call)
    if listing.single_name(call, selection) is not None:
        options = options._replace(token="", limit=0)
    wanted = _wanted(server, call, options)
    try:
        if wanted.revision is not None and not _is_present(server, call, wanted.revision):
            return _of_the_past(server, call, selection, wanted)
    except Compacted as error:
        raise _expired(options) from error
    return _of_the_present(server, call, selection, wanted)


def check_reached(server: "ApiServer", version: int) -> None:
    """Raises Timeout: the server waits in vain for what is not yet."""
    current = server.store.revision()
    if version > current:
        raise Timeout.too_large(version, current)


def _wanted(server: "ApiServer", call: Call, options: ListOptions) -> _Wanted:
    asked = options.resource_version
    limit = 0 if asked == "0" else options.limit
    if options.token:
        from pykubectl.apiserver import continuation

        start, revision = continuation.decode(options.token)
        if asked not in ("", "0"):
            raise BadRequest("specifying resource version is not allowed when using continue")
        place = continuation.place(start, call.namespace, namespaced=call.kind.namespaced)
        check_reached(server, revision)
        return _Wanted(revision if revision > 0 else None, place, limit)
    try:
        version = list_options.parse_version(asked)
    except ValueError as error:
        raise BadRequest(f"invalid resource version: {error}") from None
    check_reached(server, version)
    exactly = version and (options.match == EXACT or (not options.match and limit))
    return _Wanted(version if exactly else None, FIRST, limit)


def _is_present(server: "ApiServer", call: Call, revision: int) -> bool:
    from pykubectl.apiserver import snapshots

    return snapshots.is_as_of(server.store, call.kind.storage, revision)


def _of_the_past(server: "ApiServer", call: Call, selection: listing.Selection, wanted: _Wanted) -> Page:
    from pykubectl.apiserver import snapshots

    assert wanted.revision is not None
    found = snapshots.at(server.store, call.kind.storage, call.namespace or None, wanted.revision)
    return _cut(call, _from(found, wanted.start), selection, wanted, wanted.revision)


def _of_the_present(server: "ApiServer", call: Call, selection: listing.Selection, wanted: _Wanted) -> Page:
    """What is found, and the revision at which it was: nothing may be written in between."""
    while True:
        revision = server.store.revision()
        found = _present(server, call, selection, wanted, wanted.revision or revision)
        if server.store.revision() == revision:
            return found


def _present(server: "ApiServer", call: Call, selection: listing.Selection, wanted: _Wanted, revision: int) -> Page:
    store, resource, namespace = server.store, call.kind.storage, call.namespace or None
    if selection != listing.EVERYTHING:
        if not wanted.limit or wanted.start == FIRST:
            matching = _from(listing.select(server, call), wanted.start)
            if not wanted.limit or len(matching) < wanted.limit:
                return Page(matching, {"resourceVersion": str(revision)})
        return _scanned(server, call, selection, wanted, revision)
    if not wanted.limit:
        return Page(_from(store.list(resource, namespace), wanted.start), {"resourceVersion": str(revision)})
    found = store.page(resource, namespace, wanted.start, wanted.limit + 1)
    if len(found) <= wanted.limit:
        return Page(found, {"resourceVersion": str(revision)})
    return _ended(call, found[:-1], revision, store.count(resource, namespace, wanted.start) - wanted.limit)


def _scanned(server: "ApiServer", call: Call, selection: listing.Selection, wanted: _Wanted, revision: int) -> Page:
    """The first that match, up to the limit: no more is looked at than that takes."""
    resource, namespace = call.kind.storage, call.namespace or None
    page: list[Object] = []
    start, size = wanted.start, wanted.limit
    while found := server.store.page(resource, namespace, start, size):
        matching = [obj for obj in found if listing.matches(call.kind, obj, *selection)]
        page += matching[: wanted.limit - len(page)]
        if len(page) == wanted.limit and server.store.page(resource, namespace, _after(page[-1]), 1):
            return _ended(call, page, revision, None)
        if len(page) == wanted.limit:
            break
        start, size = _after(found[-1]), size * 2
    return Page(page, {"resourceVersion": str(revision)})


def _cut(call: Call, found: Sequence[Object], selection: listing.Selection, wanted: _Wanted, revision: int) -> Page:
    """The first that match, up to the limit."""
    page: list[Object] = []
    for number, obj in enumerate(found, 1):
        if listing.matches(call.kind, obj, *selection):
            page.append(obj)
        if wanted.limit and len(page) == wanted.limit and number < len(found):
            everything = selection == listing.EVERYTHING
            return _ended(call, page, revision, len(found) - number if everything else None)
    return Page(page, {"resourceVersion": str(revision)})


def _ended(call: Call, page: Sequence[Object], revision: int, remaining: int | None) -> Page:
    """A page with more behind it; how much is only said where no selector passes any over."""
    from pykubectl.apiserver import continuation

    metadata: Object = {
        "resourceVersion": str(revision),
        "continue": continuation.after(page[-1], call.namespace, revision),
    }
    if remaining is not None:
        metadata["remainingItemCount"] = remaining
    return Page(page, metadata)


def _from(found: Sequence[Object], start: Place) -> Sequence[Object]:
    if start == FIRST:
        return found
    return [obj for obj in found if (obj["metadata"].get("namespace", ""), obj["metadata"]["name"]) >= start]


def _after(obj: Object) -> Place:
    metadata = obj["metadata"]
    return metadata.get("namespace", ""), metadata["name"] + "\0"


def _expired(options: ListOptions) -> Expired:
    if not options.token:
        return Expired(_EXPIRED)
    from pykubectl.apiserver import continuation

    error = Expired(_CONTINUE_EXPIRED)
    start, _ = continuation.decode(options.token)
    error.metadata = {"continue": continuation.encode(start, continuation.PRESENT)}
    return error
