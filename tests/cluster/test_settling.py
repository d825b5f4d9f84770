"""Settling: it comes to rest, takes up what was left, repeats byte for byte, and says so when loops fight."""

import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest

from pykubectl import Object, settling
from pykubectl.apiserver.api import Api
from pykubectl.cluster import COMMAND_SECONDS, Cluster
from pykubectl.controllers import Loop
from pykubectl.kinds import KINDS
from pykubectl.machinery.objects import copy
from pykubectl.settling import NeverSettles, Settling
from pykubectl.storage import Timer
from pykubectl.world import World
from tests.api_bench import START, ApiBench
from tests.controllers.workbench import image, job, workload


def content(bench: ApiBench) -> str:
    """Every byte that the store holds, but for what is only bookkeeping."""
    objects = {kind.resource: bench.all(kind.resource, None) for kind in KINDS if not kind.stored_as}
    timers = [tuple(timer) for timer in bench.store.timers()]
    return json.dumps([objects, timers, bench.store.revision()], sort_keys=True)


def a_day(bench: ApiBench) -> None:
    """Some of everything: workloads, an update, a scale down, deletions, a job, time that passes."""
    bench.create(workload("Deployment", "web", replicas=3))
    bench.create(workload("StatefulSet", "db", replicas=2, serviceName="db"))
    bench.create(workload("DaemonSet", "agent"))
    bench.create({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {"type": "NodePort", "selector": {"app": "web"}, "ports": [{"port": 80}]}})  # fmt: skip
    bench.patch("deployments.apps", "web", image("app:2"))
    bench.patch("deployments.apps", "web", {"spec": {"replicas": 1}})
    bench.create(job("once", completions=2, ttlSecondsAfterFinished=60))
    bench.pass_seconds(5)
    bench.delete("statefulsets.apps", "db", "Foreground")
    bench.pass_seconds(100)


@pytest.fixture
def loops() -> Iterator[dict[str, ModuleType]]:
    """Modules for loops of a test's own, by name."""
    made: dict[str, ModuleType] = {}
    yield made
    for name in made:
        sys.modules.pop(name, None)


def install(bench: ApiBench, made: dict[str, ModuleType], reconcile: Any, *names: str) -> None:
    """These loops over config maps, and no others."""
    rows = []
    for name in names:
        made[name] = sys.modules[name] = ModuleType(name)
        vars(made[name])["reconcile"] = reconcile(name)
        rows.append(Loop(name, "configmaps", name))
    bench.cluster.__dict__["loops"] = Settling(bench.cluster.server, "bare", rows)


def config_map(bench: ApiBench, name: str = "c", **data: str) -> None:
    bench.call("POST", "configmaps", {"metadata": {"name": name}, "data": data})


def test_the_same_seed_gives_the_same_bytes() -> None:
    first, second, other = ApiBench(), ApiBench(), ApiBench(seed=8)
    for bench in (first, second, other):
        a_day(bench)
    assert content(first) == content(second)
    assert content(first) != content(other)


def test_a_round_done_twice_does_no_harm(bench: ApiBench) -> None:
    """As after a crash that lost where the log had been read to."""
    a_day(bench)
    before = content(bench)
    bench.store.set_meta("settled", "1")
    bench.settle()
    assert content(bench) == before
    for revision in range(bench.store.revision() - 200, bench.store.revision(), 20):
        bench.store.set_meta("settled", str(revision))
        bench.settle()
    assert content(bench) == before


def test_the_next_process_takes_up_what_was_left(bench: ApiBench) -> None:
    bench.call("POST", "deployments.apps", workload("Deployment", "web", replicas=3))
    assert not bench.cluster.is_settled()
    bench.cluster = Cluster(bench.store, World(seed=1, frozen_at=START))
    bench.settle()
    assert len(bench.names("pods")) == 3
    assert bench.cluster.is_settled()


def test_a_settled_cluster_is_left_alone(bench: ApiBench) -> None:
    a_day(bench)
    before, clock = content(bench), bench.world.now
    for resource in ("pods", "deployments.apps", "events"):
        bench.call("GET", resource)
        bench.settle()
    assert (content(bench), bench.world.now) == (before, clock)


