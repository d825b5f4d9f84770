"""A cluster for controller tests: create, change, let it settle, look."""

from datetime import datetime, timedelta, timezone
from typing import Any

from pykubectl import Object, bootstrap
from pykubectl.cluster import Cluster
from pykubectl.kinds import Kind
from pykubectl.machinery.objects import split_api_version
from pykubectl.machinery.requests import STRATEGIC_MERGE_PATCH, Request
from pykubectl.storage import Key, open_store
from pykubectl.world import World


class Bench:
    """The `bare` profile: three nodes whose pods run at once."""

    def __init__(self) -> None:
        self.world = World(seed=7, frozen_at=datetime(2026, 3, 1, tzinfo=timezone.utc))
        self.store = open_store("memory:")
        bootstrap.fill(self.store, self.world, "bare", 3)
        self.cluster = Cluster(self.store, self.world)
        self.cluster.settle()

    def create(self, obj: Object, namespace: str = "default") -> Object:
        kind = self.cluster.server.catalogue.of_kind(split_api_version(obj["apiVersion"])[0], obj["kind"])
        assert kind is not None
        return self._send("POST", _path(kind, namespace), obj)

    def patch(
        self, resource: str, name: str, change: Object, namespace: str = "default", subresource: str = ""
    ) -> Object:
        kind = self.cluster.server.catalogue.of_resource(resource)
        assert kind is not None
        path = f"{_path(kind, namespace)}/{name}{'/' + subresource if subresource else ''}"
        return self._send("PATCH", path, change, STRATEGIC_MERGE_PATCH)

    def delete(self, resource: str, name: str, propagation: str = "Background", namespace: str = "default") -> None:
        kind = self.cluster.server.catalogue.of_resource(resource)
        assert kind is not None
        body = {"kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": propagation}
        self._send("DELETE", f"{_path(kind, namespace)}/{name}", body)

    def _send(self, method: str, path: str, body: Object, content_type: str = "application/json") -> Object:
        answer: Object = self.cluster.handle(Request(method, path, body=body, content_type=content_type)).body
        self.cluster.settle()
        return answer

    def get(self, resource: str, name: str, namespace: str = "default") -> Object:
        kind = self.cluster.server.catalogue.of_resource(resource)
        assert kind is not None
        found = self.store.get(Key(resource, namespace if kind.namespaced else "", name))
        assert found is not None, f"{resource} {name}"
        return found

    def all(self, resource: str, namespace: str | None = "default") -> list[Object]:
        return list(self.store.list(resource, namespace))

    def names(self, resource: str, namespace: str | None = "default") -> list[str]:
        return [obj["metadata"]["name"] for obj in self.all(resource, namespace)]

    def pass_seconds(self, seconds: float) -> None:
        until = self.world.now + timedelta(seconds=seconds)
        while self.world.now < until:
            self.cluster.advance(until)
        self.cluster.settle()

    def set_pod_status(self, name: str, **status: Any) -> None:
        """As a kubelet would."""
        self.patch("pods", name, {"status": status}, subresource="status")

    def events(self, kind: str) -> list[str]:
        """Reason, message and count of the events about a kind, in the order of their last changes."""
        about = [event for event in self.all("events", None) if event["involvedObject"]["kind"] == kind]
        about.sort(key=lambda event: int(event["metadata"]["resourceVersion"]))
        return [f"{event['reason']} {event['message']} x{event.get('count', 1)}" for event in about]


def _path(kind: Kind, namespace: str) -> str:
    root = f"/apis/{kind.api_version}" if kind.group else "/api/v1"
    return f"{root}/namespaces/{namespace}/{kind.plural}" if kind.namespaced else f"{root}/{kind.plural}"


def template(app: str, image: str = "app:1", **spec: Any) -> Object:
    containers = [{"name": "c", "image": image}]
    return {"metadata": {"labels": {"app": app}}, "spec": {"containers": containers, **spec}}


def workload(kind: str, name: str, **spec: Any) -> Object:
    """An apps/v1 workload whose pods are labelled app=<name>."""
    base = {"selector": {"matchLabels": {"app": name}}, "template": template(name)}
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name}, "spec": {**base, **spec}}


def image(name: str) -> Object:
    """The patch that changes a workload's image."""
    return {"spec": {"template": {"spec": {"containers": [{"name": "c", "image": name}]}}}}


def job(name: str, **spec: Any) -> Object:
    pod = {"spec": {"restartPolicy": "Never", "containers": [{"name": "c", "image": "app:1"}]}}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": name}, "spec": {"template": pod, **spec}}


def conditions(obj: Object) -> list[str]:
    """`type=status reason`, in order."""
    return [
        f"{one['type']}={one['status']} {one['reason']}" for one in (obj.get("status") or {}).get("conditions") or ()
    ]
