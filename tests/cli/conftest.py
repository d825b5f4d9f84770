"""`kubectl(*argv)` runs a command line in process, against one bare cluster in memory with a frozen clock."""

import io
from collections.abc import Callable
from datetime import datetime, timezone
from typing import NamedTuple

import pytest

from pykubectl.bootstrap import fill
from pykubectl.cli.main import run
from pykubectl.cli.session import Streams
from pykubectl.client.embedded import EmbeddedClient
from pykubectl.storage.memory import MemoryStore
from pykubectl.world import World

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)


class Result(NamedTuple):
    code: int
    out: str
    err: str


Kubectl = Callable[..., Result]


@pytest.fixture
def kubectl() -> Kubectl:
    store, world = MemoryStore(), World(seed=1, frozen_at=NOW)
    fill(store, world, "bare", 3)
    client = EmbeddedClient("memory:", store=store, world=world)

    def call(*argv: str, stdin: str = "") -> Result:
        streams = Streams(io.StringIO(stdin), io.StringIO(), io.StringIO())
        code = run(["kubectl", *argv], streams, client)
        client.cluster.settle()
        return Result(code, streams.stdout.getvalue(), streams.stderr.getvalue())

    return call
