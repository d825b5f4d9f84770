"""Runtime classes, the default priority class, deprecated kinds, component statuses, service ranges."""

from typing import Any

import pytest

from pykubectl import Object
from tests.api_bench import ApiBench


def pod(**spec: Any) -> Object:
    return {"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "i"}], **spec}}


@pytest.fixture
def classes(bench: ApiBench) -> ApiBench:
    toleration = {"key": "box", "operator": "Exists"}
    boxed = {
        "metadata": {"name": "boxed"},
        "handler": "x",
        "overhead": {"podFixed": {"cpu": "250m"}},
        "scheduling": {"nodeSelector": {"box": "yes"}, "tolerations": [toleration]},
    }
    bench.call("POST", "runtimeclasses.node.k8s.io", boxed)
    bench.call("POST", "runtimeclasses.node.k8s.io", {"metadata": {"name": "plain"}, "handler": "y"})
    return bench


def test_a_pod_gets_what_its_runtime_class_says(classes: ApiBench) -> None:
    spec = classes.call("POST", "pods", pod(runtimeClassName="boxed")).body["spec"]
    assert (spec["overhead"], spec["nodeSelector"]) == ({"cpu": "250m"}, {"box": "yes"})
    assert "box" in [one["key"] for one in spec["tolerations"]]


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        ({"runtimeClassName": "nope"}, 'pod rejected: RuntimeClass "nope" not found'),
        ({"overhead": {"cpu": "1"}}, "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead"),
        ({"runtimeClassName": "plain", "overhead": {"cpu": "1"}}, "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead"),
        ({"runtimeClassName": "boxed", "overhead": {"cpu": "1"}}, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead"),
        ({"runtimeClassName": "boxed", "nodeSelector": {"box": "no"}}, "conflict: runtimeClass.scheduling.nodeSelector[box] = yes; pod.spec.nodeSelector[box] = no"),
    ],
)  # fmt: skip
def test_refused_runtime_classes(classes: ApiBench, spec: Object, text: str) -> None:
    assert classes.refused("POST", "pods", pod(**spec)).message == f'pods "p" is forbidden: {text}'


def test_one_default_priority_class(bench: ApiBench) -> None:
    resource = "priorityclasses.scheduling.k8s.io"
    first = {"metadata": {"name": "first"}, "value": 1, "globalDefault": True}
    bench.call("POST", resource, first)
    error = bench.refused("POST", resource, {**first, "metadata": {"name": "second"}})
    why = "PriorityClass first is already marked as default. Only one default can exist"
    assert error.message == f'{resource} "second" is forbidden: {why}'


def test_deprecated_kinds_warn_even_when_there_is_nothing(bench: ApiBench) -> None:
    warning = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"
    assert bench.call("GET", "endpoints").warnings == (warning,)
    assert bench.refused("GET", "endpoints nope").warnings == (warning,)


def test_component_statuses(bench: ApiBench) -> None:
    items = bench.call("GET", "componentstatuses").body["items"]
    assert [item["conditions"][0]["status"] for item in items] == ["True"] * 3
    assert bench.refused("GET", "componentstatuses x").message == 'componentstatus "x" not found'


def test_services_are_created_by_put(bench: ApiBench) -> None:
    body = {"metadata": {"name": "s"}, "spec": {"ports": [{"port": 80}]}}
    assert bench.call("PUT", "services s", body).body["spec"]["clusterIP"]
    assert bench.refused("PUT", "configmaps c", {"metadata": {"name": "c"}}).code == 404


def test_another_range_of_service_addresses(bench: ApiBench) -> None:
    body = {"metadata": {"name": "s"}, "spec": {"ports": [{"port": 80}], "clusterIP": "10.120.0.7"}}
    assert "the provided network does not match the current range" in bench.refused("POST", "services", body).message
    extra = {"metadata": {"name": "extra"}, "spec": {"cidrs": ["10.120.0.0/24"]}}
    bench.call("POST", "servicecidrs.networking.k8s.io", extra)
    bench.settle()
    assert bench.call("POST", "services", body).body["spec"]["clusterIPs"] == ["10.120.0.7"]
    bench.call("DELETE", "servicecidrs.networking.k8s.io extra")
    bench.settle()
    found = bench.call("GET", "servicecidrs.networking.k8s.io extra").body
    assert found["status"]["conditions"][0]["reason"] == "Terminating"
    bench.call("DELETE", "services s")
    bench.settle()
    assert bench.refused("GET", "servicecidrs.networking.k8s.io extra").code == 404
