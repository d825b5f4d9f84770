"""The client of a cluster in this process: requests go straight to `Cluster.handle`, and the cluster settles when the command is done.

The loops work between the requests of a command: what one write starts is done as far as it goes at that moment before the
next request. The rest (what takes time) is done when the command waits for something (`watch`, `pause`) or ends (`close`). A command that only reads lets an idle cluster catch up first, and waits for nobody who is at it already.

Waiting costs no time: the cluster clock runs to the next timer. Only when nothing at all is due does a watch look, every
few milliseconds, for what other processes write.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone

from pykubectl import Object
from pykubectl.client import ApiResource, Unreachable
from pykubectl.client.discovery_cache import custom_rows, rows
from pykubectl.cluster import Cluster
from pykubectl.kinds import KINDS
from pykubectl.machinery.requests import Request, Response
from pykubectl.storage import Store, StoreUnusable, open_store
from pykubectl.world import World, sleep

_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_POLL = timedelta(milliseconds=20)
# How much faster than real time an idle pause goes, and how long it may take at the most.
_IDLE_SPEED = 20
_IDLE_SECONDS_MAX = 0.25


class EmbeddedClient:
    """`store` opens on the first request; a new one is filled as the standard profile. Tests hand in a world."""

    lists_whole = True

    def __init__(self, server: str, *, store: Store | None = None, world: World | None = None) -> None:
        self.server = server
        self._store = store
        self._world = world
        self._cluster: Cluster | None = None
        self._is_dirty = False

    @property
    def cluster(self) -> Cluster:
        """Raises Unreachable when the state cannot be used."""
        if self._cluster is None:
            try:
                store = self._store or open_store(self.server)
                if store.meta("profile") is None:
                    from pykubectl.bootstrap import STANDARD_NODES, fill

                    fill(store, self._world or World(), "standard", STANDARD_NODES)
                self._cluster = Cluster(store, self._world)
                self._cluster.settle(wait=False)
            except StoreUnusable as error:
                raise Unreachable(f"error: {error}") from error
        return self._cluster

    def request(self, request: Request) -> Response:
        """Raises StatusError, Unreachable."""
        cluster = self.cluster
        if self._is_dirty:
            cluster.keep_up()
        self._is_dirty = self._is_dirty or request.method in _WRITES
        try:
            return cluster.handle(request)
        except StoreUnusable as error:
            raise Unreachable(f"error: {error}") from error

    def watch(self, request: Request, timeout_seconds: float | None = None) -> Iterator[Object]:
        """Raises StatusError, Unreachable."""
        self._settle()
        return self._events(self.cluster.watch(request), request, timeout_seconds)

    def _events(
        self, stream: Iterator[Object | None], request: Request, timeout_seconds: float | None
    ) -> Iterator[Object]:
        cluster = self.cluster
        seconds = timeout_seconds or float(request.query.get("timeoutSeconds") or 0)
        deadline = cluster.world.now + timedelta(seconds=seconds) if timeout_seconds is not None or seconds else None
        while True:
            for event in stream:
                if event is None:
                    break
                yield event
            else:
                return
            if deadline is not None and cluster.world.now >= deadline:
                return
            self._pass_time(deadline)

    def _pass_time(self, deadline: datetime | None) -> None:
        cluster = self.cluster
        due = cluster.next_timer()
        if due is not None or deadline is not None:
            far = datetime.max.replace(tzinfo=timezone.utc)
            cluster.advance(min(due or far, deadline or far))
        else:
            sleep(_POLL)
            cluster.settle()

    def pause(self, seconds: float) -> None:
        cluster = self.cluster
        self._settle()
        before, until = cluster.store.revision(), cluster.world.now + timedelta(seconds=seconds)
        while cluster.world.now < until:
            cluster.advance(until)
        if cluster.store.revision() == before:
            # Nothing comes of itself: what is waited for may come from another process.
            sleep(timedelta(seconds=min(seconds / _IDLE_SPEED, _IDLE_SECONDS_MAX)))

    def resources(self, *, refresh: bool = False) -> Sequence[ApiResource]:
        return (*_BUILT_IN, *custom_rows(self.cluster, refresh=refresh))

    def scale_path(self, resource: ApiResource) -> bool:
        kind = self.cluster.server.catalogue.of_resource(resource.resource)
        return kind is not None and "scale" in kind.subresources

    def patch_strategy(self, api_version: str, kind: str) -> object | None:
        from pykubectl.machinery.schema import schema_of

        return schema_of(api_version, kind)

    def now(self) -> float:
        return self.cluster.world.tick().timestamp()

    def _settle(self) -> None:
        if self._is_dirty:
            self._is_dirty = False
            self.cluster.settle()

    def close(self) -> None:
        """Settle, and let go of the store."""
        if self._cluster is None:
            return
        try:
            self._settle()
        except StoreUnusable as error:
            raise Unreachable(f"error: {error}") from error
        finally:
            self._cluster.store.close()
            self._cluster = None


_BUILT_IN = tuple(rows(KINDS))
