"""Certificate signing requests: who asks, and what is decided."""

from base64 import b64encode

import pytest

from pykubectl import Object
from pykubectl.machinery.requests import MERGE_PATCH
from tests.api_bench import ApiBench

RESOURCE = "certificatesigningrequests.certificates.k8s.io"
REQUEST = b64encode(b"-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----\n").decode()
SPEC = {"request": REQUEST, "signerName": "example.com/x", "usages": ["client auth"], "username": "somebody else"}


@pytest.fixture
def asked(bench: ApiBench) -> ApiBench:
    bench.call("POST", RESOURCE, {"metadata": {"name": "r"}, "spec": SPEC})
    return bench


def decide(*types: str) -> Object:
    return {"status": {"conditions": [{"type": type, "status": "True"} for type in types]}}


def test_who_asks_is_noted_by_the_server(asked: ApiBench) -> None:
    assert asked.call("GET", f"{RESOURCE} r").body["spec"]["username"] == "kubernetes-admin"


def test_approval(asked: ApiBench) -> None:
    path = f"{RESOURCE} r/approval"
    (condition,) = asked.call("PATCH", path, decide("Approved"), content_type=MERGE_PATCH).body["status"]["conditions"]
    assert condition["lastTransitionTime"] == condition["lastUpdateTime"] > "2026-03-01"
    assert asked.call("GET", f"{RESOURCE} r").body["status"]["conditions"] == [condition]


@pytest.mark.parametrize(
    ("types", "text"),
    [
        ([], 'status.conditions: Forbidden: updates may not remove a condition of type "Approved"'),
        (["Approved", "Approved"], 'status.conditions[1].type: Duplicate value: "Approved"'),
        (["Approved", "Denied"], 'status.conditions[1].type: Invalid value: "Denied": Approved and Denied conditions are mutually exclusive'),
    ],
)  # fmt: skip
def test_a_decision_stays(asked: ApiBench, types: list[str], text: str) -> None:
    path = f"{RESOURCE} r/approval"
    asked.call("PATCH", path, decide("Approved"), content_type=MERGE_PATCH)
    error = asked.refused("PATCH", path, decide(*types), content_type=MERGE_PATCH)
    assert error.message == f'CertificateSigningRequest.certificates.k8s.io "r" is invalid: {text}'
