"""The store: revisions of objects, and nothing about what they mean.

A key is (resource, namespace, name): resource is the group resource as kubectl prints it (`pods`, `deployments.apps`),
namespace is "" for what has none. Every write gets the next revision, one increasing integer for the whole store,
stamped into the object's metadata.resourceVersion. All writes of one `write` call land together or not at all.

Objects handed out are shared with the store's cache: whoever wants to change one copies it first.
`transaction()` groups writes so that they become durable together (nested ones join the outermost); a write outside
of one is durable when it returns. After `transaction()` raises, nothing of it remains.

Indexes: a record is found by namespace, and through `Index` by what `indexes.py` names: controller uid, node, label ...
A lookup costs in proportion to what it finds.

The change log holds every revision until `compact`; `changes(after)` raises Compacted when it asks for older ones.
Timers (due, loop, namespace, name) and small settings (`meta`) live in the store too, so that the next process goes on.

To add one: write storage/<scheme>.py with `open(location: str, create: bool) -> Store` and add its row; the suite in
tests/storage/test_store.py picks it up.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from importlib import import_module
from typing import NamedTuple, Protocol

from pykubectl import Object

SCHEMES = {
    "sqlite": "pykubectl.storage.sqlite",
    "json": "pykubectl.storage.json",
    "memory": "pykubectl.storage.memory",
}


# Where a resource's objects are, in their order: (namespace, name).
Place = tuple[str, str]
FIRST: Place = ("", "")


class Key(NamedTuple):
    resource: str
    namespace: str
    name: str


class Write(NamedTuple):
    """Make `obj` (None: nothing) the value of `key`, if its revision still is `expected` (0: does not exist)."""

    key: Key
    obj: Object | None
    expected: int


class Change(NamedTuple):
    """One revision of one object: created (previous is None), modified, or deleted (obj is None)."""

    revision: int
    key: Key
    obj: Object | None
    previous: Object | None


class Timer(NamedTuple):
    """`loop` wants to look at namespace/name again at `due` (seconds since the epoch, cluster clock)."""

    due: float
    loop: str
    namespace: str
    name: str


class Index(NamedTuple):
    """What a listing looks up: the name of a rule of `indexes.py` and its value."""

    name: str
    value: str


class Tally(NamedTuple):
    """How many objects under one value of an index are alike: have the same digest (see `indexes.tallied`)."""

    value: str
    digest: str
    number: int


class RevisionMismatch(Exception):
    """A write expected another revision of `key`; `actual` is what the store has (0: nothing)."""

    def __init__(self, key: Key, actual: int) -> None:
        super().__init__(f"{key}: revision is {actual}")
        self.key = key
        self.actual = actual


class Compacted(Exception):
    """The changes asked for are gone; `oldest` is the first revision from which they can be had."""

    def __init__(self, asked: int, oldest: int) -> None:
        super().__init__(f"revision {asked} has been compacted, oldest is {oldest}")
        self.asked = asked
        self.oldest = oldest


class StoreUnusable(Exception):
    """The state file cannot be used as it is: foreign, damaged, newer, unreadable, or the disk is full. It is left untouched."""


class Store(Protocol):
    def revision(self) -> int:
        """The newest revision, also as other processes wrote it."""

    def get(self, key: Key) -> Object | None: ...

    def list(self, resource: str, namespace: str | None = None, index: Index | None = None) -> Sequence[Object]:
        """Sorted by (namespace, name); namespace None means all."""

    def page(self, resource: str, namespace: str | None, start: Place, limit: int) -> Sequence[Object]:
        """The first `limit` of the list that are not before `start`."""

    def count(self, resource: str, namespace: str | None = None, start: Place = FIRST) -> int:
        """How many of the list are not before `start`."""

    def tally(self, resource: str, rule: str, value: str | None = None) -> Sequence[Tally]:
        """What is under an index, or under one value of it, counted by digest: the cost is that of the digests."""

    def exists(self, *resources: str) -> bool:
        """Whether there is any object of any of the resources."""

    def write(self, writes: Sequence[Write]) -> int:
        """All or nothing; the revision of the last one. Raises RevisionMismatch."""

    def changes(self, after: int, limit: int = 10_000) -> Sequence[Change]:
        """The oldest `limit` changes after a revision, in order. Raises Compacted."""

    def compact(self, keep_after: int) -> None:
        """Forget what was superseded or deleted up to and including revision `keep_after`."""

    def transaction(self, *, durable: bool = True) -> AbstractContextManager[None]:
        """Not durable: outlives the death of the process, but not that of the machine."""

    def settling(self, *, wait: bool) -> AbstractContextManager[bool]:
        """One process settles at a time: yields whether this one may (always, if it waits)."""

    def set_timer(self, timer: Timer) -> None:
        """One timer per (loop, namespace, name): the new one replaces the old."""

    def timers(self, until: float | None = None, limit: int = 10_000) -> Sequence[Timer]:
        """The earliest ones, those due until a moment or all, in order of due, loop, namespace, name."""

    def cancel_timer(self, loop: str, namespace: str, name: str) -> None:
        """Drop the timer of an object, if it has one."""

    def drop_timers(self, timers: Iterable[Timer]) -> None:
        """Drop these, unless they were set anew for another moment."""

    def meta(self, key: str) -> str | None: ...

    def set_meta(self, key: str, value: str) -> None: ...

    def close(self) -> None: ...


def open_store(url: str, *, create: bool = True) -> Store:
    """The store a kubeconfig's `server` names: sqlite:///path, json:///path or memory:. Raises StoreUnusable."""
    scheme, _, location = url.partition(":")
    module = SCHEMES.get(scheme)
    if module is None:
        raise StoreUnusable(f"no store for {url!r}")
    opened: Store = import_module(module).open(location.removeprefix("//"), create=create)
    return opened
