"""Invariants in random runs: whatever is asked for and whatever fails, the cluster settles, keeps its promises at every revision,
leaves no orphan, and does the same again for the same seed.

A run is a seed: it draws commands (make, scale, change, pause, undo, delete workloads; evict) and faults (pods that fail, are
killed or stolen by their labels; nodes that go, come back or take no more pods; quotas), settles after each, and reads the
change log of what happened since.
"""

import json
import math
import random
from collections.abc import Callable, Sequence
from contextlib import suppress

import pytest

from pykubectl import Object
from pykubectl.errors import StatusError
from pykubectl.kinds import KINDS
from pykubectl.machinery.owners import controller_of
from pykubectl.storage import Change, Key
from tests.api_bench import ApiBench
from tests.controllers.workbench import image, job, workload

DEPLOYMENTS, REPLICASETS, BUDGETS = "deployments.apps", "replicasets.apps", "poddisruptionbudgets.policy"
NAMES = ("a", "b")


class Run:
    def __init__(self, seed: int) -> None:
        self.bench = ApiBench(nodes=4, seed=seed)
        self.dice = random.Random(seed)
        self.read = self.bench.store.revision()
        self.evictions: list[tuple[str, int]] = []

    def step(self) -> None:
        action = self.dice.choice(ACTIONS)
        # Refusals are part of it: what is there already, or not at all, or is held.
        with suppress(StatusError):
            action(self)
        self.bench.settle()
        self.check()

    def check(self) -> None:
        changes = self.bench.store.changes(self.read)
        state = Replay(self, changes)
        for change in changes:
            state.apply(change)
            self.read = change.revision

    def go(self, steps: int) -> str:
        for _ in range(steps):
            self.step()
        self.tear_down()
        return json.dumps([self.bench.all(kind.resource, None) for kind in KINDS if not kind.stored_as])

    def tear_down(self) -> None:
        bench = self.bench
        for resource in (DEPLOYMENTS, "statefulsets.apps", "daemonsets.apps", "jobs.batch"):
            for name in bench.names(resource):
                bench.delete(resource, name)
        bench.pass_seconds(400)
        orphans = [pod["metadata"]["name"] for pod in bench.all("pods") if controller_of(pod) is not None]
        assert orphans == []
        assert bench.names(REPLICASETS) == []

    def pod(self) -> str:
        return self.dice.choice(self.bench.names("pods") or ["none"])

    def name(self) -> str:
        return self.dice.choice(NAMES)


class Replay:
    """The deployments and replica sets at each revision; every write of the deployment controller is held against its bounds."""

    def __init__(self, run: Run, changes: Sequence[Change]) -> None:
        self.bench = run.bench
        self.sets: dict[Key, Object] = {}
        self.deployments: dict[Key, Object] = {}
        seen: set[Key] = set()
        for change in changes:
            if change.key not in seen and change.previous is not None:
                self._put(change.key, change.previous)
            seen.add(change.key)
        for resource in (DEPLOYMENTS, REPLICASETS):
            for obj in self.bench.all(resource):
                key = Key(resource, "default", obj["metadata"]["name"])
                if key not in seen:
                    self._put(key, obj)

    def _put(self, key: Key, obj: Object | None) -> None:
        kept = {DEPLOYMENTS: self.deployments, REPLICASETS: self.sets}.get(key.resource)
        if kept is not None:
            kept.pop(key, None)
            if obj is not None:
                kept[key] = obj

    def apply(self, change: Change) -> None:
        before = dict(self.sets)
        self._put(change.key, change.obj)
        new, old = change.obj, change.previous
        if change.key.resource != REPLICASETS or new is None:
            return
        wanted, had = new["spec"]["replicas"], old["spec"]["replicas"] if old else 0
        owner = controller_of(new)
        deployment = self.deployments.get(Key(DEPLOYMENTS, "default", owner["name"])) if owner else None
        if deployment is None or wanted == had or deployment["metadata"].get("deletionTimestamp"):
            return
        surge, unavailable = bounds(deployment)
        replicas = deployment["spec"]["replicas"]
        if wanted > had:
            total = sum(one["spec"]["replicas"] for one in self._of(deployment, self.sets))
            assert total <= replicas + surge, (change.key, total, replicas, surge)
        elif desired(new) == desired(old):
            # Who asks for fewer replicas may lose some that are available: the sets shrink in proportion.
            left = available(self._of(deployment, self.sets))
            assert left >= min(available(self._of(deployment, before)), replicas - unavailable), (change.key, left)

    def _of(self, deployment: Object, sets: dict[Key, Object]) -> list[Object]:
        uid = deployment["metadata"]["uid"]
        return [one for one in sets.values() if (controller_of(one) or {}).get("uid") == uid]


def desired(replicaset: Object | None) -> str:
    """How many replicas the deployment had when it last gave the set its part."""
    annotations = ((replicaset or {}).get("metadata") or {}).get("annotations") or {}
    return str(annotations.get("deployment.kubernetes.io/desired-replicas"))


def available(sets: list[Object]) -> int:
    """How many pods at least are available when each set has as many as it wants."""
    return sum(min(one["spec"]["replicas"], (one.get("status") or {}).get("availableReplicas", 0)) for one in sets)


