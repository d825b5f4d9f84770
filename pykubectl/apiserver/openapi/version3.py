"""The documents of version 3, one per group version, and their index.

Upstream: kube-openapi/pkg/handler3, apiserver/pkg/server/routes/openapi.go.
"""

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import pykubectl
from pykubectl import Object
from pykubectl.apiserver.discovery import SERVER_VERSION
from pykubectl.apiserver.openapi import custom_components, definitions, paths
from pykubectl.apiserver.openapi.paths import Resource
from pykubectl.errors import NotFound
from pykubectl.kinds import Kind, group_versions
from pykubectl.machinery import descriptions, schema
from pykubectl.machinery.requests import Response

INFO = {"title": "Kubernetes", "version": SERVER_VERSION["gitVersion"]}
SECURITY = {
    "BearerToken": {
        "description": "Bearer Token authentication",
        "type": "apiKey",
        "name": "authorization",
        "in": "header",
    }
}
_META = definitions.META
_VERSION = "io.k8s.apimachinery.pkg.version.Info"


# The document made last of each name, with the hash of what it was made from.
_MADE: dict[str, tuple[str, Object]] = {}


def index(kinds: Sequence[Kind]) -> Object:
    return {
        "paths": {
            name: {"serverRelativeURL": f"/openapi/v3/{name}?hash={digest(kinds, name)}"} for name in _names(kinds)
        }
    }


def document(kinds: Sequence[Kind], name: str) -> Response:
    """Of one of the names in the index. Raises NotFound."""
    if name not in _names(kinds):
        raise NotFound.path()
    tag = digest(kinds, name)
    return Response(200, contents(kinds, name), headers={"Etag": f'"{tag}"'})


def contents(kinds: Sequence[Kind], name: str) -> Object:
    tag = digest(kinds, name)
    if _MADE.get(name, ("", {}))[0] != tag:
        _MADE[name] = tag, _document(kinds, name)
    return _MADE[name][1]


def group_version_names(kinds: Sequence[Kind]) -> list[str]:
    """`api/v1`, `apis/apps/v1` ..., sorted."""
    return sorted(_group_version_name(group, version) for group, version in group_versions(kinds))


def _names(kinds: Sequence[Kind]) -> list[str]:
    groups = {f"apis/{group}" for group, _ in group_versions(kinds) if group}
    return sorted({"api", "apis", "version", *groups, *group_version_names(kinds)})


def _group_version_name(group: str, version: str) -> str:
    return f"apis/{group}/{version}" if group else f"api/{version}"


def _document(kinds: Sequence[Kind], name: str) -> Object:
    found: Object = {}
    components: dict[str, Object] = {}
    resources = _resources(kinds, name)
    for kind, version in resources:
        if kind.definition is not None:
            components |= custom_components.components(kind, version)
        for url, item in paths.of_resource(_resource(kind, version)):
            found[url] = item
    url, kind_name = _listing(name, bool(resources))
    found[url] = _plain(kind_name, name)
    used = {*definitions.references(found), *definitions.references(components)}
    components |= definitions.closure(used - components.keys())
    return {
        "openapi": "3.0.0",
        "info": INFO,
        "paths": dict(sorted(found.items())),
        "components": {"schemas": dict(sorted(components.items())), "securitySchemes": SECURITY},
    }


def _resources(kinds: Sequence[Kind], name: str) -> list[tuple[Kind, str]]:
    return [
        (kind, version)
        for kind in kinds
        for version in kind.versions
        if _group_version_name(kind.group, version) == name
    ]


def _resource(kind: Kind, version: str) -> Resource:
    if kind.definition is not None:
        return Resource(kind, version, *custom_components.component_names(kind, version))
    found = schema.schema_of(f"{kind.group}/{version}" if kind.group else version, kind.kind)
    assert found is not None, f"{kind.kind} has no schema"
    listed = f"{found.name}List"
    return Resource(kind, version, found.name, listed if definitions.has_definition(listed) else found.name)


def _listing(name: str, has_resources: bool) -> tuple[str, str]:
    """Where a document's own discovery is found, and what it is."""
    if name == "version":
        return "/version/", _VERSION
    kind = {"api": "APIVersions", "apis": "APIGroupList"}.get(name, "APIGroup")
    return f"/{name}/", f"{_META}.{'APIResourceList' if has_resources else kind}"


def _plain(kind: str, name: str) -> Object:
    content = {"application/json": {"schema": definitions.reference(kind)}}
    return {
        "get": {
            "description": "get the code version" if kind == _VERSION else "get what is available here",
            "operationId": "get" + "".join(part.title() for part in name.replace(".", "/").split("/")),
            "tags": [name.rpartition("/")[0] or name],
            "responses": {"200": {"description": "OK", "content": content}, "401": {"description": "Unauthorized"}},
        }
    }


@cache
def _sources() -> bytes:
    """What all documents depend on."""
    told = hashlib.sha512(pykubectl.__version__.encode())
    told.update(schema.INDEX.read_bytes())
    told.update(descriptions.INDEX.read_bytes())
    return told.digest()


def digest(kinds: Sequence[Kind], name: str) -> str:
    """Differs when the document does."""
    told = hashlib.sha512(_sources() + name.encode())
    for part in _told(kinds, name):
        told.update(repr(part).encode())
    return told.hexdigest().upper()


def _told(kinds: Sequence[Kind], name: str) -> Iterator[Any]:
    for kind, version in _resources(kinds, name):
        if kind.definition is None:
            yield kind
        else:
            yield kind._replace(definition=None, versions=(version,))
            yield kind.definition.versions[version]
