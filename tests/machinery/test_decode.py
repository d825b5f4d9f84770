from typing import Any

import pytest

from pykubectl.machinery.decode import check_types, decode, unknown_fields
from pykubectl.machinery.schema import Schema, schema_of


def _schema(kind: str) -> Schema:
    schema = schema_of("apps/v1" if kind == "Deployment" else "v1", kind)
    assert schema is not None
    return schema


def _pod(**container: Any) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p"},
        "spec": {"containers": [{"name": "c", **container}]},
    }


def test_unknown_fields_in_the_order_of_the_sorted_document() -> None:
    pod = _pod(port=1, env=[{"name": "a", "val": "x"}])
    pod["spec"]["container"] = []
    pod["metadata"]["label"] = {}
    assert unknown_fields(pod, _schema("Pod")) == [
        'unknown field "metadata.label"',
        'unknown field "spec.container"',
        'unknown field "spec.containers[0].env[0].val"',
        'unknown field "spec.containers[0].port"',
    ]


@pytest.mark.parametrize(
    ("kind", "fields", "message"),
    [
        (
            "Deployment",
            {"spec": {"replicas": "3"}},
            "string into Go struct field DeploymentSpec.spec.replicas of type int32",
        ),
        ("ConfigMap", {"data": {"n": 5}}, "number into Go struct field ConfigMap.data of type string"),
        (
            "Pod",
            {"spec": {"containers": {}}},
            "object into Go struct field PodSpec.spec.containers of type []v1.Container",
        ),
        ("Pod", _pod(args=[True]), "bool into Go struct field Container.spec.containers.args of type string"),
        (
            "Pod",
            _pod(env=[{"value": 1}]),
            "number into Go struct field EnvVar.spec.containers.env.value of type string",
        ),
        (
            "Pod",
            {"metadata": {"labels": {"a": 1}}},
            "number into Go struct field ObjectMeta.metadata.labels of type string",
        ),
        (
            "Deployment",
            {"spec": {"replicas": 1.5}},
            "number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32",
        ),
    ],
)
def test_wrong_types(kind: str, fields: dict[str, Any], message: str) -> None:
    assert check_types(fields, _schema(kind)) == f"json: cannot unmarshal {message}"


def test_other_values() -> None:
    assert check_types(_pod(resources={"limits": {"cpu": "lots"}}), _schema("Pod")).startswith("quantities must match")
    assert check_types({"data": {"a": "x"}}, _schema("Secret")) == "illegal base64 data at input byte 0"
    assert check_types({"metadata": {"creationTimestamp": "soon"}}, _schema("Pod")) == (
        'parsing time "soon" as "2006-01-02T15:04:05Z07:00": cannot parse "soon" as "2006"'
    )


def test_as_after_a_round_trip_through_go() -> None:
    pod = _pod(resources={"limits": {"cpu": 0.5, "memory": "1024Mi"}}, command=[], env=None, colour="red")
    pod["metadata"].update(
        labels={"a": None, "b": "c"}, annotations={}, creationTimestamp="2026-01-02T03:04:05.5+01:00"
    )
    assert decode(pod, _schema("Pod")).error == ""
    assert pod["spec"]["containers"] == [{"name": "c", "resources": {"limits": {"cpu": "500m", "memory": "1Gi"}}}]
    assert pod["metadata"] == {"name": "p", "labels": {"b": "c"}, "creationTimestamp": "2026-01-02T02:04:05Z"}


def test_zero_values_that_go_does_not_write() -> None:
    pod = _pod(env=[{"name": "A", "value": ""}], stdin=False)
    pod["spec"].update(hostNetwork=False, automountServiceAccountToken=False)
    assert decode(pod, _schema("Pod")).error == ""
    assert pod["spec"] == {"containers": [{"name": "c", "env": [{"name": "A"}]}], "automountServiceAccountToken": False}
