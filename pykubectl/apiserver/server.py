"""`ApiServer.handle`: a request in, a response or a StatusError out. The pipeline on one screen.

Upstream: apiserver/pkg/endpoints/handlers, pkg/controlplane.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from pykubectl import Object
from pykubectl.apiserver import decoding, deletion, discovery, listing, patching, reviews, subresources, tables, watching
from pykubectl.apiserver.calls import Call, delete_options, understand
from pykubectl.apiserver.registry import Registry
from pykubectl.errors import NotFound
from pykubectl.kinds import Kind
from pykubectl.machinery.requests import TABLE, Request, Response, parse_path
from pykubectl.storage import Store
from pykubectl.world import World

ContainerLog = Callable[[Object, str, Mapping[str, str]], str]


class ApiServer:
    """The cluster's wiring sets `catch_up`, which lets the loops run while a request waits for them, and `container_log`."""

    def __init__(self, store: Store, world: World) -> None:
        self.store = store
        self.world = world
        self.registry = Registry(self)
        self.catch_up: Callable[[], None] = lambda: None
        self.container_log: ContainerLog = lambda pod, container, query: ""
        self._warnings: list[str] = []

    def handle(self, request: Request) -> Response:
        """Raises StatusError."""
        self._warnings = []
        target = parse_path(request.path)
        if target is None:
            return Response(200, discovery.document(request.path))
        call = understand(request, target)
        if call.subresource not in ("", "status"):
            code, body = subresources.handle(self, call, request)
        else:
            code, body = self._answer(call, request)
        if request.accept.startswith(TABLE) and call.verb != "delete":
            body = tables.table(call, body, self.world.now, request.query)
        return Response(code, body, tuple(dict.fromkeys(self._warnings)))

    def watch(self, request: Request) -> Iterator[Object | None]:
        """The events of a watch; None whenever there are no more for now. Raises StatusError."""
        target = parse_path(request.path)
        if target is None:
            raise NotFound.path()
        return watching.stream(self, understand(request, target), request)

    def _answer(self, call: Call, request: Request) -> tuple[int, Object]:
        registry = self.registry
        if call.verb == "get":
            return 200, decoding.encode(call, registry.get(call.kind, call.namespace, call.name))
        if call.verb == "list":
            return 200, listing.answer(registry, call)
        if call.verb == "create":
            obj = decoding.decode(self, call, request.body)
            if reviews.is_review(call):
                return 201, reviews.answer(self, call, obj)
            return 201, decoding.encode(call, registry.create(call, obj))
        if call.verb == "update":
            obj = decoding.decode(self, call, request.body)
            return 200, decoding.encode(call, registry.update(call, lambda old: obj))
        if call.verb == "patch":
            return patching.answer(self, call, request)
        if call.verb == "deletecollection":
            return 200, self._delete_collection(call, request)
        obj, gone = deletion.delete(registry, call, delete_options(request))
        return 200, deletion.status(call, obj) if gone else decoding.encode(call, obj)

    def _delete_collection(self, call: Call, request: Request) -> Object:
        found = listing.select(self.registry, call)
        for obj in found:
            meta = obj["metadata"]
            one = call._replace(verb="delete", namespace=meta.get("namespace", ""), name=meta["name"])
            deletion.delete(self.registry, one, delete_options(request))
        return listing.wrap(call, found, self.store.revision())

    def warn(self, texts: Sequence[str]) -> None:
        """Send these along as Warning headers of the response under way."""
        self._warnings += texts

    def allocate(self, kind: Kind, new: Object, old: Object | None) -> None:
        """Give a service its addresses and ports, in place; other kinds have nothing to allocate."""
        if kind.resource == "services":
            from pykubectl.apiserver import service_addresses

            service_addresses.allocate(self, new, old)

    def release(self, kind: Kind, obj: Object) -> None:
        """Take back what `allocate` gave, as the object goes."""
        if kind.resource == "services":
            from pykubectl.apiserver import service_addresses

            service_addresses.release(self, obj)
