"""Benchmarks, by hand: `make bench`. Nothing here is a test; machines differ, ratios in one run do not lie much.

Process time is user and system time of a whole command, children included; each row is the median of several runs that are
taken in turn with those of its neighbours. Beside `get` and `describe` stands the real kubectl that asks an HTTPS front of
the same store (only kubectl's own time counts, not the front's); its `version --client` stands beside everything.
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import trustme
from tabulate import tabulate

from pykubectl.bootstrap import fill
from pykubectl.client import clusters
from pykubectl.client.embedded import EmbeddedClient
from pykubectl.machinery.requests import Request
from pykubectl.storage import Key, Write, open_store
from pykubectl.world import World

RUNS = 11
SIZES = (20, 100, 1_000, 10_000)
NODES = 1_000
CROWD = 100_000
PROGRAMS = Path(sys.executable).parent


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        commands(Path(folder))
    print()
    settling()


def commands(folder: Path) -> None:
    few, many = folder / "few", folder / "many"
    for home, count in ((few, 10), (many, CROWD)):
        crowd(home, count)
    with served(few):
        compare(folder, few, many)


@contextmanager
def served(home: Path) -> Iterator[None]:
    """A kubeconfig for the real kubectl in the home, and a front that it points at, for so long."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(home / "ca.pem")
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(home / "front.pem")
    store = f"sqlite://{home}/clusters/bench.db"
    command = [sys.executable, "-m", "tests.bench.front", store, str(home / "front.pem")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as front:
        assert front.stdout is not None
        port = front.stdout.readline().strip()
        cluster = {"server": f"https://127.0.0.1:{port}", "certificate-authority": str(home / "ca.pem")}
        config = {
            "clusters": [{"name": "c", "cluster": cluster}],
            "users": [{"name": "c", "user": {"token": "any"}}],
            "contexts": [{"name": "c", "context": {"cluster": "c", "user": "c"}}],
            "current-context": "c",
        }
        (home / ".kube").mkdir()
        (home / ".kube/config").write_text(json.dumps(config))
        try:
            yield
        finally:
            front.terminate()


def compare(folder: Path, few: Path, many: Path) -> None:
    config = folder / "one.json"
    config.write_text('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one"},"data":{"a":"b"}}')
    ours, real = str(PROGRAMS / "pykubectl"), str(PROGRAMS / "kubectl")
    rows = {
        "kubectl version --client": (few, [real, "version", "--client"]),
        "version --client": (few, [ours, "version", "--client"]),
        "kubectl get pods, 10 stored": (few, [real, "get", "pods"]),
        "get pods, 10 stored": (few, [ours, "get", "pods"]),
        "kubectl describe pods NAME": (few, [real, "describe", "pods", "pod-3"]),
        "describe pods NAME": (few, [ours, "describe", "pods", "pod-3"]),
        f"get pods, {CROWD:,} stored": (many, [ours, "get", "pods"]),
        "get pods NAME, 10 stored": (few, [ours, "get", "pods", "pod-3"]),
        f"get pods NAME, {CROWD:,} stored": (many, [ours, "get", "pods", "pod-3"]),
        "apply of one object, 10 stored": (few, [ours, "apply", "-f", str(config)]),
        f"apply of one object, {CROWD:,} stored": (many, [ours, "apply", "-f", str(config)]),
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in rows}
    for _ in range(RUNS):
        for name, (home, argv) in rows.items():
            taken[name].append(run(home, argv))
    base = statistics.median(cpu for cpu, _ in taken["kubectl version --client"])
    table = [
        [
            name,
            *(f"{statistics.median(values) * 1000:.0f}" for values in zip(*runs, strict=True)),
            statistics.median(cpu for cpu, _ in runs) / base,
        ]
        for name, runs in taken.items()
    ]
    print(tabulate(table, ["command", "process ms", "wall ms", "× kubectl version"], floatfmt=".2f"))


def run(home: Path, argv: list[str]) -> tuple[float, float]:
    """(process seconds, wall seconds) of one command."""
    environ = {**os.environ, "PYKUBECTL_HOME": str(home), "HOME": str(home)}
    environ.pop("KUBECONFIG", None)
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(argv, env=environ, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, time.perf_counter() - start


def crowd(home: Path, count: int) -> None:
    """A settled cluster with `count` pods, ten of them in the default namespace."""
    os.environ["PYKUBECTL_HOME"] = str(home)
    clusters.create({}, "bench", "bare", 3)
    store, world = open_store(f"sqlite://{home}/clusters/bench.db"), World()
    fill(store, world, "bare", 3)
    with store.transaction():
        for start in range(0, count, 10_000):
            store.write([write(world, index) for index in range(start, min(start + 10_000, count))])
        store.set_meta("settled", str(store.revision()))
    store.close()


def write(world: World, index: int) -> Write:
    namespace = "default" if index < 10 else "kube-public"
    name = f"pod-{index}"
    status = {
        "phase": "Running",
        "podIP": "10.244.0.9",
        "containerStatuses": [
            {"name": "c", "ready": True, "restartCount": 0, "state": {"running": {"startedAt": "2026-01-01T00:00:00Z"}}}
        ],
    }
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": name,
            "namespace": namespace,
            "uid": world.uid(),
            "creationTimestamp": "2026-01-01T00:00:00Z",
            "labels": {"app": "crowd"},
        },
        "spec": {"nodeName": f"node-{index % 3}", "containers": [{"name": "c", "image": "nginx"}]},
        "status": status,
    }
    return Write(Key("pods", namespace, name), pod, 0)


