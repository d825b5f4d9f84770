"""A cluster seen through its door: requests as a client makes them, one after the other, settling only when told."""

from datetime import datetime, timezone
from typing import Any

import pytest

from pykubectl import bootstrap
from pykubectl.cluster import Cluster
from pykubectl.errors import StatusError
from pykubectl.kinds import Kind, of_resource
from pykubectl.machinery.requests import JSON, Request, Response, Target, resource_path
from pykubectl.storage import open_store
from pykubectl.world import World
from tests.controllers.workbench import Bench

START = datetime(2026, 3, 1, tzinfo=timezone.utc)


def path_of(kind: Kind, name: str = "", subresource: str = "", *, namespace: str = "default", version: str = "") -> str:
    target = Target(kind.group, version or kind.versions[0], namespace if kind.namespaced else "", kind.plural)
    return resource_path(target._replace(name=name, subresource=subresource))


class ApiBench(Bench):
    """`path` of a call is a URL path, or `<resource> [<name>[/<subresource>]]` in the namespace `default`."""

    def __init__(self, profile: str = "bare", nodes: int = 3, seed: int = 7) -> None:
        self.world = World(seed=seed, frozen_at=START)
        self.store = open_store("memory:")
        bootstrap.fill(self.store, self.world, profile, nodes)
        self.cluster = Cluster(self.store, self.world)
        self.cluster.settle()

    def call(
        self, verb: str, path: str, body: Any = None, *, content_type: str = JSON, accept: str = JSON, **query: str
    ) -> Response:
        """`verb` is the HTTP method; raises StatusError. Does not settle."""
        request = Request(verb, _resolved(path), query, body, content_type=content_type, accept=accept)
        return self.cluster.handle(request)

    def refused(self, verb: str, path: str, body: Any = None, **options: Any) -> StatusError:
        with pytest.raises(StatusError) as caught:
            self.call(verb, path, body, **options)
        return caught.value

    def settle(self) -> None:
        self.cluster.settle()


def _resolved(path: str) -> str:
    if path.startswith("/"):
        return path
    resource, _, rest = path.partition(" ")
    name, _, subresource = rest.partition("/")
    kind = of_resource(resource)
    assert kind is not None, resource
    return path_of(kind, name, subresource)
