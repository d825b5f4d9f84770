"""One suite for every store: what `pykubectl.storage` promises."""

import json
import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pykubectl.storage import (
    SCHEMES,
    Compacted,
    Index,
    Key,
    RevisionMismatch,
    Store,
    StoreUnusable,
    Tally,
    Timer,
    Write,
    open_store,
)
from pykubectl.storage.indexes import tallied

Open = Callable[[], Store]


def pod(name: str, namespace: str = "default", **more: Any) -> dict[str, Any]:
    metadata = {"name": name, "namespace": namespace, "uid": f"uid-{name}", **more.pop("metadata", {})}
    return {"kind": "Pod", "metadata": metadata, "spec": {}, **more}


def key(name: str, namespace: str = "default", resource: str = "pods") -> Key:
    return Key(resource, namespace, name)


@pytest.fixture(params=sorted(SCHEMES))
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return "memory:" if request.param == "memory" else f"{request.param}://{tmp_path}/state"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url)
    yield opened
    opened.close()


def names(objects: Any) -> list[str]:
    return [f"{one['metadata']['namespace']}/{one['metadata']['name']}" for one in objects]


def put(store: Store, *objects: dict[str, Any]) -> int:
    return store.write([Write(key(one["metadata"]["name"], one["metadata"]["namespace"]), one, 0) for one in objects])


def test_writes_are_stamped_with_increasing_revisions(store: Store) -> None:
    assert store.revision() == 0
    assert put(store, pod("a"), pod("b")) == 2
    assert [store.get(key(name))["metadata"]["resourceVersion"] for name in "ab"] == ["1", "2"]  # type: ignore[index]
    assert store.write([Write(key("a"), pod("a", spec={"x": 1}), 1)]) == 3
    assert store.get(key("a"))["spec"] == {"x": 1}  # type: ignore[index]
    assert store.revision() == 3


def test_compare_and_swap(store: Store) -> None:
    put(store, pod("a"))
    for expected in (0, 7):
        with pytest.raises(RevisionMismatch) as caught:
            store.write([Write(key("a"), pod("a"), expected)])
        assert caught.value.actual == 1
    with pytest.raises(RevisionMismatch):
        store.write([Write(key("new"), None, 3)])


def test_a_write_of_several_lands_whole_or_not_at_all(store: Store) -> None:
    put(store, pod("a"))
    with pytest.raises(RevisionMismatch):
        store.write([Write(key("b"), pod("b"), 0), Write(key("a"), None, 99)])
    assert store.get(key("b")) is None
    assert store.revision() == 1
    assert names(store.list("pods")) == ["default/a"]
    assert len(store.changes(0)) == 1


