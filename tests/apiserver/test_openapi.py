"""OpenAPI documents: complete in themselves, with what clients look for in them; and discovery in one document."""

from typing import Any

import pytest

from pykubectl.apiserver import openapi
from pykubectl.apiserver.aggregated_discovery import is_accepted
from pykubectl.apiserver.catalogue import Catalogue
from pykubectl.apiserver.discovery import rows
from pykubectl.errors import NotFound
from pykubectl.kinds import KINDS
from pykubectl.machinery.objects import get_path
from pykubectl.machinery.requests import Request
from pykubectl.storage import Key, Write, open_store

_V3, _V2 = "#/components/schemas/", "#/definitions/"
_CORE, _APPS = "io.k8s.api.core.v1", "io.k8s.api.apps.v1"
_AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
_BACKUPS: Any = {
    "metadata": {"name": "backups.ops.example.com"},
    "spec": {
        "group": "ops.example.com",
        "scope": "Namespaced",
        "names": {"plural": "backups", "kind": "Backup"},
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "subresources": {"scale": {"specReplicasPath": ".spec.n", "statusReplicasPath": ".status.n"}},
                "selectableFields": [{"jsonPath": ".spec.at"}],
                "schema": {
                    "openAPIV3Schema": {
                        "type": "object",
                        "description": "A backup.",
                        "properties": {
                            "spec": {
                                "type": "object",
                                "properties": {
                                    "at": {"type": "string", "nullable": True},
                                    "n": {"x-kubernetes-int-or-string": True},
                                    "pod": {"type": "object", "x-kubernetes-embedded-resource": True},
                                    "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
                                },
                            }
                        },
                    }
                },
            },
            {"name": "v1beta1", "served": True, "storage": False, "schema": {"openAPIV3Schema": {"type": "object"}}},
            {"name": "v1alpha1", "served": False, "storage": False},
        ],
    },
    "status": {
        "acceptedNames": {"plural": "backups", "singular": "backup", "kind": "Backup", "listKind": "BackupRoll"},
        "conditions": [{"type": "Established", "status": "True"}],
    },
}


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue(open_store("memory:"))


@pytest.fixture
def with_backups() -> Catalogue:
    store = open_store("memory:")
    key = Key("customresourcedefinitions.apiextensions.k8s.io", "", "backups.ops.example.com")
    store.write([Write(key, {**_BACKUPS, "metadata": dict(_BACKUPS["metadata"])}, 0)])
    return Catalogue(store)


def get(catalogue: Catalogue, path: str) -> Any:
    return openapi.answer(catalogue, Request("GET", path)).body


def v3_documents(catalogue: Catalogue) -> dict[str, Any]:
    index = get(catalogue, "/openapi/v3")["paths"]
    return {name: get(catalogue, entry["serverRelativeURL"].partition("?")[0]) for name, entry in index.items()}


def references(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*(references(part) for part in value.values()))
    return set().union(*(references(part) for part in value)) if isinstance(value, list) else set()


def test_every_document_is_complete(with_backups: Catalogue) -> None:
    for document in v3_documents(with_backups).values():
        components = document["components"]["schemas"]
        assert {name.removeprefix(_V3) for name in references(document)} <= components.keys()
    document = get(with_backups, "/openapi/v2")
    assert {name.removeprefix(_V2) for name in references(document)} <= document["definitions"].keys()


def test_every_kind_is_found_by_path_and_by_kind(catalogue: Catalogue) -> None:
    """As `kubectl explain` looks: the path names the kind, the kind names the component."""
    documents = v3_documents(catalogue)
    for kind in KINDS:
        for version in kind.versions:
            name = f"apis/{kind.group}/{version}" if kind.group else f"api/{version}"
            scope = "/namespaces/{namespace}" if kind.namespaced else ""
            item = documents[name]["paths"][f"/{name}{scope}/{kind.plural}"]
            told = next(item[method] for method in ("get", "post") if method in item)["x-kubernetes-group-version-kind"]
            assert told == {"group": kind.group, "version": version, "kind": kind.kind}
            schemas = documents[name]["components"]["schemas"].values()
            assert any(told in schema.get("x-kubernetes-group-version-kind", ()) for schema in schemas)


def test_every_patch_of_a_kind_can_be_validated_and_tried(with_backups: Catalogue) -> None:
    """kubectl asks any PATCH of the kind, in whatever order it meets them."""
    for document in v3_documents(with_backups).values():
        for url, item in document["paths"].items():
            if "patch" in item and not url.endswith("/proxy"):
                names = {parameter["name"] for parameter in item["patch"]["parameters"]}
                assert {"dryRun", "fieldValidation", "fieldManager", "force"} <= names, url
            if url.endswith("/proxy"):
                assert item["patch"]["x-kubernetes-group-version-kind"]["kind"].endswith("ProxyOptions")


