"""Discovery in one document: every group with its versions and resources, where the request accepts it.

`/api` has the core group, `/apis` all others. The rows are discovery's, only laid out otherwise.

Upstream: apiserver/pkg/endpoints/discovery/aggregated, staging/src/k8s.io/api/apidiscovery/v2.
"""

from pykubectl import Object
from pykubectl.apiserver import discovery
from pykubectl.apiserver.catalogue import Catalogue
from pykubectl.kinds import group_versions
from pykubectl.machinery.requests import Request, Response

_MEDIA_TYPE = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
_WANTED = frozenset(_MEDIA_TYPE.split(";"))


def is_accepted(request: Request) -> bool:
    """Whether this is the form that the request likes best, of those that there are."""
    for choice in request.accept.split(","):
        parts = {part.strip() for part in choice.split(";")}
        if parts >= _WANTED:
            return True
        if not any(part.startswith("as=") for part in parts) and parts & {"application/json", "*/*"}:
            return False
    return False


def answer(catalogue: Catalogue, *, core: bool) -> Response:
    groups: dict[str, list[Object]] = {}
    for group, version in group_versions(catalogue):
        if (not group) == core:
            groups.setdefault(group, []).append(_version(catalogue, group, version))
    items = [{"metadata": _metadata(group), "versions": versions} for group, versions in groups.items()]
    body = {"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": {}, "items": items}
    return Response(200, body, headers={"Content-Type": _MEDIA_TYPE})


def _metadata(group: str) -> Object:
    return {"name": group, "creationTimestamp": None} if group else {"creationTimestamp": None}


def _version(catalogue: Catalogue, group: str, version: str) -> Object:
    rows = discovery.rows(catalogue, group, version)
    resources = {row["name"]: _resource(row) for row in rows if "/" not in row["name"]}
    for row in rows:
        name, _, subresource = row["name"].partition("/")
        if subresource:
            found: Object = {"subresource": subresource, "responseKind": _kind(row), "verbs": row["verbs"]}
            resources[name].setdefault("subresources", []).append(found)
    return {"version": version, "resources": list(resources.values()), "freshness": "Current"}


def _resource(row: Object) -> Object:
    found: Object = {
        "resource": row["name"],
        "responseKind": _kind(row),
        "scope": "Namespaced" if row["namespaced"] else "Cluster",
        "singularResource": row["singularName"],
        "verbs": row["verbs"],
    }
    return found | {key: row[key] for key in ("shortNames", "categories") if key in row}


def _kind(row: Object) -> Object:
    """Group and version are said only where they are not those of the resource."""
    return {"group": row.get("group", ""), "version": row.get("version", ""), "kind": row["kind"]}
