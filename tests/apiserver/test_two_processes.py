"""Two processes write to one store at the same moment: both get what they asked for."""

import threading
from pathlib import Path

import pytest

from pykubectl import Object, bootstrap
from pykubectl.cluster import Cluster
from pykubectl.errors import StatusError
from pykubectl.machinery.requests import APPLY_PATCH, JSON, Request
from pykubectl.storage import open_store
from pykubectl.world import World

_NAMES = [f"m{number}" for number in range(20)]
_CONFIG_MAP = ("configmaps", "PATCH", APPLY_PATCH, {"apiVersion": "v1", "kind": "ConfigMap"})
_ENDPOINTS = ("endpoints", "PUT", JSON, {"apiVersion": "v1", "kind": "Endpoints"})


@pytest.mark.parametrize("what", [_CONFIG_MAP, _ENDPOINTS])
def test_both_may_be_the_first(tmp_path: Path, what: tuple[str, str, str, Object]) -> None:
    plural, verb, content_type, kind = what
    url = f"sqlite://{tmp_path}/cluster.db"
    bootstrap.fill(open_store(url), World(seed=1), "bare", 1)
    together, problems = threading.Barrier(2), []

    def write(manager: str) -> None:
        cluster = Cluster(open_store(url), World(seed=2))
        for name in _NAMES:
            body = {**kind, "metadata": {"name": name, "labels": {manager: "yes"}}}
            path = f"/api/v1/namespaces/default/{plural}/{name}"
            together.wait()
            try:
                cluster.handle(Request(verb, path, {"fieldManager": manager}, body, content_type=content_type))
            except StatusError as error:
                problems.append(str(error))

    threads = [threading.Thread(target=write, args=(manager,)) for manager in ("one", "other")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
