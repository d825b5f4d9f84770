"""An embedded cluster: a store, an API server over it, and the loops that bring the world to its spec.

    handle(request)     one request, durable when it returns; does not settle
    watch(request)      the events of a watch, as far as there are any
    keep_up()           the loops do what can be done at this moment
    settle()            the loops run until nothing changes, and over short delays (SHORT_DELAY_SECONDS)
    advance(until)      run the cluster clock to the next timer, and let the loops do what is due

The loops themselves are run by `settling`, which is imported when there is something to do: a command that reads a settled
cluster loads no controller.

The cluster clock is the machine's plus an offset that the store keeps; every move of the clock is written there, so that no
process sees it go back.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from functools import cached_property
from typing import TYPE_CHECKING

from pykubectl import Object
from pykubectl.apiserver.server import ApiServer
from pykubectl.machinery import nesting
from pykubectl.machinery.requests import Request, Response
from pykubectl.storage import Store
from pykubectl.world import World

if TYPE_CHECKING:
    from pykubectl.settling import Settling

# How long after its last change a command waits for the cluster, and how long in all.
SHORT_DELAY_SECONDS = 1.5
SETTLE_SECONDS_MAX = 30.0
# A command takes its time: the next one finds the clock this much later.
COMMAND_SECONDS = 1.0
# Watchers may look this many revisions back.
HISTORY_REVISIONS = 10_000


class Cluster:
    """`profile` is the one the cluster was created with: it says which loops run."""

    def __init__(self, store: Store, world: World | None = None) -> None:
        nesting.allow()
        self.store = store
        self.world = world or World()
        # Whether the loops have been at work without the short delays that `settle` goes on for.
        self._owes_delays = False
        self._read_clock()
        self.server = ApiServer(store, self.world)
        self.server.catch_up = self._catch_up
        self.server.container_log = _container_log
        self.profile = store.meta("profile") or "bare"

    @cached_property
    def loops(self) -> "Settling":
        from pykubectl.settling import Settling

        return Settling(self.server, self.profile)

    def handle(self, request: Request) -> Response:
        """Raises StatusError."""
        self.world.tick()
        return self.server.handle(request)

    def watch(self, request: Request) -> Iterator[Object | None]:
        """Watch events; None whenever there are no more for now. Raises StatusError."""
        return self.server.watch(request)

    def is_settled(self) -> bool:
        """Whether there is nothing to do at this moment; costs two look-ups."""
        self.world.tick()
        behind = int(self.store.meta("settled") or 0) < self.store.revision()
        return not behind and not self.store.timers(self.world.now.timestamp(), limit=1)

    def settle(self, *, wait: bool = True) -> None:
        """Let the loops run to a fixed point and over short delays. `wait` False: not if another process is at it."""
        if not wait and self.is_settled():
            return
        with self.store.settling(wait=wait) as mine:
            self._read_clock()
            if not mine or (self.is_settled() and not self._owes_delays):
                return
            self._owes_delays = False
            start = self.world.now
            limit = start + timedelta(seconds=SETTLE_SECONDS_MAX)
            while True:
                self.loops.run()
                due = self.loops.next_within(SHORT_DELAY_SECONDS)
                if due is None or due > limit:
                    break
                self._move_clock(due)
            jump = start + timedelta(seconds=COMMAND_SECONDS) - self.world.now
            if jump > timedelta(0):
                self.loops.postpone_refused(jump, SHORT_DELAY_SECONDS)
                self._move_clock(self.world.now + jump)
            self._compact()

    def keep_up(self) -> None:
        """Let the loops run to a fixed point at this moment, unless another process is at it."""
        with self.store.settling(wait=False) as mine:
            if mine and not self.is_settled():
                self.loops.run()
                self._owes_delays = True

    def next_timer(self) -> datetime | None:
        """When a loop wants to look again."""
        timers = self.store.timers(limit=1)
        return datetime.fromtimestamp(timers[0].due, timezone.utc) if timers else None

    def advance(self, until: datetime, *, wait: bool = True) -> bool:
        """Run the cluster clock to the next timer, at most to `until`, and let the loops do what is due.

        `wait` False: not if another process is at it; whether it was done.
        """
        with self.store.settling(wait=wait) as mine:
            if not mine:
                return False
            self._read_clock()
            due = self.next_timer()
            self._move_clock(min(due, until) if due else until)
            self.loops.run()
            self._compact()
            return True

    def _read_clock(self) -> None:
        """Other processes may have moved the clock."""
        self.world.offset = max(self.world.offset, float(self.store.meta("clock-offset") or 0))
        self.world.tick()

    def _move_clock(self, moment: datetime) -> None:
        if moment > self.world.now:
            self.world.advance_to(moment)
            with self.store.transaction(durable=False):
                self.store.set_meta("clock-offset", repr(self.world.offset))

    def _compact(self) -> None:
        revision = self.store.revision()
        if revision - int(self.store.meta("compacted") or 0) > 2 * HISTORY_REVISIONS:
            self.store.compact(revision - HISTORY_REVISIONS)

    def _catch_up(self) -> None:
        """A request waits for the loops, as the real server does where it needs what they make."""
        self.loops.run()


def _container_log(pod: Object, container: str, query: Mapping[str, str]) -> str:
    from pykubectl.kubelet import logs

    return logs.text(pod, container, query)
