"""How loops come in: the Api of one actor. Typed calls that skip path and decoding, and nothing else of the pipeline.

Upstream: client-go as the controllers use it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pykubectl import Object
from pykubectl.apiserver import decoding, deletion, events
from pykubectl.apiserver.calls import Call, DeleteOptions
from pykubectl.apiserver.subresources import binding
from pykubectl.kinds import Kind
from pykubectl.machinery.objects import copy, split_api_version
from pykubectl.machinery.requests import User
from pykubectl.machinery.selectors import Selector
from pykubectl.storage import Change, Index, Tally

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer


class Actor:
    """Implements `api.Api` for the loop named `actor`."""

    def __init__(self, server: "ApiServer", actor: str, profile: str) -> None:
        self.actor = actor
        self.profile = profile
        self.world = server.world
        self.memory: dict[str, Any] = {}
        self._server = server
        self._registry = server.registry
        self._user = User(f"system:{actor}", ("system:authenticated",))

    @property
    def now(self) -> datetime:
        return self.world.now

    def get(self, resource: str, namespace: str, name: str) -> Object:
        return self._registry.get(self._kind(resource), namespace, name)

    def find(self, resource: str, namespace: str, name: str) -> Object | None:
        return self._registry.find(resource, namespace, name)

    def list(
        self,
        resource: str,
        namespace: str | None = None,
        *,
        selector: Selector | None = None,
        owner: str | None = None,
        node: str | None = None,
    ) -> Sequence[Object]:
        equalities = selector.equalities() if selector is not None else ()
        if owner is not None:
            index: Index | None = Index("owner", owner)
        elif node is not None:
            index = Index("node", node)
        else:
            index = Index("label", "=".join(equalities[0])) if equalities else None
        found = self._registry.list(resource, namespace, index)
        if selector is None:
            return found
        return [obj for obj in found if selector.matches(obj["metadata"].get("labels") or {})]

    def tally(self, resource: str, rule: str, value: str | None = None) -> Sequence[Tally]:
        return self._server.store.tally(resource, rule, value)

    def dependents(self, resource: str, uid: str) -> Sequence[Object]:
        return self._registry.list(resource, None, Index("dependent", uid))

    def exists(self, resource: str) -> bool:
        return self._server.store.exists(resource)

    def create(self, resource: str, namespace: str, obj: Object) -> Object:
        kind = self._kind(resource)
        fresh = copy(obj)
        fresh["apiVersion"], fresh["kind"] = kind.api_version, kind.kind
        decoding.default(kind, fresh)
        return self._registry.create(self._call(kind, "create", namespace, ""), fresh)

    def update(self, resource: str, obj: Object, subresource: str = "") -> Object:
        kind, meta = self._kind(resource), obj["metadata"]
        call = self._call(kind, "update", meta.get("namespace", ""), meta["name"], subresource)
        return self._registry.update(call, lambda old: _own(kind, obj, subresource))

    def update_status(self, resource: str, obj: Object) -> Object:
        return self.update(resource, obj, "status")

    def bind(self, pod: Object, node: str) -> Object:
        """Put a pod on a node (pods/binding). Raises Conflict, NotFound."""
        meta = pod["metadata"]
        call = self._call(self._kind("pods"), "create", meta["namespace"], meta["name"], "binding")
        return binding.bind(self._server, call, node)

    def finalize(self, namespace: Object, finalizers: Sequence[str]) -> Object:
        """Set the finalizers in the spec of a namespace (namespaces/finalize)."""
        name = namespace["metadata"]["name"]

        def transform(old: Object) -> Object:
            spec = {**old["spec"], "finalizers": [*finalizers]}
            return {**old, "metadata": dict(old["metadata"]), "spec": spec}

        return self._registry.update(self._call(self._kind("namespaces"), "update", "", name, "finalize"), transform)

    def delete(
        self,
        resource: str,
        namespace: str,
        name: str,
        *,
        uid: str = "",
        grace_seconds: int | None = None,
        propagation: str = "",
    ) -> None:
        call = self._call(self._kind(resource), "delete", namespace, name)
        deletion.delete(self._registry, call, DeleteOptions(grace_seconds, propagation, uid))

    def event(
        self, about: Object, type: str, reason: str, message: str, *, field_path: str = "", action: str = ""
    ) -> None:
        events.record(self._server, self.actor, events.Report(about, type, reason, message, field_path, action))

    def revision(self) -> int:
        return self._server.store.revision()

    def changes(self, after: int) -> Sequence[Change]:
        return self._server.store.changes(after, limit=1_000_000)

    def count_up(self, counter: str) -> int:
        """The next number of a counter that the store keeps."""
        number = int(self._server.store.meta(f"counter/{counter}") or 0) + 1
        self._server.store.set_meta(f"counter/{counter}", str(number))
        return number

    def sign(self, claims: Object) -> str:
        from pykubectl.apiserver.subresources import token

        return token.signed(self._server, claims)

    def kinds(self) -> Iterable[Kind]:
        return self._server.catalogue

    def kind_of(self, api_version: str, kind: str) -> Kind | None:
        return self._server.catalogue.of_kind(split_api_version(api_version)[0], kind)

    def _kind(self, resource: str) -> Kind:
        kind = self._server.catalogue.of_resource(resource)
        assert kind is not None, f"no kind {resource}"
        return kind

    def _call(self, kind: Kind, verb: str, namespace: str, name: str, subresource: str = "") -> Call:
        return Call(
            kind,
            kind.versions[0],
            verb,
            namespace,
            name,
            subresource,
            manager=self.actor,
            user=self._user,
            internal=True,
        )


def _own(kind: Kind, obj: Object, subresource: str) -> Object:
    """A version of `obj` that the registry may change."""
    if subresource == "status":
        return {**obj, "metadata": dict(obj["metadata"])}
    fresh = copy(obj)
    decoding.default(kind, fresh)
    return fresh