def test_a_transaction_that_raises_leaves_nothing(store: Store) -> None:
    put(store, pod("a", metadata={"labels": {"app": "web"}}))

    def fail() -> None:
        with store.transaction():
            store.write([Write(key("a"), None, 1)])
            put(store, pod("b", metadata={"labels": {"app": "web"}}))
            store.set_timer(Timer(1.0, "loop", "default", "a"))
            store.set_meta("x", "1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert names(store.list("pods", index=Index("label", "app=web"))) == ["default/a"]
    assert (store.timers(), store.meta("x"), store.revision()) == ([], None, 1)
    put(store, pod("c"))
    assert [change.key.name for change in store.changes(1)] == ["c"]


def test_lists_are_sorted_and_found_by_index(store: Store) -> None:
    owner = {"uid": "u1", "controller": True, "kind": "ReplicaSet", "name": "rs"}
    put(
        store,
        pod("b", metadata={"ownerReferences": [owner]}, spec={"nodeName": "n1"}),
        pod("a", "other", metadata={"labels": {"app": "web", "tier": "x"}}),
        pod("a", metadata={"labels": {"app": "web"}, "ownerReferences": [{**owner, "controller": False}]}),
    )
    assert names(store.list("pods")) == ["default/a", "default/b", "other/a"]
    assert names(store.list("pods", "default")) == ["default/a", "default/b"]
    found = {
        ("owner", "u1"): ["default/b"],
        ("dependent", "u1"): ["default/a", "default/b"],
        ("node", "n1"): ["default/b"],
        ("node", ""): ["default/a", "other/a"],
        ("label", "app=web"): ["default/a", "other/a"],
        ("label", "app=none"): [],
    }
    for (name, value), wanted in found.items():
        assert names(store.list("pods", index=Index(name, value))) == wanted, (name, value)
    assert names(store.list("pods", "other", Index("label", "app=web"))) == ["other/a"]
    assert (store.count("pods"), store.count("pods", "other"), store.count("nodes")) == (3, 1, 0)
    assert (store.exists("pods"), store.exists("nodes")) == (True, False)


@pytest.mark.parametrize(
    ("namespace", "start", "limit", "page", "count"),
    [
        (None, ("", ""), 2, ["a/x", "b/x"], 4),
        (None, ("a", "x\0"), 9, ["b/x", "b/y", "c/x"], 3),
        (None, ("b", "x"), 1, ["b/x"], 3),
        ("b", ("", ""), 9, ["b/x", "b/y"], 2),
        ("b", ("b", "x\0"), 9, ["b/y"], 1),
        ("b", ("a", "x"), 1, ["b/x"], 2),
        ("b", ("c", ""), 9, [], 0),
        (None, ("d", ""), 9, [], 0),
    ],
)
def test_pages(
    store: Store, namespace: str | None, start: tuple[str, str], limit: int, page: list[str], count: int
) -> None:
    put(store, pod("x", "c"), pod("y", "b"), pod("x", "a"), pod("x", "b"))
    assert names(store.page("pods", namespace, start, limit)) == page
    assert store.count("pods", namespace, start) == count


def test_index_entries_follow_changes(store: Store) -> None:
    put(store, pod("a", metadata={"labels": {"app": "one"}}))
    store.write([Write(key("a"), pod("a", metadata={"labels": {"app": "two"}}), 1)])
    assert store.list("pods", index=Index("label", "app=one")) == []
    assert names(store.list("pods", index=Index("label", "app=two"))) == ["default/a"]
    store.write([Write(key("a"), None, 2)])
    assert store.list("pods", index=Index("label", "app=two")) == []


def test_the_change_log_tells_what_was_before(store: Store) -> None:
    put(store, pod("a"))
    store.write([Write(key("a"), pod("a", spec={"x": 1}), 1)])
    store.write([Write(key("a"), None, 2)])
    seen = [(change.revision, bool(change.previous), change.obj and change.obj["spec"]) for change in store.changes(0)]
    assert seen == [(1, False, {}), (2, True, {"x": 1}), (3, True, None)]
    assert store.changes(2)[0].previous["spec"] == {"x": 1}  # type: ignore[index]
    assert [change.revision for change in store.changes(0, limit=2)] == [1, 2]
    assert store.changes(3) == []


def test_compaction_forgets_history_and_keeps_objects(store: Store) -> None:
    put(store, pod("a"), pod("b"))
    store.write([Write(key("a"), pod("a", spec={"x": 1}), 1)])
    store.write([Write(key("b"), None, 2)])
    store.compact(3)
    with pytest.raises(Compacted) as caught:
        store.changes(2)
    assert caught.value.oldest == 3
    assert [change.revision for change in store.changes(3)] == [4]
    store.compact(4)
    assert names(store.list("pods")) == ["default/a"]
    assert put(store, pod("c")) == 5


def test_timers_come_in_order_and_one_per_object(store: Store) -> None:
    for due, name in ((3.0, "c"), (1.0, "a"), (2.0, "b"), (5.0, "a")):
        store.set_timer(Timer(due, "loop", "default", name))
    assert [timer.name for timer in store.timers()] == ["b", "c", "a"]
    assert [timer.name for timer in store.timers(until=3.0)] == ["b", "c"]
    store.drop_timers([Timer(2.0, "loop", "default", "b"), Timer(1.0, "loop", "default", "a")])
    assert [timer.name for timer in store.timers(limit=1)] == ["c"]
    assert len(store.timers()) == 2, "a timer that was set anew is not the one to be dropped"
    store.cancel_timer("loop", "default", "c")
    store.cancel_timer("loop", "default", "nobody")
    assert [timer.name for timer in store.timers()] == ["a"]


@pytest.mark.parametrize("scheme", ["sqlite", "json"])
def test_what_was_written_is_there_after_reopening(scheme: str, tmp_path: Path) -> None:
    url = f"{scheme}://{tmp_path}/deep/state"
    first = open_store(url)
    put(first, pod("a", metadata={"labels": {"app": "web"}, "annotations": {"é": "\u2028 ü"}}))
    first.set_timer(Timer(1.5, "loop", "default", "a"))
    first.set_meta("profile", "bare")
    wanted = first.get(key("a"))
    first.close()
    second = open_store(url)
    assert second.get(key("a")) == wanted
    assert names(second.list("pods", index=Index("label", "app=web"))) == ["default/a"]
    assert (second.timers(), second.meta("profile"), second.revision()) == (
        [Timer(1.5, "loop", "default", "a")],
        "bare",
        1,
    )
    second.close()


@pytest.mark.parametrize("scheme", ["sqlite", "json"])
def test_two_processes_see_each_other(scheme: str, tmp_path: Path) -> None:
    url = f"{scheme}://{tmp_path}/state"
    one, two = open_store(url), open_store(url)
    put(one, pod("a"))
    assert two.get(key("a")) is not None
    two.write([Write(key("a"), pod("a", spec={"x": 1}), 1), Write(key("b"), pod("b"), 0)])
    assert one.get(key("a"))["spec"] == {"x": 1}  # type: ignore[index]
    assert [(change.key.name, change.revision) for change in one.changes(1)] == [("a", 2), ("b", 3)]
    with pytest.raises(RevisionMismatch):
        one.write([Write(key("a"), pod("a"), 1)])
    one.close()
    two.close()


@pytest.mark.parametrize("scheme", ["sqlite", "json"])
def test_only_one_settles(scheme: str, tmp_path: Path) -> None:
    url = f"{scheme}://{tmp_path}/state"
    one, two = open_store(url), open_store(url)
    with one.settling(wait=True) as mine, two.settling(wait=False) as theirs:
        assert (mine, theirs) == (True, False)
    with two.settling(wait=False) as theirs:
        assert theirs


UNUSABLE = {
    "foreign": lambda path, scheme: path.write_bytes(b"not a store at all, but long enough to be looked at\n" * 40),
    "newer": lambda path, scheme: _age(path, scheme),
    "folder": lambda path, scheme: path.mkdir(),
}


def _age(path: Path, scheme: str) -> None:
    open_store(f"{scheme}://{path}").close()
    if scheme == "json":
        path.write_text(json.dumps({"pykubectl": 99, "revision": 0, "meta": {}, "timers": [], "objects": {}}))
    else:
        import sqlite3

        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA user_version = 99")


@pytest.mark.parametrize("scheme", ["sqlite", "json"])
@pytest.mark.parametrize("how", sorted(UNUSABLE))
def test_what_is_not_ours_is_refused_and_left_alone(scheme: str, how: str, tmp_path: Path) -> None:
    path = tmp_path / "state"
    UNUSABLE[how](path, scheme)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreUnusable) as caught:
        open_store(f"{scheme}://{path}").get(key("a"))
    assert str(path) in str(caught.value)
    assert before is None or path.read_bytes() == before


