"""Lists with options: resource versions, limits, continue tokens, and the forms of the answer."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import pytest

from pykubectl.errors import BadRequest, Expired, Invalid, NotAcceptable, StatusError, Timeout
from pykubectl.machinery.requests import TABLE
from tests.api_bench import ApiBench

_ALL = "/api/v1/secrets"
_HERE = "/api/v1/namespaces/default/secrets"


@pytest.fixture
def secrets(bench: ApiBench) -> ApiBench:
    for namespace in ("default", "kube-public"):
        for name in "abcde":
            metadata = {"name": name, "labels": {"odd": "true" if name in "ace" else "false"}}
            bench.call("POST", f"/api/v1/namespaces/{namespace}/secrets", {"metadata": metadata})
    return bench


def get(bench: ApiBench, path: str = _HERE, **query: str) -> Any:
    return bench.call("GET", path, **query).body


def names(found: Any) -> str:
    return "".join(item["metadata"]["name"] for item in found["items"])


def every_page(bench: ApiBench, path: str = _HERE, **query: str) -> list[str]:
    pages = []
    while True:
        found = get(bench, path, **query)
        pages.append(names(found))
        if "continue" not in found["metadata"]:
            return pages
        query["continue"] = found["metadata"]["continue"]


@pytest.mark.parametrize(
    ("path", "query", "pages"),
    [
        (_HERE, {"limit": "2"}, ["ab", "cd", "e"]),
        (_HERE, {"limit": "5"}, ["abcde"]),
        (_HERE, {"limit": "0"}, ["abcde"]),
        (_HERE, {"limit": "-1"}, ["abcde"]),
        (_ALL, {"limit": "3"}, ["abc", "dea", "bcd", "e"]),
        (_HERE, {"limit": "2", "resourceVersion": "0"}, ["abcde"]),
        (_HERE, {"limit": "2", "labelSelector": "odd=true"}, ["ac", "e"]),
        # Behind the last that matches there is more, though nothing that matches: that is found out by asking.
        (_HERE, {"limit": "2", "labelSelector": "odd=false"}, ["bd", ""]),
        (_HERE, {"limit": "1", "fieldSelector": "metadata.name=b"}, ["b"]),
        (_ALL, {"limit": "1", "fieldSelector": "metadata.name=b"}, ["b", "b", ""]),
    ],
)
def test_pages(secrets: ApiBench, path: str, query: dict[str, str], pages: list[str]) -> None:
    assert every_page(secrets, path, **query) == pages


def test_what_remains_is_told_without_selectors_only(secrets: ApiBench) -> None:
    found = get(secrets, limit="2")["metadata"]
    assert found["remainingItemCount"] == 3
    token = json.loads(urlsafe_b64decode(found["continue"] + "=="))
    assert token == {"v": "meta.k8s.io/v1", "rv": secrets.store.revision(), "start": "b\0"}
    second = get(secrets, limit="2", **{"continue": found["continue"]})["metadata"]
    assert second["remainingItemCount"] == 1
    assert second["resourceVersion"] == found["resourceVersion"]
    everywhere = get(secrets, _ALL, limit="7")["metadata"]["continue"]
    assert json.loads(urlsafe_b64decode(everywhere + "=="))["start"] == "kube-public/b\0"
    assert "remainingItemCount" not in get(secrets, limit="2", labelSelector="odd")["metadata"]


def test_all_pages_show_the_world_of_the_first(secrets: ApiBench) -> None:
    first = get(secrets, limit="2")
    for name in "ad":
        secrets.call("DELETE", f"secrets {name}")
    secrets.call("POST", "secrets", {"metadata": {"name": "cc"}})
    label = {"metadata": {"labels": {"odd": "changed"}}}
    secrets.call("PATCH", "secrets e", label, content_type="application/merge-patch+json")
    token = first["metadata"]["continue"]
    rest = get(secrets, **{"continue": token})
    assert names(rest) == "cde"
    assert rest["items"][2]["metadata"]["labels"] == {"odd": "true"}
    assert rest["metadata"]["resourceVersion"] == first["metadata"]["resourceVersion"]
    assert names(get(secrets, limit="2", **{"continue": token})) == "cd"
    assert names(get(secrets)) == "bccce"


def test_a_forgotten_world(secrets: ApiBench) -> None:
    first = get(secrets, limit="2")["metadata"]
    secrets.call("DELETE", "secrets d")
    secrets.store.compact(secrets.store.revision())
    error = secrets.refused("GET", _HERE, limit="2", **{"continue": first["continue"]})
    assert isinstance(error, Expired)
    assert error.message.startswith("The provided continue parameter is too old to display a consistent list result.")
    # The token that comes along goes on in the present.
    token = error.to_status()["metadata"]["continue"]
    assert names(get(secrets, limit="2", **{"continue": token})) == "ce"
    error = secrets.refused("GET", _HERE, resourceVersion=first["resourceVersion"], resourceVersionMatch="Exact")
    assert (error.code, error.message) == (410, "The resourceVersion for the provided list is too old.")


def test_resource_versions(secrets: ApiBench) -> None:
    then = str(secrets.store.revision())
    secrets.call("DELETE", "secrets a")
    now = str(secrets.store.revision())
    for query, expected in (
        ({}, (now, "bcde")),
        ({"resourceVersion": "0"}, (now, "bcde")),
        ({"resourceVersion": then}, (now, "bcde")),
        ({"resourceVersion": then, "resourceVersionMatch": "NotOlderThan", "limit": "9"}, (now, "bcde")),
        ({"resourceVersion": then, "resourceVersionMatch": "Exact"}, (then, "abcde")),
        ({"resourceVersion": now, "resourceVersionMatch": "Exact"}, (now, "bcde")),
        ({"resourceVersion": then, "limit": "9"}, (then, "abcde")),
        ({"resourceVersion": then, "limit": "9", "labelSelector": "odd=true"}, (then, "ace")),
    ):
        found = get(secrets, **query)
        assert (found["metadata"]["resourceVersion"], names(found)) == expected, query


_FUTURE = r"Timeout: Too large resource version: 99999, current: \d+"


@pytest.mark.parametrize(
    ("path", "query", "kind", "message"),
    [
        (_HERE, {"resourceVersion": "99999"}, Timeout, _FUTURE),
        (_HERE, {"resourceVersion": "99999", "resourceVersionMatch": "Exact"}, Timeout, _FUTURE),
        ("secrets a", {"resourceVersion": "99999"}, Timeout, _FUTURE),
        (_HERE, {"resourceVersion": "abc"}, BadRequest, 'invalid resource version: resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax'),
        (_HERE, {"resourceVersion": "-1"}, BadRequest, 'invalid resource version: resourceVersion: Invalid value: "-1": strconv.ParseUint: parsing "-1": invalid syntax'),
        (_HERE, {"resourceVersion": "9" * 30}, BadRequest, f'invalid resource version: resourceVersion: Invalid value: "{"9" * 30}": strconv.ParseUint: parsing "{"9" * 30}": value out of range'),
        ("secrets a", {"resourceVersion": "abc"}, StatusError, 'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax'),
        (_HERE, {"limit": "many"}, BadRequest, 'strconv.ParseInt: parsing "many": invalid syntax'),
        (_HERE, {"limit": "9" * 20}, BadRequest, f'strconv.ParseInt: parsing "{"9" * 20}": value out of range'),
        (_HERE, {"resourceVersionMatch": "Exact"}, Invalid, 'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided'),
        (_HERE, {"resourceVersion": "0", "resourceVersionMatch": "Exact"}, Invalid, 'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"'),
        (_HERE, {"resourceVersion": "1", "resourceVersionMatch": "Newest"}, Invalid, 'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Unsupported value: "Newest": supported values: "Exact", "NotOlderThan", ""'),
        (_HERE, {"sendInitialEvents": "true"}, Invalid, 'ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list'),
        (_HERE, {"continue": "!"}, BadRequest, "invalid continue token: continue key is not valid: illegal base64 data at input byte 0"),
        (_HERE, {"continue": "abcde"}, BadRequest, "invalid continue token: continue key is not valid: illegal base64 data at input byte 4"),
        (_HERE, {"continue": urlsafe_b64encode(b"xyz").decode()}, BadRequest, "invalid continue token: continue key is not valid: invalid character 'x' looking for beginning of value"),
    ],
)  # fmt: skip
def test_refusals(secrets: ApiBench, path: str, query: dict[str, str], kind: type[StatusError], message: str) -> None:
    error = secrets.refused("GET", path, **query)
    assert type(error) is kind
    assert error.message == message or re.fullmatch(message, error.message)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ([], "json: cannot unmarshal array into Go value of type storage.continueToken"),
        ({"v": "meta.k8s.io/v1", "rv": "x"}, "json: cannot unmarshal string into Go struct field continueToken.rv of type int64"),
        ({"v": "v9"}, "server does not recognize this encoded version v9"),
        ({"v": "meta.k8s.io/v1"}, "incorrect encoded start resourceVersion (version meta.k8s.io/v1)"),
        ({"v": "meta.k8s.io/v1", "rv": 5}, "encoded start key empty (version meta.k8s.io/v1)"),
        ({"v": "meta.k8s.io/v1", "rv": 5, "start": "../x"}, "../x"),
        ({"v": "meta.k8s.io/v1", "rv": 5, "start": "//x"}, "//x"),
    ],
)  # fmt: skip
def test_forged_tokens(secrets: ApiBench, content: Any, message: str) -> None:
    token = urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")
    error = secrets.refused("GET", _HERE, **{"continue": token})
    text = message if message.startswith("server") else f": {message}"
    assert error.message.endswith(text)


def test_a_token_and_a_version_exclude_each_other(secrets: ApiBench) -> None:
    token = get(secrets, limit="1")["metadata"]["continue"]
    error = secrets.refused("GET", _HERE, resourceVersion="5", **{"continue": token})
    assert error.message == "specifying resource version is not allowed when using continue"


def test_the_future_tells_when_to_come_again(secrets: ApiBench) -> None:
    status = secrets.refused("GET", _HERE, resourceVersion="99999").to_status()
    cause = {"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}
    assert (status["code"], status["reason"]) == (504, "Timeout")
    assert status["details"] == {"causes": [cause], "retryAfterSeconds": 1}


def test_deleting_a_collection_page_by_page(secrets: ApiBench) -> None:
    dry = secrets.call("DELETE", _HERE, dryRun="All", labelSelector="odd=true").body
    assert (names(dry), names(get(secrets))) == ("ace", "abcde")
    assert names(secrets.call("DELETE", _HERE, labelSelector="odd=true", limit="2").body) == "ac"
    assert names(get(secrets)) == "bde"
    secrets.call("DELETE", _HERE, fieldSelector="metadata.name!=d")
    assert names(get(secrets)) == "d"


_PARTIAL = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"
_PARTIAL_LIST = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"


def test_forms(secrets: ApiBench) -> None:
    found = secrets.call("GET", _HERE, accept=f"{_PARTIAL_LIST},application/json", limit="2").body
    assert (found["kind"], found["apiVersion"]) == ("PartialObjectMetadataList", "meta.k8s.io/v1")
    assert found["items"][0].keys() == {"kind", "apiVersion", "metadata"}
    assert found["metadata"]["continue"]
    table = secrets.call("GET", _HERE, accept=TABLE, limit="2").body
    assert (table["metadata"]["remainingItemCount"], len(table["rows"])) == (3, 2)
    one = secrets.call("GET", "secrets a", accept=_PARTIAL).body
    assert (one["kind"], one["metadata"]["name"]) == ("PartialObjectMetadata", "a")
    assert secrets.call("GET", "secrets a", accept=f"text/html, {TABLE}").body["kind"] == "Table"
    assert secrets.call("GET", "secrets a", accept="application/json, */*").body["kind"] == "Secret"


@pytest.mark.parametrize(
    ("path", "accept", "message"),
    [
        (_HERE, _PARTIAL, "you requested PartialObjectMetadata, but the requested object is a list (*core.SecretList)"),
        ("secrets a", _PARTIAL_LIST, "you requested PartialObjectMetadataList, but the requested object is not a list (*core.Secret)"),
        ("secrets a", "text/html", "only the following media types are accepted: application/json, application/yaml"),
        ("secrets a", "application/json;as=Tree;g=meta.k8s.io;v=v1", "only the following media types are accepted: application/json, application/yaml"),
    ],
)  # fmt: skip
def test_forms_that_there_are_not(secrets: ApiBench, path: str, accept: str, message: str) -> None:
    error = secrets.refused("GET", path, accept=accept)
    assert isinstance(error, NotAcceptable)
    assert error.message == message


def test_what_is_not_acceptable_leaves_no_trace(secrets: ApiBench) -> None:
    secrets.refused("DELETE", "secrets a", accept="text/html")
    assert names(get(secrets)) == "abcde"


def test_what_rows_include(secrets: ApiBench) -> None:
    def row(**query: str) -> Any:
        return secrets.call("GET", "secrets a", accept=TABLE, **query).body["rows"][0]["object"]

    assert row(includeObject="None") is None
    assert row(includeObject="Object")["kind"] == "Secret"
    assert row()["kind"] == "PartialObjectMetadata"
    error = secrets.refused("GET", "secrets a", accept=TABLE, includeObject="All")
    assert error.message == (
        'Unable to convert to Table as requested: includeObject: Invalid value: "All":'
        " must be 'Metadata', 'Object', 'None', or empty"
    )
