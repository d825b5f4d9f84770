"""A store in one readable JSON file that suits a git repository: objects sorted by key, one line per leaf, nothing volatile.

The whole file is read into a memory store and written anew, atomically (temporary file, fsync, rename), by each outermost
transaction, under a lock that makes processes take turns. Another process's write is noticed by the file's identity; what
it changed enters the change log as the difference. History from before this process opened the file is compacted.
Meant for small clusters: a write costs in proportion to the file.
"""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pykubectl import Object
from pykubectl.storage import FIRST, Change, Index, Key, Place, StoreUnusable, Tally, Timer
from pykubectl.storage.file_lock import locked
from pykubectl.storage.memory import MemoryStore

FORMAT = 1

_Identity = tuple[int, int, int]


def open(location: str, *, create: bool = True) -> "JsonStore":
    """Raises StoreUnusable, and then leaves the file as it was."""
    if not create and not os.path.exists(location):
        raise StoreUnusable(f"{location}: no such state file")
    if create and os.path.dirname(location):
        os.makedirs(os.path.dirname(location), exist_ok=True)
    return JsonStore(location)


class JsonStore(MemoryStore):
    def __init__(self, location: str) -> None:
        super().__init__()
        self._location = location
        self._identity: _Identity | None = None
        self._loaded = False
        self._refresh()

    def _read(self) -> dict[str, Any] | None:
        try:
            with os.fdopen(os.open(self._location, os.O_RDONLY), encoding="utf-8") as file:
                status = os.fstat(file.fileno())
                self._identity = (status.st_ino, status.st_mtime_ns, status.st_size)
                state = json.load(file)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise StoreUnusable(f"{self._location}: {error}") from error
        if not isinstance(state, dict) or "pykubectl" not in state:
            raise StoreUnusable(f"{self._location}: is not a pykubectl state file")
        if state["pykubectl"] > FORMAT:
            raise StoreUnusable(
                f"{self._location}: written by a newer pykubectl (state format {state['pykubectl']}, known is {FORMAT})"
            )
        return state

    def _refresh(self) -> None:
        """Take in what another process wrote, as changes to what is known."""
        if self._undo is not None or (self._loaded and self._identity == _identity(self._location)):
            return
        state = self._read()
        if state is None:
            return
        known = {
            Key(resource, *place): obj for resource, objects in self._objects.items() for place, obj in objects.items()
        }
        found = {_key(obj, resource): obj for resource, objects in state["objects"].items() for obj in objects}
        changed = [Change(int(_version(obj)), key, obj, known.get(key)) for key, obj in found.items()]
        changed = [change for change in changed if _version(change.previous) != _version(change.obj)]
        gone = [Change(state["revision"], key, None, obj) for key, obj in known.items() if key not in found]
        for change in sorted(changed, key=lambda change: change.revision) + gone:
            self._put(change.key, change.previous, change.obj)
            if self._loaded:
                self._log.append(change)
        self._revision = state["revision"]
        self._compacted = self._compacted if self._loaded else self._revision
        self._meta = dict(state["meta"])
        self._timers = {(loop, namespace, name): due for due, loop, namespace, name in state["timers"]}
        self._loaded = True

    def _commit(self, durable: bool) -> None:
        if not self._undo:
            return
        state = {
            "pykubectl": FORMAT,
            "revision": self._revision,
            "meta": dict(sorted(self._meta.items())),
            "timers": super().timers(),
            "objects": {
                resource: [objects[place] for place in sorted(objects)]
                for resource, objects in sorted(self._objects.items())
                if objects
            },
        }
        temporary = f"{self._location}.new"
        try:
            with os.fdopen(
                os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
            ) as file:
                json.dump(state, file, indent=1, sort_keys=True, ensure_ascii=False)
                file.write("\n")
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self._location)
        except OSError as error:
            raise StoreUnusable(f"{self._location}: {error}") from error
        self._identity = _identity(self._location)
        self._loaded = True

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[None]:
        if self._undo is not None:
            yield
            return
        with locked(f"{self._location}.lock", wait=True):
            self._refresh()
            with super().transaction(durable=durable):
                yield

    @contextmanager
    def settling(self, *, wait: bool) -> Iterator[bool]:
        with locked(f"{self._location}.settling", wait=wait) as mine:
            yield mine

    def revision(self) -> int:
        self._refresh()
        return super().revision()

    def get(self, key: Key) -> Object | None:
        self._refresh()
        return super().get(key)

    def list(self, resource: str, namespace: str | None = None, index: Index | None = None) -> Sequence[Object]:
        self._refresh()
        return super().list(resource, namespace, index)

    def page(self, resource: str, namespace: str | None, start: Place, limit: int) -> Sequence[Object]:
        self._refresh()
        return super().page(resource, namespace, start, limit)

    def count(self, resource: str, namespace: str | None = None, start: Place = FIRST) -> int:
        self._refresh()
        return super().count(resource, namespace, start)

    def tally(self, resource: str, rule: str, value: str | None = None) -> Sequence[Tally]:
        self._refresh()
        return super().tally(resource, rule, value)

    def exists(self, *resources: str) -> bool:
        self._refresh()
        return super().exists(*resources)

    def changes(self, after: int, limit: int = 10_000) -> Sequence[Change]:
        self._refresh()
        return super().changes(after, limit)

    def timers(self, until: float | None = None, limit: int = 10_000) -> Sequence[Timer]:
        self._refresh()
        return super().timers(until, limit)

    def meta(self, key: str) -> str | None:
        self._refresh()
        return super().meta(key)


def _identity(location: str) -> _Identity | None:
    try:
        status = os.stat(location)
    except FileNotFoundError:
        return None
    return (status.st_ino, status.st_mtime_ns, status.st_size)


def _key(obj: Object, resource: str) -> Key:
    return Key(resource, obj["metadata"].get("namespace", ""), obj["metadata"]["name"])


def _version(obj: Object | None) -> str:
    return obj["metadata"]["resourceVersion"] if obj else "0"