@pytest.mark.parametrize(
    ("definition", "field", "told"),
    [
        (f"{_APPS}.DeploymentSpec", "strategy", {"x-kubernetes-patch-strategy": "retainKeys"}),
        (f"{_APPS}.DeploymentSpec", "replicas", {"type": "integer", "format": "int32"}),
        (
            f"{_CORE}.PodSpec",
            "containers",
            {
                "x-kubernetes-patch-strategy": "merge",
                "x-kubernetes-patch-merge-key": "name",
                "x-kubernetes-list-type": "map",
                "x-kubernetes-list-map-keys": ["name"],
                "items": {"allOf": [{"$ref": f"{_V3}{_CORE}.Container"}], "default": {}},
            },
        ),
        (f"{_CORE}.PodSpec", "volumes", {"x-kubernetes-patch-strategy": "merge,retainKeys"}),
        (f"{_CORE}.ContainerPort", "protocol", {"default": "TCP", "enum": ["SCTP", "TCP", "UDP"]}),
        (f"{_CORE}.ContainerPort", "containerPort", {"default": 0}),
        (
            f"{_CORE}.ResourceRequirements",
            "limits",
            {"additionalProperties": {"$ref": f"{_V3}io.k8s.apimachinery.pkg.api.resource.Quantity"}},
        ),
    ],
)
def test_how_fields_merge(catalogue: Catalogue, definition: str, field: str, told: dict[str, Any]) -> None:
    document = get(catalogue, "/openapi/v3/apis/apps/v1")
    found = document["components"]["schemas"][definition]["properties"][field]
    assert {key: found.get(key) for key in told} == told


def test_custom_kinds(with_backups: Catalogue) -> None:
    documents = v3_documents(with_backups)
    components = documents["apis/ops.example.com/v1"]["components"]["schemas"]
    backup, roll = components["com.example.ops.v1.Backup"], components["com.example.ops.v1.BackupRoll"]
    assert list(backup["properties"]) == ["apiVersion", "kind", "metadata", "spec"]
    assert roll["properties"]["items"]["items"] == {"$ref": f"{_V3}com.example.ops.v1.Backup"}
    assert backup["x-kubernetes-selectable-fields"] == [{"fieldPath": "spec.at"}]
    assert get_path(backup, "properties.spec.properties.pod.required") == ["kind", "apiVersion"]
    root = "/apis/ops.example.com/v1/namespaces/{namespace}/backups/{name}"
    paths = documents["apis/ops.example.com/v1"]["paths"]
    assert f"{root}/scale" in paths
    assert "application/strategic-merge-patch+json" not in paths[root]["patch"]["requestBody"]["content"]
    assert not any("/scale" in path for path in documents["apis/ops.example.com/v1beta1"]["paths"])
    assert "apis/ops.example.com/v1alpha1" not in documents


def test_version_2_says_nothing_that_clients_take_too_strictly(with_backups: Catalogue) -> None:
    definitions = get(with_backups, "/openapi/v2")["definitions"]
    spec = definitions["com.example.ops.v1.Backup"]["properties"]["spec"]["properties"]
    assert spec["at"] == {}
    assert spec["free"] == {"x-kubernetes-preserve-unknown-fields": True}
    assert spec["n"]["type"] == "string"
    quantity = definitions["io.k8s.apimachinery.pkg.api.resource.Quantity"]
    assert quantity["type"] == "string"
    assert "oneOf" not in quantity
    strategy = definitions[f"{_APPS}.DeploymentSpec"]["properties"]["strategy"]
    assert strategy["$ref"] == f"{_V2}{_APPS}.DeploymentStrategy"
    assert "allOf" not in strategy


def test_the_hash_tells_when_a_document_is_another(catalogue: Catalogue, with_backups: Catalogue) -> None:
    plain, other = (get(one, "/openapi/v3")["paths"] for one in (catalogue, with_backups))
    assert all(plain[name] == other[name] for name in plain)
    assert other.keys() - plain.keys() >= {"apis/ops.example.com", "apis/ops.example.com/v1"}
    tags = {openapi.answer(one, Request("GET", "/openapi/v2")).headers["Etag"] for one in (catalogue, with_backups)}
    assert len(tags) == 2


@pytest.mark.parametrize("path", ["/openapi/v3/apis/nope/v1", "/openapi/v4", "/openapi/v3/apis/apps/v2"])
def test_no_such_document(catalogue: Catalogue, path: str) -> None:
    with pytest.raises(NotFound):
        get(catalogue, path)


def test_discovery_in_one_document(with_backups: Catalogue) -> None:
    from pykubectl.apiserver import discovery

    found = discovery.answer(with_backups, Request("GET", "/apis", accept=f"{_AGGREGATED},application/json"))
    assert found.headers["Content-Type"] == _AGGREGATED
    groups = {item["metadata"]["name"]: item["versions"] for item in found.body["items"]}
    assert [version["version"] for version in groups["ops.example.com"]] == ["v1", "v1beta1"]
    deployments = next(one for one in groups["apps"][0]["resources"] if one["resource"] == "deployments")
    assert deployments["scope"] == "Namespaced"
    assert deployments["shortNames"] == ["deploy"]
    scale = {"group": "autoscaling", "version": "v1", "kind": "Scale"}
    assert deployments["subresources"][0] == {
        "subresource": "scale",
        "responseKind": scale,
        "verbs": ["get", "patch", "update"],
    }
    for group, versions in groups.items():
        for version in versions:
            count = sum(1 + len(one.get("subresources", ())) for one in version["resources"])
            assert count == len(rows(with_backups, group, version["version"]))


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (f"{_AGGREGATED},application/json", True),
        ("application/json", False),
        (f"application/json,{_AGGREGATED}", False),
        ("application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList", False),
        ("application/json;as=APIGroupDiscoveryList;v=v2;g=apidiscovery.k8s.io, */*", True),
    ],
)
def test_which_form_is_liked_best(accept: str, expected: bool) -> None:
    assert is_accepted(Request("GET", "/apis", accept=accept)) is expected
