"""Settling: the loops run in rounds until nothing changes.

A round takes the change log since the last one, asks the rows of LOOPS whom each change wakes, and calls each loop once per
object, in the order of rows and changes. Where the log has been read to is kept in the store when a round is done, and only
then are the timers that came due dropped, so that the next process takes up what a crash left over; reconciles are
level-triggered, so that doing one twice does no harm. A loop that returns seconds gets a timer in the store, in place of the
one it had; None takes it away. Time moves only between rounds.

A write of a loop that the server refuses is tried again after a while, longer each time; the command goes on. How often it
was refused in a row is kept in the store as well.

Loops that never come to rest are reported with the objects they keep changing: see NeverSettles.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from functools import cache
from importlib import import_module
from types import ModuleType

from pykubectl.apiserver.actor import Actor
from pykubectl.apiserver.server import ApiServer
from pykubectl.controllers import LOOPS as CONTROLLERS
from pykubectl.controllers import Loop
from pykubectl.errors import StatusError
from pykubectl.kinds import of_resource
from pykubectl.machinery.owners import controller_of
from pykubectl.storage import Change, Compacted, Key, Timer

LOOPS: tuple[Loop, ...] = (
    *CONTROLLERS,
    Loop(
        "pykubectl.scheduler.loop",
        "pods",
        "default-scheduler",
        maps=("pods", "nodes", "persistentvolumeclaims", "persistentvolumes"),
    ),
    Loop("pykubectl.kubelet.loop", "pods", "kubelet", maps=("configmaps", "secrets")),
)

# One transaction of a round: long enough to be cheap, short enough to let another writer in.
RECONCILES_PER_TRANSACTION = 200
ROUNDS_MAX = 50_000
# How long a loop waits at least after a refusal when the server itself is at fault.
FAULT_RETRY_SECONDS = 5.0

_Woken = dict[Loop, dict[tuple[str, str], None]]


class NeverSettles(AssertionError):
    """Loops undo each other's work; the message names the objects that keep changing."""


