"""The client of a cluster in this process: requests go straight to `Cluster.handle`, and the cluster settles when the command is done.

The loops work between the requests of a command: what one write starts is done as far as it goes at that moment before the
next request. The rest (what takes time) is done when the command waits for something (`watch`, `pause`) or ends (`close`).
A command that only reads lets an idle cluster catch up first, and waits for nobody who is at it already.

Waiting costs no time: the cluster clock runs to the next timer. Only when nothing is due before the time is up does it look,
every few milliseconds, for what other processes write: that cannot be hurried, so that the clock then keeps to the machine's
for a while. A store in memory has no other writers.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from pykubectl import Object
from pykubectl.client import ApiResource, Unreachable
from pykubectl.client.discovery_cache import custom_rows, rows
from pykubectl.cluster import Cluster
from pykubectl.kinds import KINDS
from pykubectl.machinery.requests import Request, Response
from pykubectl.storage import Store, StoreUnusable, open_store
from pykubectl.world import World, sleep

_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
# How often somebody who waits looks for what other processes write.
_POLL = timedelta(milliseconds=10)
# How many looks without a change make a write that nobody settles.
_QUIET_LOOKS = 10
# How long waiting for others goes on in real time, and how much faster then.
_PATIENCE = timedelta(seconds=3)
_HURRY = 50


class EmbeddedClient:
    """`store` opens on the first request; a new one is filled as the standard profile. Tests hand in a world."""

    lists_whole = True

    def __init__(self, server: str, *, store: Store | None = None, world: World | None = None) -> None:
        self.server = server
        self._store = store
        self._world = world
        self._cluster: Cluster | None = None
        self._is_dirty = False
        self._is_alone = server.partition(":")[0] == "memory"
        self._idled = timedelta(0)
        self._seen = self._quiet_looks = 0

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

    def _pass_time(self, until: datetime | None) -> None:
        """To the next timer; if none is due before `until`, a moment of real time, for what others do."""
        cluster = self.cluster
        due = cluster.next_timer()
        if due is not None and (until is None or due <= until):
            if not cluster.advance(due, wait=False):
                sleep(_POLL)
                cluster.world.tick()
        elif until is not None and self._is_alone:
            cluster.advance(until)
        else:
            self._idle(until)

    def _idle(self, until: datetime | None) -> None:
        """Look again in a moment. The cluster clock goes on with the machine's, and faster when it has been for long."""
        cluster = self.cluster
        passed = _POLL if self._idled < _PATIENCE else _POLL * _HURRY
        target = cluster.world.now + passed
        sleep(_POLL)
        self._idled += _POLL
        revision = cluster.store.revision()
        self._quiet_looks = self._quiet_looks + 1 if revision == self._seen else 0
        self._seen = revision
        if self._quiet_looks >= _QUIET_LOOKS:
            # Whoever wrote settles what he wrote, unless he is no more.
            self._quiet_looks = 0
            cluster.settle(wait=False)
        if cluster.world.tick() < target and until is not None:
            cluster.advance(min(target, until), wait=False)

    def pause(self, seconds: float, *, wakes: bool = False) -> float:
        cluster = self.cluster
        self._settle()
        start, revision = cluster.world.tick(), cluster.store.revision()
        # Less than the clock can tell would be no pause, and whoever waits so would never be done.
        until = start + max(timedelta(seconds=seconds), _POLL)
        while cluster.world.now < until and not (wakes and cluster.store.revision() != revision):
            self._pass_time(until)
        return (cluster.world.now - start).total_seconds()

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
