"""A store that lives and dies with the process: dicts, an undo list for transactions, a list for the change log.

The json store builds on it.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from heapq import nsmallest

from pykubectl import Object
from pykubectl.storage import FIRST, Change, Compacted, Index, Key, Place, RevisionMismatch, Tally, Timer, Write
from pykubectl.storage.indexes import entries, tallied


def open(location: str, *, create: bool = True) -> "MemoryStore":
    return MemoryStore()


class MemoryStore:
    def __init__(self) -> None:
        self._revision = 0
        self._compacted = 0
        self._objects: dict[str, dict[Place, Object]] = defaultdict(dict)
        self._entries: dict[tuple[str, Index], set[Place]] = defaultdict(set)
        self._tallies: dict[tuple[str, str], dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        self._log: list[Change] = []
        self._timers: dict[tuple[str, str, str], float] = {}
        self._meta: dict[str, str] = {}
        self._undo: list[Callable[[], object]] | None = None

    def revision(self) -> int:
        return self._revision

    def get(self, key: Key) -> Object | None:
        return self._objects[key.resource].get(key[1:])

    def list(self, resource: str, namespace: str | None = None, index: Index | None = None) -> Sequence[Object]:
        objects = self._objects[resource]
        places: Iterable[Place] = objects if index is None else self._entries.get((resource, index), ())
        return [objects[place] for place in sorted(places) if namespace is None or place[0] == namespace]

    def page(self, resource: str, namespace: str | None, start: Place, limit: int) -> Sequence[Object]:
        objects = self._objects[resource]
        found = [place for place in objects if place >= start and (namespace is None or place[0] == namespace)]
        return [objects[place] for place in nsmallest(limit, found)]

    def count(self, resource: str, namespace: str | None = None, start: Place = FIRST) -> int:
        objects = self._objects[resource]
        if namespace is None and start == FIRST:
            return len(objects)
        return sum(place >= start and (namespace is None or place[0] == namespace) for place in objects)

    def tally(self, resource: str, rule: str, value: str | None = None) -> Sequence[Tally]:
        counted = self._tallies[resource, rule]
        values = sorted(counted) if value is None else [value] if value in counted else []
        return [Tally(one, digest, count) for one in values for digest, count in sorted(counted[one].items())]

    def exists(self, *resources: str) -> bool:
        return any(self._objects[resource] for resource in resources)

    def write(self, writes: Sequence[Write]) -> int:
        with self.transaction():
            for one in writes:
                previous = self.get(one.key)
                actual = int(previous["metadata"]["resourceVersion"]) if previous else 0
                if actual != one.expected:
                    raise RevisionMismatch(one.key, actual)
                self._revision += 1
                if one.obj is not None:
                    one.obj["metadata"]["resourceVersion"] = str(self._revision)
                self._log.append(Change(self._revision, one.key, one.obj, previous))
                self._put(one.key, previous, one.obj)
                self._on_undo(partial(self._take_back, one.key, one.obj, previous))
        return self._revision

    def _put(self, key: Key, old: Object | None, new: Object | None) -> None:
        objects, place = self._objects[key.resource], key[1:]
        if new is None:
            del objects[place]
        else:
            objects[place] = new
        before, after = entries(old), entries(new)
        for index in before - after:
            self._entries[key.resource, index].discard(place)
        for index in after - before:
            self._entries[key.resource, index].add(place)
        self._count(key.resource, tallied(old), tallied(new))

    def _count(self, resource: str, old: dict[Index, str], new: dict[Index, str]) -> None:
        if old == new:
            return
        for digests, more in ((old, -1), (new, 1)):
            for (rule, value), digest in digests.items():
                counted = self._tallies[resource, rule]
                counted[value][digest] += more
                if not counted[value][digest]:
                    del counted[value][digest]
                    if not counted[value]:
                        del counted[value]

    def _take_back(self, key: Key, new: Object | None, old: Object | None) -> None:
        self._put(key, new, old)
        self._log.pop()
        self._revision -= 1

    def _on_undo(self, action: Callable[[], object]) -> None:
        assert self._undo is not None, "changed outside of a transaction"
        self._undo.append(action)

    def changes(self, after: int, limit: int = 10_000) -> Sequence[Change]:
        if after < self._compacted:
            raise Compacted(after, self._compacted)
        start = bisect_right(self._log, after, key=lambda change: change.revision)
        return self._log[start : start + limit]

    def compact(self, keep_after: int) -> None:
        self._compacted = max(self._compacted, min(keep_after, self._revision))
        del self._log[: bisect_right(self._log, self._compacted, key=lambda change: change.revision)]
        self.set_meta("compacted", str(self._compacted))

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[None]:
        if self._undo is not None:
            yield
            return
        self._undo = []
        try:
            yield
            self._commit(durable)
        except BaseException:
            for action in reversed(self._undo):
                action()
            raise
        finally:
            self._undo = None

    def _commit(self, durable: bool) -> None:
        """What a store on top of this one does before the writes count."""

    @contextmanager
    def settling(self, *, wait: bool) -> Iterator[bool]:
        yield True

    def set_timer(self, timer: Timer) -> None:
        with self.transaction():
            self._change_timer(timer[1:], timer.due)

    def _change_timer(self, place: tuple[str, str, str], due: float | None) -> None:
        before = self._timers.pop(place, None)
        if due is not None:
            self._timers[place] = due
        self._on_undo(lambda: self._restore_timer(place, before))

    def _restore_timer(self, place: tuple[str, str, str], due: float | None) -> None:
        self._timers.pop(place, None)
        if due is not None:
            self._timers[place] = due

    def timers(self, until: float | None = None, limit: int = 10_000) -> Sequence[Timer]:
        due = (Timer(due, *place) for place, due in self._timers.items() if until is None or due <= until)
        return sorted(due)[:limit]

    def cancel_timer(self, loop: str, namespace: str, name: str) -> None:
        if (loop, namespace, name) in self._timers:
            with self.transaction():
                self._change_timer((loop, namespace, name), None)

    def drop_timers(self, timers: Iterable[Timer]) -> None:
        with self.transaction():
            for timer in timers:
                if self._timers.get(timer[1:]) == timer.due:
                    self._change_timer(timer[1:], None)

    def meta(self, key: str) -> str | None:
        return self._meta.get(key)

    def set_meta(self, key: str, value: str) -> None:
        with self.transaction():
            before = self._meta.get(key)
            self._meta[key] = value
            self._on_undo(lambda: self._meta.pop(key) if before is None else self._meta.update({key: before}))

    def close(self) -> None:
        """Nothing to let go of."""
