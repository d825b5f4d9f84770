"""Tokens of service accounts in secrets."""

from base64 import b64decode

from workbench import Bench

SECRET = {
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {"name": "token", "annotations": {"kubernetes.io/service-account.name": "robot"}},
    "type": "kubernetes.io/service-account-token",
}


def test_a_secret_gets_a_token_and_goes_with_its_account(bench: Bench) -> None:
    account = bench.create({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "robot"}})
    bench.create(SECRET)
    secret = bench.get("secrets", "token")
    assert secret["metadata"]["annotations"]["kubernetes.io/service-account.uid"] == account["metadata"]["uid"]
    assert b64decode(secret["data"]["namespace"]) == b"default"
    assert b64decode(secret["data"]["token"]).startswith(b"ey")
    bench.delete("serviceaccounts", "robot")
    assert bench.names("secrets") == []


def test_a_secret_of_nobody_goes(bench: Bench) -> None:
    bench.create(SECRET)
    assert bench.names("secrets") == []
