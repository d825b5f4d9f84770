"""The default store: one SQLite file in WAL mode, shared by any number of processes.

Every revision is a row of `log`; `objects` says which one is current, `entries` is the index. An object is thus written
once and never moved, its decoded form is cached under its revision and needs no invalidation, and the log is the watch
history. `tallies` counts what is alike, and changes with every write. `BEGIN IMMEDIATE` makes writers take turns; readers see the last committed state and wait for nobody.

Upstream: kine (pkg/logstructured) has the same idea of etcd on SQL.
"""

import json
import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pykubectl import Object
from pykubectl.storage import (
    FIRST,
    Change,
    Compacted,
    Index,
    Key,
    Place,
    RevisionMismatch,
    StoreUnusable,
    Tally,
    Timer,
    Write,
)
from pykubectl.storage.file_lock import locked
from pykubectl.storage.indexes import entries, tallied

SCHEMA = """
CREATE TABLE log (revision INTEGER PRIMARY KEY, resource TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,
                  previous INTEGER NOT NULL, value TEXT);
CREATE TABLE objects (resource TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, revision INTEGER NOT NULL,
                      PRIMARY KEY (resource, namespace, name)) WITHOUT ROWID;
CREATE TABLE entries (resource TEXT NOT NULL, rule TEXT NOT NULL, value TEXT NOT NULL, namespace TEXT NOT NULL,
                      name TEXT NOT NULL, PRIMARY KEY (resource, rule, value, namespace, name)) WITHOUT ROWID;
CREATE TABLE timers (loop TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, due REAL NOT NULL,
                     PRIMARY KEY (loop, namespace, name)) WITHOUT ROWID;
CREATE INDEX timers_by_due ON timers (due, loop, namespace, name);
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
# Since format 2.
TALLIES = """
CREATE TABLE tallies (resource TEXT NOT NULL, rule TEXT NOT NULL, value TEXT NOT NULL, digest TEXT NOT NULL,
                      count INTEGER NOT NULL, PRIMARY KEY (resource, rule, value, digest)) WITHOUT ROWID
