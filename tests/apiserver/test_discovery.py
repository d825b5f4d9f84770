"""Discovery equals a real control plane's, whose facts stand in discovery.txt."""

from pathlib import Path
from typing import Any

import pytest

from pykubectl.apiserver.catalogue import Catalogue
from pykubectl.apiserver.discovery import document
from pykubectl.errors import NotFound
from pykubectl.storage import open_store

_CATALOGUE = Catalogue(open_store("memory:"))

_LETTERS = {
    "create": "c", "delete": "d", "deletecollection": "D", "get": "g", "list": "l", "patch": "p", "update": "u", "watch": "w",
}  # fmt: skip
_LINES = [
    line
    for line in Path(__file__).with_name("discovery.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def _sections() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"groups": []}
    current = "groups"
    for line in _LINES:
        if line.startswith("/"):
            current = line
            found[current] = []
        else:
            found[current].append(line)
    return found


_SECTIONS = _sections()


def _line(row: dict[str, Any]) -> str:
    exchanged = f"{row.get('group', '')}/{row['version']}" if "version" in row else "-"
    words = [
        row["name"], row["singularName"] or "-", row["kind"], "N" if row["namespaced"] else "C",
        "".join(_LETTERS[verb] for verb in row["verbs"]), ",".join(row.get("shortNames", ())) or "-",
        ",".join(row.get("categories", ())) or "-", exchanged, row.get("storageVersionHash", "-"),
    ]  # fmt: skip
    return " ".join(words)


def test_api_versions() -> None:
    found = document(_CATALOGUE, "/api")
    assert (found["kind"], found["versions"]) == ("APIVersions", ["v1"])
    assert found["serverAddressByClientCIDRs"][0]["clientCIDR"] == "0.0.0.0/0"


def test_groups() -> None:
    found = document(_CATALOGUE, "/apis")
    lines = [" ".join(["group", one["name"], *(v["version"] for v in one["versions"])]) for one in found["groups"]]
    assert (found["kind"], found["apiVersion"], lines) == ("APIGroupList", "v1", _SECTIONS["groups"])
    for one in found["groups"]:
        assert one["preferredVersion"] == one["versions"][0]
        assert [v["groupVersion"] for v in one["versions"]] == [
            f"{one['name']}/{v['version']}" for v in one["versions"]
        ]
        assert document(_CATALOGUE, f"/apis/{one['name']}") == {"kind": "APIGroup", "apiVersion": "v1", **one}


@pytest.mark.parametrize("path", [path for path in _SECTIONS if path != "groups"])
def test_resources(path: str) -> None:
    found = document(_CATALOGUE, path)
    assert [_line(row) for row in found["resources"]] == _SECTIONS[path]
    assert found["groupVersion"] == path.removeprefix("/apis/").removeprefix("/api/")
    assert found.get("apiVersion") == (None if path == "/api/v1" else "v1")


def test_nothing_else_is_served() -> None:
    served = {v["groupVersion"] for one in document(_CATALOGUE, "/apis")["groups"] for v in one["versions"]} | {"v1"}
    assert served == {path.removeprefix("/apis/").removeprefix("/api/") for path in _SECTIONS if path != "groups"}
    for path in ("/apis/none.example", "/apis/apps/v1beta1", "/api/v2", "/none"):
        with pytest.raises(NotFound):
            document(_CATALOGUE, path)
