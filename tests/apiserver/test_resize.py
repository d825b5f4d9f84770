"""The resize subresource of pods."""

import pytest

from pykubectl import Object
from pykubectl.machinery.requests import STRATEGIC_MERGE_PATCH
from tests.api_bench import ApiBench


@pytest.fixture
def pod(bench: ApiBench) -> ApiBench:
    container = {"name": "c", "image": "i", "resources": {"requests": {"cpu": "1"}, "limits": {"cpu": "2"}}}
    bench.call("POST", "pods", {"metadata": {"name": "p"}, "spec": {"containers": [container]}})
    return bench


def change(resources: Object) -> Object:
    return {"spec": {"containers": [{"name": "c", "image": "other", "resources": resources}]}}


def test_only_the_resources_change(pod: ApiBench) -> None:
    body = change({"requests": {"cpu": "500m"}})
    container = pod.call("PATCH", "pods p/resize", body, content_type=STRATEGIC_MERGE_PATCH).body["spec"]["containers"][
        0
    ]
    assert (container["image"], container["resources"]["requests"]) == ("i", {"cpu": "500m"})


@pytest.mark.parametrize(
    ("resources", "text"),
    [
        ({"requests": {"cpu": "2", "memory": "1Gi"}, "limits": {"memory": "1Gi"}}, 'spec: Invalid value: "Burstable": Pod QOS Class may not change as a result of resizing'),
        ({"limits": {"cpu": None}}, "spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed"),
        ({"requests": {"cpu": "3"}}, 'spec.containers[0].resources.requests: Invalid value: "3": must be less than or equal to cpu limit of 2'),
        ({"requests": {"ephemeral-storage": "1Gi"}}, "spec: Forbidden: only cpu and memory resources are mutable"),
    ],
)  # fmt: skip
def test_refusals(pod: ApiBench, resources: Object, text: str) -> None:
    error = pod.refused("PATCH", "pods p/resize", change(resources), content_type=STRATEGIC_MERGE_PATCH)
    assert error.message == f'Pod "p" is invalid: {text}'