def bounds(deployment: Object) -> tuple[int, int]:
    strategy = deployment["spec"]["strategy"]
    if strategy["type"] == "Recreate":
        return 0, deployment["spec"]["replicas"]
    replicas, rolling = deployment["spec"]["replicas"], strategy["rollingUpdate"]
    surge = math.ceil(share(rolling["maxSurge"], replicas))
    unavailable = math.floor(share(rolling["maxUnavailable"], replicas))
    return surge, unavailable if surge or unavailable else 1


def share(value: int | str, whole: int) -> float:
    return int(value[:-1]) * whole / 100 if isinstance(value, str) else value


def make(run: Run) -> None:
    kind = run.dice.choice(("Deployment", "Deployment", "Deployment", "StatefulSet", "DaemonSet"))
    spec: Object = {}
    if kind != "DaemonSet":
        spec["replicas"] = run.dice.randrange(6)
    if kind == "Deployment":
        rolling = {"maxSurge": run.dice.choice((0, 1, "25%", "60%")), "maxUnavailable": run.dice.choice((1, 2, "30%"))}
        spec["strategy"] = run.dice.choice(({"type": "RollingUpdate", "rollingUpdate": rolling}, {"type": "Recreate"}))
        spec["minReadySeconds"] = run.dice.choice((0, 0, 5))
    run.bench.create(workload(kind, f"{run.name()}-{kind.lower()}", **spec))


def make_job(run: Run) -> None:
    run.bench.create(job(run.name(), completions=run.dice.randrange(1, 4), backoffLimit=2))


def scale(run: Run) -> None:
    kind = run.dice.choice(("deployment", "statefulset"))
    run.bench.patch(f"{kind}s.apps", f"{run.name()}-{kind}", {"spec": {"replicas": run.dice.randrange(8)}})


def change(run: Run) -> None:
    kind = run.dice.choice(("deployment", "deployment", "statefulset", "daemonset"))
    run.bench.patch(f"{kind}s.apps", f"{run.name()}-{kind}", image(f"app:{run.dice.randrange(4)}"))


def pause(run: Run) -> None:
    run.bench.patch(DEPLOYMENTS, f"{run.name()}-deployment", {"spec": {"paused": run.dice.choice((True, False))}})


def remove(run: Run) -> None:
    kind = run.dice.choice(("deployment", "statefulset", "daemonset"))
    policy = run.dice.choice(("Background", "Foreground"))
    run.bench.delete(f"{kind}s.apps", f"{run.name()}-{kind}", policy)


def kill_pod(run: Run) -> None:
    run.bench.delete("pods", run.pod())


def fail_pod(run: Run) -> None:
    run.bench.set_pod_status(run.pod(), phase="Failed")


def sicken_pod(run: Run) -> None:
    unready = {"type": "Ready", "status": "False", "lastTransitionTime": "2026-03-01T00:00:00Z"}
    run.bench.set_pod_status(run.pod(), conditions=[unready])


def steal_pod(run: Run) -> None:
    run.bench.patch("pods", run.pod(), {"metadata": {"labels": {"app": "stolen"}}})


def lose_node(run: Run) -> None:
    run.bench.delete("nodes", f"node-{run.dice.randrange(1, 4)}")
    run.bench.pass_seconds(60)


def cordon(run: Run) -> None:
    node = f"node-{run.dice.randrange(1, 4)}"
    run.bench.patch("nodes", node, {"spec": {"unschedulable": run.dice.choice((True, False))}})


def limit(run: Run) -> None:
    hard = {"hard": {"pods": str(run.dice.randrange(3, 12))}}
    if "q" in run.bench.names("resourcequotas"):
        run.bench.delete("resourcequotas", "q")
    else:
        run.bench.create({"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q"}, "spec": hard})


def budget(run: Run) -> None:
    name = f"{run.name()}-deployment"
    spec: Object = {"minAvailable": run.dice.choice((1, 2, "50%")), "selector": {"matchLabels": {"app": name}}}
    run.bench.create({"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": name}, "spec": spec})  # fmt: skip


def evict(run: Run) -> None:
    """Granted only where a budget has something left; then healthy pods stay as many as it wants."""
    name = run.pod()
    before = {one["metadata"]["name"]: one for one in run.bench.all(BUDGETS)}
    pod = run.bench.store.get(Key("pods", "default", name))
    body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": name}}
    run.bench.call("POST", f"pods {name}/eviction", body)
    concerned = before.get(((pod or {}).get("metadata") or {}).get("labels", {}).get("app", ""))
    ready = any(one["type"] == "Ready" and one["status"] == "True" for one in (pod or {})["status"]["conditions"])
    if concerned is not None and ready and (pod or {})["status"]["phase"] == "Running":
        status = concerned["status"]
        assert status["disruptionsAllowed"] > 0
        assert status["currentHealthy"] - 1 >= status["desiredHealthy"]


def wait(run: Run) -> None:
    run.bench.pass_seconds(run.dice.choice((1, 10, 60)))


ACTIONS: tuple[Callable[[Run], None], ...] = (
    make, make, make_job, scale, scale, change, change, pause, remove, kill_pod, fail_pod, sicken_pod, steal_pod,
    lose_node, cordon, limit, budget, evict, wait,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(16))
def test_random_runs(seed: int) -> None:
    assert Run(seed).go(60) == Run(seed).go(60)


@pytest.mark.campaign
@pytest.mark.parametrize("seed", range(100, 300))
def test_long_random_runs(seed: int) -> None:
    Run(seed).go(300)
