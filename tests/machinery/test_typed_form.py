"""What Go's types make of an object: structs held by value appear, what they do not know goes."""

from typing import Any

import pytest

from pykubectl.machinery.field_order import as_sent
from pykubectl.machinery.schema import schema_of
from pykubectl.machinery.typed_form import typed

CONTAINER = {"image": "x", "name": "c"}


@pytest.mark.parametrize(
    ("api_version", "kind", "spec", "expected"),
    [
        (
            "apps/v1",
            "Deployment",
            {"selector": {}, "template": {"spec": {"containers": [CONTAINER], "foo": 1}}, "replicas": None},
            {
                "selector": {},
                "template": {"metadata": {}, "spec": {"containers": [{"name": "c", "image": "x", "resources": {}}]}},
                "strategy": {},
            },
        ),
        ("v1", "Service", {"ports": [{"port": 80}], "selector": {}}, {"ports": [{"port": 80, "targetPort": 0}]}),
    ],
)
def test_a_spec_as_the_type_writes_it(api_version: str, kind: str, spec: Any, expected: Any) -> None:
    schema = schema_of(api_version, kind)
    assert schema is not None
    found = as_sent(typed({"apiVersion": api_version, "kind": kind, "metadata": {"name": "n"}, "spec": spec}, schema))
    assert found["spec"] == expected
    assert list(found) == ["kind", "apiVersion", "metadata", "spec", "status"]


def test_status_of_a_stateful_set_has_its_written_numbers() -> None:
    schema = schema_of("apps/v1", "StatefulSet")
    assert schema is not None
    found = typed({"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {}}, schema)
    assert found["status"] == {"replicas": 0, "availableReplicas": 0}
