"""Discovery: which groups, versions and resources there are; and the documents beside it that are not resources.

Upstream: apiserver/pkg/endpoints/discovery, k8s.io/apimachinery/pkg/version.
"""

from typing import Any

from pykubectl.apiserver.calls import SUBRESOURCE_VERBS
from pykubectl.apiserver.catalogue import Catalogue
from pykubectl.errors import NotFound
from pykubectl.kinds import Kind, group_versions
from pykubectl.machinery.requests import Request, Response

SERVER_VERSION = {
    "major": "1",
    "minor": "36",
    "emulationMajor": "1",
    "emulationMinor": "36",
    "minCompatibilityMajor": "1",
    "minCompatibilityMinor": "35",
    "gitVersion": "v1.36.2",
    "gitCommit": "",
    "gitTreeState": "clean",
    "buildDate": "2026-06-09T00:00:00Z",
    "goVersion": "go1.26.0",
    "compiler": "pykubectl",
    "platform": "linux/amd64",
}

# What subresources exchange when it is not the kind itself: (group, version, kind).
_SUBRESOURCE_KINDS = {
    "scale": ("autoscaling", "v1", "Scale"),
    "eviction": ("policy", "v1", "Eviction"),
    "token": ("authentication.k8s.io", "v1", "TokenRequest"),
    "binding": ("", "", "Binding"),
    "attach": ("", "", "PodAttachOptions"),
    "exec": ("", "", "PodExecOptions"),
    "portforward": ("", "", "PodPortForwardOptions"),
}


def answer(catalogue: Catalogue, request: Request) -> Response:
    """Of a GET of anything that is not a resource. Raises NotFound."""
    if request.path.startswith("/openapi/"):
        from pykubectl.apiserver import openapi

        return openapi.answer(catalogue, request)
    if request.path in ("/api", "/apis") and ";as=" in request.accept:
        from pykubectl.apiserver import aggregated_discovery

        if aggregated_discovery.is_accepted(request):
            return aggregated_discovery.answer(catalogue, core=request.path == "/api")
    return Response(200, document(catalogue, request.path))


def document(catalogue: Catalogue, path: str) -> Any:
    """The body of what discovery and health checks have at a path. Raises NotFound."""
    parts = path.strip("/").split("/")
    if parts == ["version"]:
        return SERVER_VERSION
    if parts[0] in ("healthz", "livez", "readyz"):
        return "ok"
    if parts == ["api"]:
        return _api_versions()
    if parts == ["apis"]:
        return {"kind": "APIGroupList", "apiVersion": "v1", "groups": _groups(catalogue)}
    if parts[0] == "apis" and len(parts) == 2:
        return _group(catalogue, parts[1])
    if parts == ["api", "v1"] or (parts[0] == "apis" and len(parts) == 3):
        return _resources(catalogue, parts[1] if parts[0] == "apis" else "", parts[-1])
    raise NotFound.path()


def _api_versions() -> Any:
    addresses = [{"clientCIDR": "0.0.0.0/0", "serverAddress": "127.0.0.1:6443"}]
    return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": addresses}


def _groups(catalogue: Catalogue) -> list[Any]:
    groups: dict[str, list[str]] = {}
    for group, version in group_versions(catalogue):
        groups.setdefault(group, []).append(version)
    return [_group_entry(group, versions) for group, versions in groups.items() if group]


def _group_entry(group: str, versions: list[str]) -> Any:
    entries = [{"groupVersion": f"{group}/{version}", "version": version} for version in versions]
    return {"name": group, "versions": entries, "preferredVersion": entries[0]}


def _group(catalogue: Catalogue, name: str) -> Any:
    for entry in _groups(catalogue):
        if entry["name"] == name:
            return {"kind": "APIGroup", "apiVersion": "v1", **entry}
    raise NotFound.path()


def _resources(catalogue: Catalogue, group: str, version: str) -> Any:
    found = rows(catalogue, group, version)
    if not found:
        raise NotFound.path()
    group_version = f"{group}/{version}" if group else version
    # The core group's list does not say its version.
    head = {"kind": "APIResourceList", "apiVersion": "v1"} if group else {"kind": "APIResourceList"}
    return {**head, "groupVersion": group_version, "resources": found}


def rows(catalogue: Catalogue, group: str, version: str) -> list[Any]:
    """The resources of a group version, each followed by its subresources."""
    kinds = [kind for kind in catalogue if kind.group == group and version in kind.versions]
    return [row for kind in kinds for row in _rows(kind, version)]


def _rows(kind: Kind, version: str) -> list[Any]:
    row: dict[str, Any] = {
        "name": kind.plural,
        "singularName": kind.singular,
        "namespaced": kind.namespaced,
        "kind": kind.kind,
        "verbs": list(kind.verbs),
    }
    if kind.short_names:
        row["shortNames"] = list(kind.short_names)
    if kind.categories:
        row["categories"] = list(kind.categories)
    if kind.storage_hash:
        row["storageVersionHash"] = kind.storage_hash
    subresources = kind.subresources
    if kind.definition is not None:
        subresources = tuple(name for name in subresources if kind.definition.has_subresource(version, name))
    return [row, *(_subresource_row(kind, subresource) for subresource in subresources)]


def _subresource_row(kind: Kind, subresource: str) -> Any:
    group, version, exchanged = _SUBRESOURCE_KINDS.get(subresource, ("", "", kind.kind))
    if subresource == "proxy":
        exchanged = f"{kind.kind}ProxyOptions"
    row: dict[str, Any] = {"name": f"{kind.plural}/{subresource}", "singularName": "", "namespaced": kind.namespaced}
    if group:
        row.update(group=group, version=version)
    return {**row, "kind": exchanged, "verbs": SUBRESOURCE_VERBS[subresource]}