def test_an_unknown_scheme_is_refused() -> None:
    with pytest.raises(StoreUnusable):
        open_store("ftp://x")


def test_json_state_suits_a_git_repository(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    for order in ("ab", "ba"):
        path.unlink(missing_ok=True)
        store = open_store(f"json://{path}")
        with store.transaction():
            store.set_meta("x", "1")
            put(store, *(pod(name) for name in order))
        text = path.read_text()
        assert text.endswith("\n")
        assert text.index('"name": "a"') < text.index('"name": "b"')


def test_random_transactions_against_a_model(store: Store) -> None:
    dice = random.Random(7)
    model: dict[str, dict[str, Any]] = {}
    for step in range(300):
        name = dice.choice("abcdef")
        expected = int(model[name]["metadata"]["resourceVersion"]) if name in model else 0
        obj = None if expected and dice.random() < 0.3 else pod(name, metadata={"labels": {"n": str(step % 3)}})
        try:
            with store.transaction():
                store.write([Write(key(name), obj, expected)])
                if dice.random() < 0.2:
                    raise KeyError
        except KeyError:
            continue
        model = {**model, name: obj} if obj is not None else {k: v for k, v in model.items() if k != name}
    assert {one["metadata"]["name"]: one for one in store.list("pods")} == model
    for label in "012":
        wanted = [f"default/{name}" for name in sorted(model) if model[name]["metadata"]["labels"]["n"] == label]
        assert names(store.list("pods", index=Index("label", f"n={label}"))) == wanted


def replica(name: str, node: str = "n1", **more: Any) -> dict[str, Any]:
    owner = {"uid": "u1", "controller": True, "kind": "ReplicaSet", "name": "rs"}
    metadata = {"labels": {"app": "web"}, "ownerReferences": [owner], **more.pop("metadata", {})}
    return pod(name, metadata=metadata, spec={"nodeName": node, "containers": []}, **more)


def sorts(store: Store, rule: str, value: str | None = None) -> list[tuple[str, int]]:
    """What is counted, by what tells the sorts of these tests apart."""
    found = [(json.loads(tally.digest), tally) for tally in store.tally("pods", rule, value)]
    return [(told[1] if rule == "owner" else tally.value, tally.number) for told, tally in found]


def test_what_is_alike_is_counted(store: Store) -> None:
    put(store, replica("a"), replica("b"), replica("c", "n2"), pod("free"))
    assert sorts(store, "owner", "u1") == [("unready", 3)]
    assert sorts(store, "node") == [("n1", 2), ("n2", 1)]
    ready = {"conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": "2026-01-01T00:00:00Z"}]}
    store.write([Write(key("a"), replica("a", status=ready), 1)])
    assert sorts(store, "owner", "u1") == [("ready", 1), ("unready", 2)]
    gone = replica("b", metadata={"deletionTimestamp": "2026-01-01T00:00:00Z"})
    store.write([Write(key("b"), gone, 2), Write(key("c"), replica("c", "n2", status={"phase": "Failed"}), 3)])
    assert sorted(sorts(store, "owner", "u1")) == [("finished", 1), ("ready", 1), ("terminating", 1)]
    # Of two pods on a node the one that goes is another sort; one that has ended takes no room.
    assert sorts(store, "node") == [("n1", 1), ("n1", 1)]
    store.write([Write(key(name), None, revision) for name, revision in (("a", 5), ("b", 6), ("c", 7))])
    assert (store.tally("pods", "owner"), store.tally("pods", "node", "n1")) == ([], [])


