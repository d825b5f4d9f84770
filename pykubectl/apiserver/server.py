"""`ApiServer.handle`: a request in, a response or a StatusError out. The pipeline on one screen.

Upstream: apiserver/pkg/endpoints/handlers, pkg/controlplane.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from pykubectl import Object, kinds
from pykubectl.apiserver import subresources, tables, versions
from pykubectl.apiserver.calls import Call, understand
from pykubectl.apiserver.catalogue import Catalogue
from pykubectl.errors import BadRequest, NotFound, StatusError
from pykubectl.kinds import Kind
from pykubectl.machinery.nesting import TOO_DEEP
from pykubectl.machinery.requests import ADMIN, JSON, TABLE, Request, Response, parse_path
from pykubectl.storage import Store
from pykubectl.world import World

if TYPE_CHECKING:
    from pykubectl.apiserver.registry import Registry

# Who answers a verb: a module with `answer(server, call, request) -> (code, body)`, imported on first use.
VERBS = {
    "get": "reading",
    "list": "reading",
    "create": "writing",
    "update": "writing",
    "patch": "patching",
    "delete": "deletion",
    "deletecollection": "deletion",
}
ContainerLog = Callable[[Object, str, Mapping[str, str]], str]


class ApiServer:
    """The cluster's wiring sets `catch_up`, which lets the loops run while a request waits for them, and `container_log`."""

    def __init__(self, store: Store, world: World) -> None:
        self.store = store
        self.world = world
        self.catalogue = Catalogue(store, world.uid)
        self.catch_up: Callable[[], None] = lambda: None
        self.container_log: ContainerLog = lambda pod, container, query: ""
        self._warnings: list[str] = []

    @cached_property
    def registry(self) -> "Registry":
        from pykubectl.apiserver.registry import Registry

        return Registry(self)

    def handle(self, request: Request) -> Response:
        """Raises StatusError."""
        self._warnings = []
        target = parse_path(request.path)
        if target is None:
            self._authorize(request, "")
            found: Response = _module("discovery").answer(self.catalogue, request)
            return found
        if request.body is not None:
            request = _module("limits").checked(request)
        call = understand(self.catalogue, request, target)
        self._authorize(request, call.verb)
        self.warn(_deprecation(call))
        try:
            code, body = self._dispatch(call, request)
        except RecursionError:
            raise BadRequest(TOO_DEEP) from None
        except StatusError as error:
            error.warnings = tuple(dict.fromkeys(self._warnings))
            raise
        return Response(code, versions.shown(body), tuple(dict.fromkeys(self._warnings)))

    def _dispatch(self, call: Call, request: Request) -> tuple[int, Object]:
        if request.accept == JSON:
            return self._answer(call, request)
        # Before anything is done: what cannot be answered must leave no trace.
        tables.included(request.query)
        if request.accept.startswith(TABLE):
            code, body = self._answer(call, request)
            # A log is text, whatever was asked for.
            return code, body if isinstance(body, str) else tables.table(call, body, self.world.now, request.query)
        from pykubectl.apiserver import forms

        form = forms.form_of(request.accept)
        code, body = self._answer(call, request)
        return code, forms.shaped(form, call, body, self.world.now, request.query)

    def _answer(self, call: Call, request: Request) -> tuple[int, Object]:
        if call.subresource not in ("", "status") or call.kind.resource == "bindings":
            return subresources.handle(self, call, request)
        if call.verb == "watch":
            raise BadRequest("a watch is a stream of events, it has no answer")
        answer: tuple[int, Object] = _module(VERBS[call.verb]).answer(self, call, request)
        return answer

    def watch(self, request: Request) -> Iterator[Object | None]:
        """The events of a watch; None whenever there are no more for now. Raises StatusError."""
        target = parse_path(request.path)
        if target is None:
            raise NotFound.path()
        call = understand(self.catalogue, request, target)
        if call.verb != "watch":
            raise BadRequest("not a watch")
        self._authorize(request, call.verb)
        stream: Iterator[Object | None] = _module("watching").stream(self, call, request)
        return (versions.shown(event) for event in stream)

    def _authorize(self, request: Request, verb: str) -> None:
        """Raises Forbidden. The administrator's requests need no rules looked up."""
        if request.user != ADMIN:
            _module("authorization").authorize(self, request, verb)

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


def _deprecation(call: Call) -> Sequence[str]:
    definition = call.kind.definition
    text = definition.deprecation(call.version) if definition is not None else kinds.DEPRECATED.get(call.kind.resource)
    return [text] if text else ()


def _module(name: str) -> ModuleType:
    return import_module(f"pykubectl.apiserver.{name}")