def test_fighting_loops_are_named(
    bench: ApiBench, loops: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    def reconcile(name: str) -> Any:
        def step(api: Api, namespace: str, about: str) -> None:
            found = api.find("configmaps", namespace, about)
            if found is not None and about == "contested":
                api.update("configmaps", {**found, "data": {"owner": name}})

        return step

    install(bench, loops, reconcile, "fighter_a", "fighter_b")
    monkeypatch.setattr(settling, "ROUNDS_MAX", 100)
    config_map(bench, "peaceful")
    config_map(bench, "contested")
    with pytest.raises(NeverSettles, match=r"configmaps default/contested \(\d+ times\)"):
        bench.settle()


def test_a_loop_that_always_wants_to_look_again_at_once_ends_with_the_command(
    bench: ApiBench, loops: dict[str, ModuleType]
) -> None:
    calls: list[str] = []

    def reconcile(name: str) -> Any:
        def step(api: Api, namespace: str, about: str) -> float:
            calls.append(about)
            return 1.0

        return step

    install(bench, loops, reconcile, "restless")
    start = bench.world.now
    config_map(bench)
    bench.settle()
    assert timedelta(0) < bench.world.now - start <= timedelta(seconds=32)
    assert 20 <= len(calls) <= 40


def test_timers(bench: ApiBench, loops: dict[str, ModuleType]) -> None:
    seen: list[float] = []

    def reconcile(name: str) -> Any:
        def step(api: Api, namespace: str, about: str) -> float | None:
            seen.append((api.now - start).total_seconds())
            return [10.0, 20.0, None][min(len(seen), 3) - 1]

        return step

    install(bench, loops, reconcile, "patient")
    start = bench.world.now
    config_map(bench)
    bench.settle()
    assert (len(seen), bench.world.now - start) == (1, timedelta(seconds=COMMAND_SECONDS)), (
        "ten seconds are no short delay"
    )
    far = start + timedelta(hours=1)
    bench.cluster.advance(start + timedelta(seconds=5))
    assert (bench.world.now - start, len(seen)) == (timedelta(seconds=5), 1), "not beyond the moment asked for"
    bench.cluster.advance(far)
    bench.cluster.advance(far)
    assert seen == [0.0, 10.0, 30.0]
    assert bench.cluster.next_timer() is None
    bench.cluster.advance(far)
    assert bench.world.now == far


def test_a_timer_outlives_its_process(bench: ApiBench) -> None:
    bench.create(job("once", ttlSecondsAfterFinished=60))
    bench.cluster = Cluster(bench.store, World(frozen_at=bench.world.now))
    bench.world = bench.cluster.world
    bench.pass_seconds(30)
    assert bench.names("jobs.batch") == ["once"]
    bench.pass_seconds(40)
    assert bench.names("jobs.batch") == []


def test_a_timer_of_a_loop_that_is_no_more_is_dropped(bench: ApiBench) -> None:
    bench.store.set_timer(Timer(START.timestamp(), "gone.loop", "default", "x"))
    bench.settle()
    assert not [timer for timer in bench.store.timers() if timer.loop == "gone.loop"]
    assert bench.cluster.is_settled()


def test_the_clock_never_goes_back(bench: ApiBench) -> None:
    bench.cluster.advance(bench.world.now + timedelta(days=3))
    there = bench.world.now
    later = Cluster(bench.store, World(frozen_at=START))
    assert float(bench.store.meta("clock-offset") or 0) == pytest.approx((there - START).total_seconds())
    assert later.world.offset == pytest.approx((there - START).total_seconds())
    real = Cluster(bench.store)
    actual = World().now
    assert real.world.now - actual >= timedelta(days=3) - timedelta(seconds=1)
    real.advance(START)
    assert real.world.now - actual >= timedelta(days=3) - timedelta(seconds=1)


def test_each_command_finds_a_later_clock(bench: ApiBench) -> None:
    moments = []
    for index in range(3):
        config_map(bench, f"c{index}")
        bench.settle()
        moments.append(bench.get("configmaps", f"c{index}")["metadata"]["creationTimestamp"])
    assert moments == sorted(set(moments))


def test_forgotten_history(bench: ApiBench) -> None:
    """What the log does not tell any more is found by looking at everything."""
    bench.create(workload("Deployment", "old", replicas=2))
    bench.call("DELETE", "deployments.apps old", {"kind": "DeleteOptions", "propagationPolicy": "Background"})
    bench.call("POST", "deployments.apps", workload("Deployment", "new", replicas=1))
    bench.store.compact(bench.store.revision())
    bench.settle()
    assert {obj["metadata"]["labels"]["app"] for obj in bench.all("pods")} == {"new"}
    assert bench.cluster.is_settled()


def test_compaction_during_a_long_run(bench: ApiBench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pykubectl.cluster.HISTORY_REVISIONS", 50)
    bench.create(workload("Deployment", "web", replicas=3))
    for number in range(40):
        bench.patch("deployments.apps", "web", image(f"app:{number}"))
    assert 50 <= bench.store.revision() - int(bench.store.meta("compacted") or 0) <= 200
    assert {pod["spec"]["containers"][0]["image"] for pod in bench.all("pods")} == {"app:39"}
    status: Object = copy(bench.get("deployments.apps", "web")["status"])
    assert (status["readyReplicas"], status["updatedReplicas"]) == (3, 3)