def test_a_transaction_that_raises_counts_nothing(store: Store) -> None:
    put(store, replica("a"))

    def fail() -> None:
        with store.transaction():
            put(store, replica("b"))
            store.write([Write(key("a"), None, 1)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert sorts(store, "owner", "u1") == [("unready", 1)]


def test_counts_are_those_of_what_is_there(url: str) -> None:
    """Random writes, read again by another process."""
    store, dice = open_store(url), random.Random(7)
    for _ in range(200):
        name = f"p{dice.randrange(12)}"
        there = store.get(key(name))
        expected = int(there["metadata"]["resourceVersion"]) if there else 0
        status = {"phase": dice.choice(["Pending", "Running", "Succeeded"])}
        new = None if there and dice.random() < 0.3 else replica(name, dice.choice(["", "n1", "n2"]), status=status)
        store.write([Write(key(name), new, expected)])
    other = store if url == "memory:" else open_store(url)
    for rule, value in (("owner", "u1"), ("node", "n1"), ("node", "n2")):
        there = [tallied(obj)[Index(rule, value)] for obj in store.list("pods") if Index(rule, value) in tallied(obj)]
        counted = Counter(there)
        assert other.tally("pods", rule, value) == [Tally(value, digest, counted[digest]) for digest in sorted(counted)]


def test_a_state_file_that_did_not_count_is_upgraded(tmp_path: Path) -> None:
    location = tmp_path / "state"
    store = open_store(f"sqlite://{location}")
    put(store, replica("a"), replica("b"), pod("free"))
    store.close()
    with sqlite3.connect(location) as connection:
        connection.execute("DROP TABLE tallies")
        connection.execute("DELETE FROM entries WHERE rule='owner' AND value=''")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    store = open_store(f"sqlite://{location}")
    assert sorts(store, "owner", "u1") == [("unready", 2)]
    assert names(store.list("pods", index=Index("owner", ""))) == ["default/free"]
    store.close()
