"""Bindings put pods on nodes: as a subresource of the pod, and in their older form, by themselves."""

import pytest

from pykubectl import Object
from tests.api_bench import ApiBench

POD: Object = {
    "metadata": {"name": "p"},
    "spec": {"schedulerName": "mine", "containers": [{"name": "c", "image": "i"}]},
}
BINDING: Object = {"metadata": {"name": "p"}, "target": {"kind": "Node", "name": "node-1"}}


@pytest.mark.parametrize("path", ["pods p/binding", "bindings"])
def test_binding(bench: ApiBench, path: str) -> None:
    error = bench.refused("POST", path, {"apiVersion": "v1", "kind": "Binding", **BINDING})
    assert error.message == 'pods "p" not found'
    bench.call("POST", "pods", POD)
    answer = bench.call("POST", path, {"apiVersion": "v1", "kind": "Binding", **BINDING})
    assert (answer.code, answer.body["status"]) == (201, "Success")
    assert bench.get("pods", "p")["spec"]["nodeName"] == "node-1"