"""
APPLICATION_ID = 0x706B6374  # "pkct": tells our files from other SQLite files
FORMAT = 2
BUSY_SECONDS = 120.0
CACHED_OBJECTS_MAX = 200_000

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def open(location: str, *, create: bool = True) -> "SqliteStore":
    """Raises StoreUnusable, and then leaves the file as it was."""
    if not create and not os.path.exists(location):
        raise StoreUnusable(f"{location}: no such state file")
    folder = os.path.dirname(location)
    try:
        if create and folder:
            os.makedirs(folder, exist_ok=True)
        connection = sqlite3.connect(location, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        _prepare(connection, location)
    except (sqlite3.Error, OSError) as error:
        raise StoreUnusable(f"{location}: {error}") from error
    return SqliteStore(connection, location)


def _prepare(connection: sqlite3.Connection, location: str) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application == APPLICATION_ID:
        form = connection.execute("PRAGMA user_version").fetchone()[0]
        if form > FORMAT:
            raise StoreUnusable(f"{location}: written by a newer pykubectl (state format {form}, known is {FORMAT})")
        if form < FORMAT:
            _upgrade(connection)
        return
    if application or connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise StoreUnusable(f"{location}: is not a pykubectl state file")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    if not connection.execute("PRAGMA application_id").fetchone()[0]:  # another process may have been first
        for statement in SCHEMA.split(";"):
            connection.execute(statement)
        connection.execute(TALLIES)
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("COMMIT")


def _upgrade(connection: sqlite3.Connection) -> None:
    """From format 1, which did not count, nor index those that nobody controls."""
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA user_version").fetchone()[0] < FORMAT:  # another process may have been first
        connection.execute(TALLIES)
        store = SqliteStore(connection, "")
        rows = "SELECT o.resource, o.namespace, o.name, l.value FROM objects o JOIN log l ON l.revision=o.revision"
        for *place, value in connection.execute(rows).fetchall():
            obj = json.loads(value)
            free = frozenset({Index("owner", "")})
            store.reindex(Key(*place), entries(obj) - free, entries(obj))
            store.recount(place[0], {}, tallied(obj))
        connection.execute(f"PRAGMA user_version = {FORMAT}")
    connection.execute("COMMIT")


def _from(resource: str, namespace: str | None, start: Place) -> tuple[str, list[str]]:
    """The condition of a list that begins at `start`, and its values."""
    if namespace is None:
        return "o.resource=? AND (o.namespace, o.name)>=(?,?)", [resource, *start]
    first = start[1] if start[0] == namespace else "" if start[0] < namespace else chr(sys.maxunicode)
    return "o.resource=? AND o.namespace=? AND o.name>=?", [resource, namespace, first]


class SqliteStore:
    def __init__(self, connection: sqlite3.Connection, location: str) -> None:
        self._connection = connection
        self._execute = connection.execute
        self._location = location
        self._cache: dict[int, Object] = {}
        self._depth = 0

    def revision(self) -> int:
        found: int | None = self._execute("SELECT max(revision) FROM log").fetchone()[0]
        return found or int(self.meta("compacted") or 0)

    def get(self, key: Key) -> Object | None:
        row = self._execute("SELECT revision FROM objects WHERE resource=? AND namespace=? AND name=?", key).fetchone()
        return self._value(row[0]) if row else None

    def _value(self, revision: int) -> Object:
        found = self._cache.get(revision)
        if found is None:
            row = self._execute("SELECT value FROM log WHERE revision=?", (revision,)).fetchone()
            found = self._remember(revision, json.loads(row[0]))
        return found

    def _remember(self, revision: int, obj: Object) -> Object:
        if len(self._cache) >= CACHED_OBJECTS_MAX:
            for old in list(self._cache)[: CACHED_OBJECTS_MAX // 2]:
                del self._cache[old]
        self._cache[revision] = obj
        return obj

    def list(self, resource: str, namespace: str | None = None, index: Index | None = None) -> Sequence[Object]:
        # The table that leads is named by hand: the planner would rather walk a whole namespace than an index.
        source, lead, where, values = "objects o", "o", "o.resource=?", [resource]
        if index is not None:
            source, lead = "entries e CROSS JOIN objects o USING (resource, namespace, name)", "e"
            where, values = "e.resource=? AND e.rule=? AND e.value=?", [resource, index.name, index.value]
        if namespace is not None:
            where, values = f"{where} AND {lead}.namespace=?", [*values, namespace]
        order = f" ORDER BY {lead}.namespace, {lead}.name"
        if self._cache:
            rows = self._execute(f"SELECT o.revision FROM {source} WHERE {where}{order}", values).fetchall()
            return [self._value(row[0]) for row in rows]
        joined = f"SELECT o.revision, l.value FROM {source} JOIN log l ON l.revision=o.revision WHERE {where}{order}"
        return [self._remember(revision, json.loads(value)) for revision, value in self._execute(joined, values)]

    def page(self, resource: str, namespace: str | None, start: Place, limit: int) -> Sequence[Object]:
        where, values = _from(resource, namespace, start)
        rows = self._execute(
            "SELECT o.revision, l.value FROM objects o JOIN log l ON l.revision=o.revision"
            f" WHERE {where} ORDER BY o.namespace, o.name LIMIT ?",
            [*values, limit],
        )
        return [self._cache.get(revision) or self._remember(revision, json.loads(value)) for revision, value in rows]

    def count(self, resource: str, namespace: str | None = None, start: Place = FIRST) -> int:
        where, values = _from(resource, namespace, start)
        found: int = self._execute(f"SELECT count(*) FROM objects o WHERE {where}", values).fetchone()[0]
        return found

    def tally(self, resource: str, rule: str, value: str | None = None) -> Sequence[Tally]:
        where, values = "resource=? AND rule=?", [resource, rule]
        if value is not None:
            where, values = f"{where} AND value=?", [*values, value]
        rows = self._execute(f"SELECT value, digest, count FROM tallies WHERE {where} ORDER BY value, digest", values)
        return [Tally(*row) for row in rows]

    def exists(self, *resources: str) -> bool:
        wanted = ",".join("?" * len(resources))
        found = self._execute(f"SELECT 1 FROM objects WHERE resource IN ({wanted}) LIMIT 1", resources).fetchone()
        return found is not None

    def write(self, writes: Sequence[Write]) -> int:
        with self.transaction():
            revision = self.revision()
            for one in writes:
                revision += 1
                self._write_one(one, revision)
            return revision

    def _write_one(self, one: Write, revision: int) -> None:
        key, obj = one.key, one.obj
        row = self._execute("SELECT revision FROM objects WHERE resource=? AND namespace=? AND name=?", key).fetchone()
        actual = row[0] if row else 0
        if actual != one.expected:
            raise RevisionMismatch(key, actual)
        value = None
        if obj is not None:
            obj["metadata"]["resourceVersion"] = str(revision)
            value = _encode(obj)
        previous = self._value(actual) if actual else None
        self._execute("INSERT INTO log VALUES (?,?,?,?,?,?)", (revision, *key, actual, value))
        if obj is None:
            self._execute("DELETE FROM objects WHERE resource=? AND namespace=? AND name=?", key)
        elif previous is None:
            self._execute("INSERT INTO objects VALUES (?,?,?,?)", (*key, revision))
        else:
            self._execute("UPDATE objects SET revision=? WHERE resource=? AND namespace=? AND name=?", (revision, *key))
        self.reindex(key, entries(previous), entries(obj))
        self.recount(key.resource, tallied(previous), tallied(obj))
        if obj is not None:
            self._remember(revision, obj)

    def reindex(self, key: Key, old: frozenset[Index], new: frozenset[Index]) -> None:
        if old == new:
            return
        where = "resource=? AND rule=? AND value=? AND namespace=? AND name=?"
        for index in old - new:
            self._execute(f"DELETE FROM entries WHERE {where}", (key.resource, *index, key.namespace, key.name))
        for index in new - old:
            self._execute("INSERT INTO entries VALUES (?,?,?,?,?)", (key.resource, *index, key.namespace, key.name))

    def recount(self, resource: str, old: dict[Index, str], new: dict[Index, str]) -> None:
        if old == new:
            return
        for index, digest in old.items():
            if new.get(index) != digest:
                where = "resource=? AND rule=? AND value=? AND digest=?"
                place = (resource, *index, digest)
                self._execute(f"UPDATE tallies SET count=count-1 WHERE {where}", place)
                self._execute(f"DELETE FROM tallies WHERE {where} AND count=0", place)
        for index, digest in new.items():
            if old.get(index) != digest:
                self._execute(
                    "INSERT INTO tallies VALUES (?,?,?,?,1) ON CONFLICT DO UPDATE SET count=count+1",
                    (resource, *index, digest),
                )

    def changes(self, after: int, limit: int = 10_000) -> Sequence[Change]:
        compacted = int(self.meta("compacted") or 0)
        if after < compacted:
            raise Compacted(after, compacted)
        rows = self._execute(
            "SELECT revision, resource, namespace, name, previous, value IS NULL FROM log WHERE revision>? ORDER BY revision LIMIT ?",
            (after, limit),
        ).fetchall()
        return [self._change(row) for row in rows]

    def _change(self, row: tuple[int, str, str, str, int, int]) -> Change:
        revision, resource, namespace, name, previous, deleted = row
        return Change(
            revision,
            Key(resource, namespace, name),
            None if deleted else self._value(revision),
            self._previous(previous),
        )

    def _previous(self, revision: int) -> Object | None:
        """What a change replaced, where compaction has left it."""
        if not revision:
            return None
        if revision in self._cache:
            return self._cache[revision]
        row = self._execute("SELECT value FROM log WHERE revision=?", (revision,)).fetchone()
        found: Object | None = json.loads(row[0]) if row else None
        return found

    def compact(self, keep_after: int) -> None:
        since = int(self.meta("compacted") or 0)
        if keep_after <= since:
            return
        span = (since, keep_after)
        with self.transaction(durable=False):
            superseded = "SELECT previous FROM log WHERE revision>? AND revision<=?"
            self._execute(f"DELETE FROM log WHERE revision IN ({superseded})", span)
            # The newest row stays, even a tombstone: it carries the revision counter.
            tombstones = "value IS NULL AND revision>? AND revision<=? AND revision<(SELECT max(revision) FROM log)"
            self._execute(f"DELETE FROM log WHERE {tombstones}", span)
            self.set_meta("compacted", str(keep_after))

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[None]:
        if self._depth:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
            return
        self._begin(durable)
        try:
            yield
            self._attempt("COMMIT")
        except BaseException:
            self._cache.clear()
            if self._connection.in_transaction:
                self._execute("ROLLBACK")
            raise
        finally:
            self._depth = 0

    def _begin(self, durable: bool) -> None:
        self._attempt(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        self._attempt("BEGIN IMMEDIATE")
        self._depth = 1

    def _attempt(self, statement: str) -> None:
        try:
            self._execute(statement)
        except sqlite3.Error as error:
            raise StoreUnusable(f"{self._location}: {error}") from error

    @contextmanager
    def settling(self, *, wait: bool) -> Iterator[bool]:
        if self._location == ":memory:":
            yield True
            return
        with locked(f"{self._location}-settling", wait=wait) as mine:
            yield mine

    def set_timer(self, timer: Timer) -> None:
        due, loop, namespace, name = timer
        self._execute("INSERT OR REPLACE INTO timers VALUES (?,?,?,?)", (loop, namespace, name, due))

    def timers(self, until: float | None = None, limit: int = 10_000) -> Sequence[Timer]:
        where, values = ("WHERE due<=?", [until]) if until is not None else ("", [])
        order = "ORDER BY due, loop, namespace, name LIMIT ?"
        rows: Iterable[Any] = self._execute(
            f"SELECT due, loop, namespace, name FROM timers {where} {order}", [*values, limit]
        )
        return [Timer(*row) for row in rows]

    def cancel_timer(self, loop: str, namespace: str, name: str) -> None:
        self._execute("DELETE FROM timers WHERE loop=? AND namespace=? AND name=?", (loop, namespace, name))

    def drop_timers(self, timers: Iterable[Timer]) -> None:
        for timer in timers:
            self._execute(
                "DELETE FROM timers WHERE loop=? AND namespace=? AND name=? AND due=?", (*timer[1:], timer.due)
            )

    def meta(self, key: str) -> str | None:
        row = self._execute("SELECT value FROM meta WHERE key=?", (key,)).fetchone()
        return row[0] if row else None

    def set_meta(self, key: str, value: str) -> None:
        self._execute("INSERT OR REPLACE INTO meta VALUES (?,?)", (key, value))

    def close(self) -> None:
        self._connection.close()
