"""The API as loops see it: typed calls under one actor's name, answered by the same pipeline as every request.

`Api.now` is the cluster clock. Objects handed out are shared: copy what you change, as `{**obj, "status": {...}}` or through
`machinery.objects.copy`. Resources are group resources (`pods`, `deployments.apps`); namespace is "" for what has none.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

from pykubectl import Object
from pykubectl.kinds import Kind
from pykubectl.machinery.selectors import Selector
from pykubectl.storage import Change, Tally
from pykubectl.world import World


class Api(Protocol):
    """What `reconcile(api, namespace, name)` gets."""

    actor: str
    profile: str
    world: World
    # What a loop keeps between calls to save work; it must be able to do without.
    memory: dict[str, Any]

    @property
    def now(self) -> datetime:
        """The cluster clock (UTC)."""

    def get(self, resource: str, namespace: str, name: str) -> Object:
        """Raises NotFound."""

    def find(self, resource: str, namespace: str, name: str) -> Object | None:
        """`get`, with None for what is not there."""

    def list(
        self,
        resource: str,
        namespace: str | None = None,
        *,
        selector: Selector | None = None,
        owner: str | None = None,
        node: str | None = None,
    ) -> Sequence[Object]:
        """Sorted by namespace and name; `owner` (controller's uid, "" for those without), `node` (spec.nodeName, "" for pods that wait) and one equality of the selector are index lookups."""

    def tally(self, resource: str, rule: str, value: str | None = None) -> Sequence[Tally]:
        """How many objects are alike, by an index (`owner`, `node`): costs as much as there are sorts, not objects."""

    def create(self, resource: str, namespace: str, obj: Object) -> Object:
        """Raises AlreadyExists, Invalid, Forbidden (quota, admission)."""

    def update(self, resource: str, obj: Object, subresource: str = "") -> Object:
        """Compare-and-swap on obj's resourceVersion; a write that changes nothing is none. Raises Conflict, NotFound, Invalid."""

    def update_status(self, resource: str, obj: Object) -> Object:
        """`update` of the status subresource."""

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
        """With a uid only that very object (Conflict otherwise); propagation is Background, Foreground, Orphan or the kind's default. Raises NotFound."""

    def bind(self, pod: Object, node: str) -> Object:
        """Put a pod on a node (pods/binding). Raises Conflict, NotFound."""

    def finalize(self, namespace: Object, finalizers: Sequence[str]) -> Object:
        """Set the finalizers in the spec of a namespace (namespaces/finalize)."""

    def dependents(self, resource: str, uid: str) -> Sequence[Object]:
        """Objects of a resource that have an owner reference to `uid`, in all namespaces."""

    def exists(self, resource: str) -> bool:
        """Whether there is any object of the resource."""

    def kinds(self) -> Iterable[Kind]:
        """Every kind that is served, in discovery's order."""

    def kind_of(self, api_version: str, kind: str) -> Kind | None:
        """The kind that a reference means; its version does not matter."""

    def revision(self) -> int:
        """The newest revision of the store."""

    def changes(self, after: int) -> Sequence[Change]:
        """All changes after a revision. Raises Compacted."""

    def count_up(self, counter: str) -> int:
        """The next number of a counter that the store keeps."""

    def sign(self, claims: Object) -> str:
        """A token (JWT) with these claims, as the API server issues them."""

    def event(
        self, about: Object, type: str, reason: str, message: str, *, field_path: str = "", action: str = ""
    ) -> None:
        """Record an event (`Normal` or `Warning`) about an object; repeats are counted on the event that is there.

        `field_path` names a part of the object (`spec.containers{web}`), `action` is the scheduler's.
        """
