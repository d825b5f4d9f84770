"""Claims: an owner takes in the free objects that its selector matches and lets go of its own that no longer match.

Upstream: pkg/controller/controller_ref_manager.go.
"""

from collections.abc import Callable, Iterable

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.errors import Conflict, Invalid, NotFound
from pykubectl.machinery.owners import controller_reference
from pykubectl.machinery.selectors import Selector


def claim(
    api: Api,
    owner: Object,
    resource: str,
    selector: Selector,
    adoptable: Callable[[Object], bool] = lambda obj: True,
) -> list[Object]:
    """The objects of `resource` that `owner` controls, after adoption and release, sorted by name."""
    metadata = owner["metadata"]
    owned = {obj["metadata"]["name"]: obj for obj in api.list(resource, metadata["namespace"], owner=metadata["uid"])}
    for obj in list(owned.values()):
        if not selector.matches(_labels(obj)):
            del owned[obj["metadata"]["name"]]
            if not metadata.get("deletionTimestamp"):
                _release(api, owner, resource, obj)
    if not metadata.get("deletionTimestamp"):
        for obj in api.list(resource, metadata["namespace"], selector=selector, owner=""):
            if not obj["metadata"].get("deletionTimestamp") and adoptable(obj):
                adopted = _adopt(api, owner, resource, obj)
                if adopted is not None:
                    owned[obj["metadata"]["name"]] = adopted
    return [owned[name] for name in sorted(owned)]


def interested(
    api: Api, resource: str, obj: Object, selector_of: Callable[[Object], Selector]
) -> Iterable[tuple[str, str]]:
    """The owners of kind `resource` in the namespace of a free object that would take it in."""
    namespace = obj["metadata"].get("namespace", "")
    for owner in api.list(resource, namespace):
        if selector_of(owner).matches(_labels(obj)):
            yield namespace, owner["metadata"]["name"]


def _labels(obj: Object) -> dict[str, str]:
    labels: dict[str, str] = obj["metadata"].get("labels") or {}
    return labels


def _adopt(api: Api, owner: Object, resource: str, obj: Object) -> Object | None:
    references = [*(obj["metadata"].get("ownerReferences") or ()), controller_reference(owner)]
    return _with_references(api, resource, obj, references)


def _release(api: Api, owner: Object, resource: str, obj: Object) -> None:
    uid = owner["metadata"]["uid"]
    references = [found for found in obj["metadata"].get("ownerReferences") or () if found["uid"] != uid]
    _with_references(api, resource, obj, references)


def _with_references(api: Api, resource: str, obj: Object, references: list[Object]) -> Object | None:
    metadata = {key: value for key, value in obj["metadata"].items() if key != "ownerReferences"}
    if references:
        metadata["ownerReferences"] = references
    try:
        return api.update(resource, {**obj, "metadata": metadata})
    except (NotFound, Conflict, Invalid):
        return None
