"""What was acknowledged stays, however a process ends, and however many write at once."""

import json
import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pykubectl.client.embedded import EmbeddedClient
from pykubectl.errors import Conflict
from pykubectl.machinery.requests import Request
from tests.cluster.processes import command, finish, start

KILLS = 200
WRITERS = 20
INCREMENTS = 5
MAPS = "/api/v1/namespaces/default/configmaps"
DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    assert (
        finish(
            start(
                command(tmp_path, "cluster", "reset", "--profile", "bare", "--nodes", "3"),
                os.open(os.devnull, os.O_WRONLY),
            )
        )
        == 0
    )
    return tmp_path


def open_client(home: Path) -> EmbeddedClient:
    return EmbeddedClient(f"sqlite://{home}/clusters/pykubectl.db")


def items(client: EmbeddedClient, path: str) -> Iterator[dict[str, Any]]:
    yield from client.request(Request("GET", path)).body["items"]


def manifest(folder: Path, step: int) -> Path:
    """Three config maps around a deployment of two, of which the last step is gone by the next."""
    template = {
        "metadata": {"labels": {"app": "web"}},
        "spec": {"containers": [{"name": "web", "image": f"web:{step}"}]},
    }
    spec = {"replicas": 2 + step % 3, "selector": {"matchLabels": {"app": "web"}}, "template": template}
    documents: list[dict[str, Any]] = [
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"m{step}-{index}"}, "data": {"step": str(step)}}
        for index in range(3)
    ]
    documents.insert(1, {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": spec})
    path = folder / "step.json"
    path.write_text("\n".join(json.dumps(one) for one in documents))
    return path


def test_killed_at_any_moment_nothing_acknowledged_is_lost(home: Path) -> None:
    dice = random.Random(1)
    acknowledged: set[str] = set()
    survived = 0
    for step in range(KILLS):
        path = manifest(home, step)
        reader, writer = os.pipe()
        pid = start(command(home, "apply", "-f", str(path)), writer)
        os.close(writer)
        time.sleep(dice.random() * 0.12)
        os.kill(pid, signal.SIGKILL)
        survived += finish(pid) == 0
        with os.fdopen(reader, encoding="utf-8") as output:
            lines = [line for line in output.read().split("\n")[:-1] if line.startswith("configmap/")]
        acknowledged |= {line.split()[0].removeprefix("configmap/") for line in lines}
        if step % 10 == 9:
            check(home, acknowledged)
    check(home, acknowledged)
    assert acknowledged, "every process was killed before it did anything"
    assert survived < KILLS, "no process was killed"


def check(home: Path, acknowledged: set[str]) -> None:
    """The next command finds what was promised, and a cluster that settles."""
    client = open_client(home)
    found = {one["metadata"]["name"] for one in items(client, MAPS)}
    assert acknowledged <= found
    assert client.cluster.is_settled()
    for deployment in items(client, DEPLOYMENTS):
        status = deployment["status"]
        assert status["observedGeneration"] == deployment["metadata"]["generation"]
        assert (
            status["readyReplicas"] == status["updatedReplicas"] == deployment["spec"]["replicas"] == status["replicas"]
        )
    client.close()


def increment(home: Path, writer: int) -> int:
    """Add one to the shared counter INCREMENTS times, trying again on a conflict, and make something of one's own."""
    client = open_client(home)
    client.request(Request("POST", MAPS, body={"metadata": {"name": f"own-{writer}"}}))
    for _ in range(INCREMENTS):
        while True:
            counter = client.request(Request("GET", f"{MAPS}/counter")).body
            new = {**counter, "data": {"n": str(int(counter["data"]["n"]) + 1)}}
            try:
                client.request(Request("PUT", f"{MAPS}/counter", body=new))
            except Conflict:
                continue
            break
    client.close()
    return 0


def test_many_writers_lose_no_update(home: Path) -> None:
    client = open_client(home)
    client.request(Request("POST", MAPS, body={"metadata": {"name": "counter"}, "data": {"n": "0"}}))
    client.close()
    writers = [start(lambda number=number: increment(home, number)) for number in range(WRITERS)]  # type: ignore[misc]
    assert [finish(pid) for pid in writers] == [0] * WRITERS
    client = open_client(home)
    found = {one["metadata"]["name"]: one.get("data") for one in items(client, MAPS)}
    assert found["counter"] == {"n": str(WRITERS * INCREMENTS)}
    assert {f"own-{number}" for number in range(WRITERS)} <= found.keys()
    client.close()


def test_commands_of_many_processes_all_settle(home: Path) -> None:
    null = os.open(os.devnull, os.O_WRONLY)
    names = [f"web-{number}" for number in range(WRITERS)]
    pids = [start(command(home, "create", "deployment", name, "--image=nginx", "--replicas=2"), null) for name in names]
    assert [finish(pid) for pid in pids] == [0] * WRITERS
    client = open_client(home)
    found = {one["metadata"]["name"]: one["status"].get("readyReplicas") for one in items(client, DEPLOYMENTS)}
    assert found == dict.fromkeys(names, 2)
    client.close()
