"""Patches that cannot be, in the words of the API server."""

from typing import Any

import pytest

from pykubectl.machinery.requests import JSON_PATCH, MERGE_PATCH, STRATEGIC_MERGE_PATCH
from tests.api_bench import ApiBench

CONFIG = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": {"a": "1"}}
POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "p"},
    "spec": {"containers": [{"name": "c", "image": "i"}]},
}
REJECTED = "the server rejected our request due to an error in our request"


@pytest.mark.parametrize(
    ("path", "body", "content_type", "code", "text"),
    [
        ("configmaps c", [{"op": "remove", "path": "/data/z"}], JSON_PATCH, 422, REJECTED),
        ("configmaps c", [{"op": "fly", "path": "/data/a"}], JSON_PATCH, 422, REJECTED),
        ("configmaps c", {"data": {}}, JSON_PATCH, 400, "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp"),
        ("configmaps c", "text", MERGE_PATCH, 400, "error decoding patch: json: cannot unmarshal string into Go value of type map[string]interface {}"),
        ("configmaps c", [1], STRATEGIC_MERGE_PATCH, 400, "json: cannot unmarshal array into Go value of type map[string]interface {}"),
        ("configmaps c", '{"data": ', STRATEGIC_MERGE_PATCH, 400, "unexpected end of JSON input"),
        ("configmaps c", '{"data" 1}', STRATEGIC_MERGE_PATCH, 400, "invalid character '1' after object key"),
        ("configmaps c", {"metadata": {"uid": "x"}}, MERGE_PATCH, 422, 'ConfigMap "c" is invalid: metadata.uid: Invalid value: "x": field is immutable'),
        ("configmaps c", {"data": {"a": 5}}, STRATEGIC_MERGE_PATCH, 422, ' "" is invalid: patch: Invalid value: "map[data:map[a:5]]": cannot convert int64 to string'),
        ("pods p", {"spec": {"hostPID": "yes"}}, STRATEGIC_MERGE_PATCH, 422, ' "" is invalid: patch: Invalid value: "map[spec:map[hostPID:yes]]": unrecognized type: bool'),
        ("pods p", {"spec": {"volumes": "x"}}, STRATEGIC_MERGE_PATCH, 422, ' "" is invalid: patch: Invalid value: "map[spec:map[volumes:x]]": cannot restore slice from string'),
        ("pods p", {"spec": {"containers": [{"image": "x"}]}}, STRATEGIC_MERGE_PATCH, 500, "map: map[image:x] does not contain declared merge key: name"),
        ("pods p", {"metadata": {"labels": {"$patch": "x"}}}, STRATEGIC_MERGE_PATCH, 500, "unknown patch type: x in map: map[$patch:x]"),
    ],
)  # fmt: skip
def test_refusals(bench: ApiBench, path: str, body: Any, content_type: str, code: int, text: str) -> None:
    bench.call("POST", "configmaps", CONFIG)
    bench.call("POST", "pods", {**POD, "metadata": {"name": "p", "labels": {"a": "b"}}})
    error = bench.refused("PATCH", path, body, content_type=content_type)
    assert (error.code, error.message) == (code, text)


def test_strict_patches_name_what_is_left_of_them(bench: ApiBench) -> None:
    bench.call("POST", "configmaps", CONFIG)
    error = bench.refused(
        "PATCH", "configmaps c", {"dat": {"a": "b"}}, content_type=STRATEGIC_MERGE_PATCH, fieldValidation="Strict"
    )
    text = 'patch: Invalid value: "map[dat:map[a:b]]": strict decoding error: unknown field "dat"'
    assert error.message == f' "" is invalid: {text}'


def test_an_added_item_takes_the_place_of_a_deleted_one(bench: ApiBench) -> None:
    ports = [{"name": name, "port": port} for name, port in (("x", 7), ("http", 80), ("grpc", 90))]
    body = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"}, "spec": {"ports": ports}}
    bench.call("POST", "services", body)
    patch = {
        "$setElementOrder/ports": [{"port": 443}, {"port": 80}],
        "ports": [{"name": "https", "port": 443}, {"$patch": "delete", "port": 90}],
    }
    answer = bench.call("PATCH", "services s", {"spec": patch}, content_type=STRATEGIC_MERGE_PATCH).body
    assert [port["name"] for port in answer["spec"]["ports"]] == ["x", "https", "http"]
