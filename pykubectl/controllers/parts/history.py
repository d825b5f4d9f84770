"""History: the templates an owner has had, kept as ControllerRevisions. `rollout history` and `undo` read them.

The data of a revision is a strategic merge patch that puts the template back: `{"spec": {"template": {..., "$patch": "replace"}}}`.

Upstream: pkg/controller/history.
"""

from collections.abc import Sequence

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts.claims import claim
from pykubectl.controllers.parts.templates import hash_of
from pykubectl.errors import AlreadyExists, NotFound
from pykubectl.machinery.objects import copy
from pykubectl.machinery.owners import controller_reference
from pykubectl.machinery.selectors import from_label_selector

RESOURCE = "controllerrevisions.apps"
HISTORY_LIMIT = 10


def revisions_of(api: Api, owner: Object) -> list[Object]:
    """The owner's revisions, oldest first; free ones that its selector matches are adopted."""
    found = claim(api, owner, RESOURCE, from_label_selector(owner["spec"].get("selector")))
    return sorted(found, key=_order)


def _order(revision: Object) -> tuple[int, str, str]:
    metadata = revision["metadata"]
    return revision["revision"], metadata.get("creationTimestamp", ""), metadata["name"]


def template_patch(template: Object) -> Object:
    return {"spec": {"template": {**copy(template), "$patch": "replace"}}}


def template_of(revision: Object) -> Object:
    """The pod template that a revision keeps."""
    template = copy(revision["data"]["spec"]["template"])
    template.pop("$patch", None)
    result: Object = template
    return result


def new_revision(owner: Object, number: int, hash_label: str, collision_count: int) -> Object:
    template = owner["spec"]["template"]
    data = template_patch(template)
    suffix = hash_of(data, collision_count or None)
    metadata: Object = {
        "name": f"{owner['metadata']['name']}-{suffix}",
        "namespace": owner["metadata"]["namespace"],
        "labels": {**((template.get("metadata") or {}).get("labels") or {}), hash_label: suffix},
        "ownerReferences": [controller_reference(owner)],
    }
    if owner["metadata"].get("annotations"):
        metadata["annotations"] = dict(owner["metadata"]["annotations"])
    return {
        "apiVersion": "apps/v1",
        "kind": "ControllerRevision",
        "metadata": metadata,
        "data": data,
        "revision": number,
    }


def ensure(
    api: Api, owner: Object, revisions: Sequence[Object], hash_label: str, collisions: int
) -> tuple[Object, int]:
    """The revision of the owner's template, the newest by number; and the collision count after finding a free name."""
    number = revisions[-1]["revision"] + 1 if revisions else 1
    wanted = new_revision(owner, number, hash_label, collisions)
    equal = [revision for revision in revisions if revision["data"] == wanted["data"]]
    if equal:
        last = equal[-1]
        if last is revisions[-1]:
            return last, collisions
        return api.update(RESOURCE, {**last, "revision": number}), collisions
    while True:
        try:
            return api.create(RESOURCE, owner["metadata"]["namespace"], wanted), collisions
        except AlreadyExists:
            there = api.find(RESOURCE, owner["metadata"]["namespace"], wanted["metadata"]["name"])
            if there is not None and there["data"] == wanted["data"]:
                return there, collisions
            collisions += 1
            wanted = new_revision(owner, number, hash_label, collisions)


def truncate(api: Api, owner: Object, revisions: Sequence[Object], live: set[str]) -> None:
    """Drop the oldest revisions beyond the history limit that nothing uses; `live` are names in use."""
    limit = owner["spec"].get("revisionHistoryLimit")
    limit = HISTORY_LIMIT if limit is None else limit
    unused = [revision for revision in revisions if revision["metadata"]["name"] not in live]
    for revision in unused[: max(len(unused) - limit, 0)]:
        try:
            api.delete(RESOURCE, revision["metadata"]["namespace"], revision["metadata"]["name"])
        except NotFound:
            continue