def settling() -> None:
    rows = []
    for size in SIZES:
        reader, writer = os.pipe()
        pid = os.fork()
        if not pid:
            os.write(writer, json.dumps(settle(size)).encode())
            os._exit(0)
        os.close(writer)
        seconds, wall, one_more = json.loads(os.read(reader, 1000))
        os.close(reader)
        _, _, usage = os.wait4(pid, 0)
        rows.append([size, seconds, wall, size / wall, one_more * 1000, usage.ru_maxrss // 1024])
    header = ["replicas", "process s", "wall s", "pods/s", "one replaced, ms", "peak MB"]
    print(f"A Deployment on {NODES:,} nodes, from the request until settled")
    print(tabulate(rows, header, floatfmt=("d", ".2f", ".2f", ".0f", ".1f", "d")))


def settle(size: int) -> tuple[float, float, float]:
    """(process seconds, wall seconds) of one Deployment, and the process seconds that it takes to replace a pod that is deleted."""
    home = tempfile.mkdtemp()
    os.environ["PYKUBECTL_HOME"] = home
    clusters.create({}, "bench", "bare", NODES)
    client = EmbeddedClient(f"sqlite://{home}/clusters/bench.db")
    client.resources()
    template = {
        "metadata": {"labels": {"app": "web"}},
        "spec": {"containers": [{"name": "web", "image": "nginx:1.27"}]},
    }
    spec = {"replicas": size, "selector": {"matchLabels": {"app": "web"}}, "template": template}
    body = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": spec}
    path = "/apis/apps/v1/namespaces/default/deployments"
    process, start = time.process_time(), time.perf_counter()
    client.request(Request("POST", path, body=body))
    client.cluster.settle()
    taken = time.process_time() - process, time.perf_counter() - start
    status = client.request(Request("GET", f"{path}/web")).body["status"]
    assert status["readyReplicas"] == size, status
    replaced = statistics.median(replace_one(client) for _ in range(5))
    client.close()
    shutil.rmtree(home)
    return *taken, replaced


def replace_one(client: EmbeddedClient) -> float:
    """Process seconds from the deletion of a pod until its Deployment is whole again."""
    pods = "/api/v1/namespaces/default/pods"
    name = client.request(Request("GET", pods, {"limit": "1"})).body["items"][0]["metadata"]["name"]
    start = time.process_time()
    client.request(Request("DELETE", f"{pods}/{name}"))
    client.cluster.settle()
    return time.process_time() - start


main()