class Settling:
    """The loops of one cluster; `profile` says which of them run."""

    def __init__(self, server: ApiServer, profile: str, loops: Sequence[Loop] = LOOPS) -> None:
        self.store = server.store
        self._catalogue = server.catalogue
        self.world = server.world
        self._loops = tuple(loop for loop in loops if not loop.profiles or profile in loop.profiles)
        self._by_name = {loop.name: loop for loop in self._loops}
        self._listeners = _listeners(self._loops)
        self._actors = {loop: Actor(server, loop.actor, profile) for loop in self._loops}
        self._present: dict[str, bool] = {}
        self._is_running = False
        self._refusals: dict[str, int] = {}

    def run(self) -> None:
        """Rounds until there is nothing to do at this moment; within a round, nothing. Raises NeverSettles."""
        if self._is_running:
            return
        self._is_running = True
        try:
            for _ in range(ROUNDS_MAX):
                if not self._round():
                    return
            raise NeverSettles(self._restless())
        finally:
            self._is_running = False

    def _round(self) -> bool:
        """One round; whether there was anything to do."""
        read = int(self.store.meta("settled") or 0)
        self._present.clear()
        woken: _Woken = {}
        self._refusals = json.loads(self.store.meta("refusals") or "{}")
        try:
            changes = self.store.changes(read)
        except Compacted:
            self._wake_everything(woken)
            reached = self.store.revision()
        else:
            reached = changes[-1].revision if changes else read
            for change in changes:
                self._wake(change, woken)
        timers = self.store.timers(self.world.now.timestamp())
        for timer in timers:
            if timer.loop in self._by_name:
                woken.setdefault(self._by_name[timer.loop], {})[timer.namespace, timer.name] = None
        if reached == read and not timers:
            return False
        self._reconcile_all(woken, timers, reached)
        return True

    def _wake(self, change: Change, woken: _Woken) -> None:
        key = change.key
        for loop, how in (*self._listeners.get(key.resource, ()), *self._listeners.get("*", ())):
            if how == "self":
                woken.setdefault(loop, {})[key.namespace, key.name] = None
            elif how == "owner":
                for name in _owners(change, loop):
                    woken.setdefault(loop, {})[key.namespace, name] = None
            elif not loop.resource or self._has_any(loop.resource):
                for place in _module(loop.module).woken_by(self._actors[loop], change):
                    woken.setdefault(loop, {})[place] = None

    def _has_any(self, resource: str) -> bool:
        """Whether a loop has anything to wake; asked once a round."""
        if resource not in self._present:
            self._present[resource] = self.store.exists(resource)
        return self._present[resource]

    def _wake_everything(self, woken: _Woken) -> None:
        """History is gone: everything that is there counts as new."""
        for kind in self._catalogue:
            for obj in () if kind.stored_as else self.store.list(kind.resource):
                meta = obj["metadata"]
                key = Key(kind.resource, meta.get("namespace", ""), meta["name"])
                self._wake(Change(int(meta["resourceVersion"]), key, obj, None), woken)

    def _reconcile_all(self, woken: _Woken, timers: Sequence[Timer], reached: int) -> None:
        batch: list[tuple[Loop, tuple[str, str]]] = []
        before = dict(self._refusals)
        for loop in self._loops:
            places = list(woken.get(loop, ()))
            if not places:
                continue
            module = _module(loop.module)
            if hasattr(module, "reconcile_all"):
                self._flush(batch)
                with self.store.transaction(durable=False):
                    module.reconcile_all(self._actors[loop], places)
                continue
            for place in places:
                batch.append((loop, place))
                if len(batch) >= RECONCILES_PER_TRANSACTION:
                    self._flush(batch)
        self._flush(batch)
        with self.store.transaction(durable=False):
            self.store.drop_timers(timers)
            self.store.set_meta("settled", str(reached))
            if self._refusals != before:
                self.store.set_meta("refusals", json.dumps(self._refusals))

    def _flush(self, batch: list[tuple[Loop, tuple[str, str]]]) -> None:
        if not batch:
            return
        with self.store.transaction(durable=False):
            for loop, (namespace, name) in batch:
                self._reconcile(loop, namespace, name)
        batch.clear()

    def _reconcile(self, loop: Loop, namespace: str, name: str) -> None:
        try:
            again = _module(loop.module).reconcile(self._actors[loop], namespace, name)
        except StatusError as error:
            again = self._back_off(loop, f"{loop.name} {namespace}/{name}", error)
        else:
            self._refusals.pop(f"{loop.name} {namespace}/{name}", None)
        if again is None:
            self.store.cancel_timer(loop.name, namespace, name)
        else:
            # The clock counts microseconds: a timer between two of them would never be due at its time.
            due = round(self.world.now.timestamp() + max(again, 0.001), 6)
            self.store.set_timer(Timer(due, loop.name, namespace, name))

    def _back_off(self, loop: Loop, task: str, error: StatusError) -> float:
        """Seconds until a loop tries again what the server refuses: it is not the user's command that failed."""
        self._refusals[task] = self._refusals.get(task, 0) + 1
        seconds = self._retry_seconds(loop, task)
        # A webhook that does not answer takes real time to ask.
        return max(seconds, FAULT_RETRY_SECONDS) if error.code >= 500 else seconds

    def _retry_seconds(self, loop: Loop, task: str) -> float:
        first, longest = loop.retry_seconds
        return min(first * 2.0 ** min(self._refusals[task] - 1, 60), longest)

    def next_within(self, seconds: float) -> datetime | None:
        """When the next loop wants to look again so soon; those that have long been refused are not waited for."""
        for timer in self.store.timers(self.world.now.timestamp() + seconds):
            if not self._is_long_refused(timer, seconds):
                return datetime.fromtimestamp(timer.due, timezone.utc)
        return None

    def postpone_refused(self, jump: timedelta, seconds: float) -> None:
        """The clock is about to jump, and nothing will have changed: who waits for a change, longer than `seconds`, waits on."""
        if not self._refusals:
            return
        with self.store.transaction(durable=False):
            for timer in self.store.timers():
                if self._is_long_refused(timer, seconds):
                    self.store.set_timer(timer._replace(due=round(timer.due + jump.total_seconds(), 6)))

    def _is_long_refused(self, timer: Timer, seconds: float) -> bool:
        task, loop = f"{timer.loop} {timer.namespace}/{timer.name}", self._by_name.get(timer.loop)
        return loop is not None and task in self._refusals and self._retry_seconds(loop, task) > seconds

    def _restless(self) -> str:
        changes = self.store.changes(max(self.store.revision() - 200, int(self.store.meta("compacted") or 0)))
        counted = Counter(change.key for change in changes).most_common(5)
        listed = ", ".join(f"{key.resource} {key.namespace}/{key.name} ({count} times)" for key, count in counted)
        return f"the cluster does not settle after {ROUNDS_MAX} rounds; what keeps changing: {listed}"


def _listeners(loops: tuple[Loop, ...]) -> dict[str, list[tuple[Loop, str]]]:
    """Per resource: which loops its changes concern, and how whom they wake is found."""
    found: dict[str, list[tuple[Loop, str]]] = {}
    for loop in loops:
        found.setdefault(loop.resource, []).append((loop, "self"))
        for resource in loop.owns:
            found.setdefault(resource, []).append((loop, "owner"))
        for resource in loop.maps:
            found.setdefault(resource, []).append((loop, "map"))
    return found


def _owners(change: Change, loop: Loop) -> Iterator[str]:
    kind = of_resource(loop.resource)
    assert kind is not None
    for obj in (change.obj, change.previous):
        reference = controller_of(obj) if obj is not None else None
        if reference is not None and reference["kind"] == kind.kind:
            yield reference["name"]


@cache
def _module(name: str) -> ModuleType:
    # import_module looks the name up anew each time, which shows when it is asked ten times per change.
    return import_module(name)
